"""What W1 and W2 compute, seeded, and the same as SQL. Places of W1 are within departments."""
import random

NCOL, NIND, NDIM, NL1 = 200, 101, 20, 5
COUNT = [j for j in range(NCOL) if j % 5 < 3]      # integer-valued 0..500
CONT = [j for j in range(NCOL) if j % 5 >= 3]      # continuous 0..10000, 2 decimals
L1W = [30.0, 25.0, 20.0, 15.0, 10.0]
VETO_CAP = (7, 495.0, 60.0)                        # c007 > 495 -> total capped at 60
VETO_ZERO = (12, 498.0)                            # c012 > 498 -> total 0
GRADES = [(60.0, "A"), (50.0, "B"), (40.0, "C")]   # else D


def indicators(count=NIND):
    """So many indicators; of more than 101 the further ones are like the first."""
    rng = random.Random(20240601)
    kinds = ["linear"] * 40 + ["bands"] * 25 + ["deduct"] * 15 + ["minmax"] * 10 + ["pct"] * 11
    rng.shuffle(kinds)
    out = []
    for i in range(count):
        pool = COUNT if i % 5 < 3 else CONT
        a, b, d = rng.sample(pool, 3)
        k = kinds[i % NIND]
        p = {}
        if k == "linear":
            p = dict(lo=5.0 + i % 20, target=60.0 + i % 40)
        elif k == "bands":
            p = dict(t=[20.0 + i % 7, 45.0 + i % 7, 70.0 + i % 7, 95.0 + i % 7], s=[0.0, 60.0, 75.0, 90.0, 100.0])
        elif k == "deduct":
            p = dict(target=80.0 + i % 10, k=0.5 + 0.1 * (i % 5))
        out.append(dict(i=i, f=i % 4, a=a, b=b, d=d, kind=k, w=1.0 + (i * 37) % 9, dim=i * NDIM // count, **p))
    return out


def dim_weight(j):
    return 1.0 + (j * 5) % 4


def l1_of(j):
    return j // (NDIM // NL1)


def formula_sql(m, c=lambda j: f"c{j:03d}"):
    a, b, d = c(m["a"]), c(m["b"]), c(m["d"])
    return [f"{a} / nullif({b}, 0.0) * 100.0",
            f"({a} + {b}) / nullif({d}, 0.0) * 100.0",
            f"{a} / nullif({a} + {b}, 0.0) * 100.0",
            f"({a} - {b}) / nullif({d}, 0.0) * 100.0"][m["f"]]


def score_sql(m):
    r, k = f"r{m['i']}", m["kind"]
    if k == "linear":
        return f"least(greatest(({r} - {m['lo']}) / ({m['target']} - {m['lo']}), 0.0), 1.0) * 100.0"
    if k == "bands":
        t, s = m["t"], m["s"]
        return (f"case when {r} is null then null when {r} >= {t[3]} then {s[4]} when {r} >= {t[2]} then {s[3]} "
                f"when {r} >= {t[1]} then {s[2]} when {r} >= {t[0]} then {s[1]} else {s[0]} end")
    if k == "deduct":
        return f"greatest(100.0 - greatest({m['target']} - {r}, 0.0) * {m['k']}, 0.0)"
    if k == "minmax":
        return (f"case when {r} is null then null when mx{m['i']} = mn{m['i']} then 100.0 "
                f"else ({r} - mn{m['i']}) / (mx{m['i']} - mn{m['i']}) * 100.0 end")
    return (f"case when {r} is null then null when n{m['i']} <= 1 then 100.0 "
            f"else (k{m['i']} - 1) * 100.0 / (n{m['i']} - 1) end")


def w1_sql(src, null_guard):
    """null_guard: wrap linear/deduct for engines whose least/greatest skip NULLs."""
    ms = indicators()

    def sc(m):
        e = score_sql(m)
        if null_guard and m["kind"] in ("linear", "deduct"):
            e = f"case when r{m['i']} is null then null else {e} end"
        return e
    raw = ",\n ".join(f"{formula_sql(m)} as r{m['i']}" for m in ms)
    win = []
    for m in ms:
        i = m["i"]
        if m["kind"] == "minmax":
            win += [f"min(r{i}) over (partition by dept) as mn{i}", f"max(r{i}) over (partition by dept) as mx{i}"]
        elif m["kind"] == "pct":
            win += [f"rank() over (partition by dept order by r{i} asc nulls last) as k{i}",
                    f"count(r{i}) over (partition by dept) as n{i}"]
    sco = ",\n ".join(f"{sc(m)} as s{m['i']}" for m in ms)
    dims = []
    for j in range(NDIM):
        mm = [m for m in ms if m["dim"] == j]
        num = " + ".join(f"coalesce(s{m['i']} * {m['w']}, 0.0)" for m in mm)
        den = " + ".join(f"case when s{m['i']} is null then 0.0 else {m['w']} end" for m in mm)
        dims.append(f"({num}) / nullif({den}, 0.0) as d{j}")
    l1 = []
    for g in range(NL1):
        js = [j for j in range(NDIM) if l1_of(j) == g]
        num = " + ".join(f"coalesce(d{j} * {dim_weight(j)}, 0.0)" for j in js)
        den = " + ".join(f"case when d{j} is null then 0.0 else {dim_weight(j)} end" for j in js)
        l1.append(f"({num}) / nullif({den}, 0.0) as g{g}")
    num = " + ".join(f"coalesce(g{g} * {L1W[g]}, 0.0)" for g in range(NL1))
    den = " + ".join(f"case when g{g} is null then 0.0 else {L1W[g]} end" for g in range(NL1))
    vc, vz = VETO_CAP, VETO_ZERO
    return f"""with raw as (select unit, dept, coalesce(c{vc[0]:03d} > {vc[1]}, false) as vcap,
 coalesce(c{vz[0]:03d} > {vz[1]}, false) as vzero,
 {raw} from {src}),
win as (select *, {", ".join(win)} from raw),
sco as (select unit, dept, vcap, vzero,
 {sco} from win),
dim as (select unit, dept, vcap, vzero, {", ".join(dims)} from sco),
lv1 as (select unit, dept, vcap, vzero, {", ".join(l1)} from dim),
tot as (select unit, dept, vcap, vzero, g0, g1, g2, g3, g4, ({num}) / nullif({den}, 0.0) as total0 from lv1),
vet as (select unit, dept, g0, g1, g2, g3, g4,
 case when vzero then 0.0 when vcap and total0 > {vc[2]} then {vc[2]} else total0 end as total_raw from tot),
rnd as (select *, floor(total_raw * 100.0 + 0.5) / 100.0 as total from vet)
select unit, dept, g0, g1, g2, g3, g4, total_raw, total, rank() over (partition by dept order by total desc) as rk,
 case when total >= {GRADES[0][0]} then 'A' when total >= {GRADES[1][0]} then 'B' when total >= {GRADES[2][0]} then 'C' else 'D' end as grade
from rnd"""


# ---------------- W2 ----------------
W2_AGG_SQL = """select agent, month, count(*) as n, sum(amount) as amt, avg(amount) as amt_avg, max(amount) as amt_max,
 sum(refund) as ref, sum(case when refund > 0 then 1 else 0 end) as ref_n, avg(resp) as resp_avg,
 sum(case when resp <= 30 then 1 else 0 end) as fast_n, count(rating) as rat_n, avg(rating) as rat_avg,
 sum(case when rating >= 4 then 1 else 0 end) as good_n, sum(resolved) as res_n, sum(msgs) as msg_n,
 sum(case when channel = 'chat' then 1 else 0 end) as chat_n, sum(late) as late_n
 from {src} group by agent, month"""

# (name, expression over aggregates, lo, target, weight); a negative slope is target < lo
W2_IND = [("i0", "fast_n * 100.0 / n", 20.0, 60.0, 15.0), ("i1", "good_n * 100.0 / nullif(rat_n, 0)", 20.0, 70.0, 15.0),
          ("i2", "res_n * 100.0 / n", 50.0, 95.0, 15.0), ("i3", "late_n * 100.0 / n", 12.0, 8.0, 10.0),
          ("i4", "ref * 100.0 / nullif(amt, 0)", 8.0, 1.0, 10.0), ("i5", "ref_n * 100.0 / n", 8.0, 2.0, 10.0),
          ("i6", "amt_avg", 80.0, 110.0, 10.0), ("i7", "resp_avg", 70.0, 40.0, 5.0),
          ("i8", "msg_n * 1.0 / n", 8.0, 12.0, 5.0), ("i9", "chat_n * 100.0 / n", 20.0, 30.0, 5.0)]


def w2_sql(src):
    ind = ", ".join(f"{e} as {n}" for n, e, *_ in W2_IND)
    sc = ", ".join(f"floor(least(greatest(({n} - {lo}) / ({t} - {lo}), 0.0), 1.0) * 100.0 * 100.0 + 0.5) / 100.0 as s_{n}"
                   for n, _, lo, t, _ in W2_IND)
    sx = ", ".join(f"least(greatest(({n} - {lo}) / ({t} - {lo}), 0.0), 1.0) * 100.0 as u_{n}" for n, _, lo, t, _ in W2_IND)
    tot = " + ".join(f"s_{n} * {w}" for n, _, _, _, w in W2_IND)
    totx = " + ".join(f"u_{n} * {w}" for n, _, _, _, w in W2_IND)
    return f"""with agg as ({W2_AGG_SQL.format(src=src)}),
ind as (select *, {ind} from agg), sco as (select *, {sc}, {sx} from ind),
tot as (select *, ({tot}) / 100.0 as total_raw, ({totx}) / 100.0 as total_x from sco),
rnd as (select *, floor(total_raw * 100.0 + 0.5) / 100.0 as total from tot)
select agent, month, n, amt, ref, total_x, total_raw, total, rank() over (partition by month order by total desc) as rk from rnd"""
