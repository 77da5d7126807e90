package dev.assay.quality;

import dev.assay.config.Substitution;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A metric of a table: what is computed, of which columns and which rows. Its SQL can hold <code>
 * ${as-of}</code>, so that a metric of each day's rows is the same metric every day; {@link #on}
 * fills it in.
 *
 * @param name what is computed
 * @param columns of which columns, as the table spells them
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

  /** The same with the run's date in its SQL: what is computed in that run. */
  public MetricKey on(LocalDate asOf) {
    return new MetricKey(
        name, columns, at, Substitution.asOf(predicate, asOf), Substitution.asOf(where, asOf));
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

  /** The metric that {@link #text} names; empty for a text that names none. */
  public static Optional<MetricKey> parse(String text) {
    return MetricText.parse(text);
  }

  private static String quoted(String column) {
    return column.matches("[\\p{L}\\p{N}_]+") ? column : '"' + column.replace("\"", "\"\"") + '"';
  }
}
