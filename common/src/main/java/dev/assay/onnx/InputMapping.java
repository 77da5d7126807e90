package dev.assay.onnx;

import dev.assay.error.AssayException;
import dev.assay.error.ErrorCode;
import dev.assay.model.ElementType;
import dev.assay.model.Manifest;
import dev.assay.model.Manifest.FeatureRule;
import dev.assay.model.MissingPolicy;
import dev.assay.model.Sample;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Decides which columns fill which input tensor of a graph. */
final class InputMapping {
  private final OnnxGraph graph;
  private final Registration registration;
  private final Sample sample;
  private final List<GraphTensor> tensors;

  InputMapping(OnnxGraph graph, Registration registration, Sample sample) {
    this.graph = graph;
    this.registration = registration;
    this.sample = sample;
    this.tensors = graph.inputs();
  }

  /** The inputs of the manifest, in the graph's order. */
  List<Manifest.Input> inputs() {
    if (tensors.isEmpty()) {
      throw refused("its graph has no inputs", "Export it with its features as inputs");
    }
    Map<String, List<String>> columns = columns();
    refuseUnknownFeatures(columns);
    Map<String, SortedMap<Integer, List<String>>> categories =
        graph.categories(registration.rejectUnknown());
    return tensors.stream()
        .map(
            tensor ->
                input(
                    tensor,
                    columns.get(tensor.name()),
                    categories.getOrDefault(tensor.name(), new TreeMap<>())))
        .toList();
  }

  /** The rows per call that the graph fixes, or {@link GraphTensor#OPEN}. */
  long fixedRows() {
    Set<Long> first = new LinkedHashSet<>();
    for (GraphTensor tensor : tensors) {
      if (tensor.dims().isEmpty()) {
        throw refused(
            "its input %s has no batch dimension".formatted(tensor),
            "Export it with inputs of shape [N] or [N, F]");
      }
      first.add(tensor.dims().get(0));
    }
    if (first.size() > 1) {
      throw refused(
          "its inputs %s have different numbers of rows".formatted(tensors),
          "Export it with one batch dimension for all inputs");
    }
    return first.iterator().next();
  }

  private Map<String, List<String>> columns() {
    if (!registration.tensors().isEmpty()) {
      return named();
    }
    if (tensors.size() == 1) {
      return Map.of(
          tensors.get(0).name(),
          registration.columns().isEmpty() ? sample.columns() : registration.columns());
    }
    return byName();
  }

  private Map<String, List<String>> named() {
    for (String name : registration.tensors().keySet()) {
      if (tensors.stream().noneMatch(tensor -> tensor.name().equals(name))) {
        throw refused(
            "its graph has no input '%s'".formatted(name), "It has %s".formatted(tensors));
      }
    }
    List<GraphTensor> unfed =
        tensors.stream()
            .filter(tensor -> !registration.tensors().containsKey(tensor.name()))
            .toList();
    if (!unfed.isEmpty()) {
      throw refused(
          "no columns are given for its inputs %s".formatted(unfed),
          "Name the columns of every input, or export the model so that constants are not inputs");
    }
    return registration.tensors();
  }

  private Map<String, List<String>> byName() {
    List<GraphTensor> unmatched =
        tensors.stream().filter(tensor -> !sample.columns().contains(tensor.name())).toList();
    List<GraphTensor> constants = unmatched.stream().filter(this::looksConstant).toList();
    if (!constants.isEmpty()) {
      throw refused(
          "its graph wants the constants %s as inputs, which nobody feeds"
              .formatted(joined(constants)),
          "Exporters such as Keras 3's own leave the constants of Normalization behind: export it with tf2onnx, or make them initializers");
    }
    if (!unmatched.isEmpty()) {
      throw refused(
          "no column of the sample has the name of its inputs %s; the sample has %s"
              .formatted(joined(unmatched), sample.columns()),
          "Say which columns fill each input with 'tensors'");
    }
    return tensors.stream()
        .collect(Collectors.toMap(GraphTensor::name, tensor -> List.of(tensor.name())));
  }

  /** A first dimension that does not follow the rows, while another input's does. */
  private boolean looksConstant(GraphTensor tensor) {
    if (tensor.openBatch()) {
      return false;
    }
    long rows = tensor.dims().isEmpty() ? 1 : tensor.dims().get(0);
    return rows == 1
        && tensors.stream()
            .anyMatch(
                other -> other.openBatch() || (!other.dims().isEmpty() && other.dims().get(0) > 1));
  }

