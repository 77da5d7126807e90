package dev.assay.jobs.score;

import dev.assay.model.ElementType;
import dev.assay.model.Feature;
import dev.assay.model.FeatureVector;
import dev.assay.model.MissingPolicy;
import dev.assay.model.RejectReason;
import java.util.Arrays;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarArray;

/**
 * Turns one column of Spark's batches into the elements that one feature wants, and finds the rows
 * that cannot be scored on the way. Arrays are reused; for numbers nothing is allocated per row.
 */
abstract class FeatureReader {
  /** Spark's Parquet reader gives batches of this many rows. */
  private static final int FIRST_CAPACITY = 4096;

  private final Feature feature;
  private final boolean array;
  private int capacity;
  private int[] reasons = new int[0];
  private int reasonsInBatch;

  FeatureReader(Feature feature, DataType column) {
    this.feature = feature;
    this.array = column instanceof ArrayType;
  }

  /** A reader for a feature from a column of a type. */
  static FeatureReader of(Feature feature, DataType column) {
    if (feature.type() == ElementType.STRING) {
      return new StringReader(feature, column);
    }
    DataType element = column instanceof ArrayType list ? list.elementType() : column;
    NumberCell cell = NumberCell.of(element, feature.epoch());
    return switch (feature.type()) {
      case FLOAT -> new FloatReader(feature, column, cell);
      case DOUBLE -> new DoubleReader(feature, column, cell);
      case INT32 -> new IntReader(feature, column, cell);
      case INT64 -> new LongReader(feature, column, cell);
      case BOOL -> new BoolReader(feature, column, cell);
      case STRING -> throw new IllegalStateException("handled above");
    };
  }

  /** Reads the first {@code rows} rows of a column. */
  final void read(ColumnVector column, int rows) {
    if (rows > capacity) {
      capacity = Math.max(rows, FIRST_CAPACITY);
      allocate(capacity * feature.width());
      reasons = new int[capacity];
    } else if (reasonsInBatch != 0) {
      Arrays.fill(reasons, 0);
    }
    reasonsInBatch = 0;
    if (array) {
      readArrays(column, rows);
    } else if (!readFast(column, rows)) {
      readScalars(column, rows);
    }
  }

  /**
   * Reads clean rows at full speed; false when some row needs a closer look, or there is no such
   * way.
   */
  boolean readFast(ColumnVector column, int rows) {
    return false;
  }

  private void readScalars(ColumnVector column, int rows) {
    boolean nulls = column.hasNull(); // the slot of a null holds a stale value
    for (int i = 0; i < rows; i++) {
      if (nulls && column.isNullAt(i)) {
        putNull(i, i);
      } else {
        put(column, i);
      }
    }
  }

  private void readArrays(ColumnVector column, int rows) {
    int width = feature.width();
    for (int i = 0; i < rows; i++) {
      if (column.isNullAt(i)) {
        reject(i, RejectReason.NULL_VALUE);
        continue;
      }
      ColumnarArray values = column.getArray(i);
      if (values.numElements() != width) {
        reject(i, RejectReason.WRONG_LENGTH);
        continue;
      }
      for (int k = 0; k < width; k++) {
        if (values.isNullAt(k)) {
          putNull(i, i * width + k);
        } else {
          put(values, k, i, i * width + k);
        }
      }
    }
  }

  /** Makes arrays for so many elements. */
  abstract void allocate(int elements);

  /** Takes the value of a row of a scalar column. */
  abstract void put(ColumnVector column, int row);

  /** Takes element {@code k} of a row's array. */
  abstract void put(ColumnarArray values, int k, int row, int target);

  /** Takes a null: a missing value where the feature allows one, else a reason. */
  abstract void putNull(int row, int target);

  /** The values read last. */
  abstract FeatureVector vector();

  final Feature feature() {
    return feature;
  }

  final boolean missingAllowed() {
    return feature.missing() != MissingPolicy.REJECT;
  }

  /** All reasons that occurred in the batch read last, as bits; 0 when every row can be scored. */
  final int reasonsInBatch() {
    return reasonsInBatch;
  }

  /** Why a row of the batch read last cannot be scored, as bits; 0 when it can. */
  final int reasons(int row) {
    return reasonsInBatch == 0 ? 0 : reasons[row];
  }

  final void reject(int row, RejectReason reason) {
    reasons[row] |= reason.bit();
    reasonsInBatch |= reason.bit();
  }
}
