package dev.assay.quality;

import dev.assay.yaml.Key;
import java.util.List;

/** What a table looked like when a model was trained on it; {@code profile.json} is one. */
public record ReferenceProfile(
    @Key(doc = "Version of this file's format; 1.") int format,
    @Key(doc = "The table, with what pins it.") String table,
    @Key(doc = "Its rows.") long rows,
    @Key(doc = "Its columns, in the order of the table.") List<Column> columns) {

  /** The format this version of Assay writes and reads. */
  public static final int FORMAT = 1;

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
          List<Value> values) {
    public Column {
      values = List.copyOf(values);
    }
  }

  /** One value of a column. */
  public record Value(
      @Key(doc = "The value as text.") String value,
      @Key(doc = "Its share of all rows.") double share) {}
}
