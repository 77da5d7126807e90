"""What the training scripts share: folders, the census table, and one way to write models and their samples."""

import os

# One thread each: sums are then formed in one order, and a second run gives the same bits.
for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"

import json
from pathlib import Path

import numpy as np
import onnx
import onnxruntime as ort
import pandas as pd

TEST_DATA = Path(__file__).resolve().parents[2]
ONNX = TEST_DATA / "models" / "onnx"
SEED = 20260101

FEATURES = [
    "AGEP", "SCHL", "MAR", "RELP", "DIS", "ESP", "CIT", "MIG",
    "MIL", "ANC", "NATIVITY", "DEAR", "DEYE", "DREM", "SEX", "RAC1P",
]  # fmt: skip

TYPES = {
    "tensor(float)": np.float32,
    "tensor(double)": np.float64,
    "tensor(int32)": np.int32,
    "tensor(int64)": np.int64,
    "tensor(bool)": np.bool_,
    "tensor(string)": np.object_,
}


def census():
    """The people of the census table with their label, in the order of their ids."""
    people = pd.read_parquet(TEST_DATA / "census" / "people")
    labels = pd.read_parquet(TEST_DATA / "census" / "labels")[["id", "employed"]]
    return people.merge(labels, on="id", validate="one_to_one").sort_values("id", ignore_index=True)


def session(path):
    """A session that computes as Assay does: one thread, all optimisations."""
    options = ort.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return ort.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def write_model(model, path, checked=True):
    """Writes a model as its exporter made it, but for the order of its opsets: skl2onnx takes that from a hash set."""
    opsets = sorted(model.opset_import, key=lambda opset: opset.domain)
    del model.opset_import[:]
    model.opset_import.extend(opsets)
    if checked:
        onnx.checker.check_model(model)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(model.SerializeToString(deterministic=True))
    print(f"{path.relative_to(TEST_DATA)}: {path.stat().st_size:,} bytes")


def plain(value):
    """A value as JSON holds it. Floats get the shortest text that gives their bits back; NaN becomes null."""
    if isinstance(value, (np.ndarray, list, tuple)):
        return [plain(element) for element in value]
    if isinstance(value, dict):  # a row of ZipMap: its floats come as Python's, without loss
        return {str(key): plain(np.float32(element)) for key, element in value.items()}
    if isinstance(value, np.float32):
        if np.isnan(value):
            return None
        short = float(str(value))
        assert np.float32(short) == value
        return short
    if isinstance(value, (float, np.floating)):
        return None if np.isnan(value) else float(value)
    if isinstance(value, (bool, np.bool_)):
        return bool(value)
    if isinstance(value, (int, np.integer)):
        return int(value)
    return str(value)


def write_sample(path, table):
    """Writes a table as {"columns": [...], "rows": [[...], ...]}, a row a line."""
    rows = zip(*(plain(table[column].to_numpy()) for column in table.columns))
    lines = ",\n    ".join(json.dumps(row) for row in rows)
    path.write_text(f'{{\n  "columns": {json.dumps(list(table.columns))},\n  "rows": [\n    {lines}\n  ]\n}}\n')


def write_expected(path, inputs, outputs):
    """Writes which columns fill which tensor, and every output of one plain call with all rows of the sample."""
    inputs = ",\n    ".join(json.dumps(entry) for entry in inputs)
    outputs = ",\n    ".join(json.dumps(entry) for entry in outputs)
    runtime = f"onnxruntime {ort.__version__} (Python, CPU, one thread)"
    path.write_text(
        f'{{\n  "runtime": {json.dumps(runtime)},\n  "inputs": [\n    {inputs}\n  ],\n'
        f'  "outputs": [\n    {outputs}\n  ]\n}}\n'
    )


def run_all(path, feeds):
    """Every output of one call, as {tensor, type, shape, values}."""
    model = session(path)
    described = []
    for meta, value in zip(model.get_outputs(), model.run(None, feeds)):
        shape = list(value.shape) if isinstance(value, np.ndarray) else [len(value)]
        described.append({"tensor": meta.name, "type": meta.type, "shape": shape, "values": plain(value)})
    return described
