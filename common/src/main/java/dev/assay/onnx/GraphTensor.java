package dev.assay.onnx;

import ai.onnx.proto.OnnxMl;
import dev.assay.model.ElementType;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * An input or output as a graph declares it.
 *
 * @param name its name
 * @param type the element type as ONNX calls it, such as {@code float} or {@code float16}; what it
 *     is instead where it is not a tensor
 * @param tensor whether it is a tensor
 * @param dims its dimensions, the batch dimension first; {@link #OPEN} where the graph leaves one
 *     open. Empty for a scalar and where no shape is declared.
 */
record GraphTensor(String name, String type, boolean tensor, List<Long> dims) {
  /** A dimension that the graph leaves open. */
  static final long OPEN = -1;

  static GraphTensor of(OnnxMl.ValueInfoProto info) {
    OnnxMl.TypeProto type = info.getType();
    if (!type.hasTensorType()) {
      String kind = type.getValueCase().name().toLowerCase(Locale.ROOT).replace("_type", "");
      return new GraphTensor(info.getName(), kind, false, List.of());
    }
    OnnxMl.TypeProto.Tensor tensor = type.getTensorType();
    OnnxMl.TensorProto.DataType element =
        OnnxMl.TensorProto.DataType.forNumber(tensor.getElemType());
    String name = element == null ? "type " + tensor.getElemType() : element.name();
    return new GraphTensor(
        info.getName(),
        name.toLowerCase(Locale.ROOT),
        true,
        tensor.getShape().getDimList().stream().map(GraphTensor::dimension).toList());
  }

  private static long dimension(OnnxMl.TensorShapeProto.Dimension dimension) {
    return dimension.hasDimValue() && dimension.getDimValue() > 0
        ? dimension.getDimValue()
        : OPEN; // exporters write 0 and -1 too where they mean any size
  }

  /** The element type, where a table can fill it. */
  Optional<ElementType> elementType() {
    return switch (type) {
      case "float" -> Optional.of(ElementType.FLOAT);
      case "double" -> Optional.of(ElementType.DOUBLE);
      case "int32" -> Optional.of(ElementType.INT32);
      case "int64" -> Optional.of(ElementType.INT64);
      case "bool" -> Optional.of(ElementType.BOOL);
      case "string" -> Optional.of(ElementType.STRING);
      default -> Optional.empty();
    };
  }

  /** Whether the first dimension is open, so that a call may have any number of rows. */
  boolean openBatch() {
    return !dims.isEmpty() && dims.get(0) == OPEN;
  }

  /** The dimensions after the batch dimension. */
  List<Long> rowDims() {
    return dims.isEmpty() ? List.of() : dims.subList(1, dims.size());
  }

  /** As in {@code 'input' (float [N, 30])}. */
  @Override
  public String toString() {
    return "'%s' (%s %s)"
        .formatted(
            name,
            type,
            dims.stream()
                .map(d -> d == OPEN ? "N" : Long.toString(d))
                .collect(Collectors.joining(", ", "[", "]")));
  }
}
