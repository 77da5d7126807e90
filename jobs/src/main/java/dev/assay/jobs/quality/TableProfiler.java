package dev.assay.jobs.quality;

import dev.assay.jobs.quality.ColumnFigures.NumberFigures;
import dev.assay.jobs.quality.DeequSuggestions.Suggestion;
import dev.assay.quality.MetricKey;
import dev.assay.quality.MetricName;
import dev.assay.quality.MetricValue;
import dev.assay.quality.MetricValue.Bins;
import dev.assay.quality.MetricValue.Counts;
import dev.assay.quality.MetricValue.Scalar;
import dev.assay.quality.ReferenceProfile;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;

/** Looks at a table: its reference profile, and a draft of rules for tables like it. */
public final class TableProfiler {
  /** Columns with more distinct values are not listed value by value. */
  private static final int FEW_VALUES = 100;

  private static final double KEY_LIKE = 0.8;

  private final Dataset<Row> table;
  private final String name;
  private final LocalDate asOf;
  private final List<StructField> fields = new ArrayList<>();
  private int scans;

  private TableProfiler(
      Dataset<Row> table, String name, Collection<String> without, LocalDate asOf) {
    this.table = table;
    this.name = name;
    this.asOf = asOf;
    for (StructField field : table.schema().fields()) {
      if (!without.contains(field.name())) {
        fields.add(field);
      }
    }
  }

  /**
   * Profiles a table: two passes for its figures, three of Deequ for its suggestions, and one to
   * make sure that no rule of the draft fails on the table itself.
   *
   * @param table a table at a pinned version
   * @param name what it is called, with what pins it
   * @param without columns that other tables like it need not have in common with it, such as the
   *     partition's; there are no rules for them
   * @param asOf the date that the table is of
   */
  public static TableProfile profile(
      Dataset<Row> table, String name, Collection<String> without, LocalDate asOf) {
    return new TableProfiler(table, name, without, asOf).profile();
  }

  private TableProfile profile() {
    List<ColumnFigures> figures = figures();
    long rows = figures.isEmpty() ? 0 : figures.get(0).rows();
    RuleDraft draft = new RuleDraft(table, name, asOf, rows);
    Map<String, Set<Suggestion>> suggestions = suggestions(draft, rows);
    for (ColumnFigures column : figures) {
      draft.add(column, suggestions.getOrDefault(column.name(), Set.of()));
    }
    String rules = draft.text();
    ReferenceProfile reference =
        new ReferenceProfile(
            ReferenceProfile.FORMAT,
            name,
            rows,
            figures.stream().map(TableProfiler::reference).toList());
    return new TableProfile(reference, rules, scans + draft.scans());
  }

  private Map<String, Set<Suggestion>> suggestions(RuleDraft draft, long rows) {
    List<String> plain =
        fields.stream().filter(TableProfiler::isPlain).map(StructField::name).toList();
    if (plain.isEmpty() || rows == 0) {
      return Map.of();
    }
    scans += DeequSuggestions.SCANS;
    try {
      return DeequSuggestions.of(table, plain);
    } catch (RuntimeException e) {
      if (Causes.isCancelled(e)) {
        throw e;
      }
      draft.note("Deequ's suggestions are missing, it failed: " + Causes.firstLine(e));
      return Map.of();
    }
  }

  private static ReferenceProfile.Column reference(ColumnFigures column) {
    NumberFigures numbers = column.numbers();
    return new ReferenceProfile.Column(
        column.name(),
        column.type(),
        1 - column.filled(),
        numbers == null ? null : Double.valueOf(numbers.min()),
        numbers == null ? null : Double.valueOf(numbers.max()),
        numbers == null ? null : Double.valueOf(numbers.mean()),
        numbers == null ? null : Double.valueOf(numbers.deviation()),
        column.distinct(),
        column.counts().keySet().stream()
            .map(value -> new ReferenceProfile.Value(value, column.share(value)))
            .toList(),
        column.bins());
  }

  private List<ColumnFigures> figures() {
    Measured first = measure(firstKeys());
    Measured second = measure(secondKeys(first));
    long rows = (long) number(first, MetricKey.rowCount(null)).orElse(0);
    return fields.stream().map(field -> figures(field, rows, first, second)).toList();
  }

  private Measured measure(List<MetricKey> keys) {
    Measured measured = MetricScan.measure(MetricPlan.of(table, keys, asOf));
    scans += measured.scans();
    return measured;
  }

