package dev.assay.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxGraphTest {
  private static final int INT64 = TensorProto.DataType.INT64_VALUE;
  private static final int STRING = TensorProto.DataType.STRING_VALUE;

  @TempDir Path temp;

  private OnnxGraph read(GraphProto.Builder graph) throws IOException {
    graph.addOutput(ValueInfoProto.newBuilder().setName("out"));
    Path file = temp.resolve("model.onnx");
    Files.write(file, ModelProto.newBuilder().setGraph(graph).build().toByteArray());
    return OnnxGraph.read(file);
  }

  private static ValueInfoProto input(String name, int type, long width) {
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(
                    TypeProto.Tensor.newBuilder()
                        .setElemType(type)
                        .setShape(
                            TensorShapeProto.newBuilder()
                                .addDim(TensorShapeProto.Dimension.getDefaultInstance())
                                .addDim(
                                    TensorShapeProto.Dimension.newBuilder().setDimValue(width)))))
        .build();
  }

  private static TensorProto index(String name, long index) {
    return TensorProto.newBuilder().setName(name).setDataType(INT64).addInt64Data(index).build();
  }

  private static NodeProto.Builder node(String operator, List<String> inputs, String output) {
    return NodeProto.newBuilder().setOpType(operator).addAllInput(inputs).addOutput(output);
  }

  private static NodeProto.Builder cast(String input, int type, String output) {
    return node("Cast", List.of(input), output)
        .addAttribute(AttributeProto.newBuilder().setName("to").setI(type));
  }

  private static NodeProto.Builder encoder(String operator, String input, AttributeProto known) {
    return node(operator, List.of(input), input + "_out")
        .setDomain("ai.onnx.ml")
        .addAttribute(known);
  }

  private static AttributeProto integers(String name, long... values) {
    AttributeProto.Builder attribute = AttributeProto.newBuilder().setName(name);
    for (long value : values) {
      attribute.addInts(value);
    }
    return attribute.build();
  }

  private static AttributeProto strings(String name, String... values) {
    AttributeProto.Builder attribute = AttributeProto.newBuilder().setName(name);
    for (String value : values) {
      attribute.addStrings(ByteString.copyFromUtf8(value));
    }
    return attribute.build();
  }

  private static AttributeProto zeros(long value) {
    return AttributeProto.newBuilder().setName("zeros").setI(value).build();
  }

  @Test
  void findsTheColumnsThatScikitLearnSelectsBeforeItEncodesThem() throws IOException {
    OnnxGraph graph =
        read(
            GraphProto.newBuilder()
                .addInput(input("X", INT64, 3))
                .addInitializer(index("X0", 0))
                .addInitializer(index("X2", 2))
                .addNode(node("Gather", List.of("X", "X0"), "a"))
                .addNode(cast("a", INT64, "b"))
                .addNode(
                    encoder("OneHotEncoder", "b", integers("cats_int64s", 1, 2))
                        .addAttribute(zeros(0)))
                .addNode(node("ArrayFeatureExtractor", List.of("X", "X2"), "c"))
                .addNode(
                    encoder("OneHotEncoder", "c", integers("cats_int64s", 7, 8))
                        .addAttribute(zeros(0))));

    assertThat(graph.categories(false))
        .isEqualTo(Map.of("X", Map.of(0, List.of("1", "2"), 2, List.of("7", "8"))));
  }

  @Test
  void followsConcatenatedColumnsAndTakesWhatAllEncodersKnow() throws IOException {
    OnnxGraph graph =
        read(
            GraphProto.newBuilder()
                .addInput(input("p", STRING, 1))
                .addInput(input("q", STRING, 1))
                .addNode(node("Concat", List.of("p", "q"), "both"))
                .addNode(encoder("LabelEncoder", "both", strings("keys_strings", "a", "b", "c")))
                .addNode(node("Reshape", List.of("q", "shape"), "r"))
                .addNode(encoder("LabelEncoder", "r", strings("keys_strings", "c", "b"))));

    assertThat(graph.categories(false))
        .isEqualTo(
            Map.of("p", Map.of(0, List.of("a", "b", "c")), "q", Map.of(0, List.of("b", "c"))));
  }

  @Test
  void leavesEncodersAloneThatAnswerForUnknownValues() throws IOException {
    AttributeProto standIn = AttributeProto.newBuilder().setName("default_int64").setI(-1).build();
    OnnxGraph graph =
        read(
            GraphProto.newBuilder()
                .addInput(input("p", STRING, 1))
                .addInput(input("q", INT64, 1))
                .addNode(
                    encoder("OneHotEncoder", "p", strings("cats_strings", "a"))
                        .addAttribute(zeros(1)))
                .addNode(
                    encoder("LabelEncoder", "q", integers("keys_int64s", 5))
                        .addAttribute(standIn)));

    assertThat(graph.categories(false)).isEmpty();
    assertThat(graph.categories(true)).containsOnlyKeys("p", "q");
  }

  @Test
  void doesNotFollowComputedValuesAndCastsThatChangeText() throws IOException {
    OnnxGraph graph =
        read(
            GraphProto.newBuilder()
                .addInput(input("p", INT64, 1))
                .addNode(node("Add", List.of("p", "p"), "twice"))
                .addNode(
                    encoder("OneHotEncoder", "twice", integers("cats_int64s", 2))
                        .addAttribute(zeros(0)))
                .addNode(cast("p", STRING, "text"))
                .addNode(
                    encoder("OneHotEncoder", "text", strings("cats_strings", "1.0"))
                        .addAttribute(zeros(0))));

    assertThat(graph.categories(false)).isEmpty();
  }

  @Test
  void readsWhatExportersDeclare() {
    OnnxGraph lightgbm = OnnxGraph.read(Zoo.model("zoo/lightgbm-multiclass"));
    assertThat(lightgbm.producer()).startsWith("OnnxMLTools");
    assertThat(lightgbm.classes()).containsExactly("0", "1", "2");
    assertThat(lightgbm.zipMaps()).isEqualTo(Map.of("probabilities", "lgbmprobabilities"));

    OnnxGraph xgboost = OnnxGraph.read(Zoo.model("zoo/xgboost-binary"));
    assertThat(xgboost.opsets()).isEqualTo(Map.of("ai.onnx.ml", 1L));
    assertThat(xgboost.withoutZipMap()).isSameAs(xgboost);

    assertThat(OnnxGraph.read(Zoo.model("zoo/sklearn-double")).classes()).containsExactly("0", "1");
    assertThat(OnnxGraph.read(Zoo.model("zoo/external-weights")).externalFiles())
        .containsExactly("external-weights.bin");
    assertThat(OnnxGraph.read(Zoo.model("zoo/sklearn-multiclass-string")).classes())
        .containsExactly("high", "low", "mid");
  }
}
