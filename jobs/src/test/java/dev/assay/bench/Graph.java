package dev.assay.bench;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.TensorInfo;
import java.nio.file.Path;

/**
 * What the bench must know of a model: one {@code [N, 30]} float input, and the float output whose
 * last column is the score.
 */
record Graph(String input, String output) {

  static Graph of(OrtSession session) throws OrtException {
    String output = null;
    for (NodeInfo node : session.getOutputInfo().values()) {
      if (node.getInfo() instanceof TensorInfo tensor && tensor.type == OnnxJavaType.FLOAT) {
        output = node.getName();
      }
    }
    return new Graph(session.getInputNames().iterator().next(), output);
  }

  /** A session with one thread: Spark's tasks are the parallelism. */
  static OrtSession open(Path model) throws OrtException {
    try (SessionOptions options = new SessionOptions()) {
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      options.addConfigEntry("session.intra_op.allow_spinning", "0");
      return OrtEnvironment.getEnvironment().createSession(model.toString(), options);
    }
  }
}
