"""Makes common/src/test/resources/golden/evaluation/comparisons.json: champion against challengers.

    target/statistics-venv/bin/python test-data/python/golden_comparisons.py

The environment is that of golden_statistics.py. Every test is by the public reference named beside
it; errors of ratios are by linearization, as survey samplers do, with numpy. Data are seeded.
"""

import json
import pathlib
import warnings

import numpy as np
import scipy.stats
import sklearn.metrics as skm
from MLstatkit import Delong_test
from statsmodels.stats.contingency_tables import mcnemar

warnings.filterwarnings("ignore")
FILE = pathlib.Path(__file__).parents[2] / "common/src/test/resources/golden/evaluation/comparisons.json"
N = 400


def plain(value):
    if isinstance(value, dict):
        return {k: plain(v) for k, v in value.items()}
    if isinstance(value, np.ndarray):
        return plain(value.tolist())
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    if isinstance(value, np.integer):
        return int(value)
    return float(value) if isinstance(value, np.floating) else value


def paired(difference):
    """The paired t-test of scipy with its interval."""
    test = scipy.stats.ttest_1samp(difference, 0)
    interval = test.confidence_interval(0.95)
    return {
        "difference": difference.mean(),
        "error": scipy.stats.sem(difference),
        "statistic": test.statistic,
        "p": test.pvalue,
        "low": interval.low,
        "high": interval.high,
    }


def mid_p(only_first, only_second):
    exact = mcnemar([[0, only_first], [only_second, 0]], exact=True).pvalue
    n = only_first + only_second
    pmf = scipy.stats.binom.pmf(min(only_first, only_second), n, 0.5)
    return exact - pmf if only_first != only_second else 1 - pmf / 2


def by_linearization(parts, difference):
    """The error of a sum of ratios of sums: sign, numerator and denominator of each, by row."""
    n = len(parts[0][1])
    u = np.zeros(n)
    for sign, numerator, denominator in parts:
        ratio = numerator.sum() / denominator.sum()
        u += sign * (numerator - ratio * denominator) / denominator.sum()
    error = np.std(u, ddof=1) * np.sqrt(n)
    z = difference / error
    return {"difference": difference, "error": error, "p": 2 * scipy.stats.norm.sf(abs(z))}


def degrees_of_freedom(y, a, b):
    """Welch's and Satterthwaite's for what each class adds to the variance of the difference of AUCs."""
    positive, negative = y == 1, y == 0

    def placements(score):
        above = score[positive][:, None] - score[negative][None, :]
        wins = (above > 0) + (above == 0) / 2
        return wins.mean(axis=1), wins.mean(axis=0)

    parts = []
    for of_a, of_b in zip(placements(a), placements(b)):
        parts.append((np.var(of_b - of_a, ddof=1) / len(of_a), len(of_a)))
    return sum(v for v, _ in parts) ** 2 / sum(v**2 / (n - 1) for v, n in parts)


def log_losses(y, p):
    return np.where(y == 1, -np.log(p), -np.log1p(-p))


