package dev.assay.quality;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A metric of a table: what is computed, of which columns and which rows.
 *
 * @param name what is computed
 * @param columns of which columns; names are as the table spells them once rules were matched
 * @param at for {@link MetricName#QUANTILE}: which one, between 0 and 1; else null
 * @param predicate for {@link MetricName#COMPLIANCE}: Spark SQL; else null
 * @param where Spark SQL predicate that picks the rows; null for all
 */
public record MetricKey(
    MetricName name, List<String> columns, Double at, String predicate, String where) {

  public MetricKey {
    columns = List.copyOf(columns);
    where = where == null || where.isBlank() ? null : where.strip();
  }

  /** The number of rows that fulfil {@code where}; of all rows where it is null. */
  public static MetricKey rowCount(String where) {
    return new MetricKey(MetricName.ROW_COUNT, List.of(), null, null, where);
  }

  /** A metric of columns. */
  public static MetricKey of(MetricName name, List<String> columns, String where) {
    return new MetricKey(name, columns, null, null, where);
  }

  /** The share of rows for which a predicate is true. */
  public static MetricKey compliance(String predicate, String where) {
    return new MetricKey(MetricName.COMPLIANCE, List.of(), null, predicate, where);
  }

  /**
   * The metric as one line, the same in every run; its name in {@code quality_metrics}: {@code
   * mean(AGEP)}, {@code quantile(AGEP, 0.5) where year = 2018}, {@code uniqueness("a, b", c)}.
   */
  public String text() {
    String of = columns.stream().map(MetricKey::quoted).collect(Collectors.joining(", "));
    String argument = at == null ? predicate : Numbers.text(at);
    String inside = argument == null ? of : of.isEmpty() ? argument : of + ", " + argument;
    return name.key() + "(" + inside + ")" + (where == null ? "" : " where " + where);
  }

  private static String quoted(String column) {
    return column.matches("[\\p{L}\\p{N}_]+") ? column : '"' + column.replace("\"", "\"\"") + '"';
  }
}
