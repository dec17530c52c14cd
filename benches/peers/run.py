"""Runs kaohe and each peer in turn on the same files, compares what they wrote, and prints ratios.

    python3 benches/peers/run.py                      # all workloads, five rounds
    python3 benches/peers/run.py --only w3,w2s --runs 9
    python3 benches/peers/run.py --growth             # time and memory at four sizes
    python3 benches/peers/run.py --write docs/performance.md

Peers are installed from PyPI into an environment of their own below --work. Every run is a whole process, from its start
to the last byte of the written results. A ratio is of two runs of one round, one right after the other; of a workload the
median of the rounds is printed, and their least and greatest."""
import argparse
import os
import re
import resource
import shutil
import statistics
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))

# Name, what it is, input, the rubric, workload of the peers' program, who takes part, keys by which rows are matched.
WORKLOADS = [
    ("w1", "W1, Parquet, 1 M × 200", "w1.parquet", "w1", "w1", ["polars", "duckdb", "datafusion", "pandas"], ["unit"]),
    ("w1s", "W1, Parquet, 100 k, one row group", "w1s.parquet", "w1s", "w1", ["polars", "duckdb"], ["unit"]),
    ("w1s-csv", "W1, CSV, 100 k", "w1s.csv", "w1s-csv", "w1", ["polars", "duckdb", "datafusion", "pandas"], ["unit"]),
    ("w2", "W2, Parquet, 20 M records", "w2.parquet", "w2", "w2", ["polars", "duckdb", "datafusion", "pandas"], ["agent", "month"]),
    ("w2s-csv", "W2, CSV, 2 M records", "w2s.csv", "w2s-csv", "w2", ["polars", "duckdb", "datafusion", "pandas"], ["agent", "month"]),
    ("w3", "W3, CSV, 50 × 20", "w3.csv", "w3", "w3", ["polars", "duckdb", "datafusion", "pandas"], ["agent"]),
]

# Of W1, in rows; of the same table at a quarter of a million rows, in indicators.
GROWTH = [125_000, 250_000, 500_000, 1_000_000]


def options():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--kaohe", default=os.path.join(ROOT, "target", "release", "kaohe"))
    p.add_argument("--work", default=os.path.join(ROOT, "target", "peers"), help="data, outputs and the peers' environment")
    p.add_argument("--python", help="a Python that has the peers; otherwise one is made")
    p.add_argument("--runs", type=int, default=5)
    p.add_argument("--only", default="", help="names of workloads, with commas")
    p.add_argument("--peers", default="", help="names of peers, with commas")
    p.add_argument("--threads", type=int, help="threads of kaohe")
    p.add_argument("--growth", action="store_true")
    p.add_argument("--write", help="a Markdown file in which the tables are put between their marks")
    return p.parse_args()


def environment(args):
    """A Python with the peers in it."""
    if args.python:
        return args.python
    home = os.path.join(args.work, "env")
    python = os.path.join(home, "bin", "python")
    if not os.path.exists(python):
        subprocess.run([sys.executable, "-m", "venv", home], check=True)
        subprocess.run([python, "-m", "pip", "install", "-q", "-r", os.path.join(HERE, "requirements.txt")], check=True)
    return python


def generate(args, python):
    """Data and rubrics, seeded: the same bytes wherever they are made."""
    data = os.path.join(args.work, "data")
    os.makedirs(data, exist_ok=True)
    for group, files in [("w1", ["w1.parquet", "w1s.parquet", "w1s.csv"]), ("w2", ["w2.parquet", "w2s.parquet", "w2s.csv"]), ("w3", ["w3.csv"])]:
        if not all(os.path.exists(os.path.join(data, name)) for name in files):
            print(f"making the data of {group} …", file=sys.stderr)
            subprocess.run([python, os.path.join(HERE, "generate.py"), data, group], check=True)
    subprocess.run([python, os.path.join(HERE, "rubrics.py"), data], check=True)
    return data


def timed(command, name):
    """Wall seconds, processor seconds and greatest memory (MiB) of one process."""
    start = time.perf_counter()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd=HERE)
    said = child.stderr.read()
    _, status, used = os.wait4(child.pid, 0)
    wall = time.perf_counter() - start
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        sys.exit(f"{name} failed ({child.returncode}):\n{said.decode(errors='replace')[-2000:]}")
    return wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def command(args, python, data, out, who, workload):
    name, _, source, rubric, program, _, _ = workload
    ending = "csv" if name == "w3" else "parquet"
    if who == "kaohe":
        threads = ["--threads", str(args.threads)] if args.threads else []
        periods = ["--period", "all"] if program == "w2" else []
        return [args.kaohe, "evaluate", os.path.join(data, rubric + ".toml"), "--lang", "en", *threads, *periods,
                "-o", os.path.join(out, f"{name}-kaohe.{ending}")]
    return [python, os.path.join(HERE, "peers.py"), who, program, os.path.join(data, source), os.path.join(out, f"{name}-{who}.{ending}")]


