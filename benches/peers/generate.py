"""generate.py DIR [w1|w2|w3|rows=N ...]: the data of the workloads, seeded: the same values wherever they are made."""
import os, sys, numpy as np, pyarrow as pa, pyarrow.parquet as pq, pyarrow.csv as pc
import spec

OUT = sys.argv[1]; WHAT = sys.argv[2:] or ["w1", "w2", "w3"]
RG = 122_880


def w1_chunk(k, n, ncol=spec.NCOL):
    rng = np.random.Generator(np.random.PCG64([1, k]))
    cols = {"unit": pa.array(np.arange(k * RG, k * RG + n, dtype=np.int64)),
            "dept": pa.array(np.char.mod("D%02d", rng.integers(0, 100, n)))}
    for j in range(ncol):
        v = (rng.integers(0, 501, n).astype(np.float64) if j % 5 < 3
             else np.round(rng.random(n) * 10000.0, 2))
        cols[f"c{j:03d}"] = pa.array(v, mask=rng.random(n) < 0.02)
    return pa.table(cols)


def w1(total, path_pq=None, path_csv=None):
    w = c = None
    for k in range((total + RG - 1) // RG):
        t = w1_chunk(k, min(RG, total - k * RG))
        if path_pq:
            w = w or pq.ParquetWriter(path_pq, t.schema, compression="snappy")
            w.write_table(t, row_group_size=RG)
        if path_csv:
            c = c or pc.CSVWriter(path_csv, t.schema, write_options=pc.WriteOptions(quoting_style="none"))
            c.write_table(t)
    for x in (w, c):
        if x: x.close()


def w2(total, path_pq=None, path_csv=None):
    """time-ordered records: month non-decreasing, agent random."""
    w = c = None; chunk = 1_000_000
    for k in range(total // chunk):
        rng = np.random.Generator(np.random.PCG64([2, k])); n = chunk
        pos = (np.arange(n) + k * chunk) * 12 // total
        mon = pa.DictionaryArray.from_arrays(pa.array(pos.astype(np.int32)), pa.array([f"2025-{m+1:02d}" for m in range(12)]))
        ag = pa.DictionaryArray.from_arrays(pa.array(rng.integers(0, 2000, n).astype(np.int32)), pa.array([f"A{a:05d}" for a in range(2000)]))
        ch = pa.DictionaryArray.from_arrays(pa.array(rng.integers(0, 4, n).astype(np.int32)), pa.array(["chat", "phone", "mail", "shop"]))
        amt = np.round(rng.gamma(2.0, 50.0, n), 2)
        t = pa.table({"id": pa.array(np.arange(k * chunk, (k + 1) * chunk, dtype=np.int64)),
                      "agent": ag.cast(pa.string()), "month": mon.cast(pa.string()), "channel": ch.cast(pa.string()),
                      "amount": amt, "refund": np.where(rng.random(n) < 0.05, np.round(amt * rng.random(n), 2), 0.0),
                      "resp": np.round(rng.exponential(55.0, n), 1),
                      "rating": pa.array(rng.integers(1, 6, n).astype(np.int32), mask=rng.random(n) < 0.6),
                      "resolved": (rng.random(n) < 0.8).astype(np.int32), "late": (rng.random(n) < 0.1).astype(np.int32),
                      "msgs": rng.poisson(10.0, n).astype(np.int32), "dur": np.round(rng.gamma(3.0, 100.0, n), 1)})
        if path_pq:
            w = w or pq.ParquetWriter(path_pq, t.schema, compression="snappy")
            w.write_table(t, row_group_size=RG * 4)
        if path_csv:
            c = c or pc.CSVWriter(path_csv, t.schema, write_options=pc.WriteOptions(quoting_style="none"))
            c.write_table(t)
    for x in (w, c):
        if x: x.close()


def w3(path):
    rng = np.random.Generator(np.random.PCG64(3))
    d = {"agent": [f"A{i:03d}" for i in range(50)], "dept": [f"D{i % 5}" for i in range(50)]}
    for j in range(20):
        d[f"c{j:03d}"] = pa.array(rng.integers(0, 501, 50).astype(np.float64), mask=rng.random(50) < 0.02)
    pc.write_csv(pa.table(d), path, pc.WriteOptions(quoting_style="none"))


os.makedirs(OUT, exist_ok=True); J = lambda *a: os.path.join(OUT, *a)
if "w1" in WHAT:
    w1(1_000_000, path_pq=J("w1.parquet")); w1(100_000, path_pq=J("w1s.parquet"), path_csv=J("w1s.csv"))
if "w2" in WHAT:
    w2(20_000_000, path_pq=J("w2.parquet")); w2(2_000_000, path_pq=J("w2s.parquet"), path_csv=J("w2s.csv"))
if "w3" in WHAT: w3(J("w3.csv"))
for rows in [int(what[5:]) for what in WHAT if what.startswith("rows=")]:
    w1(rows, path_pq=J(f"w1-{rows}.parquet"))
