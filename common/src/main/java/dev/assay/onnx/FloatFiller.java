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
      for (int f = 0; f < features; f++) {
        FeatureVector.Floats vector = (FeatureVector.Floats) vector(batch, f);
        transpose(vector.values(), vector.width(), start, count, offset);
        offset += vector.width();
      }
      buffer.put((start - from) * width, block, 0, count * width);
    }
  }

  private void transpose(float[] values, int each, int start, int count, int offset) {
    float[] target = block;
    int stride = width;
    if (each == 1) {
      for (int i = 0, k = offset; i < count; i++, k += stride) {
        target[k] = values[start + i];
      }
    } else {
      for (int i = 0, k = offset; i < count; i++, k += stride) {
        System.arraycopy(values, (start + i) * each, target, k, each);
      }
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
