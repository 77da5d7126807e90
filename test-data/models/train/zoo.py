"""Makes small models of every input and output shape, with sample rows and the outputs that the runtime gives."""

# First, because it pins the number of threads.
from exports import (
    FEATURES,
    ONNX,
    SEED,
    TYPES,
    census,
    run_all,
    session,
    write_expected,
    write_model,
    write_sample,
)

import json
import logging
import warnings

import lightgbm
import numpy as np
import onnx
import pandas as pd
import xgboost
from onnx import TensorProto, helper, numpy_helper
from onnxmltools import convert_lightgbm, convert_xgboost
from onnxmltools.convert.common.data_types import FloatTensorType as MlToolsFloat
from onnxruntime.quantization import QuantType, quantize_dynamic
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier, RandomForestRegressor
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler
from skl2onnx import to_onnx
from skl2onnx.common.data_types import (
    DoubleTensorType,
    FloatTensorType,
    Int64TensorType,
    StringTensorType,
)

FOLDER = ONNX / "zoo"
BROKEN = FOLDER / "broken"
ROWS = 32
WIDTH = 6
COLUMNS = [f"x{i}" for i in range(WIDTH)]
ELEMENTS = {
    np.float32: "float",
    np.float64: "double",
    np.int32: "int32",
    np.int64: "int64",
    np.bool_: "bool",
    np.object_: "string",
}
ONNX_TYPES = {
    "float": TensorProto.FLOAT,
    "double": TensorProto.DOUBLE,
    "int32": TensorProto.INT32,
    "int64": TensorProto.INT64,
    "bool": TensorProto.BOOL,
    "string": TensorProto.STRING,
}


def random():
    """A fresh generator, so that no model depends on those made before it."""
    return np.random.default_rng(SEED)


def numbers(rows=2000, width=WIDTH, dtype=np.float32):
    return random().standard_normal((rows, width)).astype(dtype)


def binary(x):
    return (x[:, 0] - 0.5 * x[:, 1] + x[:, 2] * x[:, 3] > 0).astype(np.int64)


def three_classes(x):
    return np.array(["high", "low", "mid"])[np.digitize(x[:, 0] + 0.5 * x[:, 1], [-0.5, 0.5])]


def with_gaps(x):
    """The same rows with one value in ten missing."""
    gaps = x.copy()
    gaps[random().random(x.shape) < 0.1] = np.nan
    return gaps


def tensor(name, element, columns, shape=None):
    """One input tensor as the expected file describes it; the shape leaves the batch dimension out."""
    return {"tensor": name, "type": element, "shape": [len(columns)] if shape is None else shape, "columns": columns}


def save(name, model, inputs, table, rows=ROWS, pad_to=None, folder=FOLDER):
    """Writes the model, its sample rows and what the runtime gives for them in one call."""
    path = folder / f"{name}.onnx"
    if model is not None:
        write_model(model, path)
    sample = table.head(rows)
    write_sample(folder / f"{name}.sample.json", sample)
    write_expected(folder / f"{name}.expected.json", inputs, run_all(path, feeds(path, inputs, sample, pad_to)))


def feeds(path, inputs, sample, pad_to=None):
    """The tensors for the sample rows, padded with zeros where the graph fixes the number of rows."""
    by_name = {entry["tensor"]: entry for entry in inputs}
    tensors = {}
    for meta in session(path).get_inputs():
        entry = by_name[meta.name]
        assert ELEMENTS[TYPES[meta.type]] == entry["type"], meta
        columns = [np.stack(sample[column].to_numpy()) for column in entry["columns"]]
        value = np.stack(columns, axis=1) if len(columns) > 1 or columns[0].ndim == 1 else columns[0]
        value = value.astype(TYPES[meta.type]).reshape([len(sample), *entry["shape"]])
        if pad_to:
            value = np.concatenate([value, np.zeros([pad_to - len(sample), *entry["shape"]], value.dtype)])
        tensors[meta.name] = value
    return tensors


