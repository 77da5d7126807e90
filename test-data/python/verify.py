"""Checks the committed models against the committed outputs with the runtime of this environment.

Prints one JSON line: how many models were run, and the largest difference of each set. Exits 1 where one is too large.
"""

import json
import sys
from pathlib import Path

import numpy as np
import onnxruntime as ort
import pyarrow.parquet as pq

TEST_DATA = Path(__file__).resolve().parents[1]
ONNX = TEST_DATA / "models" / "onnx"
TYPES = {
    "float": np.float32,
    "double": np.float64,
    "int32": np.int32,
    "int64": np.int64,
    "bool": np.bool_,
    "string": np.object_,
}
TOLERANCE = 1e-5
# Without VNNI instructions an int8 product saturates, so this model's outputs depend on the processor.
LOOSE = {"census-mlp-int8": 0.1}


def session(path):
    options = ort.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    return ort.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def feeds(model, expected, sample):
    """The input tensors of a sample, padded with zeros where the graph fixes the number of rows."""
    values = dict(zip(sample["columns"], zip(*sample["rows"])))
    fixed = {meta.name: meta.shape[0] for meta in model.get_inputs() if isinstance(meta.shape[0], int)}
    tensors = {}
    for entry in expected["inputs"]:
        columns = [np.array(values[column], dtype=TYPES[entry["type"]]) for column in entry["columns"]]
        stacked = np.stack(columns, axis=1) if columns[0].ndim == 1 else columns[0]
        tensor = stacked.reshape([len(sample["rows"]), *entry["shape"]])
        missing = fixed.get(entry["tensor"], len(tensor)) - len(tensor)
        tensors[entry["tensor"]] = np.concatenate([tensor, np.zeros([missing, *tensor.shape[1:]], tensor.dtype)])
    return tensors


def array(value):
    """An output as one array; the rows of ZipMap as a table of probabilities."""
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return np.array([list(row.values()) for row in value], np.float32)
    return np.asarray(value)


def difference(actual, expected):
    """The largest absolute difference of two outputs; infinite where shapes or labels differ."""
    actual = array(actual)
    expected = array(expected).astype(actual.dtype)
    if actual.shape != expected.shape:
        return float("inf")
    if actual.dtype.kind != "f":
        return 0.0 if (actual == expected).all() else float("inf")
    return float(np.abs(actual - expected).max())


def check_samples():
    """Every model with an expected file: its largest difference."""
    found = {}
    for path in sorted(ONNX.glob("*/*.expected.json")):
        name = path.name.removesuffix(".expected.json")
        expected = json.loads(path.read_text())
        sample = json.loads((path.parent / f"{name}.sample.json").read_text())
        model = session(path.parent / f"{name}.onnx")
        outputs = model.run([output["tensor"] for output in expected["outputs"]], feeds(model, expected, sample))
        pairs = zip(outputs, expected["outputs"])
        found[name] = max(difference(actual, output["values"]) for actual, output in pairs)
    return found


def check_golden(rows):
    """The census models on the first rows of the table, as the golden file was made."""
    people = pq.read_table(TEST_DATA / "census" / "people" / "people.parquet").sort_by("id").slice(0, rows)
    golden = pq.read_table(TEST_DATA / "models" / "golden" / "census.parquet").slice(0, rows)
    assert people["id"].equals(golden["id"])
    columns = json.loads((ONNX / "census" / "mlp.sample.json").read_text())["columns"]
    x = np.stack([people[column].to_numpy().astype(np.float32) for column in columns], axis=1)
    found = {}
    for name in ("logistic", "lightgbm", "mlp"):
        _, maps = session(ONNX / "census" / f"{name}.onnx").run(None, {"input": x})
        found[name] = float(np.abs(np.array([row[1] for row in maps]) - golden[name].to_numpy()).max())
    return found


def main():
    samples, golden = check_samples(), check_golden(4096)
    wrong = {name: d for name, d in samples.items() if d > LOOSE.get(name, TOLERANCE)}
    wrong |= {name: d for name, d in golden.items() if d > TOLERANCE}
    exact = {name: d for name, d in samples.items() if name not in LOOSE}
    summary = {
        "runtime": ort.__version__,
        "models": len(samples),
        "samples": max(exact.values()),
        "golden": max(golden.values()),
    }
    print(json.dumps(summary))
    if wrong:
        print(f"Differences too large: {wrong}", file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()
