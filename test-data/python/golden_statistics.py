"""Makes the golden files of common/src/test/resources/golden/statistics.

    python3 -m venv target/statistics-venv
    target/statistics-venv/bin/pip install -r test-data/python/requirements-statistics.txt
    target/statistics-venv/bin/python test-data/python/golden_statistics.py

Every figure is computed by the public reference named beside it, never by formulas of Assay's own
where there is a reference. Data are seeded; scores are doubles that a float can hold.
"""

import json
import pathlib
import warnings

import numpy as np
import scipy.stats
import sklearn.metrics as skm
import statsmodels.api as sm
from sklearn.isotonic import IsotonicRegression

warnings.filterwarnings("ignore")
FOLDER = pathlib.Path(__file__).parents[2] / "common/src/test/resources/golden/statistics"
LEAST = 2.0**-23


def save(name, content):
    def plain(value):
        if isinstance(value, dict):
            return {k: plain(v) for k, v in value.items()}
        if isinstance(value, np.ndarray) and value.ndim == 0:
            return float(value)
        if isinstance(value, (list, tuple, np.ndarray)):
            return [plain(v) for v in value]
        if isinstance(value, (bool, np.bool_)):
            return bool(value)
        if isinstance(value, (int, np.integer)):
            return int(value)
        if isinstance(value, (float, np.floating)):
            return float(value)
        return value

    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / f"{name}.json").write_text(json.dumps(plain(content), indent=None, separators=(", ", ": ")) + "\n")
    print(name)