def frame(x, columns=COLUMNS):
    return pd.DataFrame(x, columns=columns)


def graph(name, nodes, inputs, outputs, weights=(), opset=18, functions=(), domains=()):
    """A model written by hand. Inputs and outputs are (name, element type, shape)."""
    described = [
        [helper.make_tensor_value_info(n, ONNX_TYPES[e], s) for n, e, s in values] for values in (inputs, outputs)
    ]
    initialisers = [numpy_helper.from_array(np.ascontiguousarray(value), key) for key, value in dict(weights).items()]
    made = helper.make_graph(
        [helper.make_node(*n[:3], **(n[3] if len(n) > 3 else {})) for n in nodes], name, *described, initialisers
    )
    opsets = [helper.make_opsetid("", opset), *(helper.make_opsetid(d, 1) for d in domains)]
    return helper.make_model(made, opset_imports=opsets, ir_version=10, producer_name="assay")


# scikit-learn through skl2onnx


def one_hot(name, handle_unknown):
    """A pipeline over a table: skl2onnx makes one [N, 1] tensor of each column."""
    r = random()
    table = pd.DataFrame(
        {
            "education": r.choice(["school", "college", "bachelor", "master"], 2000),
            "region": r.choice(["north", "south", "east", "west"], 2000),
            "age": r.integers(18, 90, 2000).astype(np.float32),
            "hours": r.normal(38, 8, 2000).astype(np.float32),
        }
    )
    y = ((table.age > 40) ^ table.education.isin(["master", "bachelor"]) ^ (r.random(2000) < 0.1)).astype(int)
    encode = ColumnTransformer(
        [
            ("categories", OneHotEncoder(handle_unknown=handle_unknown), ["education", "region"]),
            ("numbers", StandardScaler(), ["age", "hours"]),
        ]
    )
    model = make_pipeline(encode, LogisticRegression(max_iter=300)).fit(table, y)
    types = [StringTensorType([None, 1])] * 2 + [FloatTensorType([None, 1])] * 2
    exported = to_onnx(model, name=name.replace("-", "_"), initial_types=list(zip(table.columns, types)))
    inputs = [tensor(c, "string" if c in ("education", "region") else "float", [c]) for c in table.columns]
    unknown = table.copy()
    unknown.loc[[3, 7], "education"] = ["doctorate", ""]
    save(name, exported, inputs, unknown if handle_unknown == "ignore" else table)
    if handle_unknown == "error":
        write_sample(FOLDER / f"{name}.unknown.sample.json", unknown.head(ROWS))


def sklearn(name, model, x, y, tensor_type=FloatTensorType, element="float", table=None, **options):
    """One [N, F] tensor, default options unless some are given."""
    fitted = model.fit(x, y)
    exported = to_onnx(
        fitted,
        name=name.replace("-", "_"),
        initial_types=[("X", tensor_type([None, x.shape[1]]))],
        options={id(fitted): options} if options else None,
    )
    table = frame(x) if table is None else table
    save(name, exported, [tensor("X", element, list(table.columns))], table)


