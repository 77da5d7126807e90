package dev.assay.jobs.score;

import dev.assay.model.Feature;
import dev.assay.model.FeatureVector;
import dev.assay.model.RejectReason;
import org.apache.spark.sql.types.DataType;

/** Reads 32-bit integer features. */
final class IntReader extends NumberReader {
  private int[] values = new int[0];
  private FeatureVector.Ints vector = new FeatureVector.Ints(values, 1);

  IntReader(Feature feature, DataType column, NumberCell cell) {
    super(feature, column, cell);
  }

  @Override
  void allocate(int elements) {
    values = new int[elements];
    vector = new FeatureVector.Ints(values, feature().width());
  }

  @Override
  void putLong(long value, int row, int target) {
    values[target] = (int) value;
    if ((int) value != value) {
      reject(row, RejectReason.OUT_OF_RANGE);
    }
  }

  @Override
  void putDouble(double value, int row, int target) {
    values[target] = (int) value;
    if ((int) value != value) {
      reject(row, Double.isNaN(value) ? RejectReason.NAN_VALUE : RejectReason.OUT_OF_RANGE);
    }
  }

  @Override
  FeatureVector vector() {
    return vector;
  }
}
