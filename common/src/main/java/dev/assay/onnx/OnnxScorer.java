package dev.assay.onnx;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.assay.error.AssayException;
import dev.assay.error.ErrorCode;
import dev.assay.model.FeatureBatch;
import dev.assay.model.Manifest;
import dev.assay.model.Scorer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.Map;
import java.util.Set;

/** Scores through one session with a pinned output: nothing is allocated per row. */
final class OnnxScorer implements Scorer {
  private static final Set<String> NO_UNPINNED_OUTPUT = Set.of();

  private final OrtSession session;
  private final OnnxInputs inputs;
  private final OutputShape shape;
  private final Manifest manifest;
  private final ByteBuffer bytes;
  private final OnnxTensor outputTensor;
  private final Map<String, OnnxTensor> pinned;
  private final float[] floatRow;
  private long runtimeNanos;

  OnnxScorer(OrtSession session, OnnxInputs inputs, OutputShape shape, Manifest manifest) {
    this.session = session;
    this.inputs = inputs;
    this.shape = shape;
    this.manifest = manifest;
    int elements = inputs.rows() * shape.perRow();
    this.bytes =
        ByteBuffer.allocateDirect(Math.max(1, elements) * shape.type().size)
            .order(ByteOrder.nativeOrder());
    this.outputTensor = OnnxInputs.tensor(bytes, shape.type(), shape.dims());
    this.pinned = Map.of(manifest.output().tensor(), outputTensor);
    this.floatRow = shape.type() == OnnxJavaType.FLOAT ? new float[elements] : new float[0];
  }

  @Override
  public int outputs() {
    return shape.wanted();
  }

  @Override
  public int blockRows() {
    return inputs.rows();
  }

  @Override
  public void score(FeatureBatch batch, int from, int to, double[] raw) {
    inputs.fill(batch, from, to);
    long start = System.nanoTime();
    try {
      session.run(inputs.tensors(), NO_UNPINNED_OUTPUT, pinned).close();
      runtimeNanos += System.nanoTime() - start;
      read(to - from, raw, from * shape.wanted());
    } catch (OrtException e) {
      throw new AssayException(
          ErrorCode.MODEL,
          "Cannot score rows with model '%s': %s. Check the model with 'assay model verify %s'."
              .formatted(manifest.reference(), e.getMessage(), manifest.reference()),
          e);
    }
  }

  private void read(int rows, double[] raw, int offset) {
    int perRow = shape.perRow();
    int first = shape.first();
    int wanted = shape.wanted();
    switch (shape.type()) {
      case FLOAT -> {
        FloatBuffer buffer = bytes.asFloatBuffer();
        buffer.get(0, floatRow, 0, rows * perRow);
        if (wanted == 1) {
          for (int i = 0, k = first; i < rows; i++, k += perRow) {
            raw[offset + i] = floatRow[k];
          }
        } else {
          for (int i = 0; i < rows * wanted; i++) { // all of a row is wanted, or one
            raw[offset + i] = floatRow[i];
          }
        }
      }
      case DOUBLE -> {
        DoubleBuffer buffer = bytes.asDoubleBuffer();
        for (int i = 0, o = offset; i < rows; i++) {
          for (int k = 0; k < wanted; k++) {
            raw[o++] = buffer.get(i * perRow + first + k);
          }
        }
      }
      case INT64 -> {
        LongBuffer buffer = bytes.asLongBuffer();
        for (int i = 0, o = offset; i < rows; i++) {
          for (int k = 0; k < wanted; k++) {
            raw[o++] = (double) buffer.get(i * perRow + first + k);
          }
        }
      }
      case INT32 -> {
        IntBuffer buffer = bytes.asIntBuffer();
        for (int i = 0, o = offset; i < rows; i++) {
          for (int k = 0; k < wanted; k++) {
            raw[o++] = buffer.get(i * perRow + first + k);
          }
        }
      }
      default -> {
        for (int i = 0, o = offset; i < rows; i++) {
          for (int k = 0; k < wanted; k++) {
            raw[o++] = bytes.get(i * perRow + first + k);
          }
        }
      }
    }
  }

  @Override
  public long runtimeNanos() {
    return runtimeNanos;
  }

  @Override
  public void close() {
    outputTensor.close();
  }
}