def sklearn_models():
    one_hot("sklearn-onehot-ignore", "ignore")
    one_hot("sklearn-onehot-error", "error")
    x = numbers()
    target = x[:, 0] * 3 - x[:, 1] + np.abs(x[:, 2]) + 10
    both = np.stack([target, -2 * x[:, 3] + x[:, 4]], axis=1)
    sklearn("sklearn-logistic-nozipmap", LogisticRegression(), x, binary(x), zipmap=False)
    sklearn("sklearn-logistic-columns", LogisticRegression(), x, binary(x), zipmap="columns")
    sklearn("sklearn-multiclass-string", LogisticRegression(), x, three_classes(x))
    sklearn("sklearn-linear-regression", LinearRegression(), x, target)
    forest = {"n_estimators": 20, "max_depth": 6, "random_state": SEED, "n_jobs": 1}
    sklearn("sklearn-forest-regression", RandomForestRegressor(**forest), x, target)
    sklearn("sklearn-forest-binary", RandomForestClassifier(**forest), x, binary(x))
    sklearn("sklearn-multi-output", LinearRegression(), x, both)
    sklearn("sklearn-forest-multi-output", RandomForestRegressor(**forest), x, both)
    gaps = with_gaps(x)
    sklearn("sklearn-histgb-missing", HistGradientBoostingClassifier(max_iter=30, random_state=SEED), gaps, binary(x))
    doubles = numbers(dtype=np.float64)
    network = make_pipeline(StandardScaler(), MLPClassifier((16,), max_iter=60, random_state=SEED))
    sklearn("sklearn-double", network, doubles, binary(doubles), DoubleTensorType, "double", zipmap=False)
    # With default options skl2onnx feeds doubles to ZipMap, which the runtime refuses: it loads once ZipMap is cut off.
    zipped = to_onnx(network, name="sklearn_double_zipmap", initial_types=[("X", DoubleTensorType([None, WIDTH]))])
    write_model(zipped, FOLDER / "sklearn-double-zipmap.onnx")
    counts = random().integers(-5, 50, (2000, 4))
    sklearn(
        "sklearn-int64",
        make_pipeline(StandardScaler(), LogisticRegression()),
        counts,
        (counts[:, 0] > counts[:, 1]).astype(int),
        Int64TensorType,
        "int64",
        frame(counts, ["visits", "orders", "returns", "days"]),
    )


# Gradient boosting through onnxmltools


def boosted_models():
    x = numbers()
    options = {
        "n_estimators": 30,
        "num_leaves": 15,
        "random_state": SEED,
        "n_jobs": 1,
        "verbose": -1,
        "deterministic": True,
        "force_row_wise": True,
    }
    classes = np.unique(three_classes(x), return_inverse=True)[1]
    target = x[:, 0] * 3 - x[:, 1] + np.abs(x[:, 2]) + 10
    small = {"n_estimators": 30, "max_depth": 4, "random_state": SEED, "n_jobs": 1, "tree_method": "hist"}
    gaps = with_gaps(x)
    made = {
        "lightgbm-multiclass": (lightgbm.LGBMClassifier(**options).fit(x, classes), x),
        "lightgbm-missing": (lightgbm.LGBMClassifier(**options).fit(gaps, binary(x)), gaps),
        "lightgbm-regression": (lightgbm.LGBMRegressor(**options).fit(x, target), x),
        "xgboost-binary": (xgboost.XGBClassifier(**small).fit(gaps, binary(x)), gaps),
        "xgboost-multiclass": (xgboost.XGBClassifier(**small).fit(x, classes), x),
    }
    for name, (model, rows) in made.items():
        convert = convert_lightgbm if name.startswith("lightgbm") else convert_xgboost
        exported = convert(model, name=name.replace("-", "_"), initial_types=[("input", MlToolsFloat([None, WIDTH]))])
        save(name, exported, [tensor("input", "float", COLUMNS)], frame(rows))


# Graphs written by hand, for shapes that other frameworks export


def dense(name, head, outputs, weights, source=("input", "float", ["N", WIDTH]), **options):
    return graph(name, head, [source], outputs, weights, **options)


