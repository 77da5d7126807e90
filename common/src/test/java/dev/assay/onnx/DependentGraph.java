package dev.assay.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A logistic model whose scores also hold a little of the largest logit in the batch. */
final class DependentGraph {
  private DependentGraph() {}

  /** Adds {@code share * max(logits)} to the scores of {@code zoo/gemm}. */
  static byte[] from(Path gemm, float share) throws IOException {
    ModelProto model = ModelProto.parseFrom(Files.readAllBytes(gemm));
    GraphProto.Builder graph = model.getGraph().toBuilder();
    graph.setNode(1, graph.getNode(1).toBuilder().setOutput(0, "alone"));
    graph.addInitializer(
        TensorProto.newBuilder().setName("share").setDataType(1).addFloatData(share));
    graph.addNode(node("ReduceMax", "max", "s"));
    graph.addNode(node("Mul", "little", "max", "share"));
    graph.addNode(node("Add", "score", "alone", "little"));
    return model.toBuilder().setGraph(graph).build().toByteArray();
  }

  private static NodeProto node(String operator, String output, String... inputs) {
    return NodeProto.newBuilder()
        .setOpType(operator)
        .addAllInput(java.util.List.of(inputs))
        .addOutput(output)
        .build();
  }
}
