"""Makes the golden files of common/src/test/resources/golden/evaluation from the census tables.

    python3 -m venv target/evaluation-venv
    target/evaluation-venv/bin/pip install fairlearn==0.15.0 aequitas==1.1.0 fastparquet==2026.9.0
    target/evaluation-venv/bin/python test-data/python/golden_fairness.py

With them came numpy 2.4.6, pandas 2.3.3 and scikit-learn 1.9.1 on Python 3.11.

census.csv: 4,000 persons of 2018, drawn by a seed, with the scores of the three census models to four
decimals; ages are in tenths by the deciles of 2017.
fairness.json: all persons of 2018, by group, decision at 0.5 and label, and what fairlearn and
aequitas say of them; between groups only those of at least 50 persons are compared, because both take
a rate without cases as 0.
"""

import json
import pathlib
import warnings

import fairlearn.metrics as fm
import numpy as np
import pandas as pd
from aequitas.bias import Bias
from aequitas.group import Group

warnings.filterwarnings("ignore")
ROOT = pathlib.Path(__file__).parents[2]
FOLDER = ROOT / "common/src/test/resources/golden/evaluation"
MODELS = ["logistic", "lightgbm", "mlp"]
LEAST = 50
FEATURES = ["AGEP", "SCHL", "MAR", "RELP", "DIS", "CIT", "SEX", "RAC1P"]
AEQUITAS = ["tpr", "tnr", "for", "fdr", "fpr", "fnr", "npv", "precision", "pprev", "prev"]


def table():
    people = pd.read_parquet(ROOT / "test-data/census/people/people.parquet")
    labels = pd.read_parquet(ROOT / "test-data/census/labels/labels.parquet")[["id", "employed"]]
    scores = pd.read_parquet(ROOT / "test-data/models/golden/census.parquet")
    return people.merge(labels, on="id").merge(scores, on="id")


def sample(rows, earlier):
    edges = np.quantile(earlier["AGEP"], np.arange(1, 10) / 10, method="inverted_cdf")
    drawn = rows.iloc[np.sort(np.random.default_rng(7).choice(len(rows), 4000, replace=False))].copy()
    drawn["AGEP"] = np.searchsorted(edges, drawn["AGEP"])
    drawn[FEATURES] = drawn[FEATURES].astype(int)
    columns = ["id", *FEATURES, "employed", *MODELS]
    drawn[columns].to_csv(FOLDER / "census.csv", index=False, float_format="%.4f", lineterminator="\n")


def fairlearn(y, decided, groups):
    frame = fm.MetricFrame(
        metrics={
            "selection_rate": fm.selection_rate,
            "true_positive_rate": fm.true_positive_rate,
            "false_positive_rate": fm.false_positive_rate,
            "false_negative_rate": fm.false_negative_rate,
        },
        y_true=y,
        y_pred=decided,
        sensitive_features=groups,
    )
    large = groups.map(groups.value_counts()) >= LEAST
    names = ["demographic_parity", "equal_opportunity", "equalized_odds"]
    between = {
        f"{name}_{kind}": float(
            getattr(fm, f"{name}_{kind}")(y[large], decided[large], sensitive_features=groups[large])
        )
        for name in names
        for kind in ["difference", "ratio"]
    }
    return {"by_group": {str(g): v for g, v in frame.by_group.to_dict("index").items()}, "between": between}


def aequitas(y, decided, groups):
    frame = pd.DataFrame({"score": decided, "label_value": y, "group": groups})
    crosstab, _ = Group().get_crosstabs(frame)
    reference = groups.value_counts().index[0]
    disparities = Bias().get_disparity_predefined_groups(
        crosstab, original_df=frame, ref_groups_dict={"group": reference}, check_significance=False
    )
    columns = AEQUITAS + [f"{c}_disparity" for c in ["tpr", "tnr", "for", "fdr", "fpr", "fnr", "npv", "precision", "pprev"]]

    def plain(value):
        return float(value) if np.isfinite(value) else None

    by_group = {
        row["attribute_value"]: {c: plain(row[c]) for c in columns} for row in disparities.to_dict("records")
    }
    return {"reference": reference, "by_group": by_group}


def outcomes(y, decided, groups):
    of = pd.DataFrame({"group": groups, "y": y, "d": decided}).value_counts().to_dict()
    return {g: [int(of.get((g, label, d), 0)) for label, d in [(1, 1), (0, 1), (1, 0), (0, 0)]] for g in sorted(set(groups))}


def fairness(rows):
    attributes = {
        "SEX": rows["SEX"].astype(int).astype(str),
        "RAC1P": rows["RAC1P"].astype(int).astype(str),
    }
    attributes["SEX, RAC1P"] = attributes["SEX"] + ", " + attributes["RAC1P"]
    y = rows["employed"].to_numpy()
    result = {}
    for attribute, groups in attributes.items():
        result[attribute] = {}
        for model in MODELS[:2]:
            decided = (rows[model] >= 0.5).astype(int).to_numpy()
            result[attribute][model] = {
                "outcomes": outcomes(y, decided, groups),
                "fairlearn": fairlearn(y, decided, groups),
                "aequitas": aequitas(y, decided, groups),
            }
    return result


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    rows = table()
    recent = rows[rows["year"] == 2018].reset_index(drop=True)
    sample(recent, rows[rows["year"] == 2017])
    (FOLDER / "fairness.json").write_text(json.dumps(fairness(recent)) + "\n")