def binary(rng):
    x = rng.normal(0, 1, N)
    y = (rng.uniform(size=N) < 1 / (1 + np.exp(-x + 0.5))).astype(int)
    scores = [
        np.float32(1 / (1 + np.exp(-(x + s * rng.normal(0, 1, N) - 0.5)))).astype(float) for s in (0.9, 0.5, 1.0)
    ]
    cutoffs = [0.5, 0.45, 0.5]
    w = np.round(rng.gamma(2, 1, N) + 0.1, 2)
    ones = np.ones(N)
    pairs = []
    for k in (1, 2):
        a, b = scores[0], scores[k]
        s, t = (a >= cutoffs[0]).astype(int), (b >= cutoffs[k]).astype(int)
        z, _, auc_a, auc_b = Delong_test(y, a, b, return_ci=False, return_auc=True)[:4]
        right_a, right_b = s == y, t == y
        brier = (b - y) ** 2 - (a - y) ** 2
        one = {
            "auc": {
                "champion": auc_a,
                "challenger": auc_b,
                "statistic": abs(z) * np.sign(auc_b - auc_a),
                "p": 2 * scipy.stats.t.sf(abs(z), degrees_of_freedom(y, a, b)),
            },
            "brier": paired(brier),
            "log_loss": paired(log_losses(y, b) - log_losses(y, a)),
            "accuracy": {
                "champion": skm.accuracy_score(y, s),
                "challenger": skm.accuracy_score(y, t),
                "p": mid_p((right_a & ~right_b).sum(), (right_b & ~right_a).sum()),
            },
            "precision": by_linearization(
                [(1, y * t, t), (-1, y * s, s)], skm.precision_score(y, t) - skm.precision_score(y, s)
            ),
            "recall": by_linearization([(1, y * t, y), (-1, y * s, y)], skm.recall_score(y, t) - skm.recall_score(y, s)),
            "f1": by_linearization(
                [(1, 2 * y * t, y + t), (-1, 2 * y * s, y + s)], skm.f1_score(y, t) - skm.f1_score(y, s)
            ),
            "selection_rate": by_linearization([(1, t, ones), (-1, s, ones)], t.mean() - s.mean()),
            "flip_rate": (s != t).mean(),
            "weighted": {
                "brier": by_linearization([(1, w * brier, w)], np.average(brier, weights=w)),
                "accuracy": by_linearization(
                    [(1, w * (right_b * 1 - right_a * 1), w)],
                    skm.accuracy_score(y, t, sample_weight=w) - skm.accuracy_score(y, s, sample_weight=w),
                ),
                "f1": by_linearization(
                    [(1, w * 2 * y * t, w * (y + t)), (-1, w * 2 * y * s, w * (y + s))],
                    skm.f1_score(y, t, sample_weight=w) - skm.f1_score(y, s, sample_weight=w),
                ),
            },
        }
        pairs.append(one)
    return {"labels": y, "weights": w, "scores": scores, "cutoffs": cutoffs, "pairs": pairs}


def multiclass(rng):
    y = rng.integers(0, 3, N)
    models = []
    for s in (1.0, 1.4):
        raw = rng.normal(0, s, (N, 3)) + np.eye(3)[y]
        p = np.exp(raw) / np.exp(raw).sum(axis=1, keepdims=True)
        models.append(p)
    a, b = models
    right_a, right_b = a.argmax(axis=1) == y, b.argmax(axis=1) == y
    rows = np.arange(N)
    hot = np.eye(3)[y]
    return {
        "labels": y,
        "probabilities": models,
        "accuracy": {
            "champion": right_a.mean(),
            "challenger": right_b.mean(),
            "p": mid_p((right_a & ~right_b).sum(), (right_b & ~right_a).sum()),
        },
        "log_loss": paired(-np.log(b[rows, y]) + np.log(a[rows, y])),
        "brier": paired(((b - hot) ** 2).sum(axis=1) - ((a - hot) ** 2).sum(axis=1)),
        "flip_rate": (a.argmax(axis=1) != b.argmax(axis=1)).mean(),
    }


def regression(rng):
    y = rng.normal(50, 10, N)
    a, b = y + rng.normal(1, 5, N), y + rng.normal(0, 6, N)
    e, f = (a - y) ** 2, (b - y) ** 2
    rmse_a, rmse_b = np.sqrt(e.mean()), np.sqrt(f.mean())
    ones = np.ones(N)
    # R2 is 1 - sum of squares / scatter; the scatter is linearized around the mean
    scatter = (y - y.mean()) ** 2
    rmse = by_linearization([(1 / (2 * rmse_b), f, ones), (-1 / (2 * rmse_a), e, ones)], rmse_b - rmse_a)
    r2 = by_linearization([(-1, f, scatter), (1, e, scatter)], skm.r2_score(y, b) - skm.r2_score(y, a))
    return {
        "labels": y,
        "predictions": [a, b],
        "rmse": rmse,
        "r2": r2,
        "mse": paired(f - e),
        "mae": paired(abs(b - y) - abs(a - y)),
        "bias": paired(b - a),
    }


if __name__ == "__main__":
    rng = np.random.default_rng(20)
    content = {"binary": binary(rng), "multiclass": multiclass(rng), "regression": regression(rng)}
    FILE.parent.mkdir(parents=True, exist_ok=True)
    FILE.write_text(json.dumps(plain(content), separators=(", ", ": ")) + "\n")
    print(FILE.name)
