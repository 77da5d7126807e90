package dev.assay.jobs.score;

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
        feature.categories().stream().mapToDouble(Double::parseDouble).sorted().toArray();
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
    putLong(value, row, target);
  }

  private void take(double value, int row, int target) {
    if (!Double.isNaN(value) && unknown(value)) {
      reject(row, RejectReason.UNKNOWN_CATEGORY);
    }
    putDouble(value, row, target);
  }

  private boolean unknown(double value) {
    return categories.length > 0 && Arrays.binarySearch(categories, value) < 0;
  }

  abstract void putLong(long value, int row, int target);

  abstract void putDouble(double value, int row, int target);
}
