package dev.assay.jobs.score;

import dev.assay.model.Feature;
import dev.assay.model.FeatureVector;
import dev.assay.model.RejectReason;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.unsafe.Platform;

/** Reads float features: the common case, so float and int columns have loops of their own. */
final class FloatReader extends NumberReader {

  /** Up to this magnitude every integer is a float. */
  private static final int EXACT_INTEGERS = 1 << 24;

  private static final long MAGNITUDES = 0x7fffffff_7fffffffL;
  private static final long ONE_IN_EXPONENTS = 0x00800000_00800000L;
  private static final long SIGNS = 0x80000000_80000000L;

  private float[] values = new float[0];
  private FeatureVector.Floats own = new FeatureVector.Floats(values, 1);
  private FeatureVector.Floats borrowed = own;
  private FeatureVector.Floats vector = own;

  FloatReader(Feature feature, DataType column, NumberCell cell) {
    super(feature, column, cell);
  }

  @Override
  void allocate(int elements) {
    values = new float[elements];
    own = new FeatureVector.Floats(values, feature().width());
    vector = own;
  }

  @Override
  boolean readFast(ColumnVector column, int rows) {
    vector = own;
    if (column.hasNull() || hasCategories()) {
      return false;
    }
    return switch (cell().kind()) {
      case FLOAT -> readFloats(column, rows);
      case INT -> cell().multiply() == 1 && readInts(column, rows) < EXACT_INTEGERS;
      default -> false;
    };
  }

  private boolean readFloats(ColumnVector column, int rows) {
    float[] array = VectorArrays.floats(column);
    if (array == null) {
      for (int i = 0; i < rows; i++) {
        values[i] = column.getFloat(i);
      }
      return finite(values, rows);
    }
    if (!finite(array, rows)) {
      return false; // the slow way copies, because it must not write to the reader's array
    }
    vector = array == borrowed.values() ? borrowed : new FeatureVector.Floats(array, 1);
    borrowed = vector;
    return true;
  }

  /**
   * Whether no value is NaN or infinite: these alone have every bit of the exponent set, so that
   * adding one to the exponent carries into the sign. Two floats are looked at as one long.
   */
  private static boolean finite(float[] array, int rows) {
    long carried = 0;
    long offset = Platform.FLOAT_ARRAY_OFFSET;
    int pairs = rows / 2;
    for (int i = 0; i < pairs; i++, offset += Long.BYTES) {
      carried |= (Platform.getLong(array, offset) & MAGNITUDES) + ONE_IN_EXPONENTS;
    }
    if ((rows & 1) == 1) {
      carried |= (Float.floatToRawIntBits(array[rows - 1]) & MAGNITUDES) + ONE_IN_EXPONENTS;
    }
    return (carried & SIGNS) == 0;
  }

  /** Casts all rows; the largest magnitude, where a negative number counts as one less. */
  private int readInts(ColumnVector column, int rows) {
    float[] target = values;
    int[] array = VectorArrays.ints(column);
    int largest = 0;
    if (array == null) {
      for (int i = 0; i < rows; i++) {
        int value = column.getInt(i);
        target[i] = value;
        largest = Math.max(largest, value ^ (value >> 31));
      }
      return largest;
    }
    for (int i = 0; i < rows; i++) {
      int value = array[i];
      target[i] = value;
      largest = Math.max(largest, value ^ (value >> 31));
    }
    return largest;
  }

  @Override
  void putLong(long value, int row, int target) {
    float cast = (float) value;
    values[target] = cast;
    if (rounded(cast, value) && !feature().allowLossyCast()) {
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
      boolean tooLarge = !Double.isInfinite(value);
      reject(row, tooLarge ? RejectReason.OUT_OF_RANGE : RejectReason.INFINITE_VALUE);
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
