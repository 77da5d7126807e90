package dev.assay.jobs.score;

import dev.assay.model.Feature;
import dev.assay.model.FeatureVector;
import dev.assay.model.RejectReason;
import org.apache.spark.sql.types.DataType;

/** Reads double features. */
final class DoubleReader extends NumberReader {
  private double[] values = new double[0];
  private FeatureVector.Doubles vector = new FeatureVector.Doubles(values, 1);

  DoubleReader(Feature feature, DataType column, NumberCell cell) {
    super(feature, column, cell);
  }

  @Override
  void allocate(int elements) {
    values = new double[elements];
    vector = new FeatureVector.Doubles(values, feature().width());
  }

  @Override
  void putLong(long value, int row, int target) {
    double cast = (double) value;
    values[target] = cast;
    if (rounded(cast, value) && !feature().allowLossyCast()) {
      reject(row, RejectReason.LOSSY_CAST);
    }
  }

  @Override
  void putDouble(double value, int row, int target) {
    values[target] = value;
    if (Double.isNaN(value)) {
      if (!missingAllowed()) {
        reject(row, RejectReason.NAN_VALUE);
      }
    } else if (Double.isInfinite(value)) {
      reject(row, RejectReason.INFINITE_VALUE);
    }
  }

  @Override
  void putNull(int row, int target) {
    values[target] = Double.NaN;
    if (!missingAllowed()) {
      reject(row, RejectReason.NULL_VALUE);
    }
  }

  @Override
  FeatureVector vector() {
    return vector;
  }
}
