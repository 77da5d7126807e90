package dev.assay.onnx;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.assay.error.AssayException;
import dev.assay.error.ErrorCode;
import dev.assay.model.ExecutionDevice;
import dev.assay.model.FeatureBatch;
import dev.assay.model.FeatureRows;
import dev.assay.model.TensorSpec;
import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Runs a graph as it is on a few rows, to see all its outputs; used at registration only. */
final class GraphProbe implements AutoCloseable {
  private static final int FEW = 3;

  private final String model;
  private final Path file;
  private final List<TensorSpec> tensors;
  private final long fixedRows;
  private final OrtSession session;

  /**
   * Opens a graph.
   *
   * @param fixedRows rows per call where the graph fixes them, else {@link GraphTensor#OPEN}
   */
  GraphProbe(String model, Path file, List<TensorSpec> tensors, long fixedRows) {
    this.model = model;
    this.file = file;
    this.tensors = tensors;
    this.fixedRows = fixedRows;
    try {
      this.session = OnnxRuntime.open(file, ExecutionDevice.CPU);
    } catch (OrtException e) {
      throw OnnxErrors.cannotOpen(model, file, e);
    }
  }

  /** An output for some rows: numbers, or texts where it holds strings; both row-major. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Output(String name, OnnxJavaType type, List<Long> dims, double[] numbers, String[] texts) {

    /** Values per row. */
    int perRow() {
      return Math.toIntExact(dims.subList(1, dims.size()).stream().reduce(1L, (a, b) -> a * b));
    }

    boolean fractions() {
      return type == OnnxJavaType.FLOAT || type == OnnxJavaType.DOUBLE;
    }

    /** Whether there is one entry for each row. */
    boolean ofRows(int rows) {
      return !dims.isEmpty() && dims.get(0) == rows;
    }

    /** A label as text. */
    String text(int row) {
      return texts.length > 0 ? texts[row] : Long.toString((long) numbers[row]);
    }
  }

  /**
   * All outputs that are tensors, as they are for these rows; rows beyond the call's are left out.
   */
  Map<String, Output> run(FeatureRows rows) {
    int call = fixedRows == GraphTensor.OPEN ? rows.rows() : Math.toIntExact(fixedRows);
    FeatureBatch batch = rows.batch();
    try (OnnxInputs inputs = new OnnxInputs(tensors, call, rows.select(0).vectors())) {
      inputs.fill(batch, 0, Math.min(call, rows.rows()));
      Map<String, Output> outputs = new LinkedHashMap<>();
      try (OrtSession.Result result = session.run(inputs.tensors())) {
        for (Map.Entry<String, OnnxValue> entry : result) {
          if (entry.getValue() instanceof OnnxTensor tensor) {
            outputs.put(entry.getKey(), output(entry.getKey(), tensor));
          }
        }
      }
      return outputs;
    } catch (OrtException e) {
      throw new AssayException(
          ErrorCode.MODEL,
          "Cannot run model '%s' (%s) on the sample: %s Check the columns, their types and their order."
              .formatted(model, file, OnnxErrors.reason(e)),
          e);
    }
  }

  /** What the outputs are like, whatever the number of rows. */
  Map<String, MeasuredOutput> measure(FeatureRows rows) {
    Map<String, Output> few = run(rows.extend(FEW, 0));
    Map<String, Output> more = run(rows.extend(FEW + 1, 0));
    Map<String, MeasuredOutput> measured = new LinkedHashMap<>();
    few.forEach(
        (name, output) -> {
          int elementType = elementType(output.type());
          List<Long> dims = new ArrayList<>(output.dims());
          List<Long> other = more.get(name).dims();
          if (elementType > 0 && dims.size() == other.size()) {
            for (int d = 0; d < dims.size(); d++) {
              dims.set(d, dims.get(d).equals(other.get(d)) ? dims.get(d) : GraphTensor.OPEN);
            }
            measured.put(name, new MeasuredOutput(elementType, dims));
          }
        });
    return measured;
  }

  private static int elementType(OnnxJavaType type) {
    return switch (type) {
      case FLOAT -> 1;
      case INT32 -> 6;
      case INT64 -> 7;
      case STRING -> 8;
      case BOOL -> 9;
      case DOUBLE -> 11;
      default -> 0;
    };
  }

  private static Output output(String name, OnnxTensor tensor) throws OrtException {
    List<Long> dims = new ArrayList<>();
    for (long dim : tensor.getInfo().getShape()) {
      dims.add(dim);
    }
    OnnxJavaType type = tensor.getInfo().type;
    String[] texts = new String[0];
    if (type == OnnxJavaType.STRING) {
      List<String> flat = new ArrayList<>();
      flatten(tensor.getValue(), flat);
      texts = flat.toArray(String[]::new);
    }
    return new Output(name, type, dims, numbers(tensor, type), texts);
  }

  private static void flatten(Object value, List<String> into) {
    if (value instanceof Object[] array) {
      for (Object element : array) {
        flatten(element, into);
      }
    } else {
      into.add(String.valueOf(value));
    }
  }

  private static double[] numbers(OnnxTensor tensor, OnnxJavaType type) {
    return switch (type) {
      case FLOAT -> {
        FloatBuffer buffer = tensor.getFloatBuffer();
        double[] numbers = new double[buffer.remaining()];
        java.util.Arrays.setAll(numbers, buffer::get);
        yield numbers;
      }
      case DOUBLE -> {
        DoubleBuffer buffer = tensor.getDoubleBuffer();
        double[] numbers = new double[buffer.remaining()];
        java.util.Arrays.setAll(numbers, buffer::get);
        yield numbers;
      }
      case INT64 -> {
        LongBuffer buffer = tensor.getLongBuffer();
        double[] numbers = new double[buffer.remaining()];
        java.util.Arrays.setAll(numbers, buffer::get);
        yield numbers;
      }
      case INT32 -> {
        IntBuffer buffer = tensor.getIntBuffer();
        double[] numbers = new double[buffer.remaining()];
        java.util.Arrays.setAll(numbers, buffer::get);
        yield numbers;
      }
      case BOOL -> {
        ByteBuffer buffer = tensor.getByteBuffer();
        double[] numbers = new double[buffer.remaining()];
        java.util.Arrays.setAll(numbers, buffer::get);
        yield numbers;
      }
      default -> new double[0];
    };
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw new AssayException(ErrorCode.INTERNAL, "Cannot close an ONNX Runtime session.", e);
    }
  }
}
