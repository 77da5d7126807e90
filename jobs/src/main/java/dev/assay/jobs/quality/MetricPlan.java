package dev.assay.jobs.quality;

import dev.assay.error.Suggest;
import dev.assay.jobs.quality.Accumulator.Kind;
import dev.assay.quality.MetricKey;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.UnscaledValue;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;
import scala.collection.JavaConverters;

/**
 * How a set of metrics of one table will be computed: all in one pass, and which of them cannot be,
 * and why. Each SQL text is analysed by itself, so that a bad one costs its own metrics only.
 */
public final class MetricPlan {
  private static final int LONG_DIGITS = 18;
  private static final long SECOND_SEED = 0x5DEECE66DL;

  private final Dataset<Row> table;
  private final LocalDate asOf;
  private final Map<MetricKey, String> refused = new LinkedHashMap<>();
  private final Set<MetricKey> planned = new LinkedHashSet<>();
  private final Map<String, Integer> ordinals = new LinkedHashMap<>();
  private final List<Column> columns = new ArrayList<>();
  private final Map<String, StateSpec> states = new LinkedHashMap<>();
  private final Map<String, String> sqlProblems = new LinkedHashMap<>();

  private final Complaints complaints;

  private MetricPlan(Dataset<Row> table, LocalDate asOf, Complaints complaints) {
    this.table = table;
    this.asOf = asOf;
    this.complaints = complaints;
  }

  /**
   * Plans.
   *
   * @param table a table at a pinned version
   * @param keys what to compute; column names as the table spells them
   * @param asOf the date that <code>${as-of}</code> stands for in their SQL; the metrics are still
   *     known by their keys, and their states kept under them
   */
  public static MetricPlan of(Dataset<Row> table, Collection<MetricKey> keys, LocalDate asOf) {
    MetricPlan plan = new MetricPlan(table, Objects.requireNonNull(asOf), null);
    keys.forEach(plan::add);
    return plan;
  }

  /** The same pass, in which a predicate that fails on a row complains and is not true of it. */
  MetricPlan complaining(Complaints to) {
    MetricPlan plan = new MetricPlan(table, asOf, to);
    planned.forEach(plan::add);
    return plan;
  }

  /** The reason of one of a metric's predicates that complained; null if none did. */
  String complaint(MetricKey key, Map<String, String> reasons) {
    MetricKey filled = key.on(asOf);
    String ofWhere = filled.where() == null ? null : reasons.get(filled.where());
    return ofWhere != null || filled.predicate() == null
        ? ofWhere
        : reasons.get(filled.predicate());
  }

  /**
   * A pass over the table's rows.
   *
   * @param metrics what comes out of it
   * @param reason what is computed in it, for a person
   */
  public record Scan(List<MetricKey> metrics, String reason) {
    public Scan {
      metrics = List.copyOf(metrics);
    }
  }

  /** The passes over the table: one, or none where nothing can be computed. */
  public List<Scan> scans() {
    return planned.isEmpty() ? List.of() : List.of(new Scan(List.copyOf(planned), reason()));
  }

  private String reason() {
    long grouped = planned.stream().filter(key -> key.name().grouped()).count();
    String text =
        (planned.size() == 1 ? "1 metric" : planned.size() + " metrics") + " in one shared scan";
    if (grouped == 0) {
      return text;
    }
    return text
        + "; "
        + grouped
        + " of them by the frequencies of values, which it shuffles as counts by value";
  }

  /** Metrics that cannot be computed, each with half a sentence that says why. */
  public Map<MetricKey, String> refused() {
    return Collections.unmodifiableMap(refused);
  }

  /** Metrics that will be computed. */
  Set<MetricKey> planned() {
    return planned;
  }

  LocalDate asOf() {
    return asOf;
  }

  Dataset<Row> table() {
    return table;
  }

