"""peers.py ENGINE WORKLOAD INPUT [OUTPUT.parquet]
ENGINE: duckdb | polars | polars-stream | pandas | datafusion      WORKLOAD: w1 | w2 | w3 | read1 | read2
(read1/read2 = only scan and sum every column used, the 'read' share of w1/w2). Prints one line of phase seconds."""
import sys, time
T0 = time.perf_counter()
import spec
eng, wl, src = sys.argv[1:4]
out = sys.argv[4] if len(sys.argv) > 4 else None
PQ = src.endswith(".parquet")
ph = {}
_l = [T0]


def mark(n):
    t = time.perf_counter(); ph[n] = round(t - _l[0], 4); _l[0] = t


USED1 = sorted({m[x] for m in spec.indicators() for x in "abd" if not (x == "d" and m["f"] in (0, 2))} | {spec.VETO_CAP[0], spec.VETO_ZERO[0]})
NUM2 = ["amount", "refund", "resp", "rating", "resolved", "msgs", "late"]
# W3: 10 indicators over 20 columns, linear scores, weight 10 each, rank within dept
W3 = [(i, 2 * i, 2 * i + 1) for i in range(10)]


def w3_sql(s):
    ex = ", ".join(f"floor(least(greatest((c{a:03d} / nullif(c{b:03d}, 0.0) * 100.0 - 20.0) / 100.0, 0.0), 1.0) * 10000.0 + 0.5) / 100.0 as s{i}" for i, a, b in W3)
    n = " + ".join(f"coalesce(s{i}, 0.0) * 10.0" for i, *_ in W3)
    d = " + ".join(f"case when s{i} is null then 0.0 else 10.0 end" for i, *_ in W3)
    g = ", ".join(f"case when c{a:03d} is null or c{b:03d} is null or c{b:03d} = 0.0 then null else s{i} end as s{i}" for i, a, b in W3)
    return (f"with s0 as (select *, {ex} from {s}), s as (select agent, dept, {g} from s0), t as (select agent, dept, floor(({n}) / nullif({d}, 0.0) * 100.0 + 0.5) / 100.0 as total from s) "
            f"select agent, dept, total, rank() over (partition by dept order by total desc) as rk from t order by dept, rk, agent")


def sql_for(t, guard):
    if wl == "w1": return spec.w1_sql(t, guard)
    if wl == "w2": return spec.w2_sql(t)
    if wl == "w3": return w3_sql(t)
    if wl == "read1": return "select " + ", ".join(f"sum(c{j:03d})" for j in USED1) + f", count(distinct dept), sum(unit) from {t}"
    return "select " + ", ".join(f"sum({c})" for c in NUM2) + f", count(distinct agent), count(distinct month), count(distinct channel) from {t}"


def p_score(pl, m):
    r = pl.col(f"r{m['i']}"); k = m["kind"]
    if k == "linear": return ((r - m["lo"]) / (m["target"] - m["lo"])).clip(0.0, 1.0) * 100.0
    if k == "bands":
        t, s = m["t"], m["s"]
        return (pl.when(r.is_null()).then(None).when(r >= t[3]).then(s[4]).when(r >= t[2]).then(s[3])
                .when(r >= t[1]).then(s[2]).when(r >= t[0]).then(s[1]).otherwise(s[0]))
    if k == "deduct": return (100.0 - (m["target"] - r).clip(lower_bound=0.0) * m["k"]).clip(lower_bound=0.0)
    if k == "minmax":
        mn, mx = r.min().over("dept"), r.max().over("dept")
        return pl.when(r.is_null()).then(None).when(mx == mn).then(100.0).otherwise((r - mn) / (mx - mn) * 100.0)
    n = r.count().over("dept").cast(pl.Int64)
    return pl.when(r.is_null()).then(None).when(n <= 1).then(100.0).otherwise((r.rank("min").over("dept").cast(pl.Int64) - 1) * 100.0 / (n - 1))


def p_wmean(pl, items, name):
    num = sum((pl.col(c) * w).fill_null(0.0) for c, w in items)
    den = sum(pl.when(pl.col(c).is_null()).then(0.0).otherwise(w) for c, w in items)
    return pl.when(den == 0.0).then(None).otherwise(num / den).alias(name)


