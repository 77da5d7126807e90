package dev.assay.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import dev.assay.error.AssayException;
import dev.assay.error.ErrorCode;
import dev.assay.model.FeatureBatch;
import dev.assay.model.FeatureVector;
import dev.assay.model.TensorSpec;
import java.util.Arrays;
import java.util.List;

/** Fills a string tensor. The runtime copies strings, so each call needs a tensor of its own. */
final class StringFiller extends InputFiller {
  private final String[] values;
  private final String[] fillerRow;
  private OnnxTensor tensor;

  StringFiller(TensorSpec spec, int firstFeature, int rows, List<FeatureVector> filler) {
    super(spec, firstFeature, rows);
    this.values = new String[rows * width];
    this.fillerRow = new String[width];
    Arrays.fill(fillerRow, "");
    int offset = 0;
    for (FeatureVector vector : filler) {
      String[] row = ((FeatureVector.Strings) vector).values();
      System.arraycopy(row, 0, fillerRow, offset, vector.width());
      offset += vector.width();
    }
  }

  @Override
  void copy(FeatureBatch batch, int from, int to) {
    int offset = 0;
    for (int f = 0; f < features(); f++) {
      FeatureVector.Strings vector = (FeatureVector.Strings) vector(batch, f);
      int each = vector.width();
      for (int i = from; i < to; i++) {
        System.arraycopy(vector.values(), i * each, values, (i - from) * width + offset, each);
      }
      offset += each;
    }
  }

  @Override
  void putFiller(int row) {
    System.arraycopy(fillerRow, 0, values, row * width, width);
  }

  @Override
  void filled() {
    close();
    try {
      tensor = OnnxTensor.createTensor(OnnxRuntime.environment(), values, shape());
    } catch (OrtException e) {
      throw new AssayException(
          ErrorCode.INTERNAL, "Cannot make a string tensor: " + e.getMessage(), e);
    }
  }

  @Override
  OnnxTensor tensor() {
    return tensor;
  }

  @Override
  public void close() {
    if (tensor != null) {
      tensor.close();
      tensor = null;
    }
  }
}
