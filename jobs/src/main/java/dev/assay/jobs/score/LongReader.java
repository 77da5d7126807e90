package dev.assay.jobs.score;

import dev.assay.model.Feature;
import dev.assay.model.FeatureVector;
import dev.assay.model.RejectReason;
import org.apache.spark.sql.types.DataType;

/** Reads 64-bit integer features. */
final class LongReader extends NumberReader {
  private long[] values = new long[0];
  private FeatureVector.Longs vector = new FeatureVector.Longs(values, 1);

  LongReader(Feature feature, DataType column, NumberCell cell) {
    super(feature, column, cell);
  }

  @Override
  void allocate(int elements) {
    values = new long[elements];
    vector = new FeatureVector.Longs(values, feature().width());
  }

  @Override
  void putLong(long value, int row, int target) {
    values[target] = value;
  }

  @Override
  void putDouble(double value, int row, int target) {
    values[target] = (long) value;
    if ((long) value != value) {
      reject(row, Double.isNaN(value) ? RejectReason.NAN_VALUE : RejectReason.OUT_OF_RANGE);
    }
  }

  @Override
  FeatureVector vector() {
    return vector;
  }
}
