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
import com.google.protobuf.ByteString;
import dev.assay.error.AssayException;
import dev.assay.error.ErrorCode;
import dev.assay.model.Manifest;
import dev.assay.statistics.CalibrationMap;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/** An ONNX file as a graph: what it declares, and the edits that registration makes. Immutable. */
public final class OnnxGraph {
  private static final String ML = "ai.onnx.ml";
  private static final String ZIP_MAP = "ZipMap";

  private final ModelProto model;
  private final boolean edited;

  private OnnxGraph(ModelProto model, boolean edited) {
    this.model = model;
    this.edited = edited;
  }

  /**
   * Reads an ONNX file.
   *
   * @throws AssayException MODEL when it is not a whole ONNX file
   */
  public static OnnxGraph read(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new AssayException(
          ErrorCode.MODEL,
          "Cannot read ONNX file '%s': there is no such file. Check the path.".formatted(file));
    }
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      ModelProto model = ModelProto.parseFrom(in);
      if (!model.hasGraph() || model.getGraph().getOutputCount() == 0) {
        throw new IOException("it holds no graph");
      }
      return new OnnxGraph(model, false);
    } catch (IOException e) {
      throw new AssayException(
          ErrorCode.MODEL,
          "Cannot read ONNX file '%s' (%d bytes): it is damaged, cut off or not an ONNX file (%s). Export or copy it again."
              .formatted(file, file.toFile().length(), e.getMessage()),
          e);
    }
  }

  /** Writes the graph to a file. */
  public void write(Path target) {
    try (OutputStream out = Files.newOutputStream(target)) {
      model.writeTo(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  // ---- what it declares ----------------------------------------------------------------------

  /** The inputs that a caller must feed: constants that are listed as inputs too are left out. */
  List<GraphTensor> inputs() {
    Set<String> initialized = new HashSet<>();
    model.getGraph().getInitializerList().forEach(tensor -> initialized.add(tensor.getName()));
    model
        .getGraph()
        .getSparseInitializerList()
        .forEach(tensor -> initialized.add(tensor.getValues().getName()));
    return model.getGraph().getInputList().stream()
        .filter(info -> !initialized.contains(info.getName()))
        .map(GraphTensor::of)
        .toList();
  }

  /** The outputs. */
  List<GraphTensor> outputs() {
    return model.getGraph().getOutputList().stream().map(GraphTensor::of).toList();
  }

  /** Whether an output is declared to hold doubles. */
  public boolean givesDoubles(String output) {
    return outputs().stream()
        .anyMatch(tensor -> tensor.name().equals(output) && tensor.type().equals("double"));
  }

  /** The version of each operator set, by its domain; the default one is {@code ai.onnx}. */
  public SortedMap<String, Long> opsets() {
    SortedMap<String, Long> opsets = new TreeMap<>();
    for (OperatorSetIdProto opset : model.getOpsetImportList()) {
      String domain = opset.getDomain().isEmpty() ? "ai.onnx" : opset.getDomain();
      opsets.merge(domain, opset.getVersion(), Math::max);
    }
    return opsets;
  }

  /** The program that wrote the file, with its version. */
  public String producer() {
    return (model.getProducerName() + " " + model.getProducerVersion()).strip();
  }

  /** The files with weights that the graph refers to, relative to it. */
  public SortedSet<String> externalFiles() {
    SortedSet<String> files = new TreeSet<>();
    forEachTensor(
        model.getGraph(),
        tensor -> {
          if (tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL) {
            tensor.getExternalDataList().stream()
                .filter(entry -> entry.getKey().equals("location"))
                .forEach(entry -> files.add(entry.getValue()));
          }
        });
    return files;
  }

  private static void forEachTensor(GraphProto graph, Consumer<TensorProto> action) {
    graph.getInitializerList().forEach(action);
    graph
        .getSparseInitializerList()
        .forEach(
            sparse -> {
              action.accept(sparse.getValues());
              action.accept(sparse.getIndices());
            });
    for (NodeProto node : graph.getNodeList()) {
      for (AttributeProto attribute : node.getAttributeList()) {
        if (attribute.hasT()) {
          action.accept(attribute.getT());
        }
        attribute.getTensorsList().forEach(action);
        if (attribute.hasG()) {
          forEachTensor(attribute.getG(), action);
        }
        attribute.getGraphsList().forEach(inner -> forEachTensor(inner, action));
      }
    }
  }

  /** Whether the graph, or a graph inside it, has a node of this operator. */
  public boolean uses(String operator) {
    return uses(model.getGraph(), operator);
  }

  private static boolean uses(GraphProto graph, String operator) {
    return graph.getNodeList().stream()
        .anyMatch(
            node ->
                node.getOpType().equals(operator)
                    || node.getAttributeList().stream()
                        .anyMatch(a -> a.hasG() && uses(a.getG(), operator)));
  }

  /** The operator that makes a tensor. */
  Optional<String> producerOf(String tensor) {
    return producer(tensor).map(NodeProto::getOpType);
  }

  /** The node that makes a tensor, looking through nodes that only pass it on. */
  private Optional<NodeProto> producer(String tensor) {
    Optional<NodeProto> node =
        model.getGraph().getNodeList().stream()
            .filter(candidate -> candidate.getOutputList().contains(tensor))
            .findFirst();
    boolean passesOn =
        node.isPresent()
            && Set.of("Identity", "Cast", "Reshape", "Squeeze", "Flatten")
                .contains(node.get().getOpType());
    return passesOn ? producer(node.get().getInput(0)).or(() -> node) : node;
  }

  // ---- classes -------------------------------------------------------------------------------

  /**
   * The names of the classes in the order of the probabilities, as classifier nodes, ZipMap or the
   * constants behind the label output have them; empty where the graph does not say.
   */
  List<String> classes() {
    for (NodeProto node : model.getGraph().getNodeList()) {
      if (node.getDomain().equals(ML)) {
        List<String> labels = classLabels(node);
        if (!labels.isEmpty()) {
          return labels;
        }
      }
    }
    return outputs().stream()
        .filter(output -> output.type().equals("int64") || output.type().equals("string"))
        .flatMap(output -> producer(output.name()).stream())
        .filter(node -> node.getOpType().equals("ArrayFeatureExtractor"))
        .flatMap(node -> constant(node.getInput(0)).stream())
        .map(OnnxGraph::texts)
        .findFirst()
        .orElse(List.of());
  }

  private static List<String> classLabels(NodeProto node) {
    List<String> strings = strings(node, "classlabels_strings");
    if (!strings.isEmpty()) {
      return strings;
    }
    List<String> int64s = integers(node, "classlabels_int64s");
    return int64s.isEmpty() ? integers(node, "classlabels_ints") : int64s;
  }

  private Optional<TensorProto> constant(String name) {
    return model.getGraph().getInitializerList().stream()
        .filter(tensor -> tensor.getName().equals(name))
        .findFirst();
  }

  /** The elements of a constant of integers or strings as text; empty for other types. */
  private static List<String> texts(TensorProto tensor) {
    List<String> texts = new ArrayList<>();
    tensor.getStringDataList().forEach(text -> texts.add(text.toStringUtf8()));
    tensor.getInt64DataList().forEach(number -> texts.add(number.toString()));
    tensor.getInt32DataList().forEach(number -> texts.add(number.toString()));
    if (texts.isEmpty() && tensor.hasRawData()) {
      java.nio.ByteBuffer raw =
          tensor.getRawData().asReadOnlyByteBuffer().order(java.nio.ByteOrder.LITTLE_ENDIAN);
      if (tensor.getDataType() == TensorProto.DataType.INT64_VALUE) {
        while (raw.hasRemaining()) {
          texts.add(Long.toString(raw.getLong()));
        }
      } else if (tensor.getDataType() == TensorProto.DataType.INT32_VALUE) {
        while (raw.hasRemaining()) {
          texts.add(Integer.toString(raw.getInt()));
        }
      }
    }
    return texts;
  }

  // ---- categories ----------------------------------------------------------------------------

  /**
   * The values that encoders know, for the elements of inputs that go straight into one.
   *
   * @param all also from encoders that have an answer for unknown values ({@code zeros = 1}, a
   *     default)
   * @return for each input, the categories by the position of the element in a row
   */
  Map<String, SortedMap<Integer, List<String>>> categories(boolean all) {
    Map<String, SortedMap<Integer, List<String>>> categories = new TreeMap<>();
    for (NodeProto node : model.getGraph().getNodeList()) {
      List<String> known = node.getDomain().equals(ML) ? known(node, all) : List.of();
      if (known.isEmpty()) {
        continue;
      }
      for (Element element : elements(node.getInput(0))) {
        categories
            .computeIfAbsent(element.input(), name -> new TreeMap<>())
            .merge(element.position(), known, OnnxGraph::intersection);
      }
    }
    return categories;
  }

  private static List<String> intersection(List<String> a, List<String> b) {
    return a.stream().filter(b::contains).toList();
  }

  private static List<String> known(NodeProto node, boolean all) {
    if (node.getOpType().equals("OneHotEncoder")) {
      boolean rejects = attribute(node, "zeros").map(AttributeProto::getI).orElse(1L) == 0;
      return rejects || all
          ? firstOf(strings(node, "cats_strings"), integers(node, "cats_int64s"))
          : List.of();
    }
    if (node.getOpType().equals("LabelEncoder")) {
      boolean answers =
          node.getAttributeList().stream().anyMatch(a -> a.getName().startsWith("default_"));
      return !answers || all
          ? firstOf(strings(node, "keys_strings"), integers(node, "keys_int64s"))
          : List.of();
    }
    return List.of();
  }

  private static List<String> firstOf(List<String> a, List<String> b) {
    return a.isEmpty() ? b : a;
  }

  /** One element of a row of a graph input. */
  private record Element(String input, int position) {}

  /** The elements of inputs that make up a tensor; empty where it is computed. */
  private List<Element> elements(String tensor) {
    for (GraphTensor input : inputs()) {
      if (input.name().equals(tensor)) {
        return elementsOf(input);
      }
    }
    Optional<NodeProto> maker =
        model.getGraph().getNodeList().stream()
            .filter(node -> node.getOutputList().contains(tensor))
            .findFirst();
    return maker.map(this::elementsMadeBy).orElse(List.of());
  }

  private static List<Element> elementsOf(GraphTensor input) {
    long width = input.rowDims().stream().reduce(1L, (a, b) -> a * b);
    List<Element> elements = new ArrayList<>();
    for (int i = 0; i < width; i++) { // an open width gives none
      elements.add(new Element(input.name(), i));
    }
    return elements;
  }

  private List<Element> elementsMadeBy(NodeProto node) {
    return switch (node.getOpType()) {
      case "Identity" -> elements(node.getInput(0));
      case "Reshape", "Squeeze", "Unsqueeze", "Flatten" -> {
        List<Element> elements = elements(node.getInput(0));
        yield elements.size() == 1 ? elements : List.of();
      }
      case "Cast" -> keepsValues(node) ? elements(node.getInput(0)) : List.of();
      case "Concat" -> {
        List<Element> all = new ArrayList<>();
        for (String input : node.getInputList()) {
          List<Element> elements = elements(input);
          if (elements.isEmpty()) {
            yield List.of();
          }
          all.addAll(elements);
        }
        yield all;
      }
      case "ArrayFeatureExtractor", "Gather" -> selected(node);
      default -> List.of();
    };
  }

  /** Whether a category before the cast is the same category after it. */
  private boolean keepsValues(NodeProto node) {
    long to = attribute(node, "to").map(AttributeProto::getI).orElse(0L);
    boolean toText = to == TensorProto.DataType.STRING_VALUE;
    boolean toInteger =
        to == TensorProto.DataType.INT64_VALUE || to == TensorProto.DataType.INT32_VALUE;
    Set<String> inputs = new HashSet<>();
    elements(node.getInput(0)).forEach(element -> inputs.add(element.input()));
    return inputs().stream()
        .filter(input -> inputs.contains(input.name()))
        .allMatch(input -> input.type().equals("string") ? toText : toInteger);
  }

  private List<Element> selected(NodeProto node) {
    List<Element> from = elements(node.getInput(0));
    List<Element> selected = new ArrayList<>();
    for (String index : constant(node.getInput(1)).map(OnnxGraph::texts).orElse(List.of())) {
      int i = Integer.parseInt(index);
      if (i < 0 || i >= from.size()) {
        return List.of();
      }
      selected.add(from.get(i));
    }
    return selected;
  }

  private static Optional<AttributeProto> attribute(NodeProto node, String name) {
    return node.getAttributeList().stream().filter(a -> a.getName().equals(name)).findFirst();
  }

  private static List<String> strings(NodeProto node, String name) {
    return attribute(node, name)
        .map(a -> a.getStringsList().stream().map(ByteString::toStringUtf8).toList())
        .orElse(List.of());
  }

  private static List<String> integers(NodeProto node, String name) {
    return attribute(node, name)
        .map(a -> a.getIntsList().stream().map(String::valueOf).toList())
        .orElse(List.of());
  }

  // ---- edits ---------------------------------------------------------------------------------

  /** For each output that a ZipMap makes, the tensor of probabilities that goes into it. */
  Map<String, String> zipMaps() {
    Map<String, String> zipMaps = new TreeMap<>();
    Set<String> outputs = new HashSet<>();
    model.getGraph().getOutputList().forEach(info -> outputs.add(info.getName()));
    for (NodeProto node : model.getGraph().getNodeList()) {
      if (node.getOpType().equals(ZIP_MAP) && outputs.contains(node.getOutput(0))) {
        zipMaps.put(node.getOutput(0), node.getInput(0));
      }
    }
    return zipMaps;
  }

  /**
   * The same graph without the ZipMap nodes at its outputs: what went into them becomes the output,
   * a tensor instead of a sequence of maps. Its type is left open, see {@link #withOutputShapes}.
   */
  OnnxGraph withoutZipMap() {
    Map<String, String> zipMaps = zipMaps();
    if (zipMaps.isEmpty()) {
      return this;
    }
    GraphProto.Builder graph = model.getGraph().toBuilder().clearNode().clearOutput();
    model.getGraph().getNodeList().stream()
        .filter(node -> node.getOutputCount() == 0 || !zipMaps.containsKey(node.getOutput(0)))
        .forEach(graph::addNode);
    Set<String> present = new HashSet<>();
    model.getGraph().getOutputList().forEach(info -> present.add(info.getName()));
    for (ValueInfoProto info : model.getGraph().getOutputList()) {
      String probabilities = zipMaps.get(info.getName());
      if (probabilities == null) {
        graph.addOutput(info);
      } else if (present.add(probabilities)) {
        graph.addOutput(ValueInfoProto.newBuilder().setName(probabilities));
      }
    }
    return with(graph);
  }

  /**
   * The same graph with the outputs declared as they are: exporters declare wrong shapes
   * (LightGBM's label is said to have one entry), about which the runtime warns at every call.
   * Outputs that already fit are left as they are.
   */
  OnnxGraph withOutputShapes(Map<String, MeasuredOutput> measured) {
    GraphProto.Builder graph = model.getGraph().toBuilder();
    boolean changed = false;
    for (int i = 0; i < graph.getOutputCount(); i++) {
      ValueInfoProto info = graph.getOutput(i);
      MeasuredOutput actual = measured.get(info.getName());
      if (actual != null && !actual.fits(GraphTensor.of(info))) {
        graph.setOutput(i, info.toBuilder().setType(declared(actual)));
        changed = true;
      }
    }
    return changed ? with(graph) : this;
  }

  private static TypeProto declared(MeasuredOutput actual) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (long dim : actual.dims()) {
      shape.addDim(
          dim == GraphTensor.OPEN
              ? TensorShapeProto.Dimension.newBuilder().setDimParam("N")
              : TensorShapeProto.Dimension.newBuilder().setDimValue(dim));
    }
    return TypeProto.newBuilder()
        .setTensorType(
            TypeProto.Tensor.newBuilder().setElemType(actual.elementType()).setShape(shape))
        .build();
  }

  /**
   * The same graph with one output, the calibrated probability, see {@link CalibrationNodes}.
   *
   * @param score the output with the score, as the manifest has it
   * @param measured what that output is like
   */
  OnnxGraph calibrated(Manifest.Output score, MeasuredOutput measured, CalibrationMap map) {
    return new OnnxGraph(CalibrationNodes.append(model, score, measured, map), true);
  }

  private OnnxGraph with(GraphProto.Builder graph) {
    return new OnnxGraph(model.toBuilder().setGraph(graph).build(), true);
  }

  /** Whether an edit was made since the file was read. */
  boolean edited() {
    return edited;
  }
}