def compare(args, python, out, workload):
    """Whether the outputs agree: a line for each peer."""
    name, _, _, _, program, peers, keys = workload
    ending = "csv" if name == "w3" else "parquet"
    files = [os.path.join(out, f"{name}-{who}.{ending}") for who in ["kaohe", *peers]]
    done = subprocess.run([python, os.path.join(HERE, "compare.py"), ",".join(keys), *[f for f in files if os.path.exists(f)]],
                          capture_output=True, text=True)
    lines = (done.stdout + done.stderr).strip().splitlines()
    if program == "w2" and ending == "parquet":
        source = "w2.parquet" if name == "w2" else "w2s.parquet"
        done = subprocess.run([python, os.path.join(HERE, "exact.py"), os.path.join(args.work, "data", source),
                               *[f for f in files if os.path.exists(f)]], capture_output=True, text=True)
        lines += (done.stdout + done.stderr).strip().splitlines()
    return lines


def spread(values, form="{:.2f}"):
    middle, least, most = statistics.median(values), min(values), max(values)
    return f"{form.format(middle)} ({form.format(least)}–{form.format(most)})"


def race(args, python, data, out, workload):
    name, title, _, _, _, peers, _ = workload
    if args.peers:
        peers = [peer for peer in peers if peer in args.peers.split(",")]
    runs = {who: [] for who in ["kaohe", *peers]}
    for who in runs:
        # The files are in memory before anything is timed.
        timed(command(args, python, data, out, who, workload), who)
    for _ in range(args.runs):
        for who in runs:
            runs[who].append(timed(command(args, python, data, out, who, workload), who))
    rows = []
    for who, measured in runs.items():
        ratios = [theirs[0] / ours[0] for theirs, ours in zip(measured, runs["kaohe"])]
        memory = max(m for _, _, m in measured) / max(m for _, _, m in runs["kaohe"])
        rows.append((title, who, spread([w for w, _, _ in measured], "{:.3f}"), f"{statistics.median(c for _, c, _ in measured):.3f}",
                     f"{max(m for _, _, m in measured):.0f}", "" if who == "kaohe" else spread(ratios), "" if who == "kaohe" else f"{memory:.2f}"))
        title = ""
    return rows, compare(args, python, out, workload)


def growth(args, python, data, out):
    """W1 at four sizes, in rows and in indicators."""
    rows = []
    for size in GROWTH:
        made = os.path.join(data, f"w1-{size}.parquet")
        rubric = os.path.join(data, f"w1-{size}.toml")
        if not os.path.exists(made):
            subprocess.run([python, os.path.join(HERE, "generate.py"), data, f"rows={size}"], check=True)
        subprocess.run([python, os.path.join(HERE, "rubrics.py"), data, f"rows={size}"], check=True)
        rows.append((f"{size:,} units, 101 indicators", measured(args, rubric, out)))
    for count in [25, 50, 101, 202]:
        subprocess.run([python, os.path.join(HERE, "rubrics.py"), data, f"indicators={count}"], check=True)
        rows.append((f"250,000 units, {count} indicators", measured(args, os.path.join(data, f"w1-i{count}.toml"), out)))
    return [(what, spread([w for w, _, _ in runs], "{:.3f}"), f"{max(m for _, _, m in runs):.0f}") for what, runs in rows]


def measured(args, rubric, out):
    threads = ["--threads", str(args.threads)] if args.threads else []
    line = [args.kaohe, "evaluate", rubric, "--lang", "en", *threads, "-o", os.path.join(out, "growth.parquet")]
    timed(line, "kaohe")
    return [timed(line, "kaohe") for _ in range(args.runs)]


def table(head, rows):
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows])


def put(path, mark, text):
    """Replaces what stands between the marks in a Markdown file."""
    with open(path, encoding="utf-8") as f:
        old = f.read()
    between = re.compile(rf"(<!-- measured {mark} -->\n).*?(<!-- measured {mark}, end -->)", re.S)
    if not between.search(old):
        sys.exit(f"{path} has no place for {mark}")
    new = between.sub(lambda m: m.group(1) + text + "\n" + m.group(2), old)
    with open(path, "w", encoding="utf-8") as f:
        f.write(new)


def main():
    args = options()
    if not os.path.exists(args.kaohe):
        sys.exit(f"{args.kaohe} is not there: cargo build --release")
    python = environment(args)
    data = generate(args, python)
    out = os.path.join(args.work, "out")
    shutil.rmtree(out, ignore_errors=True)
    os.makedirs(out)
    if args.growth:
        text = table(["", "seconds", "MiB"], growth(args, python, data, out))
        print(text)
        if args.write:
            put(args.write, "growth", text)
        return
    only = args.only.split(",") if args.only else None
    rows, notes = [], []
    for workload in WORKLOADS:
        if only and workload[0] not in only:
            continue
        print(workload[1], "…", file=sys.stderr)
        more, agreed = race(args, python, data, out, workload)
        rows += more
        notes += [f"{workload[0]}: {line}" for line in agreed]
        print(table(["", "", "s", "cpu s", "MiB", "× kaohe's time", "× its memory"], more))
        print("\n".join(agreed), flush=True)
    if args.write:
        text = table(["", "", "s", "cpu s", "MiB", "× kaohe's time", "× its memory"], rows)
        put(args.write, "peers", text + "\n\n```text\n" + "\n".join(notes) + "\n```")
    print(f"\nthis process and those it waited for: {resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime:.0f} s of processor")


if __name__ == "__main__":
    main()