def run_polars(stream):
    import polars as pl
    mark("import")
    lf = pl.scan_parquet(src) if PQ else pl.scan_csv(src)
    kw = dict(engine="streaming") if stream else {}
    if wl == "read1":
        lf.select([pl.col(f"c{j:03d}").sum() for j in USED1] + [pl.col("dept").n_unique(), pl.col("unit").sum()]).collect(**kw); mark("all"); return
    if wl == "read2":
        lf.select([pl.col(c).sum() for c in NUM2] + [pl.col(c).n_unique() for c in ("agent", "month", "channel")]).collect(**kw); mark("all"); return
    if wl == "w1":
        ms = spec.indicators()
        nz = lambda e: pl.when(e != 0.0).then(e)
        def raw(m):
            a, b, d = (pl.col(f"c{m[x]:03d}") for x in "abd")
            return [lambda: a / nz(b) * 100.0, lambda: (a + b) / nz(d) * 100.0, lambda: a / nz(a + b) * 100.0, lambda: (a - b) / nz(d) * 100.0][m["f"]]().alias(f"r{m['i']}")
        vc, vz = spec.VETO_CAP, spec.VETO_ZERO
        lf = lf.select("unit", "dept", (pl.col(f"c{vc[0]:03d}") > vc[1]).fill_null(False).alias("vcap"), (pl.col(f"c{vz[0]:03d}") > vz[1]).fill_null(False).alias("vzero"), *[raw(m) for m in ms])
        lf = lf.select("unit", "dept", "vcap", "vzero", *[p_score(pl, m).alias(f"s{m['i']}") for m in ms])
        lf = lf.select("unit", "dept", "vcap", "vzero", *[p_wmean(pl, [(f"s{m['i']}", m["w"]) for m in ms if m["dim"] == j], f"d{j}") for j in range(spec.NDIM)])
        lf = lf.select("unit", "dept", "vcap", "vzero", *[p_wmean(pl, [(f"d{j}", spec.dim_weight(j)) for j in range(spec.NDIM) if spec.l1_of(j) == g], f"g{g}") for g in range(spec.NL1)])
        lf = lf.with_columns(p_wmean(pl, [(f"g{g}", spec.L1W[g]) for g in range(spec.NL1)], "total0"))
        t0 = pl.col("total0")
        lf = lf.with_columns(pl.when(pl.col("vzero")).then(0.0).when(pl.col("vcap") & (t0 > vc[2])).then(vc[2]).otherwise(t0).alias("total_raw"))
        lf = lf.with_columns(((pl.col("total_raw") * 100.0 + 0.5).floor() / 100.0).alias("total"))
        t = pl.col("total"); G = spec.GRADES
        lf = lf.select("unit", "dept", *[f"g{g}" for g in range(5)], "total_raw", "total", t.rank("min", descending=True).over("dept").cast(pl.Int64).alias("rk"),
                       pl.when(t >= G[0][0]).then(pl.lit("A")).when(t >= G[1][0]).then(pl.lit("B")).when(t >= G[2][0]).then(pl.lit("C")).otherwise(pl.lit("D")).alias("grade"))
    elif wl == "w2":
        c = pl.col
        lf = lf.group_by("agent", "month").agg(n=pl.len(), amt=c("amount").sum(), amt_avg=c("amount").mean(), amt_max=c("amount").max(), ref=c("refund").sum(), ref_n=(c("refund") > 0).sum(),
             resp_avg=c("resp").mean(), fast_n=(c("resp") <= 30).sum(), rat_n=c("rating").count(), rat_avg=c("rating").mean(), good_n=(c("rating") >= 4).sum(), res_n=c("resolved").sum(),
             msg_n=c("msgs").sum(), chat_n=(c("channel") == "chat").sum(), late_n=c("late").sum())
        e = {"i0": c("fast_n") * 100.0 / c("n"), "i1": c("good_n") * 100.0 / c("rat_n"), "i2": c("res_n") * 100.0 / c("n"), "i3": c("late_n") * 100.0 / c("n"), "i4": c("ref") * 100.0 / c("amt"),
             "i5": c("ref_n") * 100.0 / c("n"), "i6": c("amt_avg"), "i7": c("resp_avg"), "i8": c("msg_n") * 1.0 / c("n"), "i9": c("chat_n") * 100.0 / c("n")}
        s = {n: (((e[n] - lo) / (t - lo)).clip(0.0, 1.0) * 10000.0 + 0.5).floor() / 100.0 for n, _, lo, t, _ in spec.W2_IND}
        u = {n: ((e[n] - lo) / (t - lo)).clip(0.0, 1.0) * 100.0 for n, _, lo, t, _ in spec.W2_IND}
        lf = lf.with_columns(total_x=sum(u[n] * w for n, _, _, _, w in spec.W2_IND) / 100.0)
        lf = lf.with_columns(total_raw=sum(s[n] * w for n, _, _, _, w in spec.W2_IND) / 100.0).with_columns(total=(c("total_raw") * 100.0 + 0.5).floor() / 100.0)
        lf = lf.select("agent", "month", "n", "amt", "ref", "total_x", "total_raw", "total", c("total").rank("min", descending=True).over("month").cast(pl.Int64).alias("rk"))
    else:
        def s3(a, b):
            x = pl.col(f"c{a:03d}") / pl.when(pl.col(f"c{b:03d}") != 0.0).then(pl.col(f"c{b:03d}")) * 100.0
            return (((x - 20.0) / 100.0).clip(0.0, 1.0) * 10000.0 + 0.5).floor() / 100.0
        lf = lf.select("agent", "dept", *[s3(a, b).alias(f"s{i}") for i, a, b in W3]).select("agent", "dept", p_wmean(pl, [(f"s{i}", 10.0) for i, *_ in W3], "total"))
        lf = lf.with_columns(total=(pl.col("total") * 100.0 + 0.5).floor() / 100.0).with_columns(rk=pl.col("total").rank("min", descending=True).over("dept")).sort("dept", "rk", "agent")
    if out and stream and wl != "w3":
        lf.sink_parquet(out); mark("all"); return
    df = lf.collect(**kw); mark("compute")
    if out: df.write_parquet(out) if out.endswith(".parquet") else df.write_csv(out)
    mark("write")


