"""rubrics.py DIR [rows=N | indicators=N ...]: W1, W2 and W3 as kaohe's rubrics, with the roster that W2 needs."""
import os, sys
import spec

OUT = sys.argv[1]


def used(m):
    return [m[x] for x in "abd" if not (x == "d" and m["f"] in (0, 2))]


def formula(m):
    a, b, d = (f"c{m[x]:03d}" for x in "abd")
    return [f"{a} / {b} * 100", f"({a} + {b}) / {d} * 100", f"{a} / ({a} + {b}) * 100", f"({a} - {b}) / {d} * 100"][m["f"]]


def score(m):
    k = m["kind"]
    if k == "linear":
        return f'score.linear = {{ zero = {m["lo"]}, full = {m["target"]} }}'
    if k == "bands":
        bands = ", ".join(f"[{t}, {s}]" for t, s in reversed(list(zip(m["t"], m["s"][1:]))))
        return f"score.bands.at_least = [{bands}]"
    if k == "deduct":
        return f'score.formula = "max(0, 100 - max(0, {m["target"]} - value) * {m["k"]:.1f})"'
    return "score.min_max = { all_equal = 100 }" if k == "minmax" else "score.percentile = { alone = 100 }"


def line(zero, full):
    """A straight line whose score is rounded on the scale of 100, as the peers' programs do it."""
    return f'score.formula = "round(clamp((value - {zero}) / {full - zero}, 0, 1) * 100, 2)"'.replace("- -", "+ ")


def w1(data, count=spec.NIND):
    ms = spec.indicators(count)
    columns = sorted({c for m in ms for c in used(m)} | {spec.VETO_CAP[0], spec.VETO_ZERO[0]})
    out = [f'''kaohe = 1

[rubric]
title = "W1"
marking = "weights"
points = 100
decimals = 2
round_at = ["total"]
missing = "skip"
data = "."

[subject]
noun = "unit"
roster = "units"
key = "unit"
groups = ["dept"]

[data.units]
file = "{data}"
''']
    for c in columns:
        out.append(f'[[element]]\nid = "c{c:03d}"\nfrom = "units"\nrange = [0, {500 if c % 5 < 3 else 10000}]\n')
    for g in range(spec.NL1):
        out.append(f'[[category]]\nid = "g{g}"\nweight = {spec.L1W[g]:.0f}\n')
    for j in range(spec.NDIM):
        whole = sum(spec.dim_weight(k) for k in range(spec.NDIM) if spec.l1_of(k) == spec.l1_of(j))
        out.append(f'[[category]]\nid = "d{j}"\nin = "g{spec.l1_of(j)}"\nweight = "{100 * spec.dim_weight(j):.0f}/{whole:.0f}"\n')
    for m in ms:
        whole = sum(k["w"] for k in ms if k["dim"] == m["dim"])
        out.append(f'[[indicator]]\nid = "i{m["i"]}"\nin = "d{m["dim"]}"\nweight = "{100 * m["w"]:.0f}/{whole:.0f}"\nformula = "{formula(m)}"\nbetter = "higher"\n{score(m)}\n')
    c, above, cap = spec.VETO_CAP
    out.append(f'[[veto]]\nid = "capped"\nwhen = "c{c:03d} > {above:.0f}"\neffect = {{ cap = {cap:.0f} }}\n')
    z, above = spec.VETO_ZERO
    out.append(f'[[veto]]\nid = "zeroed"\nwhen = "c{z:03d} > {above:.0f}"\neffect = {{ zero = "total" }}\n')
    for least, name in spec.GRADES + [(0, "D")]:
        out.append(f'[[grade]]\nname = "{name}"\nmin = {least:.0f}\n')
    return "\n".join(out)


W2 = {"n": "count(msgs)", "amt": "sum(amount)", "amt_avg": "mean(amount)", "amt_max": "max(amount)", "ref": "sum(refund)", "ref_n": "count_if(refund > 0)",
      "resp_avg": "mean(resp)", "fast_n": "count_if(resp <= 30)", "rat_n": "count(rating)", "rat_avg": "mean(rating)", "good_n": "count_if(rating >= 4)",
      "res_n": "sum(resolved)", "msg_n": "sum(msgs)", "chat_n": 'count_if(channel == \\"chat\\")', "late_n": "sum(late)"}


def w2(data):
    out = [f'''kaohe = 1

[rubric]
title = "W2"
cycle = "month"
points = 100
decimals = 2
round_at = ["total"]
missing = "skip"
data = "."

[subject]
noun = "agent"
roster = "staff"
key = "agent"

[data.staff]
file = "w2-staff.csv"

[data.records]
file = "{data}"
key = "agent"
period = "month"
''']
    for name, value in W2.items():
        out.append(f'[[element]]\nid = "{name}"\nfrom = "records"\nvalue = "{value}"\n')
    for name, e, lo, full, w in spec.W2_IND:
        e = e.replace("nullif(rat_n, 0)", "rat_n").replace("nullif(amt, 0)", "amt").replace("100.0", "100").replace(" * 1.0", "")
        better = "higher" if full > lo else "lower"
        out.append(f'[[indicator]]\nid = "{name}"\npoints = {w:.0f}\nformula = "{e}"\nbetter = "{better}"\n{line(lo, full)}\n')
    return "\n".join(out)


def w3(data):
    out = [f'''kaohe = 1

[rubric]
title = "W3"
points = 100
decimals = 2
round_at = ["total"]
missing = "skip"
data = "."

[subject]
noun = "agent"
key = "agent"
file = "{data}"
groups = ["dept"]
''']
    for i in range(10):
        out.append(f'[[indicator]]\nid = "i{i}"\npoints = 10\nformula = "c{2 * i:03d} / c{2 * i + 1:03d} * 100"\nbetter = "higher"\n{line(20.0, 120.0)}\n')
    return "\n".join(out)


def write(name, text):
    with open(os.path.join(OUT, name), "w", encoding="utf-8") as f:
        f.write(text)


sizes = [what.split("=") for what in sys.argv[2:]]
for what, size in sizes:
    if what == "rows":
        write(f"w1-{size}.toml", w1(f"w1-{size}.parquet"))
    else:
        write(f"w1-i{size}.toml", w1("w1-250000.parquet", int(size)))
if not sizes:
    for name, make, data in [("w1", w1, "w1.parquet"), ("w1s", w1, "w1s.parquet"), ("w1s-csv", w1, "w1s.csv"), ("w2", w2, "w2.parquet"),
                             ("w2s", w2, "w2s.parquet"), ("w2s-csv", w2, "w2s.csv"), ("w3", w3, "w3.csv")]:
        write(name + ".toml", make(data))
    write("w2-staff.csv", "agent\n" + "".join(f"A{a:05d}\n" for a in range(2000)))
