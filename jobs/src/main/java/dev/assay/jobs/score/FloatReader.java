package dev.assay.jobs.score;

import dev.assay.model.Feature;
import dev.assay.model.FeatureVector;
import dev.assay.model.RejectReason;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.vectorized.ColumnVector;

/** Reads float features: the common case, so float and int columns have loops of their own. */
final class FloatReader extends NumberReader {
  private static final int INFINITY_BITS = 0x7f800000;
  private static final int MAGNITUDE_BITS = 0x7fffffff;

  /** Up to this magnitude every integer is a float. */
  private static final int EXACT_INTEGERS = 1 << 24;

  private float[] values = new float[0];
  private FeatureVector.Floats vector = new FeatureVector.Floats(values, 1);

  FloatReader(Feature feature, DataType column, NumberCell cell) {
    super(feature, column, cell);
  }

  @Override
  void allocate(int elements) {
    values = new float[elements];
    vector = new FeatureVector.Floats(values, feature().width());
  }

  @Override
  boolean readFast(ColumnVector column, int rows) {
    if (column.hasNull() || hasCategories()) {
      return false;
    }
    return switch (cell().kind()) {
      case FLOAT -> readFloats(column, rows) < INFINITY_BITS;
      case INT -> cell().multiply() == 1 && readInts(column, rows) <= EXACT_INTEGERS;
      default -> false;
    };
  }

  /** The largest bit pattern without its sign: at or above infinity's, some value is not finite. */
  private int readFloats(ColumnVector column, int rows) {
    float[] target = values;
    int largest = 0;
    for (int i = 0; i < rows; i++) {
      float value = column.getFloat(i);
      target[i] = value;
      largest = Math.max(largest, Float.floatToRawIntBits(value) & MAGNITUDE_BITS);
    }
    return largest;
  }

  private int readInts(ColumnVector column, int rows) {
    float[] target = values;
    int largest = 0;
    for (int i = 0; i < rows; i++) {
      int value = column.getInt(i);
      target[i] = value;
      largest = Math.max(largest, value ^ (value >> 31)); // the magnitude, or one less
    }
    return largest;
  }

  @Override
  void putLong(long value, int row, int target) {
    float cast = (float) value;
    values[target] = cast;
    if ((long) cast != value && !feature().allowLossyCast()) {
      reject(row, RejectReason.LOSSY_CAST);
    }
  }

  @Override
  void putDouble(double value, int row, int target) {
    float cast = (float) value;
    values[target] = cast;
    if (Float.isNaN(cast)) {
      if (!missingAllowed()) {
        reject(row, RejectReason.NAN_VALUE);
      }
    } else if (Float.isInfinite(cast)) {
      reject(row, RejectReason.INFINITE_VALUE);
    } else if (cast != value && !feature().allowLossyCast()) {
      reject(row, RejectReason.LOSSY_CAST);
    }
  }

  @Override
  void putNull(int row, int target) {
    values[target] = Float.NaN;
    if (!missingAllowed()) {
      reject(row, RejectReason.NULL_VALUE);
    }
  }

  @Override
  FeatureVector vector() {
    return vector;
  }
}