def run_duckdb():
    import duckdb
    mark("import")
    con = duckdb.connect()
    if len(sys.argv) > 5: con.execute(f"set threads={sys.argv[5]}")
    t = f"read_parquet('{src}')" if PQ else f"read_csv('{src}')"
    q = sql_for(t, True)
    if out: con.execute(f"copy ({q}) to '{out}' ({'format parquet' if out.endswith('.parquet') else 'format csv, header'})")
    else: con.execute(q).fetchall()
    mark("all")


def run_datafusion():
    import datafusion as df
    mark("import")
    ctx = df.SessionContext()
    (ctx.register_parquet if PQ else ctx.register_csv)("t", src)
    r = ctx.sql(sql_for("t", True))
    if out: r.write_parquet(out) if out.endswith(".parquet") else r.write_csv(out, with_header=True)
    else: r.collect()
    mark("all")


def run_pandas():
    import numpy as np, pandas as pd
    mark("import")
    if wl == "w1":
        cols = ["unit", "dept"] + [f"c{j:03d}" for j in USED1]
        df = pd.read_parquet(src, columns=cols) if PQ else pd.read_csv(src, usecols=cols)
        mark("read")
        ms = spec.indicators(); S = {}
        gb = df["dept"].astype("category")
        with np.errstate(all="ignore"):
            for m in ms:
                a, b, d = (df[f"c{m[x]:03d}"].to_numpy() if (m[x] in USED1) else None for x in "abd")
                nz = lambda v: np.where(v == 0.0, np.nan, v)
                r = [lambda: a / nz(b) * 100.0, lambda: (a + b) / nz(d) * 100.0, lambda: a / nz(a + b) * 100.0, lambda: (a - b) / nz(d) * 100.0][m["f"]]()
                k = m["kind"]
                if k == "linear": s = np.clip((r - m["lo"]) / (m["target"] - m["lo"]), 0.0, 1.0) * 100.0
                elif k == "bands": s = np.where(np.isnan(r), np.nan, np.asarray(m["s"])[np.searchsorted(m["t"], r, side="right").clip(0, 4)])
                elif k == "deduct": s = np.maximum(100.0 - np.maximum(m["target"] - r, 0.0) * m["k"], 0.0)
                else:
                    g = pd.Series(r).groupby(gb, observed=True)
                    if k == "minmax":
                        mn, mx = g.transform("min").to_numpy(), g.transform("max").to_numpy()
                        s = np.where(np.isnan(r), np.nan, np.where(mx == mn, 100.0, (r - mn) / (mx - mn) * 100.0))
                    else:
                        n = g.transform("count").to_numpy(); s = np.where(n <= 1, np.where(np.isnan(r), np.nan, 100.0), (g.rank(method="min").to_numpy() - 1) * 100.0 / (n - 1))
                S[m["i"]] = s

            def wmean(items):
                num = den = 0.0
                for v, w in items:
                    ok = ~np.isnan(v); num = num + np.where(ok, v * w, 0.0); den = den + ok * w
                return np.where(den == 0, np.nan, num / den)
            D = [wmean([(S[m["i"]], m["w"]) for m in ms if m["dim"] == j]) for j in range(spec.NDIM)]
            G = [wmean([(D[j], spec.dim_weight(j)) for j in range(spec.NDIM) if spec.l1_of(j) == g]) for g in range(spec.NL1)]
            t0 = wmean(list(zip(G, spec.L1W)))
            vc, vz = spec.VETO_CAP, spec.VETO_ZERO
            tr = np.where(df[f"c{vz[0]:03d}"] > vz[1], 0.0, np.where(df[f"c{vc[0]:03d}"] > vc[1], np.minimum(t0, vc[2]), t0))
        tot = np.floor(tr * 100.0 + 0.5) / 100.0
        o = pd.DataFrame({"unit": df["unit"], "dept": df["dept"], **{f"g{g}": G[g] for g in range(5)}, "total_raw": tr, "total": tot})
        o["rk"] = o.groupby("dept")["total"].rank(method="min", ascending=False).astype("int64")
        o["grade"] = np.select([tot >= t for t, _ in spec.GRADES], [g for _, g in spec.GRADES], "D")
    elif wl == "w2":
        cols = ["agent", "month", "channel"] + NUM2
        df = pd.read_parquet(src, columns=cols) if PQ else pd.read_csv(src, usecols=cols)
        mark("read")
        df["refp"] = df.refund > 0; df["fast"] = df.resp <= 30; df["good"] = df.rating >= 4; df["chat"] = df.channel == "chat"
        o = df.groupby(["agent", "month"], sort=False).agg(n=("agent", "size"), amt=("amount", "sum"), amt_avg=("amount", "mean"), amt_max=("amount", "max"), ref=("refund", "sum"), ref_n=("refp", "sum"),
             resp_avg=("resp", "mean"), fast_n=("fast", "sum"), rat_n=("rating", "count"), rat_avg=("rating", "mean"), good_n=("good", "sum"), res_n=("resolved", "sum"), msg_n=("msgs", "sum"), chat_n=("chat", "sum"), late_n=("late", "sum")).reset_index()
        e = {"i0": o.fast_n * 100.0 / o.n, "i1": o.good_n * 100.0 / o.rat_n, "i2": o.res_n * 100.0 / o.n, "i3": o.late_n * 100.0 / o.n, "i4": o.ref * 100.0 / o.amt, "i5": o.ref_n * 100.0 / o.n,
             "i6": o.amt_avg, "i7": o.resp_avg, "i8": o.msg_n * 1.0 / o.n, "i9": o.chat_n * 100.0 / o.n}
        o["total_raw"] = sum((np.floor(((e[n] - lo) / (t - lo)).clip(0.0, 1.0) * 10000.0 + 0.5) / 100.0) * w for n, _, lo, t, w in spec.W2_IND) / 100.0
        o["total_x"] = sum((((e[n] - lo) / (t - lo)).clip(0.0, 1.0) * 100.0) * w for n, _, lo, t, w in spec.W2_IND) / 100.0
        o["total"] = np.floor(o.total_raw * 100.0 + 0.5) / 100.0
        o["rk"] = o.groupby("month")["total"].rank(method="min", ascending=False).astype("int64")
        o = o[["agent", "month", "n", "amt", "ref", "total_x", "total_raw", "total", "rk"]]
    else:
        df = pd.read_csv(src); mark("read"); num = 0.0; den = 0.0
        for i, a, b in W3:
            x = df[f"c{a:03d}"] / df[f"c{b:03d}"].where(df[f"c{b:03d}"] != 0) * 100.0
            s = np.floor(((x - 20.0) / 100.0).clip(0.0, 1.0) * 10000.0 + 0.5) / 100.0
            num = num + s.fillna(0.0) * 10.0; den = den + s.notna() * 10.0
        df["total"] = np.floor(num / den * 100.0 + 0.5) / 100.0; df["rk"] = df.groupby("dept")["total"].rank(method="min", ascending=False)
        o = df[["agent", "dept", "total", "rk"]].sort_values(["dept", "rk", "agent"])
    mark("compute")
    if out: o.to_parquet(out, index=False) if out.endswith(".parquet") else o.to_csv(out, index=False)
    mark("write")


{"duckdb": run_duckdb, "polars": lambda: run_polars(False), "polars-stream": lambda: run_polars(True), "pandas": run_pandas, "datafusion": run_datafusion}[eng]()
print(eng, wl, ph, "total", round(time.perf_counter() - T0, 3))