def splitmix(n, seed):
    """The first n numbers of SplitMix64, as java.util.SplittableRandom's mixing does."""
    with np.errstate(over="ignore"):
        z = np.uint64(seed) + np.arange(1, n + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return z ^ (z >> np.uint64(31))


def uniform(n, seed):
    return (splitmix(n, seed) >> np.uint64(11)).astype(float) * 2.0**-53


def large_scores(n):
    """Skewed scores near 0, that BinaryMetricTest makes again in Java."""
    u = uniform(n, 1)
    p = np.float32(u * u * u).astype(float)
    y = (uniform(n, 2) < 0.05 + 0.7 * p).astype(int)
    return p, y


def binary_figures(p, y, w):
    clipped = np.clip(p, LEAST, 1 - LEAST)
    prevalence = np.average(y, weights=w)
    precision, recall, _ = skm.precision_recall_curve(y, p, sample_weight=w)
    fpr, tpr, _ = skm.roc_curve(y, p, sample_weight=w, drop_intermediate=False)
    auc = skm.roc_auc_score(y, p, sample_weight=w)
    brier = skm.brier_score_loss(y, p, sample_weight=w)
    log_loss = skm.log_loss(y, clipped, sample_weight=w)
    constant = np.full(len(y), prevalence)
    x = np.log(clipped / (1 - clipped))
    weights = {} if w is None else {"freq_weights": w}
    cox = sm.GLM(y, sm.add_constant(x), family=sm.families.Binomial(), **weights).fit(tol=1e-15, maxiter=200)
    large = sm.GLM(y, np.ones(len(y)), family=sm.families.Binomial(), offset=x, **weights).fit(tol=1e-15, maxiter=200)
    ww = np.ones(len(y)) if w is None else w
    z = np.sum(ww * (y - p) * (1 - 2 * p)) / np.sqrt(np.sum(ww * (1 - 2 * p) ** 2 * p * (1 - p)))
    error = np.abs(p - cox.predict(sm.add_constant(x)))
    # GLM takes the weights of the iteration before the last for its errors; Logit those of the fit
    logit = sm.Logit(y, sm.add_constant(x)).fit(method="newton", maxiter=100, tol=1e-14, disp=0)
    return {
        "AUC": auc,
        "GINI": 2 * auc - 1,
        "AVERAGE_PRECISION": skm.average_precision_score(y, p, sample_weight=w),
        "PRECISION_RECALL_AREA": skm.auc(recall, precision),
        "KOLMOGOROV_SMIRNOV": np.max(np.abs(tpr - fpr)),
        "LOG_LOSS": log_loss,
        "BRIER": brier,
        "BRIER_SKILL": 1 - brier / skm.brier_score_loss(y, constant, sample_weight=w),
        "LOG_LOSS_SKILL": 1 - log_loss / skm.log_loss(y, constant, sample_weight=w),
        "MEAN_SCORE": np.average(p, weights=w),
        "OBSERVED_TO_EXPECTED": prevalence / np.average(p, weights=w),
        "SPIEGELHALTER_Z": z,
        "CALIBRATION_SLOPE": cox.params[1],
        "CALIBRATION_INTERCEPT": cox.params[0],
        "CALIBRATION_IN_THE_LARGE": large.params[0],
    }, {
        "slopeInterval": logit.conf_int()[1],
        "interceptInterval": logit.conf_int()[0],
        "largestError": np.max(error),
        "meanError": np.average(error, weights=w),
        "constantLogLoss": skm.log_loss(y, constant, sample_weight=w),
        "constantBrier": skm.brier_score_loss(y, constant, sample_weight=w),
    }


def equal_width(p, y, w, k=10):
    w = np.ones(len(y)) if w is None else w
    group = np.minimum(np.digitize(p, np.arange(1, k) / k), k - 1)
    kept = [g for g in range(k) if np.any(group == g)]
    n = np.array([w[group == g].sum() for g in kept])
    mean = np.array([np.average(p[group == g], weights=w[group == g]) for g in kept])
    observed = np.array([np.average(y[group == g], weights=w[group == g]) for g in kept])
    error = np.abs(observed - mean)
    prevalence = np.average(y, weights=w)
    return {
        "ECE": np.sum(n * error) / n.sum(),
        "MCE": error.max(),
    }, {
        "meanScores": mean,
        "observed": observed,
        "reliability": np.sum(n * error**2) / n.sum(),
        "resolution": np.sum(n * (observed - prevalence) ** 2) / n.sum(),
        "uncertainty": prevalence * (1 - prevalence),
    }


def equal_mass(p, y, k=10):
    """verified_calibration: bins of equal size, and the closed form of the debiased error."""
    import calibration as vc

    data = list(zip(p, y))
    bins = vc.get_equal_bins(p, num_bins=k)
    binned = vc.bin(data, bins)
    binned = [b for b in binned if len(b)]
    n = np.array([len(b) for b in binned])
    error = np.array([abs(np.mean([v[0] for v in b]) - np.mean([v[1] for v in b])) for b in binned])
    mean = np.array([np.mean([v[0] for v in b]) for b in binned])
    observed = np.array([np.mean([v[1] for v in b]) for b in binned])
    statistic = np.sum((n * observed - n * mean) ** 2 / (n * mean * (1 - mean)))
    return {
        "ECE_EQUAL_MASS": vc.plugin_ce(binned, power=1),
        "ACE": error.mean(),
        "RMS_CALIBRATION_ERROR": vc.unbiased_l2_ce(binned),
    }, {
        "hosmerLemeshow": statistic,
        "hosmerLemeshowP": scipy.stats.chi2.sf(statistic, len(binned)),
        "hosmerLemeshowPFitted": scipy.stats.chi2.sf(statistic, len(binned) - 2),
    }


def confusion(p, y, w, cutoff):
    predicted = (p >= cutoff).astype(int)
    tn, fp, fn, tp = skm.confusion_matrix(y, predicted, sample_weight=w).ravel()
    total = tp + fp + fn + tn
    return {
        "cutoff": cutoff,
        "matrix": [tp, fp, fn, tn],
        "figures": {
            "ACCURACY": skm.accuracy_score(y, predicted, sample_weight=w),
            "PRECISION": skm.precision_score(y, predicted, sample_weight=w),
            "RECALL": skm.recall_score(y, predicted, sample_weight=w),
            "SPECIFICITY": skm.recall_score(y, predicted, pos_label=0, sample_weight=w),
            "FALSE_POSITIVE_RATE": fp / (fp + tn),
            "FALSE_NEGATIVE_RATE": fn / (fn + tp),
            "FALSE_DISCOVERY_RATE": fp / (fp + tp),
            "FALSE_OMISSION_RATE": fn / (fn + tn),
            "NEGATIVE_PREDICTIVE_VALUE": skm.precision_score(y, predicted, pos_label=0, sample_weight=w),
            "SELECTION_RATE": (tp + fp) / total,
            "PREVALENCE": (tp + fn) / total,
            "F1": skm.f1_score(y, predicted, sample_weight=w),
            "F2": skm.fbeta_score(y, predicted, beta=2, sample_weight=w),
            "F_HALF": skm.fbeta_score(y, predicted, beta=0.5, sample_weight=w),
            "JACCARD": skm.jaccard_score(y, predicted, sample_weight=w),
            "BALANCED_ACCURACY": skm.balanced_accuracy_score(y, predicted, sample_weight=w),
            "YOUDEN_J": skm.balanced_accuracy_score(y, predicted, sample_weight=w, adjusted=True),
            "MATTHEWS_CORRELATION": skm.matthews_corrcoef(y, predicted, sample_weight=w),
            "COHEN_KAPPA": skm.cohen_kappa_score(y, predicted, sample_weight=w),
        },
    }


def binary_case(name, p, y, w, rows=True):
    figures, more = binary_figures(p, y, w)
    width, groups = equal_width(p, y, w)
    mass, tests = equal_mass(p, y) if w is None and name != "tied" else ({}, {})
    case = {"name": name}
    if rows:
        case |= {"scores": p, "labels": y, "weights": w}
    order = np.argsort(-p, kind="stable")
    ww = np.ones(len(y)) if w is None else w
    depth = np.cumsum(ww[order]) / ww.sum()
    gain = np.cumsum((ww * y)[order]) / np.sum(ww * y)
    ends = np.append(np.diff(p[order]) != 0, True)
    return case | {
        "figures": figures | width | mass,
        "more": more | tests,
        "groups": groups,
        "confusion": [confusion(p, y, w, c) for c in ([0.25, 0.5] if rows else [0.1, 0.25])],
        "gain": [[d, np.interp(d, np.append(0, depth[ends]), np.append(0, gain[ends]))] for d in (0.05, 0.1, 0.3)],
    }


def binary():
    rng = np.random.default_rng(20261121)
    n = 500
    logit = rng.normal(-0.8, 1.6, n)
    p = np.float32(1 / (1 + np.exp(-logit))).astype(float)
    y = (rng.random(n) < 1 / (1 + np.exp(0.2 - 0.7 * logit))).astype(int)
    w = np.round(rng.gamma(2, 1, n) + 0.01, 3)
    tied = np.float32(np.round(p, 2)).astype(float)
    extreme = p.copy()
    extreme[:5] = [0, 1, 1e-30, 1 - 2.0**-24, 2.0**-24]
    extreme = np.float32(extreme).astype(float)
    y_extreme = y.copy()
    y_extreme[:5] = [1, 0, 0, 1, 0]
    doubles = 1 / (1 + np.exp(-logit))
    large_p, large_y = large_scores(200_000)
    save(
        "binary",
        {
            "cases": [
                binary_case("plain", p, y, None),
                binary_case("weighted", p, y, w),
                binary_case("tied", tied, y, None),
                binary_case("extreme", extreme, y_extreme, None),
                binary_case("doubles", doubles, y, None),
            ],
            "large": binary_case("large", large_p, large_y, None, rows=False),
        },
    )


def proportions():
    from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

    cases = []
    for k, n in [(0, 10), (3, 17), (17, 17), (250, 1000), (1, 100_000)]:
        one = {"successes": k, "trials": n}
        for method, ours in [("wilson", "wilson"), ("beta", "clopperPearson"), ("jeffreys", "jeffreys")]:
            for level in (0.9, 0.95):
                one[f"{ours}{level}"] = proportion_confint(k, n, 1 - level, method=method)
        cases.append(one)
    pairs = []
    for a, n, b, m in [(12, 40, 9, 50), (56, 70, 48, 80), (1, 30, 2, 3000)]:
        pairs.append(
            {
                "counts": [a, n, b, m],
                "difference": confint_proportions_2indep(a, n, b, m, compare="diff", method="newcomb"),
                "ratio": confint_proportions_2indep(a, n, b, m, compare="ratio", method="log"),
            }
        )
    save("proportions", {"cases": cases, "pairs": pairs})

# 113 patients with an aneurysmal subarachnoid hemorrhage: outcome (1 is poor), World Federation of
# Neurological Surgeons' grade, S100 beta in ug/l. Turck and others, A multiparameter panel method for
# outcome prediction following aneurysmal subarachnoid hemorrhage, Intensive Care Medicine 36 (2010);
# as published with the R package pROC, whose documentation gives the result of its DeLong test.
ASAH_POOR = [
    0, 0, 0, 0, 1, 1, 0, 1, 0, 0, 1, 0, 1, 1, 0, 0, 1, 0, 1, 1, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 1, 1,
    0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 1, 0, 0, 1, 1, 1, 0, 1, 1, 0, 1, 1, 1, 1,
    0, 0, 0, 1, 1, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 0, 0, 0, 1, 0,
    0, 0,
]
ASAH_WFNS = [
    1, 1, 1, 1, 3, 2, 5, 4, 1, 2, 5, 2, 5, 5, 1, 2, 5, 2, 2, 5, 2, 1, 1, 1, 1, 2, 1, 2, 1, 1, 3, 4, 2, 1, 4, 5, 4,
    1, 4, 2, 5, 5, 1, 1, 2, 4, 1, 1, 2, 5, 5, 2, 1, 2, 5, 1, 2, 2, 2, 1, 5, 1, 1, 2, 5, 2, 1, 4, 5, 2, 4, 4, 1, 4,
    1, 2, 1, 4, 2, 1, 2, 3, 2, 4, 2, 1, 4, 5, 1, 1, 5, 4, 2, 2, 1, 1, 1, 3, 1, 2, 5, 2, 2, 5, 5, 5, 2, 4, 4, 5, 1,
    1, 1,
]
ASAH_S100B = [
    0.13, 0.14, 0.1, 0.04, 0.13, 0.1, 0.47, 0.16, 0.18, 0.1, 0.12, 0.1, 0.44, 0.71, 0.04, 0.08, 0.49, 0.04, 0.07,
    0.33, 0.09, 0.09, 0.07, 0.11, 0.07, 0.17, 0.07, 0.11, 0.13, 0.19, 0.05, 0.16, 0.41, 0.14, 0.34, 0.35, 0.48,
    0.09, 0.96, 0.25, 0.5, 0.46, 0.16, 0.07, 0.43, 0.45, 0.11, 0.08, 0.09, 0.86, 0.52, 0.08, 0.06, 0.13, 2.07, 0.1,
    0.14, 0.15, 0.07, 0.06, 0.77, 0.05, 0.09, 0.3, 0.03, 0.09, 0.04, 0.23, 0.7, 0.09, 0.27, 0.71, 0.08, 0.26, 0.08,
    0.16, 0.09, 0.13, 0.1, 0.08, 0.11, 0.33, 0.11, 0.28, 0.07, 0.1, 0.32, 0.22, 0.07, 0.05, 0.24, 0.38, 0.1, 0.15,
    0.08, 0.14, 0.1, 0.07, 0.04, 0.19, 0.56, 0.14, 0.58, 0.32, 0.82, 0.74, 0.15, 0.47, 0.17, 0.44, 0.15, 0.5, 0.48,
]


def delong():
    from MLstatkit import Delong_test

    n = 600
    y = (uniform(n, 11) < 0.3).astype(int)
    base = uniform(n, 12) + 0.3 * y
    models = [np.float32(base + s * uniform(n, 13 + i)).astype(float) for i, s in enumerate((0.5, 0.7, 0.4))]
    models[2] = np.round(models[2], 1)
    pairs = []
    for a, b in ((0, 1), (0, 2), (1, 2)):
        z, p, auc_a, auc_b = Delong_test(y, models[a], models[b], return_ci=False, return_auc=True)[:4]
        pairs.append({"pair": [a, b], "z": z, "p": p, "aucs": [auc_a, auc_b]})
    save(
        "delong",
        {
            "labels": y,
            "models": models,
            "pairs": pairs,
            "aSAH": {
                "labels": ASAH_POOR,
                "models": [ASAH_WFNS, ASAH_S100B],
                "z": 2.20898359144091,
                "p": 0.0271757822291882,
            },
        },
    )


def comparisons():
    from dieboldmariano import dm_test
    from statsmodels.stats.contingency_tables import mcnemar
    from statsmodels.stats.multitest import multipletests
    from statsmodels.stats.weightstats import DescrStatsW

    rng = np.random.default_rng(7)
    d = rng.normal(0.03, 1, 400) + 1000
    d -= 1000
    shifted = d + 1e6  # a large mean: where naive variances cancel
    stats = DescrStatsW(d)
    v = rng.normal(0, 1, 60)
    one, two = v + rng.normal(0, 1, 60), v + rng.normal(0, 1.2, 60)
    p_values = [0.001, 0.04, 0.03, 0.2, 0.03, 0.9, 0.012]
    numerator, denominator = rng.poisson(3, 300) * 1.5, rng.gamma(3, 2, 300)
    other = numerator + rng.normal(0, 1, 300)
    ratio = numerator.sum() / denominator.sum()
    save(
        "comparisons",
        {
            "mcnemar": [
                [b, c, mcnemar([[0, b], [c, 0]], exact=True).pvalue]
                for b, c in ((1, 7), (10, 25), (0, 3), (4, 4), (300, 350), (52_000, 51_000))
            ],
            "differences": d,
            "paired": {
                "mean": d.mean(),
                "variance": d.var(ddof=1),
                "variance of shifted": shifted.var(ddof=1),
                "t": scipy.stats.ttest_1samp(d, 0).statistic,
                "p": scipy.stats.ttest_1samp(d, 0).pvalue,
                "interval": stats.tconfint_mean(0.05),
                "greater": scipy.stats.ttest_1samp(d, -0.1, alternative="greater").pvalue,
                "tost": stats.ttost_mean(-0.1, 0.12)[0],
            },
            "dieboldMariano": {
                "differences": (v - one) ** 2 - (v - two) ** 2,
                "tests": [
                    [h, kernel, *dm_test(v, one, two, h=h, variance_estimator=kernel)]
                    for h in (1, 2, 4)
                    for kernel in ("acf", "bartlett")
                ],
            },
            "pValues": p_values,
            "holm": multipletests(p_values, method="holm")[1],
            "benjaminiHochberg": multipletests(p_values, method="fdr_bh")[1],
            "ratio": {
                "numerator": numerator,
                "denominator": denominator,
                "other": other,
                "value": ratio,
                # a ratio of sums by linearization, as survey samplers do
                "error": np.std(numerator - ratio * denominator, ddof=1) * np.sqrt(len(numerator)) / denominator.sum(),
                "difference": (other - numerator).sum() / denominator.sum(),
                "differenceError": np.std(
                    (other - numerator) - (other - numerator).sum() / denominator.sum() * denominator, ddof=1
                )
                * np.sqrt(len(numerator))
                / denominator.sum(),
            },
            "quantiles": {
                "normal": [[q, scipy.stats.norm.ppf(q)] for q in (1e-12, 0.001, 0.2, 0.5, 0.975, 0.999999)],
                "student": [
                    [q, df, scipy.stats.t.ppf(q, df)] for q in (0.001, 0.3, 0.975, 0.9999) for df in (1, 2.5, 30, 1e5)
                ],
                "studentTail": [[t, df, scipy.stats.t.sf(t, df)] for t in (-1.5, 0.2, 12) for df in (1, 7, 399)],
            },
        },
    )


def regression():
    rng = np.random.default_rng(3)
    n = 400
    y = rng.gamma(2, 50, n) + 1
    prediction = y * rng.normal(1.02, 0.2, n) + rng.normal(0, 5, n)
    w = np.round(rng.gamma(2, 1, n) + 0.05, 3)

    def figures(weights):
        e = np.abs(y - prediction)
        inverted = {"method": "inverted_cdf", "weights": weights}
        mean = np.average(y, weights=weights)
        median = np.quantile(y, 0.5, **inverted)
        return {
            "RMSE": skm.root_mean_squared_error(y, prediction, sample_weight=weights),
            "MSE": skm.mean_squared_error(y, prediction, sample_weight=weights),
            "MAE": skm.mean_absolute_error(y, prediction, sample_weight=weights),
            "MAPE": skm.mean_absolute_percentage_error(y, prediction, sample_weight=weights),
            "MEDIAN_ABSOLUTE_ERROR": np.quantile(e, 0.5, **inverted),
            "ABSOLUTE_ERROR_P90": np.quantile(e, 0.9, **inverted),
            "MAX_ERROR": skm.max_error(y, prediction),
            "BIAS": np.average(prediction - y, weights=weights),
            "R2": skm.r2_score(y, prediction, sample_weight=weights),
            "EXPLAINED_VARIANCE": skm.explained_variance_score(y, prediction, sample_weight=weights),
            "CONSTANT_RMSE": skm.root_mean_squared_error(y, np.full(n, mean), sample_weight=weights),
            "CONSTANT_MAE": skm.mean_absolute_error(y, np.full(n, median), sample_weight=weights),
        }

    save(
        "regression",
        {
            "labels": y,
            "predictions": prediction,
            "weights": w,
            "plain": figures(None),
            "weighted": figures(w),
            "pinball": [[a, skm.mean_pinball_loss(y, prediction, alpha=a)] for a in (0.1, 0.5, 0.9)],
            "pinballWeighted": [
                [a, skm.mean_pinball_loss(y, prediction, alpha=a, sample_weight=w)] for a in (0.1, 0.5, 0.9)
            ],
        },
    )


def multiclass():
    rng = np.random.default_rng(5)
    n, k = 300, 4
    y = rng.choice(k, n, p=[0.5, 0.3, 0.15, 0.05])
    logits = rng.normal(0, 1, (n, k)) + 1.2 * np.eye(k)[y]
    p = np.exp(logits)
    p /= p.sum(1, keepdims=True)
    w = np.round(rng.gamma(2, 1, n) + 0.05, 3)
    predicted = p.argmax(1)

    def figures(weights):
        s = {"sample_weight": weights}
        prf = lambda average: skm.precision_recall_fscore_support(y, predicted, average=average, **s)[:3]
        macro, weighted = prf("macro"), prf("weighted")
        shares = np.bincount(y, weights=weights, minlength=k) / (n if weights is None else weights.sum())
        constant = np.tile(shares, (n, 1))
        return {
            "ACCURACY": skm.accuracy_score(y, predicted, **s),
            "BALANCED_ACCURACY": skm.balanced_accuracy_score(y, predicted, **s),
            "MACRO_PRECISION": macro[0],
            "MACRO_RECALL": macro[1],
            "MACRO_F1": macro[2],
            "WEIGHTED_PRECISION": weighted[0],
            "WEIGHTED_RECALL": weighted[1],
            "WEIGHTED_F1": weighted[2],
            "LOG_LOSS": skm.log_loss(y, p, **s),
            "BRIER": np.average(((p - np.eye(k)[y]) ** 2).sum(1), weights=weights),
            "MACRO_AUC": skm.roc_auc_score(y, p, multi_class="ovr", average="macro", **s),
            "WEIGHTED_AUC": skm.roc_auc_score(y, p, multi_class="ovr", average="weighted", **s),
            "MATTHEWS_CORRELATION": skm.matthews_corrcoef(y, predicted, **s),
            "COHEN_KAPPA": skm.cohen_kappa_score(y, predicted, **s),
            "CONSTANT_ACCURACY": shares.max(),
            "CONSTANT_LOG_LOSS": skm.log_loss(y, constant, **s),
        }

    save(
        "multiclass",
        {
            "labels": y,
            "probabilities": p,
            "weights": w,
            "plain": figures(None),
            "weighted": figures(w),
            "confusion": skm.confusion_matrix(y, predicted),
            "topK": [skm.top_k_accuracy_score(y, p, k=i) for i in (1, 2, 3)],
        },
    )


def calibration_maps():
    rng = np.random.default_rng(9)
    n = 300
    margin = rng.normal(-0.5, 1.5, n)
    s = np.float32(1 / (1 + np.exp(-2 * margin))).astype(float)
    s[:40] = np.float32(np.round(s[:40], 1))
    y = (rng.random(n) < 1 / (1 + np.exp(-margin))).astype(int)
    w = np.round(rng.gamma(2, 1, n) + 0.05, 3)
    probes = np.array([0.001, 0.05, 0.3, 0.5, 0.77, 0.999])
    log_odds = lambda p: np.log(np.clip(p, LEAST, 1 - LEAST) / np.clip(1 - p, LEAST, 1 - LEAST))

    def platt(x, at):
        positives, negatives = y.sum(), n - y.sum()
        target = np.where(y == 1, (positives + 1) / (positives + 2), 1 / (negatives + 2))
        fit = sm.GLM(target, sm.add_constant(x), family=sm.families.Binomial()).fit(tol=1e-15, maxiter=200)
        return {"intercept": fit.params[0], "slope": fit.params[1], "at": fit.predict(sm.add_constant(at))}

    isotonic = {}
    for name, weights in (("plain", None), ("weighted", w)):
        fit = IsotonicRegression(out_of_bounds="clip", y_min=0, y_max=1).fit(s, y, sample_weight=weights)
        isotonic[name] = fit.predict(probes)
    grades = [(200, 1, 0.002), (1000, 12, 0.008), (500, 0, 0.01), (80, 9, 0.06)]
    expected = np.array([g[0] * g[2] for g in grades])
    statistic = sum((g[1] - e) ** 2 / (e * (1 - g[2])) for g, e in zip(grades, expected))
    shares = np.array([g[0] for g in grades]) / sum(g[0] for g in grades)
    save(
        "calibration",
        {
            "scores": s,
            "labels": y,
            "weights": w,
            "probes": probes,
            "platt": platt(s, probes),
            "plattOfLogOdds": platt(log_odds(s), log_odds(probes)),
            "isotonic": isotonic,
            "grades": [
                {
                    "grade": g,
                    "jeffreys": scipy.stats.beta.cdf(g[2], g[1] + 0.5, g[0] - g[1] + 0.5),
                    "binomial": scipy.stats.binomtest(g[1], g[0], g[2], alternative="greater").pvalue,
                    "normal": scipy.stats.norm.sf((g[1] - g[0] * g[2]) / np.sqrt(g[0] * g[2] * (1 - g[2]))),
                }
                for g in grades
            ],
            "hosmerLemeshow": [statistic, scipy.stats.chi2.sf(statistic, len(grades))],
            "herfindahl": np.sum(shares**2),
        },
    )


if __name__ == "__main__":
    binary()
    proportions()
    delong()
    comparisons()
    regression()
    multiclass()
    calibration_maps()
