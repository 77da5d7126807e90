package dev.assay.onnx;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import dev.assay.model.FeatureBatch;
import dev.assay.model.FeatureVector;
import dev.assay.model.TensorSpec;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.List;

/** Fills a float tensor with the rows that the batch assembles. */
final class FloatFiller extends InputFiller {
  private final int tensorIndex;
  private final ByteBuffer bytes;
  private final FloatBuffer buffer;
  private final OnnxTensor tensor;
  private final float[] fillerRow;

  FloatFiller(
      TensorSpec spec, int tensorIndex, int firstFeature, int rows, List<FeatureVector> filler) {
    super(spec, firstFeature, rows);
    this.tensorIndex = tensorIndex;
    this.bytes = OnnxInputs.directBuffer((long) rows * width * Float.BYTES);
    this.buffer = bytes.asFloatBuffer();
    this.tensor = OnnxInputs.tensor(bytes, OnnxJavaType.FLOAT, shape());
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
    batch.floatRows(tensorIndex, from, to).copyTo(bytes);
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
