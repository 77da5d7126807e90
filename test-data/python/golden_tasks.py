"""Makes the golden files of jobs/src/test/resources/golden: rows, and figures of models that score them.

    target/statistics-venv/bin/python test-data/python/golden_tasks.py

with the environment of golden_statistics.py and onnxruntime 1.28.0. The models are those of test-data/models/onnx/zoo with
several classes and with numbers; every figure is computed by the public reference, from the rows of the slice alone. Scores are
floats and may round differently on another processor: 1e-6 relative is what a test can ask for.
"""

import pathlib

import golden_statistics as gs
import numpy as np
import onnxruntime
import scipy.stats
import sklearn.metrics as skm

ROOT = pathlib.Path(__file__).parents[2]
gs.FOLDER = ROOT / "jobs/src/test/resources/golden"
ROWS = 600
WIDTH = 6
CLASSES = 3


def normal(seed):
    return scipy.stats.norm.ppf(gs.uniform(ROWS, seed))


def table():
    """Features, a noisy class and number, a weight, about three rows of each customer, and two regions."""
    x = np.stack([normal(40 + i) for i in range(WIDTH)], 1).astype(np.float32)
    return {
        "x": x,
        "kind": np.digitize(x[:, 0] + 0.5 * x[:, 1] + 0.6 * normal(50), [-0.5, 0.5]),
        "amount": np.round(x[:, 0] * 3 - x[:, 1] + np.abs(x[:, 2]) + 10 + normal(51), 3),
        "weight": np.round(0.25 + 4 * gs.uniform(ROWS, 52), 2),
        "customer": np.floor(gs.uniform(ROWS, 53) * ROWS / 3).astype(int),
        "region": np.where(gs.uniform(ROWS, 54) < 0.4, "north", "south"),
    }


def write(t):
    names = [f"x{i}" for i in range(WIDTH)] + ["kind", "amount", "weight", "customer", "region"]
    columns = [*t["x"].T, *(t[name] for name in names[WIDTH:])]
    lines = [",".join(["id", *names])]
    lines += [",".join([str(i), *(str(column[i]) for column in columns)]) for i in range(ROWS)]
    gs.FOLDER.mkdir(parents=True, exist_ok=True)
    (gs.FOLDER / "tasks.csv").write_text("\n".join(lines) + "\n")


def outputs(name, x):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(ROOT / f"test-data/models/onnx/zoo/{name}.onnx", options)
    last = session.run(None, {session.get_inputs()[0].name: x})[-1]
    if isinstance(last, list):  # ZipMap
        return np.array([[row[k] for k in sorted(row)] for row in last], dtype=float)
    return np.asarray(last, dtype=float)


def classes(y, p):
    predicted = p.argmax(1)
    precision, recall, f1, _ = skm.precision_recall_fscore_support(y, predicted)
    confusion = skm.confusion_matrix(y, predicted)
    figures = {
        "accuracy": skm.accuracy_score(y, predicted),
        "balanced_accuracy": skm.balanced_accuracy_score(y, predicted),
        "macro_f1": skm.f1_score(y, predicted, average="macro"),
        "weighted_f1": skm.f1_score(y, predicted, average="weighted"),
        "log_loss": skm.log_loss(y, p),
        "brier": np.mean(((p - np.eye(CLASSES)[y]) ** 2).sum(1)),
        "macro_auc": skm.roc_auc_score(y, p / p.sum(1, keepdims=True), multi_class="ovr"),
        "matthews_correlation": skm.matthews_corrcoef(y, predicted),
        "cohen_kappa": skm.cohen_kappa_score(y, predicted),
        "top_2_accuracy": skm.top_k_accuracy_score(y, p, k=2),
    }
    for k in range(CLASSES):
        figures |= {f"precision[{k}]": precision[k], f"recall[{k}]": recall[k], f"f1[{k}]": f1[k]}
        figures |= {f"auc[{k}]": skm.roc_auc_score(y == k, p[:, k])}
        figures |= {f"confusion[{k},{j}]": confusion[k, j] for j in range(CLASSES)}
    return figures


def mid_p(a_right, b_right):
    """McNemar's mid-p: twice the smaller tail of the binomial, less the probability of what was found."""
    b, c = int(np.sum(a_right & ~b_right)), int(np.sum(~a_right & b_right))
    d = scipy.stats.binom(b + c, 0.5)
    return 1 - 0.5 * d.pmf(b) if b == c else min(1, 2 * d.cdf(min(b, c))) - d.pmf(min(b, c))


def compare_classes(y, a, b):
    right = [p.argmax(1) == y for p in (a, b)]
    losses = [-np.log(p[np.arange(len(y)), y]) for p in (a, b)]
    squares = [((p - np.eye(CLASSES)[y]) ** 2).sum(1) for p in (a, b)]
    paired = lambda pair: {"difference": np.mean(pair[1] - pair[0]), "p": scipy.stats.ttest_rel(pair[1], pair[0]).pvalue}
    return {
        "accuracy mcnemar-mid-p": {"difference": right[1].mean() - right[0].mean(), "p": mid_p(*right)},
        "log_loss paired-t": paired(losses),
        "brier paired-t": paired(squares),
    }


def numbers(y, p, w):
    s = {"sample_weight": w}
    return {
        "rmse": skm.root_mean_squared_error(y, p, **s),
        "mse": skm.mean_squared_error(y, p, **s),
        "mae": skm.mean_absolute_error(y, p, **s),
        "mape": skm.mean_absolute_percentage_error(y, p, **s),
        "r2": skm.r2_score(y, p, **s),
        "explained_variance": skm.explained_variance_score(y, p, **s),
        "bias": np.average(p - y, weights=w),
        "max_error": skm.max_error(y, p),
        "pinball_0.9": skm.mean_pinball_loss(y, p, alpha=0.9, **s),
    }


def compare_numbers(y, a, b, w):
    """Only the differences: errors by unit are by random groups, which have no reference."""
    one, other = numbers(y, a, w), numbers(y, b, w)
    return {f"{name} unit-groups": {"difference": other[name] - one[name]} for name in ("rmse", "mse", "mae", "r2")}


def cases(t, label, models, figures, compare):
    scores = [outputs(name, t["x"]) for name in models]
    found = []
    for slicer, name in [(None, "all"), ("region", "region = north"), ("region", "region = south")]:
        inside = np.full(ROWS, True) if slicer is None else t["region"] == name.split(" = ")[1]
        y, w, own = t[label][inside], t["weight"][inside], [p[inside] for p in scores]
        found.append(
            {
                "slice": name,
                "rows": len(y),
                "weight": np.sum(w),
                "models": {m: figures(y, p, w) for m, p in zip(models, own)},
                "comparisons": compare(y, *own, w),
            }
        )
    return found


if __name__ == "__main__":
    t = table()
    write(t)
    gs.save(
        "multiclass",
        cases(
            t,
            "kind",
            ["lightgbm-multiclass", "xgboost-multiclass"],
            lambda y, p, w: classes(y, p),
            lambda y, a, b, w: compare_classes(y, a, b),
        ),
    )
    gs.save(
        "regression",
        cases(
            t,
            "amount",
            ["sklearn-linear-regression", "lightgbm-regression"],
            lambda y, p, w: numbers(y, p.ravel(), w),
            lambda y, a, b, w: compare_numbers(y, a.ravel(), b.ravel(), w),
        ),
    )
