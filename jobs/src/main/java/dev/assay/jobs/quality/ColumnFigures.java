package dev.assay.jobs.quality;

import dev.assay.quality.FrozenBins;
import java.util.Map;

/**
 * What was observed of a column.
 *
 * @param name the column
 * @param type its type in Spark SQL's notation
 * @param rows rows of the table
 * @param filled share of rows with a value
 * @param distinct distinct values, approximately
 * @param unique whether every value stands once; false where that was not looked at
 * @param numbers figures of a column of numbers, NaN left out; null for others and without values
 * @param counts rows by value where there are few; else empty
 * @param bins rows of numbers in bins; null for others and without values
 */
record ColumnFigures(
    String name,
    String type,
    long rows,
    double filled,
    long distinct,
    boolean unique,
    NumberFigures numbers,
    Map<String, Long> counts,
    FrozenBins bins) {

  /** Figures of numbers. */
  record NumberFigures(double min, double max, double mean, double deviation) {}

  boolean isString() {
    return type.equals("string");
  }

  boolean isFloating() {
    return type.equals("double") || type.equals("float");
  }

  double share(String value) {
    return rows == 0 ? 0 : (double) counts.get(value) / rows;
  }
}
