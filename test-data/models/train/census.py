"""Trains the three census models on 2015 and 2016 and exports them as their users would."""

# First, because it pins the number of threads.
from exports import FEATURES, ONNX, SEED, census, session, write_model, write_sample

import lightgbm
import numpy as np
from onnxmltools import convert_lightgbm
from onnxmltools.convert.common.data_types import FloatTensorType as LightGbmFloatTensor
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, roc_auc_score
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from skl2onnx import to_onnx
from skl2onnx.common.data_types import FloatTensorType

FOLDER = ONNX / "census"
SAMPLE_ROWS = 32


def logistic(x, y):
    model = make_pipeline(StandardScaler(), LogisticRegression(max_iter=200)).fit(x, y)
    return model, to_onnx(model, name="census_logistic", initial_types=[("input", FloatTensorType([None, x.shape[1]]))])


def gradient_boosting(x, y):
    model = lightgbm.LGBMClassifier(
        n_estimators=150,
        num_leaves=31,
        learning_rate=0.1,
        random_state=SEED,
        n_jobs=1,
        deterministic=True,
        force_row_wise=True,
        verbose=-1,
    ).fit(x, y)
    exported = convert_lightgbm(
        model, name="census_lightgbm", initial_types=[("input", LightGbmFloatTensor([None, x.shape[1]]))]
    )
    return model, exported


def perceptron(x, y):
    network = MLPClassifier((64, 32), batch_size=512, max_iter=60, early_stopping=True, random_state=SEED)
    model = make_pipeline(StandardScaler(), network).fit(x, y)
    return model, to_onnx(model, name="census_mlp", initial_types=[("input", FloatTensorType([None, x.shape[1]]))])


def probabilities(path, x):
    """The probability of the second class, from the file as it was exported."""
    _, maps = session(path).run(None, {"input": x})
    return np.array([row[1] for row in maps], np.float32)


def main():
    table = census()
    train = table[table.year <= 2016]
    x, y = train[FEATURES].to_numpy(np.float32), train.employed.to_numpy()
    sample = table.sample(SAMPLE_ROWS, random_state=SEED).sort_values("id")
    for name, fit in {"logistic": logistic, "lightgbm": gradient_boosting, "mlp": perceptron}.items():
        model, exported = fit(x, y)
        path = FOLDER / f"{name}.onnx"
        write_model(exported, path)
        write_sample(FOLDER / f"{name}.sample.json", sample[FEATURES])
        for year in (2017, 2018):
            held_out = table[table.year == year]
            features = held_out[FEATURES].to_numpy(np.float32)
            ours = probabilities(path, features)
            theirs = model.predict_proba(features)[:, 1]
            print(
                f"  {year}: AUC {roc_auc_score(held_out.employed, ours):.4f},"
                f" accuracy {accuracy_score(held_out.employed, ours >= 0.5):.4f},"
                f" largest difference from the library {np.abs(ours - theirs).max():.1e}"
            )


if __name__ == "__main__":
    main()
