"""Makes the three benchmark models: 30 float features, synthetic rows, outputs without ZipMap."""

# First, because it pins the number of threads.
from exports import (
    ONNX,
    SEED,
    run_all,
    session,
    write_expected,
    write_model,
    write_sample,
)

import numpy as np
import pandas as pd
import xgboost
from onnx import TensorProto, helper, numpy_helper
from onnxmltools import convert_xgboost
from onnxmltools.convert.common.data_types import FloatTensorType
from sklearn.linear_model import LogisticRegression

FOLDER = ONNX / "bench"
WIDTH = 30
COLUMNS = [f"f{i:02d}" for i in range(WIDTH)]


def synthetic(rows):
    """Standard normal features and a label that depends on ten of them, two products and noise."""
    random = np.random.default_rng(SEED)
    x = random.standard_normal((rows, WIDTH)).astype(np.float32)
    signal = x[:, :10] @ np.linspace(1.0, -1.0, 10) + x[:, 10] * x[:, 11] + np.abs(x[:, 12])
    return x, (signal + random.standard_normal(rows) > 0.8).astype(np.int64)


def network(name, layers):
    """Gemm layers with Relu between them and Sigmoid at the end: [N, 30] to [N, 1]."""
    nodes, weights, source = [], [], "input"
    for i, (matrix, bias) in enumerate(layers):
        last = i == len(layers) - 1
        target = "probability" if last else f"hidden{i}"
        nodes.append(helper.make_node("Gemm", [source, f"w{i}", f"b{i}"], [f"sum{i}"]))
        nodes.append(helper.make_node("Sigmoid" if last else "Relu", [f"sum{i}"], [target]))
        weights.append(numpy_helper.from_array(matrix.astype(np.float32), f"w{i}"))
        weights.append(numpy_helper.from_array(bias.astype(np.float32), f"b{i}"))
        source = target
    graph = helper.make_graph(
        nodes,
        name,
        [helper.make_tensor_value_info("input", TensorProto.FLOAT, ["N", WIDTH])],
        [helper.make_tensor_value_info("probability", TensorProto.FLOAT, ["N", 1])],
        weights,
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=10, producer_name="assay")


def logistic(x, y):
    fitted = LogisticRegression(max_iter=200).fit(x, y)
    return network("bench_logistic", [(fitted.coef_.T, fitted.intercept_)])


def trees(x, y):
    fitted = xgboost.XGBClassifier(
        n_estimators=200, max_depth=6, learning_rate=0.1, random_state=SEED, n_jobs=1, tree_method="hist"
    ).fit(x, y)
    return convert_xgboost(fitted, name="bench_trees", initial_types=[("input", FloatTensorType([None, WIDTH]))])


def perceptron():
    """Random weights: the time does not depend on what a network has learned."""
    random = np.random.default_rng(SEED)
    sizes = [WIDTH, 256, 256, 1]
    layers = [
        (random.standard_normal((a, b)) * np.sqrt(2.0 / a), random.standard_normal(b) * 0.1)
        for a, b in zip(sizes, sizes[1:])
    ]
    return network("bench_mlp", layers)


def main():
    x, y = synthetic(50_000)
    models = {"logistic30": logistic(x, y), "trees200": trees(x, y), "mlp256": perceptron()}
    for name, model in models.items():
        path = FOLDER / f"{name}.onnx"
        write_model(model, path)
        rows = x[:32]
        write_sample(FOLDER / f"{name}.sample.json", pd.DataFrame(rows, columns=COLUMNS))
        inputs = [{"tensor": "input", "type": "float", "shape": [WIDTH], "columns": COLUMNS}]
        write_expected(FOLDER / f"{name}.expected.json", inputs, run_all(path, {"input": rows}))
        print("  outputs:", [(o.name, o.type, o.shape) for o in session(path).get_outputs()])


if __name__ == "__main__":
    main()
