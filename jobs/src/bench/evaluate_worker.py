"""A worker of the benchmark that evaluates models: the same labelled rows, in the memory of one process.

Each peer computes what it has for three models over the whole and fifty slices; `facts` says how many figures came out
and how many bootstrap replicates they rest on. What it leaves out favours it.
"""

import os
import sys
import tempfile
import time
import warnings

for threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(threads, "1")

from serving import answers  # noqa: E402  (numpy must not start threads)

MODELS = ("s0", "s1", "s2")
SLICERS = tuple(f"g{i}" for i in range(10))
CUTOFF = 0.5
REPLICATES = 1_000
TFMA_REPLICATES = 20  # what it offers
SEED = 1


def answer(command):
    outcome = {"rows": 0, "wallNanos": 0, "cpuNanos": 0, "allocatedBytes": 0, "facts": {}}
    if command["action"] == "EVALUATE":
        contender = {"sklearn": sklearn, "mlflow": mlflow, "evidently": evidently, "tfma": tfma}[command["contender"]]
        path = f"{command['data']}/labelled-{command['rows']}"
        start = time.perf_counter_ns()
        figures, replicates = contender(path)
        outcome |= {
            "rows": command["rows"],
            "wallNanos": time.perf_counter_ns() - start,
            "facts": {"figures": figures, "replicates": replicates},
        }
    elif command["action"] != "CLEAN":
        raise ValueError(f"unknown action {command['action']}")
    return outcome


def read(path):
    import pandas as pd

    return pd.read_parquet(path, columns=["label", *MODELS, *SLICERS])


def slices(table):
    """The whole and each value of each slicing column, as the numbers of their rows."""
    import numpy as np

    yield np.arange(len(table))
    for slicer in SLICERS:
        for rows in table.groupby(slicer, observed=True).indices.values():
            yield rows


def sklearn(path):
    """Figures by scikit-learn, intervals and differences by a Poisson bootstrap that is paired over the models."""
    import numpy as np
    from sklearn import metrics

    table = read(path)
    label = table["label"].to_numpy()
    scores = [table[model].to_numpy() for model in MODELS]
    figures = 0

    def ranks(y, p, w):
        return metrics.roc_auc_score(y, p, sample_weight=w), metrics.average_precision_score(y, p, sample_weight=w)

    def decisions(y, p, w):
        matrix = metrics.confusion_matrix(y, p >= CUTOFF, sample_weight=w, labels=[0, 1])
        (tn, fp), (fn, tp) = matrix
        accuracy = (tp + tn) / matrix.sum()
        return accuracy, tp / (tp + fp), tp / (tp + fn), tn / (tn + fp), 2 * tp / (2 * tp + fp + fn)

    def all_figures(y, p):
        fpr, tpr, _ = metrics.roc_curve(y, p)
        metrics.precision_recall_curve(y, p)
        edges = np.minimum((p * 10).astype(int), 9)
        counts = np.bincount(edges, minlength=10)
        gaps = np.abs(np.bincount(edges, y, 10) - np.bincount(edges, p, 10))
        return [
            *ranks(y, p, None),
            *decisions(y, p, None),
            metrics.log_loss(y, p),
            metrics.brier_score_loss(y, p),
            metrics.matthews_corrcoef(y, p >= CUTOFF),
            metrics.cohen_kappa_score(y, p >= CUTOFF),
            metrics.balanced_accuracy_score(y, p >= CUTOFF),
            np.max(tpr - fpr),
            gaps.sum() / counts.sum(),
        ]

    random = np.random.default_rng(SEED)
    weights = random.poisson(1, (REPLICATES, len(table))).astype(np.float32)
    for rows in slices(table):
        y = label[rows]
        of_models = [p[rows] for p in scores]
        for p in of_models:
            figures += len(all_figures(y, p))
        replicates = np.empty((REPLICATES, len(MODELS), 7))
        for b in range(REPLICATES):
            w = weights[b, rows]
            for m, p in enumerate(of_models):
                replicates[b, m] = (*ranks(y, p, w), *decisions(y, p, w))
        differences = replicates[:, 1:] - replicates[:, :1]
        np.percentile(replicates, [2.5, 97.5], axis=0)
        np.percentile(differences, [2.5, 97.5], axis=0)
    return figures, REPLICATES


def mlflow(path):
    """The default evaluator for classifiers, once for each model and slice: no intervals, no differences."""
    import mlflow as library

    table = read(path)
    figures = 0
    with tempfile.TemporaryDirectory() as folder:
        library.set_tracking_uri(f"sqlite:///{folder}/mlflow.db")
        library.set_experiment(experiment_id=library.create_experiment("bench", f"file://{folder}/artifacts"))
        with library.start_run():
            for rows in slices(table):
                for model in MODELS:
                    part = table.iloc[rows][["label", model]].copy()
                    part["decision"] = (part[model] >= CUTOFF).astype(int)
                    result = library.models.evaluate(
                        data=part,
                        targets="label",
                        predictions="decision",
                        model_type="classifier",
                        evaluators="default",
                        evaluator_config={"log_model_explainability": False},
                    )
                    figures += len(result.metrics)
    return figures, 0


def evidently(path):
    """The preset for classification, once for each model and slice: no intervals, no differences."""
    import pandas as pd
    from evidently import BinaryClassification, DataDefinition, Dataset, Report
    from evidently.presets import ClassificationPreset

    table = read(path)
    definition = DataDefinition(
        classification=[
            BinaryClassification(target="label", prediction_labels="decision", prediction_probas="score", pos_label=1)
        ],
        numerical_columns=["score"],
        categorical_columns=["label", "decision"],
    )
    figures = 0
    for rows in slices(table):
        for model in MODELS:
            part = pd.DataFrame(
                {
                    "label": table["label"].to_numpy()[rows],
                    "score": table[model].to_numpy()[rows],
                }
            )
            part["decision"] = (part["score"] >= CUTOFF).astype(int)
            data = Dataset.from_pandas(part, data_definition=definition)
            result = Report([ClassificationPreset()]).run(data, None)
            figures += len(result.dict()["metrics"])
    return figures, 0


def tfma(path):
    """Keras' and its own metrics over all slices in one pipeline a model; its bootstrap has 20 replicates."""
    import tensorflow_model_analysis as library
    from google.protobuf import text_format
    from tensorflow_model_analysis.proto import config_pb2

    table = read(path)
    names = ("AUC", "AUCPrecisionRecall", "BinaryAccuracy", "Precision", "Recall", "BinaryCrossEntropy", "Calibration")
    figures = 0
    for model in MODELS:
        config = text_format.Parse(
            f"""
            model_specs {{ label_key: "label" prediction_key: "{model}" }}
            metrics_specs {{ {" ".join(f'metrics {{ class_name: "{name}" }}' for name in names)} }}
            slicing_specs {{}}
            {" ".join(f'slicing_specs {{ feature_keys: "{slicer}" }}' for slicer in SLICERS)}
            options {{ compute_confidence_intervals {{ value: true }} confidence_intervals {{ method: POISSON_BOOTSTRAP }} }}
            """,
            config_pb2.EvalConfig(),
        )
        result = library.analyze_raw_data(table[["label", model, *SLICERS]], config)
        figures += sum(len(m[""][""]) for _, m in result.slicing_metrics)
    return figures, TFMA_REPLICATES


if __name__ == "__main__":
    warnings.filterwarnings("ignore")
    answers(answer)
