"""Makes the golden files of common/src/test/resources/golden/evaluation.

    target/statistics-venv/bin/python test-data/python/golden_evaluation.py

with the environment of golden_statistics.py. The rows are drawn by SplitMix64, so that the tests draw them again;
every figure is computed by the public reference, from the rows of the slice alone.
"""

import pathlib

import golden_statistics as gs
import numpy as np
import scipy.stats
import sklearn.metrics as skm

gs.FOLDER = pathlib.Path(__file__).parents[2] / "common/src/test/resources/golden/evaluation"
CUTOFF = 0.3
GRADES = [0.05, 0.2, 0.5]
COSTS = {"tp": -1.0, "fp": 1.0, "fn": 3.0, "tn": 0.0}


def rows(n):
    """As EvaluationRows draws them: scores of two models, label, weight, and three slicers."""
    u = [gs.uniform(n, seed) for seed in range(20, 28)]
    base = u[0] ** 2
    scores = [np.float32(0.9 * base + 0.1 * u[1]).astype(float), np.float32(0.6 * base + 0.4 * u[2]).astype(float)]
    label = (u[3] < 0.05 + 0.8 * base).astype(int)
    weight = np.float32(0.25 + 4 * u[4]).astype(float)
    sex = np.where(u[5] < 0.45, "1", "2")
    race = np.select([u[6] < 0.7, u[6] < 0.9, u[6] < 0.997], ["1", "2", "6"], "4")
    old = u[7] < 0.3
    slices = {("SEX", f"SEX = {v}"): sex == v for v in ("1", "2")}
    slices |= {("RAC1P", f"RAC1P = {v}"): race == v for v in ("1", "2", "6", "4")}
    slices |= {("AGEP >= 65", "AGEP >= 65"): old}
    return scores, label, weight, {(None, "all"): np.full(n, True)} | slices


def equal_mass(p, y, k=10):
    """Group i ends with the score at which the rows reach i/k of all; errors by verified_calibration."""
    import calibration as vc

    order = np.argsort(p, kind="stable")
    ends = [0] + [int(np.ceil(len(p) * i / k)) for i in range(1, k + 1)]
    binned = [[(p[j], y[j]) for j in order[a:b]] for a, b in zip(ends, ends[1:])]
    error = [abs(np.mean([v[0] for v in b]) - np.mean([v[1] for v in b])) for b in binned]
    return {
        "ece_equal_mass": vc.plugin_ce(binned, power=1),
        "ace": np.mean(error),
        "rms_calibration_error": vc.unbiased_l2_ce(binned),
    }


def gain(p, y, w, depth):
    order = np.argsort(-p, kind="stable")
    share = np.append(0, np.cumsum(w[order]) / w.sum())
    found = np.append(0, np.cumsum((w * y)[order]) / np.sum(w * y))
    return np.interp(depth, share, found)


def at(p, y, w, cutoff):
    point = gs.confusion(p, y, w, cutoff)
    tp, fp, fn, tn = point["matrix"]
    cost = tp * COSTS["tp"] + fp * COSTS["fp"] + fn * COSTS["fn"] + tn * COSTS["tn"]
    return {k.lower(): v for k, v in point["figures"].items()} | {
        "true_positives": tp,
        "false_positives": fp,
        "false_negatives": fn,
        "true_negatives": tn,
        "total_cost": cost,
        "mean_cost": cost / (tp + fp + fn + tn),
    }


def binary(name, n, weighted):
    scores, label, weight, slices = rows(n)
    w_all = weight if weighted else None
    cases = []
    for model, all_scores in enumerate(scores):
        chosen = np.sort(all_scores)[::-1][int(np.ceil(0.1 * n)) - 1]
        for (slicer, slice_name), inside in slices.items():
            if np.sum(inside) < 50 or slice_name == "RAC1P = 6":
                continue  # suppressed; the second, so that the first does not follow by subtraction
            p, y = all_scores[inside], label[inside]
            w = w_all[inside] if weighted else None
            ones = w if weighted else np.ones(len(y))
            figures, more = gs.binary_figures(p, y, w)
            width, groups = gs.equal_width(p, y, w)
            figures = {k.lower(): v for k, v in (figures | width).items()}
            figures |= {} if weighted else equal_mass(p, y)
            figures |= {f"brier_{k}": groups[k] for k in ("reliability", "resolution", "uncertainty")}
            figures |= {"calibration_error_max": more["largestError"], "calibration_error_mean": more["meanError"]}
            for depth in (1, 5, 10, 20):
                g = gain(p, y, ones, depth / 100)
                figures |= {f"gain_at_{depth}_percent": g, f"lift_at_{depth}_percent": g / (depth / 100)}
            constants = {"log_loss": more["constantLogLoss"], "brier": more["constantBrier"], "auc": 0.5}
            constants |= {"average_precision": np.average(y, weights=w)}
            points = {"cutoff": at(p, y, w, CUTOFF)}
            if not weighted:
                points["selection_rate=0.1"] = at(p, y, w, chosen)
            grade = np.digitize(p, GRADES)
            grades = []
            for g in range(len(GRADES) + 1):
                k, d, pd = int(np.sum(grade == g)), int(np.sum(y[grade == g])), np.mean(p[grade == g])
                grades.append(
                    {
                        "rows": k,
                        "meanScore": np.average(p[grade == g], weights=ones[grade == g]),
                        "observed": np.average(y[grade == g], weights=ones[grade == g]),
                        "jeffreys": scipy.stats.beta.cdf(pd, d + 0.5, k - d + 0.5),
                        "binomial": scipy.stats.binomtest(d, k, pd, alternative="greater").pvalue,
                        "normal": scipy.stats.norm.sf((d - k * pd) / np.sqrt(k * pd * (1 - pd))),
                    }
                )
            cases.append(
                {
                    "model": model,
                    "slicer": slicer,
                    "slice": slice_name,
                    "rows": len(y),
                    "weight": np.sum(ones),
                    "positives": np.sum(y),
                    "figures": figures,
                    "constants": constants,
                    "points": points,
                    "meanScores": groups["meanScores"],
                    "observed": groups["observed"],
                    "grades": grades,
                }
            )
    gs.save(name, {"n": n, "weighted": weighted, "cases": cases})


