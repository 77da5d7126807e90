package dev.assay.jobs.score;

import dev.assay.model.Feature;
import dev.assay.model.FeatureVector;
import dev.assay.model.RejectReason;
import java.util.Set;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarArray;

/** Reads string features. */
final class StringReader extends FeatureReader {
  private final Set<String> categories;
  private String[] values = new String[0];
  private FeatureVector.Strings vector = new FeatureVector.Strings(values, 1);

  StringReader(Feature feature, DataType column) {
    super(feature, column);
    this.categories = Set.copyOf(feature.categories());
  }

  @Override
  void allocate(int elements) {
    values = new String[elements];
    vector = new FeatureVector.Strings(values, feature().width());
  }

  @Override
  void put(ColumnVector column, int row) {
    take(column.getUTF8String(row).toString(), row, row);
  }

  @Override
  void put(ColumnarArray array, int k, int row, int target) {
    take(array.getUTF8String(k).toString(), row, target);
  }

  private void take(String value, int row, int target) {
    values[target] = value;
    if (!categories.isEmpty() && !categories.contains(value)) {
      reject(row, RejectReason.UNKNOWN_CATEGORY);
    }
  }

  @Override
  void putNull(int row, int target) {
    if (missingAllowed()) {
      take("", row, target);
    } else {
      values[target] = "";
      reject(row, RejectReason.NULL_VALUE);
    }
  }

  @Override
  FeatureVector vector() {
    return vector;
  }
}
