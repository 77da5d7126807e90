package dev.assay.jobs.score;

import dev.assay.model.ElementType;
import dev.assay.model.Feature;
import dev.assay.model.RejectReason;
import java.util.Arrays;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarArray;

/** Reads numbers of any column type; the subclass says what becomes of one. */
abstract class NumberReader extends FeatureReader {
  private final NumberCell cell;
  private final double[] categories;

  NumberReader(Feature feature, DataType column, NumberCell cell) {
    super(feature, column);
    this.cell = cell;
    this.categories =
        feature.categories().stream()
            .mapToDouble(Double::parseDouble)
            .map(this::element)
            .sorted()
            .toArray();
  }

  final NumberCell cell() {
    return cell;
  }

  final boolean hasCategories() {
    return categories.length > 0;
  }

  @Override
  final void put(ColumnVector column, int row) {
    if (cell.integral()) {
      take(cell.asLong(column, row), row, row);
    } else {
      take(cell.asDouble(column, row), row, row);
    }
  }

  @Override
  final void put(ColumnarArray values, int k, int row, int target) {
    if (cell.integral()) {
      take(cell.asLong(values, k), row, target);
    } else {
      take(cell.asDouble(values, k), row, target);
    }
  }

  @Override
  void putNull(int row, int target) {
    reject(row, RejectReason.NULL_VALUE);
  }

  private void take(long value, int row, int target) {
    if (unknown((double) value)) {
      reject(row, RejectReason.UNKNOWN_CATEGORY);
    }
    if (cell.saturated(value)) {
      reject(row, RejectReason.OUT_OF_RANGE);
    }
    putLong(value, row, target);
  }

  private void take(double value, int row, int target) {
    if (!Double.isNaN(value) && unknown(value)) {
      reject(row, RejectReason.UNKNOWN_CATEGORY);
    }
    putDouble(value, row, target);
  }

  /** The number that the tensor holds; zero has one sign, or they would sort apart. */
  private double element(double value) {
    return (feature().type() == ElementType.FLOAT ? (float) value : value) + 0.0;
  }

  /** Whether a cast changed a number; the largest long is none that casting back would give. */
  static boolean rounded(double cast, long value) {
    return cast == 0x1p63 || (long) cast != value;
  }

  private boolean unknown(double value) {
    return categories.length > 0 && Arrays.binarySearch(categories, element(value)) < 0;
  }

  abstract void putLong(long value, int row, int target);

  abstract void putDouble(double value, int row, int target);
}