def regression():
    n = 900
    scores, _, weight, slices = rows(n)
    label = 1 + 5 * gs.uniform(n, 30) + scores[0]
    cases = []
    for weighted in (False, True):
        for (slicer, slice_name), inside in slices.items():
            if slicer == "RAC1P":
                continue
            y, p = label[inside], 1 + 5 * scores[1][inside]
            w = weight[inside] if weighted else None
            mean = np.average(y, weights=w)
            cases.append(
                {
                    "weighted": weighted,
                    "slicer": slicer,
                    "slice": slice_name,
                    "figures": {
                        "rmse": skm.root_mean_squared_error(y, p, sample_weight=w),
                        "mse": skm.mean_squared_error(y, p, sample_weight=w),
                        "mae": skm.mean_absolute_error(y, p, sample_weight=w),
                        "mape": skm.mean_absolute_percentage_error(y, p, sample_weight=w),
                        "r2": skm.r2_score(y, p, sample_weight=w),
                        "bias": np.average(p - y, weights=w),
                        "max_error": skm.max_error(y, p),
                    }
                    | {f"pinball_{a}": skm.mean_pinball_loss(y, p, alpha=a, sample_weight=w) for a in (0.1, 0.5, 0.9)},
                    "constants": {
                        "rmse": skm.root_mean_squared_error(y, np.full(len(y), mean), sample_weight=w),
                        "r2": 0.0,
                    }
                    | {
                        f"pinball_{a}": skm.mean_pinball_loss(
                            y,
                            np.full(len(y), np.quantile(y, a, method="inverted_cdf", weights=w)),
                            alpha=a,
                            sample_weight=w,
                        )
                        for a in (0.1, 0.5, 0.9)
                    },
                }
            )
    gs.save("regression", {"n": n, "cases": cases})


def multiclass():
    n = 900
    scores, _, weight, slices = rows(n)
    names = ["a", "b", "c"]
    raw = np.stack([scores[0] + 0.05, scores[1] + 0.05, gs.uniform(n, 31) * 0.5 + 0.05], 1)
    p_all = raw / raw.sum(1, keepdims=True)
    u = gs.uniform(n, 32)[:, None]
    label = np.minimum((np.cumsum(p_all, 1) < u).sum(1), 2)
    cases = []
    for weighted in (False, True):
        for (slicer, slice_name), inside in slices.items():
            if slicer == "RAC1P":
                continue
            y, p = label[inside], p_all[inside]
            s = {"sample_weight": weight[inside] if weighted else None}
            predicted = p.argmax(1)
            precision, recall, f1, _ = skm.precision_recall_fscore_support(y, predicted, **s)
            confusion = skm.confusion_matrix(y, predicted, **s)
            shares = np.bincount(y, weights=s["sample_weight"], minlength=3)
            shares = shares / shares.sum()
            figures = {
                "accuracy": skm.accuracy_score(y, predicted, **s),
                "macro_f1": skm.f1_score(y, predicted, average="macro", **s),
                "weighted_f1": skm.f1_score(y, predicted, average="weighted", **s),
                "log_loss": skm.log_loss(y, p, **s),
                "macro_auc": skm.roc_auc_score(y, p, multi_class="ovr", **s),
                "matthews_correlation": skm.matthews_corrcoef(y, predicted, **s),
                "top_2_accuracy": skm.top_k_accuracy_score(y, p, k=2, **s),
            }
            for k, name in enumerate(names):
                figures |= {
                    f"precision[{name}]": precision[k],
                    f"recall[{name}]": recall[k],
                    f"f1[{name}]": f1[k],
                    f"auc[{name}]": skm.roc_auc_score(y == k, p[:, k], **s),
                }
                figures |= {f"confusion[{name},{names[j]}]": confusion[k, j] for j in range(3)}
            constant = np.tile(shares, (len(y), 1))
            cases.append(
                {
                    "weighted": weighted,
                    "slicer": slicer,
                    "slice": slice_name,
                    "figures": figures,
                    "constants": {
                        "accuracy": shares.max(),
                        "log_loss": skm.log_loss(y, constant, **s),
                        "brier": np.average(((constant - np.eye(3)[y]) ** 2).sum(1), weights=s["sample_weight"]),
                    },
                }
            )
    gs.save("multiclass", {"n": n, "cases": cases})


if __name__ == "__main__":
    binary("binary", 4000, False)
    binary("binary_weighted", 900, True)
    regression()
    multiclass()