  private List<MetricKey> firstKeys() {
    List<MetricKey> keys = new ArrayList<>();
    keys.add(MetricKey.rowCount(null));
    for (StructField field : fields) {
      keys.add(key(MetricName.COMPLETENESS, field));
      keys.add(key(MetricName.APPROX_COUNT_DISTINCT, field));
      if (field.dataType() instanceof NumericType) {
        keys.add(key(MetricName.MINIMUM, field));
        keys.add(key(MetricName.MAXIMUM, field));
        keys.add(key(MetricName.MEAN, field));
        keys.add(key(MetricName.STANDARD_DEVIATION, field));
        keys.add(bins(field));
      }
    }
    return keys;
  }

  /** Exact counts only where the first pass says that they are few, or that all may differ. */
  private List<MetricKey> secondKeys(Measured first) {
    double rows = number(first, MetricKey.rowCount(null)).orElse(0);
    List<MetricKey> keys = new ArrayList<>();
    for (StructField field : fields) {
      double distinct = number(first, key(MetricName.APPROX_COUNT_DISTINCT, field)).orElse(-1);
      if (!isSingle(field) || isFloating(field)) {
        continue;
      }
      if (distinct >= 0 && distinct <= FEW_VALUES) {
        keys.add(MetricKey.of(MetricName.VALUE_COUNTS, List.of(field.name()), null));
      } else if (distinct > KEY_LIKE * rows) {
        keys.add(MetricKey.of(MetricName.UNIQUENESS, List.of(field.name()), null));
      }
    }
    return keys;
  }

  /** Whether rules can be about single values of the column. */
  private static boolean isSingle(StructField field) {
    DataType type = field.dataType();
    return isPlain(field)
        || type instanceof DateType
        || type instanceof TimestampType
        || type instanceof TimestampNTZType;
  }

  private static boolean isPlain(StructField field) {
    DataType type = field.dataType();
    return type instanceof NumericType || type instanceof StringType || type instanceof BooleanType;
  }

  private static boolean isFloating(StructField field) {
    String type = field.dataType().catalogString();
    return type.equals("double") || type.equals("float");
  }

  /** Figures of numbers leave NaN out. */
  private MetricKey key(MetricName metric, StructField field) {
    boolean nan = isFloating(field) && metric != MetricName.COMPLETENESS;
    String where = nan ? "NOT isnan(`" + field.name().replace("`", "``") + "`)" : null;
    return MetricKey.of(metric, List.of(field.name()), where);
  }

  private static MetricKey bins(StructField field) {
    return MetricKey.of(MetricName.BINS, List.of(field.name()), null);
  }

  private ColumnFigures figures(StructField field, long rows, Measured first, Measured second) {
    Map<String, Long> counts = new LinkedHashMap<>();
    MetricKey values = MetricKey.of(MetricName.VALUE_COUNTS, List.of(field.name()), null);
    if (second.values().get(values) instanceof Counts found) {
      counts.putAll(found.counts());
    }
    MetricKey unique = MetricKey.of(MetricName.UNIQUENESS, List.of(field.name()), null);
    OptionalDouble distinct = number(first, key(MetricName.APPROX_COUNT_DISTINCT, field));
    return new ColumnFigures(
        field.name(),
        field.dataType().catalogString(),
        rows,
        number(first, key(MetricName.COMPLETENESS, field)).orElse(0),
        counts.isEmpty() ? (long) distinct.orElse(0) : counts.size(),
        number(second, unique).orElse(0) == 1,
        numbers(field, first),
        counts,
        first.values().get(bins(field)) instanceof Bins bins ? bins.bins() : null);
  }

  private NumberFigures numbers(StructField field, Measured first) {
    OptionalDouble min = number(first, key(MetricName.MINIMUM, field));
    OptionalDouble max = number(first, key(MetricName.MAXIMUM, field));
    if (min.isEmpty() || max.isEmpty()) {
      return null;
    }
    return new NumberFigures(
        min.getAsDouble(),
        max.getAsDouble(),
        number(first, key(MetricName.MEAN, field)).orElse(Double.NaN),
        number(first, key(MetricName.STANDARD_DEVIATION, field)).orElse(Double.NaN));
  }

  private static OptionalDouble number(Measured measured, MetricKey key) {
    MetricValue value = measured.values().get(key);
    return value instanceof Scalar scalar
        ? OptionalDouble.of(scalar.value())
        : OptionalDouble.empty();
  }
}