  /** The table's columns as the states want them. */
  Dataset<Row> projected() {
    List<Column> named = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      named.add(columns.get(i).as("c" + i));
    }
    return table.select(named.toArray(new Column[0]));
  }

  List<StateSpec> states() {
    return List.copyOf(states.values());
  }

  private void add(MetricKey key) {
    try {
      Binding binding = new Binding(key);
      binding.check();
      binding.bind();
      planned.add(key);
    } catch (Refusal e) {
      refused.put(key, e.getMessage());
    }
  }

  /** Why a metric cannot be computed. */
  private static final class Refusal extends Exception {
    private static final long serialVersionUID = 1L;

    Refusal(String reason) {
      super(reason, null, false, false);
    }
  }

  /** One metric. */
  private final class Binding {
    private final MetricKey key;
    private final String where;
    private final String predicate;
    private final List<StructField> fields = new ArrayList<>();
    private final List<String> ids;
    private int rows = -1;

    Binding(MetricKey key) {
      this.key = key;
      this.where = key.on(asOf).where();
      this.predicate = key.on(asOf).predicate();
      this.ids = StateIds.of(key);
    }

    /** Refuses before anything is planned, so that no refused metric costs anything. */
    void check() throws Refusal {
      for (String column : key.columns()) {
        fields.add(field(column));
      }
      requireSql("where", where);
      requireSql("predicate", predicate);
      for (StructField field : fields) {
        checkType(field);
      }
      if (key.at() != null && !(key.at() >= 0 && key.at() <= 1)) {
        throw new Refusal("a quantile lies between 0 and 1, not at " + key.at());
      }
    }

    private void checkType(StructField field) throws Refusal {
      String wanted =
          switch (key.name()) {
            case ROW_COUNT, COMPLETENESS, COMPLIANCE -> null;
            case MEAN, MINIMUM, MAXIMUM, QUANTILE, SUM, STANDARD_DEVIATION, CORRELATION, BINS ->
                isNumber(field.dataType()) ? null : "a number";
            case NEWEST -> isTime(field.dataType()) ? null : "a date or a timestamp";
            case VALUE_COUNTS -> isNested(field.dataType()) ? "a plain value" : null;
            case DISTINCTNESS, UNIQUENESS, ENTROPY, MUTUAL_INFORMATION, APPROX_COUNT_DISTINCT ->
                holdsMap(field.dataType()) ? "something that can be compared" : null;
          };
      if (wanted != null) {
        String type = field.dataType().catalogString();
        throw new Refusal("column '" + field.name() + "' is " + type + " and not " + wanted);
      }
    }

    void bind() {
      rows = where == null ? -1 : flag("where " + where, sql(where));
      switch (key.name()) {
        case ROW_COUNT -> state(0, Kind.ROWS, -1);
        case COMPLETENESS -> {
          state(0, Kind.ROWS, flag("filled " + name(0), column(0).isNotNull()));
          state(1, Kind.ROWS, -1);
        }
        case COMPLIANCE -> {
          state(0, Kind.ROWS, flag("true " + predicate, sql(predicate)));
          state(1, Kind.ROWS, -1);
        }
        case MEAN, MINIMUM, MAXIMUM, SUM -> bindNumbers();
        case STANDARD_DEVIATION -> state(0, Kind.MOMENTS, asDouble(0));
        case QUANTILE -> state(0, Kind.DIGEST, asDouble(0));
        case BINS -> state(0, Kind.BINS, asDouble(0));
        case CORRELATION -> put(0, Kind.CO_MOMENTS, rows, asDouble(0), asDouble(1), -1, 0);
        case APPROX_COUNT_DISTINCT -> {
          Column hash = functions.when(column(0).isNotNull(), functions.xxhash64(column(0)));
          state(0, Kind.SKETCH, ordinal("hash " + name(0), hash));
        }
        case NEWEST -> bindNewest();
        case DISTINCTNESS, UNIQUENESS, ENTROPY -> bindGroups(0, "any", key.columns(), -1);
        case VALUE_COUNTS -> {
          int text = ordinal("text " + name(0), column(0).cast("string"));
          bindGroups(0, "any", key.columns(), text);
        }
        case MUTUAL_INFORMATION -> {
          bindGroups(0, "all", key.columns(), -1);
          bindGroups(1, "all", key.columns().subList(0, 1), -1);
          bindGroups(2, "all", key.columns().subList(1, 2), -1);
        }
      }
    }

    private void bindNumbers() {
      DataType type = fields.get(0).dataType();
      if (type instanceof DecimalType decimal && decimal.precision() <= LONG_DIGITS) {
        Column unscaled = new Column(new UnscaledValue(column(0).expr()));
        int ordinal = ordinal("unscaled " + name(0), unscaled);
        put(0, Kind.EXACT, rows, ordinal, -1, -1, decimal.scale());
      } else if (isInteger(type)) {
        state(0, Kind.EXACT, ordinal("bigint " + name(0), column(0).cast("bigint")));
      } else {
        state(0, Kind.FLOATING, asDouble(0));
      }
    }

    private void bindNewest() {
      boolean date = fields.get(0).dataType() instanceof DateType;
      Column time =
          date
              ? functions.unix_date(column(0)).cast("bigint")
              : functions.unix_micros(column(0).cast("timestamp"));
      put(0, Kind.NEWEST, rows, ordinal("time " + name(0), time), -1, -1, date ? 1 : 0);
    }

    /**
     * As Deequ has it, rows count where one of the columns has a value; mutual information is of
     * rows where all have.
     */
    private void bindGroups(int index, String filled, List<String> of, int text) {
      Column condition =
          key.columns().stream()
              .map(name -> MetricPlan.column(name).isNotNull())
              .reduce((a, b) -> filled.equals("any") ? a.or(b) : a.and(b))
              .orElseThrow();
      String name = filled + " " + joined(key.columns());
      int flag =
          where == null
              ? flag(name, condition)
              : flag(name + " where " + where, sql(where).and(condition));
      // xxhash64 skips nulls: without the flags (null, x) and (x, null) would be one key.
      List<Column> parts = new ArrayList<>();
      for (String column : of) {
        parts.add(MetricPlan.column(column));
        if (of.size() > 1) {
          parts.add(MetricPlan.column(column).isNull());
        }
      }
      int first = ordinal("key " + joined(of), functions.xxhash64(parts.toArray(new Column[0])));
      parts.add(0, functions.lit(SECOND_SEED));
      int second =
          ordinal("second key " + joined(of), functions.xxhash64(parts.toArray(new Column[0])));
      put(index, Kind.FREQUENCIES, flag, first, second, text, 0);
    }

    private String name(int index) {
      return fields.get(index).name();
    }

    private Column column(int index) {
      return MetricPlan.column(name(index));
    }

    private int asDouble(int index) {
      return ordinal("double " + name(index), column(index).cast("double"));
    }

    private void state(int index, Kind kind, int first) {
      put(index, kind, rows, first, -1, -1, 0);
    }

    private void put(int index, Kind kind, int flag, int first, int second, int text, int scale) {
      String id = ids.get(index);
      states.putIfAbsent(id, new StateSpec(id, kind, flag, first, second, text, scale));
    }
  }

  private int flag(String name, Column condition) {
    return ordinal(name, functions.coalesce(condition, functions.lit(false)));
  }

  private int ordinal(String name, Column column) {
    return ordinals.computeIfAbsent(
        name,
        added -> {
          columns.add(column);
          return columns.size() - 1;
        });
  }

  private static String joined(List<String> names) {
    return String.join("\0", names);
  }

  private Column sql(String text) {
    Column column = functions.expr(text);
    return complaints == null ? column : new Column(new Attempt(column.expr(), text, complaints));
  }

  private static Column column(String name) {
    return functions.col("`" + name.replace("`", "``") + "`");
  }

  private StructField field(String column) throws Refusal {
    List<String> names = List.of(table.columns());
    int exact = names.indexOf(column);
    if (exact < 0 || names.lastIndexOf(column) != exact) {
      String reason = exact < 0 ? "the table has no column '" : "the table has two columns '";
      throw new Refusal(reason + column + "'." + Suggest.didYouMean(column, names));
    }
    return table.schema().fields()[exact];
  }

  private void requireSql(String what, String text) throws Refusal {
    if (text != null) {
      String problem =
          sqlProblems.computeIfAbsent(text, sql -> Objects.requireNonNullElse(problem(sql), ""));
      if (!problem.isEmpty()) {
        throw new Refusal("its " + what + " '" + text + "' " + problem);
      }
    }
  }

  /** What is wrong with a predicate; null if nothing is. */
  private String problem(String text) {
    try {
      Dataset<Row> selected = table.select(sql(text));
      LogicalPlan plan = selected.queryExecution().analyzed();
      if (!(plan instanceof Project project)
          || !project.child().equals(table.queryExecution().analyzed())) {
        return "does not look at one row by itself";
      }
      if (!JavaConverters.seqAsJavaList(project.projectList()).stream()
          .map(Expression.class::cast)
          .allMatch(Expression::deterministic)) {
        return "gives another result in another run";
      }
      StructType schema = selected.schema();
      if (schema.length() != 1 || !(schema.fields()[0].dataType() instanceof BooleanType)) {
        String types =
            List.of(schema.fields()).stream()
                .map(field -> field.dataType().catalogString())
                .collect(Collectors.joining(", "));
        return "gives " + types + ", and must be true or false";
      }
      return null;
    } catch (Exception e) {
      // Spark's parser and analyser throw checked exceptions that their signatures do not name.
      if (e instanceof AnalysisException) {
        return "is not understood: " + Causes.firstLine(e);
      }
      throw e;
    }
  }

  private static boolean isInteger(DataType type) {
    return type instanceof ByteType
        || type instanceof ShortType
        || type instanceof IntegerType
        || type instanceof LongType;
  }

  private static boolean isNumber(DataType type) {
    return isInteger(type)
        || type instanceof FloatType
        || type instanceof DoubleType
        || type instanceof DecimalType;
  }

  private static boolean isTime(DataType type) {
    return type instanceof DateType
        || type instanceof TimestampType
        || type instanceof TimestampNTZType;
  }

  private static boolean isNested(DataType type) {
    return type instanceof StructType || type instanceof ArrayType || type instanceof MapType;
  }

  private static boolean holdsMap(DataType type) {
    if (type instanceof StructType struct) {
      return List.of(struct.fields()).stream().anyMatch(field -> holdsMap(field.dataType()));
    }
    return type instanceof MapType
        || (type instanceof ArrayType array && holdsMap(array.elementType()));
  }
}
