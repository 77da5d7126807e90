"""What a Python user writes to score a table: mapInArrow with a session cached in each worker.

A module of its own, so that Spark's workers import it and the cache outlives a task.
"""

import numpy as np
import onnxruntime
import pyarrow as pa

FEATURES = [f"f{i:02d}" for i in range(30)]
SCHEMA = "id bigint, name string, score double"
_sessions = {}


def session(model):
    if model not in _sessions:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        _sessions[model] = onnxruntime.InferenceSession(
            model, options, providers=["CPUExecutionProvider"]
        )
    return _sessions[model]


def score(model):
    def batches(stream):
        loaded = session(model)
        feed = loaded.get_inputs()[0].name
        fetch = [o.name for o in loaded.get_outputs() if o.type == "tensor(float)"][-1]
        for batch in stream:
            columns = np.stack([batch.column(f).to_numpy() for f in FEATURES])
            features = np.ascontiguousarray(columns.T)
            scores = loaded.run([fetch], {feed: features})[0].reshape(len(features), -1)[:, -1]
            yield pa.RecordBatch.from_arrays(
                [batch.column("id"), batch.column("name"), pa.array(scores.astype("float64"))],
                names=["id", "name", "score"],
            )

    return batches