def plain_models():
    r = random()
    w1, b1 = r.standard_normal((WIDTH, 8)).astype(np.float32), r.standard_normal(8).astype(np.float32)
    w2, b2 = r.standard_normal((8, 1)).astype(np.float32), r.standard_normal(1).astype(np.float32)
    w3, b3 = r.standard_normal((8, 3)).astype(np.float32), r.standard_normal(3).astype(np.float32)
    hidden = [("Gemm", ["input", "w1", "b1"], ["a"]), ("Relu", ["a"], ["h"])]
    first = {"w1": w1, "b1": b1}
    one = {**first, "w2": w2, "b2": b2}
    three = {**first, "w3": w3, "b3": b3}
    x = frame(numbers())
    features = [tensor("input", "float", COLUMNS)]

    logit = [*hidden, ("Gemm", ["h", "w2", "b2"], ["logit"])]
    save("logit", dense("logit", logit, [("logit", "float", ["N", 1])], one), features, x)
    squeezed = [*logit, ("Sigmoid", ["logit"], ["p"]), ("Squeeze", ["p", "axis"], ["score"])]
    flat = {**one, "axis": np.array([1], np.int64)}
    save("rank1-output", dense("rank1_output", squeezed, [("score", "float", ["N"])], flat), features, x)
    logits = [*hidden, ("Gemm", ["h", "w3", "b3"], ["logits"])]
    save("multiclass-logits", dense("multiclass_logits", logits, [("logits", "float", ["N", 3])], three), features, x)
    fixed = graph(
        "fixed_batch",
        [*logit, ("Sigmoid", ["logit"], ["score"])],
        [("input", "float", [64, WIDTH])],
        [("score", "float", [64, 1])],
        one,
    )
    save("fixed-batch", fixed, features, x, rows=40, pad_to=64)

    vectors = pd.DataFrame({"vector": list(numbers(width=8))})
    arrays = [tensor("vector", "float", ["vector"], [8])]
    table = r.standard_normal((8, 4)).astype(np.float32)
    embedding = dense(
        "embedding",
        [("MatMul", ["vector", "w"], ["embedding"])],
        [("embedding", "float", ["N", 4])],
        {"w": table},
        ("vector", "float", ["N", 8]),
    )
    save("embedding", embedding, arrays, vectors)
    scored = dense(
        "array_input",
        [("Gemm", ["vector", "w2", "b2"], ["a"]), ("Sigmoid", ["a"], ["score"])],
        [("score", "float", ["N", 1])],
        {"w2": w2, "b2": b2},
        ("vector", "float", ["N", 8]),
    )
    save("array-input", scored, arrays, vectors)

    external_weights(
        dense("external_weights", [*logit, ("Sigmoid", ["logit"], ["score"])], [("score", "float", ["N", 1])], one),
        features,
        x,
    )


