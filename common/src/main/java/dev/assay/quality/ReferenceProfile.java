package dev.assay.quality;

import dev.assay.yaml.Key;
import java.util.List;

/**
 * What a table looked like when a model was trained on it; {@code profile.json} is one. Format 1
 * has no bins.
 */
public record ReferenceProfile(
    @Key(doc = "Version of this file's format; 2.") int format,
    @Key(doc = "The table, with what pins it.") String table,
    @Key(doc = "Its rows.") long rows,
    @Key(doc = "Its columns, in the order of the table.") List<Column> columns) {

  /** The format this version of Assay writes, and the newest that it reads. */
  public static final int FORMAT = 2;

  /** The first format whose columns of numbers have bins. */
  public static final int WITH_BINS = 2;

  public ReferenceProfile {
    columns = List.copyOf(columns);
  }

  /** One column. */
  public record Column(
      @Key(doc = "Its name.") String name,
      @Key(doc = "Its type in Spark SQL's notation.") String type,
      @Key(doc = "Share of rows with null.") double nullShare,
      @Key(doc = "Numbers: the smallest value but NaN.", def = "null") Double min,
      @Key(doc = "Numbers: the largest value but NaN.", def = "null") Double max,
      @Key(doc = "Numbers: mean of the values but NaN.", def = "null") Double mean,
      @Key(doc = "Numbers: standard deviation of the values but NaN.", def = "null")
          Double deviation,
      @Key(doc = "Distinct values but null, approximately.") long distinct,
      @Key(
              doc = "Every value and its share of the rows, where there are few; else empty.",
              def = "[]")
          List<Value> values,
      @Key(doc = "Numbers: bins of the values but NaN.", def = "null") FrozenBins bins) {
    public Column {
      values = List.copyOf(values);
    }
  }

  /** One value of a column. */
  public record Value(
      @Key(doc = "The value as text.") String value,
      @Key(doc = "Its share of all rows.") double share) {}
}