  private static String joined(List<GraphTensor> tensors) {
    return tensors.stream().map(GraphTensor::toString).collect(Collectors.joining(", "));
  }

  private void refuseUnknownFeatures(Map<String, List<String>> columns) {
    Set<String> known =
        columns.values().stream()
            .flatMap(List::stream)
            .collect(Collectors.toCollection(LinkedHashSet::new));
    for (String column : registration.features().keySet()) {
      if (!known.contains(column)) {
        throw refused(
            "'features' has a rule for column '%s', which fills no input".formatted(column),
            "The model takes %s".formatted(known));
      }
    }
  }

  private Manifest.Input input(
      GraphTensor tensor, List<String> columns, SortedMap<Integer, List<String>> categories) {
    ElementType type =
        tensor
            .elementType()
            .orElseThrow(
                () ->
                    refused(
                        "its input %s is not float, double, int32, int64, bool or string"
                            .formatted(tensor),
                        "Export it with inputs of such a type"));
    int each = width(tensor, columns);
    return new Manifest.Input(
        tensor.name(),
        type,
        columns,
        shape(tensor, columns, (long) each * columns.size()),
        missing(type),
        registration.allowLossyCast(),
        rules(columns, each, categories));
  }

  /** Elements per row of each column. */
  private int width(GraphTensor tensor, List<String> columns) {
    Set<Integer> widths = new LinkedHashSet<>();
    for (String column : columns) {
      int index = sample.columns().indexOf(column);
      if (index < 0) {
        throw refused(
            "the sample has no column '%s' for its input %s".formatted(column, tensor),
            "The sample has %s".formatted(sample.columns()));
      }
      widths.add(sample.width(index));
    }
    if (widths.size() != 1) {
      throw refused(
          "the columns of its input %s hold %s values per row".formatted(tensor, widths),
          "Fill an input from scalar columns, or from arrays of one length");
    }
    return widths.iterator().next();
  }

  private List<Long> shape(GraphTensor tensor, List<String> columns, long values) {
    List<Long> shape = new ArrayList<>(tensor.rowDims());
    long fixed = shape.stream().filter(d -> d != GraphTensor.OPEN).reduce(1L, (a, b) -> a * b);
    long open = shape.stream().filter(d -> d == GraphTensor.OPEN).count();
    if (open == 1 && values % fixed == 0) {
      shape.set(shape.indexOf(GraphTensor.OPEN), values / fixed);
    } else if (open > 0 || fixed != values) {
      throw refused(
          "its input %s does not take the %d values per row of the columns %s"
              .formatted(tensor, values, columns),
          "Name its columns in their order with 'columns' or 'tensors'");
    }
    return shape;
  }

  private MissingPolicy missing(ElementType type) {
    boolean real = type == ElementType.FLOAT || type == ElementType.DOUBLE;
    return switch (registration.missing()) {
      case REJECT -> MissingPolicy.REJECT;
      case NAN -> real ? MissingPolicy.NAN : MissingPolicy.REJECT;
      case EMPTY -> type == ElementType.STRING ? MissingPolicy.EMPTY : MissingPolicy.REJECT;
    };
  }

  private Map<String, FeatureRule> rules(
      List<String> columns, int each, SortedMap<Integer, List<String>> categories) {
    Map<String, FeatureRule> rules = new TreeMap<>();
    for (int c = 0; c < columns.size(); c++) {
      FeatureRule given = registration.features().get(columns.get(c));
      List<String> known = each == 1 ? categories.getOrDefault(c, List.of()) : List.<String>of();
      if (given != null && !given.categories().isEmpty()) {
        known = given.categories();
      }
      if (given != null) {
        rules.put(
            columns.get(c),
            new FeatureRule(given.missing(), given.epoch(), given.allowLossyCast(), known));
      } else if (!known.isEmpty()) {
        rules.put(columns.get(c), new FeatureRule(null, null, null, known));
      }
    }
    return rules;
  }

  private AssayException refused(String reason, String advice) {
    return new AssayException(
        ErrorCode.MODEL,
        "Cannot register model '%s': %s. %s.".formatted(registration.reference(), reason, advice));
  }
}