def mixed_models():
    """Inputs of rank 1, and one input of each element type."""
    x = numbers(width=2)
    flat = graph(
        "rank1",
        [
            ("Mul", ["a", "wa"], ["sa"]),
            ("Mul", ["b", "wb"], ["sb"]),
            ("Add", ["sa", "sb"], ["s"]),
            ("Sigmoid", ["s"], ["score"]),
        ],
        [("a", "float", ["N"]), ("b", "float", ["N"])],
        [("score", "float", ["N"])],
        {"wa": np.array(1.5, np.float32), "wb": np.array(-0.7, np.float32)},
    )
    save("rank1", flat, [tensor("a", "float", ["a"], []), tensor("b", "float", ["b"], [])], frame(x, ["a", "b"]))

    flagged = graph(
        "bool_input",
        [
            ("Cast", ["flags"], ["f"], {"to": TensorProto.FLOAT}),
            ("Concat", ["f", "amounts"], ["x"], {"axis": 1}),
            ("Gemm", ["x", "w", "b"], ["s"]),
            ("Sigmoid", ["s"], ["score"]),
        ],
        [("flags", "bool", ["N", 2]), ("amounts", "float", ["N", 2])],
        [("score", "float", ["N", 1])],
        {"w": np.array([[1.0], [-2.0], [0.5], [0.25]], np.float32), "b": np.array([0.1], np.float32)},
    )
    flags = random().random((2000, 2)) < 0.5
    table = pd.DataFrame({"member": flags[:, 0], "blocked": flags[:, 1], "spend": x[:, 0], "visits": x[:, 1]})
    save(
        "bool-input",
        flagged,
        [tensor("flags", "bool", ["member", "blocked"]), tensor("amounts", "float", ["spend", "visits"])],
        table,
    )

    elements = ["float", "double", "int32", "int64", "bool"]
    nodes = [("Cast", [e], [f"{e}_f"], {"to": TensorProto.FLOAT}) for e in elements]
    known = {
        "keys_strings": ["blue", "green", "red"],
        "values_floats": [1.0, 2.0, 3.0],
        "default_float": -1.0,
        "domain": "ai.onnx.ml",
    }
    nodes.append(("LabelEncoder", ["string"], ["string_f"], known))
    nodes.append(("Concat", [f"{e}_f" for e in [*elements, "string"]], ["x"], {"axis": 1}))
    nodes += [("Gemm", ["x", "w", "b"], ["s"]), ("Sigmoid", ["s"], ["score"])]
    mixed = graph(
        "every_type",
        nodes,
        [(e, e, ["N", 1]) for e in [*elements, "string"]],
        [("score", "float", ["N", 1])],
        {"w": np.array([[0.5], [-0.25], [0.01], [-0.02], [1.0], [0.3]], np.float32), "b": np.array([0.1], np.float32)},
    )
    mixed.opset_import.append(helper.make_opsetid("ai.onnx.ml", 4))
    r = random()
    table = pd.DataFrame(
        {
            "c_float": r.standard_normal(64).astype(np.float32),
            "c_double": r.standard_normal(64),
            "c_int": r.integers(-100, 100, 64).astype(np.int32),
            "c_long": r.integers(-100, 100, 64),
            "c_bool": r.random(64) < 0.5,
            "c_string": r.choice(["blue", "green", "red", "violet"], 64),
        }
    )
    save("every-type", mixed, [tensor(e, e, [c]) for e, c in zip([*elements, "string"], table.columns)], table)


def external_weights(model, inputs, table):
    """A model whose weights lie in a file beside it, and one whose file is not there."""
    name = "external-weights"
    location = f"{name}.bin"
    (FOLDER / location).unlink(missing_ok=True)
    onnx.save(
        model,
        FOLDER / f"{name}.onnx",
        save_as_external_data=True,
        location=location,
        size_threshold=0,
        convert_attribute=False,
    )
    save(name, None, inputs, table)
    (FOLDER / location).chmod(0o644)
    (BROKEN / "missing-weights.onnx").write_bytes((FOLDER / f"{name}.onnx").read_bytes())


# Graphs in which a row's score depends on the rows around it


def attention():
    """A row is a sequence of five steps of six numbers; the bits of its sum depend on its place."""
    r = random()
    weights = {n: (r.standard_normal((6, 6)) / 2).astype(np.float32) for n in ("wq", "wk")}
    weights["axes"] = np.array([1, 2], np.int64)
    nodes = [
        ("MatMul", ["steps", "wq"], ["q"]),
        ("MatMul", ["steps", "wk"], ["k"]),
        ("Transpose", ["k"], ["kt"], {"perm": [0, 2, 1]}),
        ("MatMul", ["q", "kt"], ["scores"]),
        ("Softmax", ["scores"], ["attention"], {"axis": -1}),
        ("MatMul", ["attention", "steps"], ["mixed"]),
        ("ReduceSum", ["mixed", "axes"], ["pooled"], {"keepdims": 0}),
        ("Sigmoid", ["pooled"], ["score"]),
    ]
    model = graph("attention", nodes, [("steps", "float", ["N", 5, 6])], [("score", "float", ["N"])], weights)
    table = pd.DataFrame({"steps": list(numbers(256, 30) / 2)})
    save("attention", model, [tensor("steps", "float", ["steps"], [5, 6])], table, rows=256)


