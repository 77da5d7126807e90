"""Makes common/src/test/resources/golden/evaluation/amounts.json: what decisions cost by amounts.

    python3 test-data/python/golden_amounts.py

Plain Python without packages. Everything is computed row by row from its definition: a row of
outcome o with amount a costs f_o + s_o a. Errors of differences are those of the mean of the rows'
differences, with weights by linearization, as survey samplers do. Data are seeded.
"""

import json
import math
import pathlib
import random
import struct
from statistics import NormalDist

FILE = pathlib.Path(__file__).parents[2] / "common/src/test/resources/golden/evaluation/amounts.json"
N = 500
CUTOFFS = [0.5, 0.45, 0.5]
RATE = 0.3
# what an outcome costs: fixed, and for each unit of the amount
COSTS = {
    "true_positive": (2.0, -0.05),
    "false_positive": (7.5, 0.02),
    "false_negative": (0.0, 0.6),
    "true_negative": (1.0, -0.05),
}
SLICES = ["all", "group = 0", "group = 1"]


def float32(x):
    return struct.unpack("f", struct.pack("f", x))[0]


def outcome(label, selected):
    return ("true" if label == selected else "false") + ("_positive" if selected else "_negative")


def cost(label, selected, amount):
    fixed, share = COSTS[outcome(label, selected)]
    return fixed + share * amount


def total(rows, score, cutoff):
    return math.fsum(r["w"] * cost(r["y"], r["s"][score] >= cutoff, r["a"]) for r in rows)


def selection_cutoff(rows, score):
    """The highest cutoff that selects at least the share of the weight."""
    weight = math.fsum(r["w"] for r in rows)
    for cutoff in sorted((r["s"][score] for r in rows), reverse=True):
        if math.fsum(r["w"] for r in rows if r["s"][score] >= cutoff) >= RATE * weight:
            return cutoff
    raise AssertionError


def cheapest_cutoff(rows, score):
    """Of all cutoffs that do something else the one of least cost; among equals the highest."""
    cutoffs = sorted((r["s"][score] for r in rows), reverse=True)
    return min(cutoffs, key=lambda cutoff: (total(rows, score, cutoff), -cutoff))


def of_model(rows, score, cutoff):
    weights = [r["w"] for r in rows]
    costs = [cost(r["y"], r["s"][score] >= cutoff, r["a"]) for r in rows]
    weight = math.fsum(weights)
    mean = math.fsum(w * c for w, c in zip(weights, costs)) / weight
    variance = math.fsum(w * (c - mean) ** 2 for w, c in zip(weights, costs)) / weight
    effective = weight**2 / math.fsum(w * w for w in weights)
    half = NormalDist().inv_cdf(0.975) * math.sqrt(variance / (effective - 1))
    amounts = {}
    for name in COSTS:
        amounts[name + "s_amount"] = math.fsum(
            r["w"] * r["a"] for r in rows if outcome(r["y"], r["s"][score] >= cutoff) == name
        )
    constant = min(math.fsum(r["w"] * cost(r["y"], all_rows, r["a"]) for r in rows) for all_rows in (True, False))
    return {
        "mean_cost": mean,
        "low": mean - half,
        "high": mean + half,
        "total_cost": mean * weight,
        "constant": constant / weight,
        **amounts,
    }


def of_pair(rows, score, first_cutoff, second_cutoff, weighted):
    n = len(rows)
    weight = math.fsum(r["w"] for r in rows)
    chosen = [(r, r["s"][0] >= first_cutoff, r["s"][score] >= second_cutoff) for r in rows]
    d = [cost(r["y"], second, r["a"]) - cost(r["y"], first, r["a"]) for r, first, second in chosen]
    mean = math.fsum(r["w"] * x for r, x in zip(rows, d)) / weight
    u = [r["w"] * (x - mean) / weight for r, x in zip(rows, d)]
    error = math.sqrt(math.fsum(x * x for x in u) * n / (n - 1))
    pair = {"difference": mean, "error": error, "statistic": mean / error}
    if weighted:
        pair["p"] = math.erfc(abs(mean / error) / math.sqrt(2))
    swapped = [x for x in chosen if x[1] != x[2]]
    pair["swap_cost"] = [math.fsum(x[0]["w"] * cost(x[0]["y"], x[by], x[0]["a"]) for x in swapped) for by in (1, 2)]
    for name, label in (("positives", 1), ("negatives", 0)):
        pair["only_one_selects_" + name + "_amount"] = [
            math.fsum(x[0]["w"] * x[0]["a"] for x in swapped if x[0]["y"] == label and x[by]) for by in (1, 2)
        ]
    return pair


def case(rows, weighted):
    rows = rows if weighted else [{**r, "w": 1.0} for r in rows]
    points = {
        "cutoff": CUTOFFS,
        f"selection_rate={RATE}": [selection_cutoff(rows, m) for m in range(3)],
        "least_cost": [cheapest_cutoff(rows, m) for m in range(3)],
    }
    result = {}
    for point, cutoffs in points.items():
        for name in SLICES:
            of = [r for r in rows if name == "all" or r["g"] == int(name[-1])]
            result[f"{point} {name}"] = {
                "models": [of_model(of, m, cutoffs[m]) for m in range(3)],
                "pairs": [of_pair(of, m, cutoffs[0], cutoffs[m], weighted) for m in (1, 2)],
            }
        result[point] = cutoffs
    return result


def main():
    rng = random.Random(20261122)
    rows = []
    for _ in range(N):
        x = rng.gauss(0, 1)
        y = int(rng.random() < 1 / (1 + math.exp(0.5 - x)))
        scores = [float32(1 / (1 + math.exp(0.5 - x - s * rng.gauss(0, 1)))) for s in (0.9, 0.5, 1.0)]
        # cents; some rows have none, and some are refunds
        kind = rng.random()
        amount = round(math.exp(rng.gauss(3, 1.2)), 2)
        amount = 0.0 if kind < 0.05 else -amount if kind < 0.1 else amount
        weight = round(rng.gammavariate(2, 1) + 0.1, 2)
        rows.append({"s": scores, "y": y, "a": amount, "w": weight, "g": int(rng.random() < 0.4)})
    golden = {
        "labels": [r["y"] for r in rows],
        "amounts": [r["a"] for r in rows],
        "weights": [r["w"] for r in rows],
        "groups": [r["g"] for r in rows],
        "scores": [[r["s"][m] for r in rows] for m in range(3)],
        "cutoffs": CUTOFFS,
        "costs": COSTS,
        "plain": case(rows, False),
        "weighted": case(rows, True),
    }
    FILE.write_text(json.dumps(golden) + "\n")


if __name__ == "__main__":
    main()
