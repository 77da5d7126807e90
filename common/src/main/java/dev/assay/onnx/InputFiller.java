package dev.assay.onnx;

import ai.onnxruntime.OnnxTensor;
import dev.assay.model.FeatureBatch;
import dev.assay.model.FeatureVector;
import dev.assay.model.TensorSpec;
import java.util.List;

/** Fills one input tensor from feature columns; one subclass for each element type. */
abstract class InputFiller implements AutoCloseable {
  private final TensorSpec spec;
  private final int firstFeature;
  final int rows;
  final int width;

  InputFiller(TensorSpec spec, int firstFeature, int rows) {
    this.spec = spec;
    this.firstFeature = firstFeature;
    this.rows = rows;
    this.width = spec.width();
  }

  static InputFiller of(
      TensorSpec spec, int tensorIndex, int firstFeature, int rows, List<FeatureVector> fillerRow) {
    return switch (spec.type()) {
      case FLOAT -> new FloatFiller(spec, tensorIndex, firstFeature, rows, fillerRow);
      case STRING -> new StringFiller(spec, firstFeature, rows, fillerRow);
      case DOUBLE, INT32, INT64, BOOL -> new WideFiller(spec, firstFeature, rows, fillerRow);
    };
  }

  final String name() {
    return spec.name();
  }

  final long[] shape() {
    return spec.shape(rows);
  }

  final int features() {
    return spec.features().size();
  }

  final FeatureVector vector(FeatureBatch batch, int feature) {
    return batch.vector(firstFeature + feature);
  }

  final void fill(FeatureBatch batch, int from, int to) {
    copy(batch, from, to);
    if (batch.anyRejected()) {
      for (int i = from; i < to; i++) {
        if (batch.rejected(i)) {
          putFiller(i - from);
        }
      }
    }
    for (int i = to - from; i < rows; i++) {
      putFiller(i);
    }
    filled();
  }

  final void fillWithFiller() {
    for (int i = 0; i < rows; i++) {
      putFiller(i);
    }
    filled();
  }

  /** Copies rows {@code from} to {@code to} of the batch to the start of the tensor. */
  abstract void copy(FeatureBatch batch, int from, int to);

  /** Puts the filler row at a row of the tensor. */
  abstract void putFiller(int row);

  /** Called when all rows are in place. */
  void filled() {}

  /** The filled tensor; belongs to this filler. */
  abstract OnnxTensor tensor();

  @Override
  public abstract void close();
}