def quantised():
    """The census network with int8 weights and activations scaled by each batch: neighbours change decisions."""
    path = FOLDER / "census-mlp-int8.onnx"
    logging.disable(logging.WARNING)
    quantize_dynamic(ONNX / "census" / "mlp.onnx", path, weight_type=QuantType.QInt8)
    write_model(onnx.load(path), path)
    table = census()[FEATURES]
    exact = run_all(ONNX / "census" / "mlp.onnx", {"input": table.to_numpy(np.float32)})[1]["values"]
    close = np.array([abs(row["1"] - 0.5) < 0.05 for row in exact])
    table = pd.concat([table[close].sample(192, random_state=SEED), table[~close].sample(64, random_state=SEED)])
    save("census-mlp-int8", None, [tensor("input", "float", FEATURES)], table, rows=256)


# Files that cannot be used


def broken():
    x = ("input", "float", ["N", WIDTH])
    y = ("score", "float", ["N", 1])
    weights = {"w": random().standard_normal((WIDTH, 1)).astype(np.float32), "b": np.zeros(1, np.float32)}
    nodes = [("Gemm", ["input", "w", "b"], ["s"]), ("Sigmoid", ["s"], ["score"])]
    good = graph("good", nodes, [x], [y], weights)
    whole = (FOLDER / "xgboost-binary.onnx").read_bytes()
    (BROKEN / "truncated.onnx").write_bytes(whole[: len(whole) * 2 // 3])
    (BROKEN / "not-onnx.onnx").write_text("This is not a model.\n")

    unknown_domain = graph(
        "unknown_domain",
        [("Spline", ["input"], ["score"], {"domain": "com.example.ops"})],
        [x],
        [y],
        domains=["com.example.ops"],
    )
    write_model(unknown_domain, BROKEN / "unknown-domain.onnx", checked=False)
    unknown_operator = graph("unknown_operator", [("Spline", ["input"], ["score"])], [x], [y])
    write_model(unknown_operator, BROKEN / "unknown-operator.onnx", checked=False)
    newer = graph("opset_too_new", nodes, [x], [y], weights, opset=99)
    write_model(newer, BROKEN / "opset-too-new.onnx", checked=False)
    later = graph("ir_too_new", nodes, [x], [y], weights)
    later.ir_version = 99
    write_model(later, BROKEN / "ir-too-new.onnx", checked=False)

    # As Keras 3 exports a Normalization layer: its constants are inputs that nobody feeds.
    normalised = [("Sub", ["input", "normalization/mean"], ["c"]), ("Div", ["c", "normalization/sqrt"], ["n"])]
    normalised += [("Gemm", ["n", "w", "b"], ["s"]), ("Sigmoid", ["s"], ["score"])]
    constants = [(f"normalization/{n}", "float", [1, WIDTH]) for n in ("mean", "sqrt")]
    write_model(graph("unfed_constants", normalised, [x, *constants], [y], weights), BROKEN / "unfed-constants.onnx")
    # Harmless beside it: an input that has a default because an initialiser bears its name.
    defaulted = graph("defaulted_input", nodes, [x, ("b", "float", [1])], [y], weights)
    save("defaulted-input", defaulted, [tensor("input", "float", COLUMNS)], frame(numbers()), folder=FOLDER)
    write_model(good, FOLDER / "gemm.onnx")
    save("gemm", None, [tensor("input", "float", COLUMNS)], frame(numbers()))

    errors = {}
    for path in sorted(BROKEN.glob("*.onnx")):
        try:
            session(path)
            errors[path.name] = None
        except Exception as e:  # every kind of exception of the runtime
            errors[path.name] = f"{type(e).__name__}: {e}".replace(str(BROKEN), ".")
    (BROKEN / "errors.json").write_text(json.dumps(errors, indent=2) + "\n")


def main():
    warnings.simplefilter("ignore", ConvergenceWarning)
    BROKEN.mkdir(parents=True, exist_ok=True)
    sklearn_models()
    boosted_models()
    plain_models()
    mixed_models()
    attention()
    quantised()
    broken()


if __name__ == "__main__":
    main()
