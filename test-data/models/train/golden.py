"""Scores every row of the census table with the exported files, unchanged, by the public runtime."""

# First, because it pins the number of threads.
from exports import FEATURES, ONNX, TEST_DATA, census, session

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

BATCH = 512
MODELS = ["logistic", "lightgbm", "mlp"]
TARGET = TEST_DATA / "models" / "golden" / "census.parquet"


def probabilities(path, x):
    """The probability of class 1, row by row. Every call has BATCH rows; the last is padded with zeros."""
    model = session(path)
    scores = np.empty(len(x), np.float32)
    for start in range(0, len(x), BATCH):
        rows = x[start : start + BATCH]
        batch = np.zeros((BATCH, x.shape[1]), np.float32)
        batch[: len(rows)] = rows
        _, maps = model.run(None, {"input": batch})
        scores[start : start + len(rows)] = [row[1] for row in maps[: len(rows)]]
    return scores


def main():
    table = census()
    x = table[FEATURES].to_numpy(np.float32)
    columns = {"id": pa.array(table.id, pa.int64())}
    for name in MODELS:
        columns[name] = pa.array(probabilities(ONNX / "census" / f"{name}.onnx", x), pa.float32())
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(
        pa.table(columns),
        TARGET,
        compression="zstd",
        compression_level=19,
        use_dictionary=MODELS,
        column_encoding={"id": "DELTA_BINARY_PACKED"},
    )
    print(f"{TARGET.relative_to(TEST_DATA)}: {len(table):,} rows, {TARGET.stat().st_size:,} bytes")
    for name in MODELS:
        scores = columns[name].to_numpy()
        distinct = len(np.unique(scores))
        print(f"  {name}: {scores.min():.6g} to {scores.max():.6g}, {distinct:,} values")


if __name__ == "__main__":
    main()
