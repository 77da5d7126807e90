package dev.assay.jobs.score;

import dev.assay.model.Feature;
import dev.assay.model.FeatureVector;
import dev.assay.model.RejectReason;
import org.apache.spark.sql.types.DataType;

/** Reads boolean features. */
final class BoolReader extends NumberReader {
  private byte[] values = new byte[0];
  private FeatureVector.Bools vector = new FeatureVector.Bools(values, 1);

  BoolReader(Feature feature, DataType column, NumberCell cell) {
    super(feature, column, cell);
  }

  @Override
  void allocate(int elements) {
    values = new byte[elements];
    vector = new FeatureVector.Bools(values, feature().width());
  }

  @Override
  void putLong(long value, int row, int target) {
    values[target] = (byte) value;
    if (value != 0 && value != 1) {
      reject(row, RejectReason.OUT_OF_RANGE);
    }
  }

  @Override
  void putDouble(double value, int row, int target) {
    reject(row, RejectReason.OUT_OF_RANGE);
  }

  @Override
  FeatureVector vector() {
    return vector;
  }
}
