package dev.assay.onnx;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import dev.assay.model.FeatureBatch;
import dev.assay.model.FeatureVector;
import dev.assay.model.TensorSpec;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * Fills a float tensor: columns become rows in blocks small enough for the first-level cache, and
 * each block goes to the direct buffer in one bulk copy.
 */
final class FloatFiller extends InputFiller {
  private static final int BLOCK = 128;

  /** Columns written in one pass: neighbours in a row, so their stores share a cache line. */
  private static final int COLUMNS = 4;

  private final FloatBuffer buffer;
  private final OnnxTensor tensor;
  private final float[] block;
  private final float[] fillerRow;

  FloatFiller(TensorSpec spec, int firstFeature, int rows, List<FeatureVector> filler) {
    super(spec, firstFeature, rows);
    java.nio.ByteBuffer bytes = OnnxInputs.directBuffer((long) rows * width * Float.BYTES);
    this.buffer = bytes.asFloatBuffer();
    this.tensor = OnnxInputs.tensor(bytes, OnnxJavaType.FLOAT, shape());
    this.block = new float[Math.min(BLOCK, rows) * width];
    this.fillerRow = new float[width];
    int offset = 0;
    for (FeatureVector vector : filler) {
      float[] values = ((FeatureVector.Floats) vector).values();
      System.arraycopy(values, 0, fillerRow, offset, vector.width());
      offset += vector.width();
    }
  }

  @Override
  void copy(FeatureBatch batch, int from, int to) {
    int features = features();
    if (features == 1) {
      FeatureVector.Floats only = (FeatureVector.Floats) vector(batch, 0);
      buffer.put(0, only.values(), from * width, (to - from) * width);
      return;
    }
    for (int start = from; start < to; start += BLOCK) {
      int count = Math.min(BLOCK, to - start);
      int offset = 0;
      int f = 0;
      while (f < features) {
        if (scalar(batch, f)) {
          transposeFour(batch, f, start, count, offset);
          f += COLUMNS;
          offset += COLUMNS;
        } else {
          FeatureVector.Floats vector = (FeatureVector.Floats) vector(batch, f);
          transpose(vector.values(), vector.width(), start, count, offset);
          f++;
          offset += vector.width();
        }
      }
      buffer.put((start - from) * width, block, 0, count * width);
    }
  }

  /** Whether this feature and the next ones up to {@link #COLUMNS} are scalars. */
  private boolean scalar(FeatureBatch batch, int first) {
    if (first + COLUMNS > features()) {
      return false;
    }
    for (int f = first; f < first + COLUMNS; f++) {
      if (vector(batch, f).width() != 1) {
        return false;
      }
    }
    return true;
  }

  private void transposeFour(FeatureBatch batch, int first, int start, int count, int offset) {
    float[] a = ((FeatureVector.Floats) vector(batch, first)).values();
    float[] b = ((FeatureVector.Floats) vector(batch, first + 1)).values();
    float[] c = ((FeatureVector.Floats) vector(batch, first + 2)).values();
    float[] d = ((FeatureVector.Floats) vector(batch, first + 3)).values();
    float[] target = block;
    int stride = width;
    for (int i = start, k = offset; i < start + count; i++, k += stride) {
      target[k] = a[i];
      target[k + 1] = b[i];
      target[k + 2] = c[i];
      target[k + 3] = d[i];
    }
  }

  private void transpose(float[] values, int each, int start, int count, int offset) {
    for (int i = 0, k = offset; i < count; i++, k += width) {
      System.arraycopy(values, (start + i) * each, block, k, each);
    }
  }

  @Override
  void putFiller(int row) {
    buffer.put(row * width, fillerRow, 0, width);
  }

  @Override
  OnnxTensor tensor() {
    return tensor;
  }

  @Override
  public void close() {
    tensor.close();
  }
}
