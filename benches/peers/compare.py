"""compare.py KEY[,KEY] KAOHE PEER...: whether the totals of each output agree to 1e-9, and its places and grades entirely."""
import sys

import numpy as np
import pandas as pd

# What kaohe's files call it: what the peers call it.
NAMES = {"period": "month", "place": "rk", "rank": "rk"}


def read(path, keys):
    t = pd.read_csv(path) if path.endswith(".csv") else pd.read_parquet(path)
    t = t.rename(columns={old: new for old, new in NAMES.items() if old in t and new not in t})
    for key in keys:
        t[key] = t[key].astype(str)
    return t.sort_values(keys).reset_index(drop=True)


def main():
    keys = sys.argv[1].split(",")
    ours = read(sys.argv[2], keys)
    bad = False
    for path in sys.argv[3:]:
        other = read(path, keys)
        name = path.rsplit("/", 1)[-1].rsplit("-", 1)[-1].split(".")[0]
        if len(other) != len(ours) or any((other[key] != ours[key]).any() for key in keys):
            print(f"{name}: other subjects ({len(other)}, not {len(ours)})")
            bad = True
            continue
        said = []
        a, b = ours["total"].to_numpy(float), other["total"].to_numpy(float)
        off = np.abs(a - b) > 1e-9 * np.maximum(1, np.abs(a))
        lost = np.isnan(a) != np.isnan(b)
        said.append(f"{int(off.sum())} totals off by more than 1e-9 (greatest {np.nanmax(np.abs(a - b)):.1e})")
        if lost.any():
            said.append(f"{int(lost.sum())} totals there in one only")
        ranks = ours["rk"].to_numpy(float) != other["rk"].to_numpy(float)
        said.append(f"{int(ranks.sum())} places differ")
        if "grade" in ours and "grade" in other:
            said.append(f"{int((ours['grade'].astype(str) != other['grade'].astype(str)).sum())} grades differ")
        print(f"{name}: {len(a)} subjects, " + ", ".join(said))
        bad = bad or bool(lost.any())
    sys.exit(bad)


if __name__ == "__main__":
    main()
