package dev.assay.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.assay.error.AssayException;
import dev.assay.error.ErrorCode;
import dev.assay.model.Manifest;
import dev.assay.model.OutputLink;
import dev.assay.statistics.CalibrationMap;
import dev.assay.statistics.IsotonicMap;
import dev.assay.statistics.PlattMap;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Appends a calibration map to a binary classifier's graph: {@code positive probability in double
 * -> map -> output of the old type and shape}. It computes as {@link CalibrationMap#apply} does, so
 * that only the rounding to the output's type is between them. All operators are of the standard
 * set, from version 8 on, and constants are nodes, which every version of the format allows.
 */
final class CalibrationNodes {
  private static final int FLOAT = TensorProto.DataType.FLOAT_VALUE;
  private static final int DOUBLE = TensorProto.DataType.DOUBLE_VALUE;
  private static final int INT64 = TensorProto.DataType.INT64_VALUE;
  private static final long OLDEST = 8; // before it, Max and Min take equal shapes only
  private static final long ADDED = 13;

  private final GraphProto.Builder graph;
  private final String prefix;
  private int made;

  private CalibrationNodes(GraphProto.Builder graph, String prefix) {
    this.graph = graph;
    this.prefix = prefix;
  }

  /**
   * The model with one output, {@code <output>_calibrated}. Its others are dropped: a label of the
   * graph's own is that of the old score. A link becomes part of the graph: the output is a
   * probability.
   *
   * @param score the output with the score, as the manifest has it
   * @param measured what that output is like
   * @throws AssayException MODEL if the graph's operators or output do not allow it
   */
  static ModelProto append(
      ModelProto model, Manifest.Output score, MeasuredOutput measured, CalibrationMap map) {
    int type = measured.elementType();
    if (type != FLOAT && type != DOUBLE) {
      throw cannot("its output '%s' holds no fractions".formatted(score.tensor()));
    }
    ModelProto.Builder edited = model.toBuilder();
    requireOpset(edited);
    GraphProto.Builder graph = edited.getGraphBuilder();
    Set<String> names = names(graph);
    String output =
        unused(score.tensor().replaceFirst("_calibrated\\d*$", "") + "_calibrated", names);
    CalibrationNodes nodes = new CalibrationNodes(graph, unused("calibration", names));
    String mapped = nodes.mapped(nodes.positive(score, measured), map);
    nodes.shape(mapped, score, measured, output);
    graph.clearOutput().addOutput(declared(output, type, measured));
    return edited.build();
  }

  private static void requireOpset(ModelProto.Builder model) {
    for (OperatorSetIdProto opset : model.getOpsetImportList()) {
      if (opset.getDomain().isEmpty() || opset.getDomain().equals("ai.onnx")) {
        if (opset.getVersion() < OLDEST) {
          throw cannot(
              "its graph is of operator set %d, at least %d is needed"
                  .formatted(opset.getVersion(), OLDEST));
        }
        return;
      }
    }
    model.addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(ADDED));
  }

  private static AssayException cannot(String reason) {
    return new AssayException(
        ErrorCode.MODEL,
        "Cannot append a calibration map to the model: %s. Export it again.".formatted(reason));
  }

  private static Set<String> names(GraphProto.Builder graph) {
    Set<String> names = new HashSet<>();
    graph.getInputList().forEach(info -> names.add(info.getName()));
    graph.getOutputList().forEach(info -> names.add(info.getName()));
    graph.getInitializerList().forEach(tensor -> names.add(tensor.getName()));
    for (NodeProto node : graph.getNodeList()) {
      names.add(node.getName());
      names.addAll(node.getOutputList());
    }
    return names;
  }

  /** A name that no name of the graph begins with. */
  private static String unused(String wanted, Set<String> names) {
    String name = wanted;
    for (int i = 2; begins(name, names); i++) {
      name = wanted + i;
    }
    return name;
  }

  private static boolean begins(String name, Set<String> names) {
    return names.stream().anyMatch(other -> other.startsWith(name));
  }

  private static ValueInfoProto declared(String name, int type, MeasuredOutput measured) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    List<Long> dims = measured.dims();
    long width = width(measured);
    shape.addDim(dimension(dims.get(0)));
    if (dims.size() > 1) {
      shape.addDim(dimension(width == 2 ? 2 : 1));
    }
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(TypeProto.Tensor.newBuilder().setElemType(type).setShape(shape)))
        .build();
  }

  private static TensorShapeProto.Dimension dimension(long size) {
    return size == GraphTensor.OPEN
        ? TensorShapeProto.Dimension.newBuilder().setDimParam("N").build()
        : TensorShapeProto.Dimension.newBuilder().setDimValue(size).build();
  }

  // ---- the parts -----------------------------------------------------------------------------

  static long width(MeasuredOutput measured) {
    return measured.dims().stream().skip(1).reduce(1L, (a, b) -> a * b);
  }

  private static int index(Manifest.Output score, MeasuredOutput measured) {
    return score.index() != null ? score.index() : width(measured) == 2 ? 1 : 0;
  }

  /** The probability of the second class as doubles [N, 1]. */
  private String positive(Manifest.Output score, MeasuredOutput measured) {
    long width = width(measured);
    String rows = node("Reshape", score.tensor(), integers(-1, width));
    if (width > 1) {
      NodeProto.Builder gather =
          NodeProto.newBuilder()
              .setOpType("Gather")
              .addInput(rows)
              .addInput(integers(index(score, measured)));
      rows = add(gather.addAttribute(integer("axis", 1)));
    }
    String raw = cast(rows, DOUBLE);
    return score.link() == OutputLink.LOGIT ? logistic(raw) : raw;
  }

  /** 1 / (1 + exp(-x)); an exponential that overflows gives 0. */
  private String logistic(String x) {
    String e = node("Exp", node("Neg", x));
    return node("Div", scalar(1), node("Add", scalar(1), e));
  }

  private String mapped(String p, CalibrationMap map) {
    return map instanceof PlattMap platt ? platt(p, platt) : isotonic(p, (IsotonicMap) map);
  }

  private String platt(String p, PlattMap map) {
    String x = p;
    if (map.ofLogOdds()) {
      String odds = node("Sub", log(p), log(node("Sub", scalar(1), p)));
      x = node("Add", odds, node("Mul", p, scalar(0))); // Max and Min may lose NaN: bring it back
    }
    return logistic(node("Add", scalar(map.intercept()), node("Mul", scalar(map.slope()), x)));
  }

  private String log(String p) {
    String held = node("Min", p, scalar(1 - PlattMap.LEAST));
    return node("Log", node("Max", held, scalar(PlattMap.LEAST)));
  }

  /**
   * Straight lines between thresholds: y + (x - x0) / w * h, by tables that are looked up at the
   * number of thresholds at or below x. Before the first and after the last, h is 0.
   */
  private String isotonic(String x, IsotonicMap map) {
    double[] scores = map.scores();
    double[] probabilities = map.probabilities();
    int n = scores.length;
    double[] begin = new double[n + 1];
    double[] base = new double[n + 1];
    double[] width = new double[n + 1];
    double[] height = new double[n + 1];
    for (int i = 0; i <= n; i++) {
      int below = Math.max(0, i - 1);
      boolean between = i > 0 && i < n;
      begin[i] = scores[below];
      base[i] = probabilities[below];
      width[i] = between ? scores[i] - scores[below] : 1;
      height[i] = between ? probabilities[i] - probabilities[below] : 0;
    }
    String at = place(x, scores);
    String share = node("Div", node("Sub", x, look(begin, at)), look(width, at));
    return node("Add", look(base, at), node("Mul", share, look(height, at)));
  }

  /** How many thresholds are at or below each score, as integers [N, 1]. */
  private String place(String x, double[] scores) {
    String below = cast(node("Less", x, doubles(scores)), FLOAT); // exact: far below 2^24
    float[] ones = new float[scores.length];
    java.util.Arrays.fill(ones, 1);
    String above = node("MatMul", below, floats(ones, scores.length, 1));
    return cast(node("Sub", floats(new float[] {scores.length}), above), INT64);
  }

  private String look(double[] table, String at) {
    NodeProto.Builder gather =
        NodeProto.newBuilder().setOpType("Gather").addInput(doubles(table)).addInput(at);
    return add(gather.addAttribute(integer("axis", 0)));
  }

  /** The output as it was: [N], [N, 1], or [N, 2] with the complement. */
  private void shape(String p, Manifest.Output score, MeasuredOutput measured, String output) {
    int type = measured.elementType();
    String last;
    if (width(measured) == 2) {
      String q = node("Sub", scalar(1), p);
      boolean second = index(score, measured) == 1;
      NodeProto.Builder concat =
          NodeProto.newBuilder()
              .setOpType("Concat")
              .addInput(second ? q : p)
              .addInput(second ? p : q)
              .addAttribute(integer("axis", 1));
      last = add(concat);
    } else {
      last = measured.dims().size() == 1 ? node("Reshape", p, integers(-1)) : p;
    }
    NodeProto.Builder cast =
        NodeProto.newBuilder().setOpType("Cast").addInput(last).addAttribute(integer("to", type));
    graph.addNode(cast.setName(prefix + "_" + made++).addOutput(output));
  }

  // ---- nodes ---------------------------------------------------------------------------------

  private String add(NodeProto.Builder node) {
    String name = prefix + "_" + made++;
    graph.addNode(node.setName(name).addOutput(name));
    return name;
  }

  private String node(String operator, String... inputs) {
    return add(NodeProto.newBuilder().setOpType(operator).addAllInput(List.of(inputs)));
  }

  private String cast(String input, int type) {
    return add(
        NodeProto.newBuilder().setOpType("Cast").addInput(input).addAttribute(integer("to", type)));
  }

  private static AttributeProto integer(String name, long value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.INT)
        .setI(value)
        .build();
  }

  private String scalar(double value) {
    return doubles(value);
  }

  private String doubles(double... values) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder().setDataType(DOUBLE).addDims(values.length);
    for (double value : values) {
      tensor.addDoubleData(value);
    }
    return constant(tensor);
  }

  private String floats(float[] values, long... dims) {
    TensorProto.Builder tensor = TensorProto.newBuilder().setDataType(FLOAT);
    for (long dim : dims.length == 0 ? new long[] {values.length} : dims) {
      tensor.addDims(dim);
    }
    for (float value : values) {
      tensor.addFloatData(value);
    }
    return constant(tensor);
  }

  private String integers(long... values) {
    TensorProto.Builder tensor = TensorProto.newBuilder().setDataType(INT64).addDims(values.length);
    for (long value : values) {
      tensor.addInt64Data(value);
    }
    return constant(tensor);
  }

  private String constant(TensorProto.Builder tensor) {
    return add(
        NodeProto.newBuilder()
            .setOpType("Constant")
            .addAttribute(
                AttributeProto.newBuilder()
                    .setName("value")
                    .setType(AttributeProto.AttributeType.TENSOR)
                    .setT(tensor)));
  }
}
