"""exact.py RECORDS.parquet [OUTPUT.parquet ...]: W2 in exact arithmetic, and how many places of each output differ from it.

Amounts are summed as whole cents, resp as tenths; scores and totals are fractions, rounded half up. Nothing is a float
until it is compared."""
import sys
from fractions import Fraction

import numpy as np
import pyarrow.parquet as pq

import spec

SCALES = {"amount": 100, "refund": 100, "resp": 10}


def half_up(value, decimals=2):
    scaled = value * 10 ** decimals + Fraction(1, 2)
    return Fraction(scaled.numerator // scaled.denominator, 10 ** decimals)


def aggregates(path):
    """Whole-number sums for each agent and month, batch by batch."""
    agents, months = {}, {}
    sums = {}
    file = pq.ParquetFile(path)

    def codes(column, known):
        column = column.combine_chunks().dictionary_encode()
        local = np.array([known.setdefault(name, len(known)) for name in column.dictionary.to_pylist()], dtype=np.int64)
        return local[column.indices.to_numpy()]

    columns = ["agent", "month", "channel", "amount", "refund", "resp", "rating", "resolved", "msgs", "late"]
    for group in range(file.num_row_groups):
        t = file.read_row_group(group, columns=columns)
        key = codes(t["agent"], agents) * 64 + codes(t["month"], months)
        whole = {name: np.rint(t[name].to_numpy() * scale).astype(np.int64) for name, scale in SCALES.items()}
        rating = t["rating"].to_pandas().to_numpy()
        rated = ~np.isnan(rating.astype(float))
        parts = {
            "n": np.ones(len(key), np.int64), "amt": whole["amount"], "ref": whole["refund"], "resp": whole["resp"],
            "ref_n": whole["refund"] > 0, "fast_n": whole["resp"] <= 300, "rat_n": rated,
            "good_n": np.where(rated, rating, 0) >= 4, "res_n": t["resolved"].to_numpy(), "msg_n": t["msgs"].to_numpy(),
            "chat_n": t["channel"].combine_chunks().to_pandas().to_numpy() == "chat", "late_n": t["late"].to_numpy(),
        }
        for name, values in parts.items():
            # The parts of one batch stay far below 2**53, so the sum of weights is exact.
            counted = np.bincount(key, weights=values.astype(np.float64), minlength=2000 * 64).astype(np.int64)
            sums[name] = sums.get(name, 0) + counted
    return {name: number for number, name in ((v, k) for k, v in agents.items())} and agents, months, sums


def places(path):
    """The place of each agent in each month."""
    agents, months, sums = aggregates(path)
    totals = {}
    for agent, a in agents.items():
        for month, m in months.items():
            g = {name: int(column[a * 64 + m]) for name, column in sums.items()}
            if not g["n"]:
                continue
            f = Fraction
            amt, ref = f(g["amt"], 100), f(g["ref"], 100)
            values = {
                "i0": f(g["fast_n"] * 100, g["n"]), "i1": f(g["good_n"] * 100, g["rat_n"]) if g["rat_n"] else None,
                "i2": f(g["res_n"] * 100, g["n"]), "i3": f(g["late_n"] * 100, g["n"]), "i4": ref * 100 / amt if amt else None,
                "i5": f(g["ref_n"] * 100, g["n"]), "i6": amt / g["n"], "i7": f(g["resp"], 10) / g["n"],
                "i8": f(g["msg_n"], g["n"]), "i9": f(g["chat_n"] * 100, g["n"]),
            }
            got, of = f(0), f(0)
            for name, _, low, full, weight in spec.W2_IND:
                if values[name] is None:
                    continue
                low, full = f(str(low)), f(str(full))
                score = min(max((values[name] - low) / (full - low), f(0)), f(1)) * 100
                got += half_up(score) * f(str(weight))
                of += f(str(weight))
            totals[agent, month] = half_up(got / of)
    place = {}
    for month in months:
        of_month = [(total, key) for key, total in totals.items() if key[1] == month]
        ordered = sorted((total for total, _ in of_month), reverse=True)
        first = {}
        for at, total in enumerate(ordered, 1):
            first.setdefault(total, at)
        for total, key in of_month:
            place[key] = first[total]
    return place, totals


def read(path):
    """Agent, month → place and total, of kaohe's output and of a peer's."""
    t = pq.read_table(path)
    names = t.column_names
    agent = next(n for n in names if n in ("agent", "key"))
    month = next(n for n in names if n in ("month", "period"))
    rank = next(n for n in names if n in ("rk", "rank", "place"))
    return {(a, m): (r, total) for a, m, r, total in
            zip(*(t[n].to_pylist() for n in (agent, month, rank, "total")))}


def main():
    place, totals = places(sys.argv[1])
    for path in sys.argv[2:]:
        got = read(path)
        wrong = sum(1 for key, at in place.items() if key not in got or got[key][0] != at)
        off = sum(1 for key, total in totals.items() if key not in got or abs(got[key][1] - float(total)) > 1e-9)
        print(f"{path.split('/')[-1]}: {wrong} of {len(place)} places and {off} totals differ from exact arithmetic")


if __name__ == "__main__":
    main()
