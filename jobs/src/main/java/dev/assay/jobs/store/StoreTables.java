package dev.assay.jobs.store;

import dev.assay.error.AssayException;
import dev.assay.error.ErrorCode;
import dev.assay.jobs.store.TableSpec.ColumnSpec;
import dev.assay.jobs.store.TableSpec.Role;
import dev.assay.jobs.store.TableSpec.Volume;
import dev.assay.plan.Column;
import dev.assay.record.Json;
import dev.assay.record.RunColumn;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;

/** The result tables: names, columns, comments and properties. */
public final class StoreTables {
  /** Key columns × model × run: the scores. */
  public static final String PREDICTIONS = "predictions";

  /** Row × model × run: what could not be scored, and why. */
  public static final String REJECTED_ROWS = "rejected_rows";

  /** One row per run; says which rows of the other tables count. */
  public static final String RUNS = "runs";

  /** Rule × run: how the checks of the data came out. */
  public static final String QUALITY_RESULTS = "quality_results";

  /** Metric × run: what was measured of the data; the history of later runs. */
  public static final String QUALITY_METRICS = "quality_metrics";

  /** The partition columns of {@link #PREDICTIONS} and {@link #REJECTED_ROWS}. */
  public static final List<String> PARTITIONS = List.of("as_of", "model", "version", "run_id");

  /** The partition columns of {@link #QUALITY_RESULTS} and {@link #QUALITY_METRICS}. */
  public static final List<String> RUN_PARTITIONS = List.of("as_of", "run_id");

  static final String TABLE = "assay.table";
  static final String FORMAT = "assay.format";
  static final String USE_CASE = "assay.use-case";
  static final String KEY = "assay.key";

  /** The format this code writes; a store of a higher one is not touched. */
  static final int FORMAT_VERSION = 1;

  private static final String FORBIDDEN = " ,;{}()\n\t=";

  private StoreTables() {}

  /** What runs that score write to, beside {@link #runs}. */
  static List<TableSpec> ofScoring(StoreSpec store) {
    return List.of(
        predictions(store),
        rejectedRows(store),
        qualityResults(store.useCase()),
        qualityMetrics(store.useCase()));
  }

  /** What runs that only check write to, beside {@link #runs}. */
  static List<TableSpec> ofChecks(String useCase) {
    return List.of(qualityResults(useCase), qualityMetrics(useCase));
  }

  /** How rules came out. */
  static TableSpec qualityResults(String useCase) {
    List<ColumnSpec> columns = new ArrayList<>();
    columns.add(fixed("rule_id", "string", "The rule, by its id in the rule file."));
    columns.add(fixed("rule_group", "string", "rows, batch, history, cross or output."));
    columns.add(fixed("kind", "string", "The rule's kind, such as range."));
    columns.add(fixed("severity", "string", "warn, or error: a failure stops the run."));
    columns.add(fixed("model", "string", "The model, of output rules; else null."));
    columns.add(
        fixed("status", "string", "PASS, FAIL, ERROR, INSUFFICIENT_HISTORY or NOT_APPLICABLE."));
    columns.add(fixed("observed", "double", "The number that was compared."));
    columns.add(fixed("bound", "string", "What it was compared with."));
    columns.add(fixed("rows", "bigint", "Rows the rule is about."));
    columns.add(fixed("rows_failed", "bigint", "Rows that break it, of rules on rows."));
    columns.add(fixed("share", "double", "Their share."));
    columns.add(fixed("sample_keys", "array<string>", "Keys of some rows that break it."));
    columns.add(fixed("message", "string", "What was found, for a person."));
    columns.add(fixed("owner", "string", "Who is asked when it fails."));
    return runTable(
        QUALITY_RESULTS,
        "How the rules on the data came out: one row per rule and run.",
        useCase,
        columns,
        "rule_id,status");
  }

  /** What was measured of the data. */
  static TableSpec qualityMetrics(String useCase) {
    List<ColumnSpec> columns = new ArrayList<>();
    columns.add(fixed("table", "string", "The table that was measured, as the job names it."));
    columns.add(fixed("metric", "string", "The metric, such as mean(age) where year > 2000."));
    columns.add(fixed("value", "double", "Its value, where it is one number."));
    columns.add(fixed("text", "string", "Any other value as JSON, or why there is none."));
    return runTable(
        QUALITY_METRICS,
        "What was measured of the data: one row per metric and run.",
        useCase,
        columns,
        "table,metric");
  }

  /** What evaluations write to, beside {@link #runs}. */
  static List<TableSpec> ofEvaluations(String useCase) {
    return EvaluationTables.specs(useCase);
  }

  /** A table of figures, with the columns of the run behind those given. */
  static TableSpec runTable(
      String name, String comment, String useCase, List<ColumnSpec> given, String skipping) {
    List<ColumnSpec> columns = new ArrayList<>(given);
    columns.addAll(runPartitions());
    Map<String, String> properties = properties(name, useCase, 400);
    properties.put("delta.checkpointInterval", "20");
    properties.put("delta.dataSkippingStatsColumns", skipping);
    return new TableSpec(name, comment, columns, RUN_PARTITIONS, properties, Volume.FIGURES);
  }

  private static List<ColumnSpec> runPartitions() {
    return List.of(
        fixed("as_of", "date", "The date the run is for."),
        fixed("run_id", "string", "The run; see the table runs."));
  }

  /** The columns that the predictions of a run have. */
  public static StructType predictionColumns(StoreSpec store) {
    StructType columns = new StructType();
    for (ColumnSpec column : predictions(store).columns()) {
      columns = columns.add(column.name(), DataType.fromDDL(column.type()));
    }
    return columns;
  }

  /** The scores. */
  static TableSpec predictions(StoreSpec store) {
    List<ColumnSpec> columns = new ArrayList<>(keys(store));
    columns.add(
        fixed("score", "double", "Probability of the positive or predicted class, or value."));
    columns.add(fixed("label", "string", "Predicted class; null for a regression."));
    columns.add(fixed("scores", "array<float>", "All classes, outputs or dimensions, if several."));
    columns.add(fixed("features_hash", "bigint", "64-bit hash of the row as the model saw it."));
    columns.add(
        later("failed_rules", "array<string>", "Row rules that tag the row; null for none."));
    store
        .passThrough()
        .forEach(
            c -> columns.add(new ColumnSpec(c.name(), c.type(), passed(c), Role.PASS_THROUGH)));
    columns.addAll(partitions());
    return dataTable(store, PREDICTIONS, "Scores: one row per key, model and run.", columns);
  }

  /** What could not be scored. */
  static TableSpec rejectedRows(StoreSpec store) {
    List<ColumnSpec> columns = new ArrayList<>(keys(store));
    columns.add(fixed("reasons", "array<string>", "Why the model could not score the row."));
    columns.add(fixed("detail", "string", "The columns and values behind the reasons."));
    columns.add(fixed("row", "string", "The row as JSON."));
    columns.add(later("rules", "array<string>", "Row rules that quarantine it; null for none."));
    columns.addAll(partitions());
    return dataTable(store, REJECTED_ROWS, "Rows that a model could not score, and why.", columns);
  }

  /** The ledger of runs. */
  static TableSpec runs(String useCase) {
    List<ColumnSpec> columns =
        RunColumn.ALL.stream()
            .map(
                c ->
                    new ColumnSpec(
                        c.name(), c.type(), c.comment(), c.added() ? Role.LATER : Role.FIXED))
            .toList();
    Map<String, String> properties = properties(RUNS, useCase, 400);
    properties.put("delta.checkpointInterval", "50");
    properties.put("delta.dataSkippingStatsColumns", "run_id,slot,status,as_of");
    return new TableSpec(
        RUNS,
        "Runs: rows of the other tables count once their run is PUBLISHED.",
        columns,
        List.of(),
        properties,
        Volume.FIGURES);
  }

  private static TableSpec dataTable(
      StoreSpec store, String name, String comment, List<ColumnSpec> columns) {
    checkNames(name, columns);
    Map<String, String> properties = properties(name, store.useCase(), 90);
    properties.put(KEY, Json.write(store.key().stream().map(Column::name).toList()));
    properties.put("delta.checkpointInterval", "20");
    String skipping = skippingColumns(store);
    if (!skipping.isEmpty()) {
      properties.put("delta.dataSkippingStatsColumns", skipping);
    }
    return new TableSpec(name, comment, columns, PARTITIONS, properties, Volume.ROWS);
  }

  // Tombstones and old log files cost every later reader: published runs never change, so audit
  // rests on the rows and on the chain of hashes, not on time travel.
  private static Map<String, String> properties(String table, String useCase, int logDays) {
    Map<String, String> properties = new HashMap<>();
    properties.put(TABLE, table);
    properties.put(FORMAT, Integer.toString(FORMAT_VERSION));
    properties.put(USE_CASE, useCase);
    properties.put("delta.enableDeletionVectors", "false");
    properties.put("delta.columnMapping.mode", "none");
    properties.put("delta.checkpointPolicy", "classic");
    properties.put("delta.logRetentionDuration", "interval " + logDays + " days");
    properties.put("delta.deletedFileRetentionDuration", "interval 30 days");
    return properties;
  }

  private static List<ColumnSpec> keys(StoreSpec store) {
    return store.key().stream()
        .map(c -> new ColumnSpec(c.name(), c.type(), "Key column.", Role.KEY))
        .toList();
  }

  private static List<ColumnSpec> partitions() {
    return List.of(
        fixed("as_of", "date", "The date the run is for."),
        fixed("model", "string", "The model's name."),
        fixed("version", "string", "The model's version."),
        fixed("run_id", "string", "The run; see the table runs."));
  }

  private static ColumnSpec fixed(String name, String type, String comment) {
    return new ColumnSpec(name, type, comment, Role.FIXED);
  }

  private static ColumnSpec later(String name, String type, String comment) {
    return new ColumnSpec(name, type, comment, Role.LATER);
  }

  static String passed(Column column) {
    return "Copied from the input's column " + column.name() + ".";
  }

  private static String skippingColumns(StoreSpec store) {
    return store.key().stream()
        .filter(c -> hasBounds(DataType.fromDDL(c.type())))
        .map(c -> '`' + c.name().replace("`", "``") + '`')
        .collect(Collectors.joining(","));
  }

  private static boolean hasBounds(DataType type) {
    return type instanceof NumericType
        || type instanceof StringType
        || type instanceof DateType
        || type instanceof TimestampType
        || type instanceof TimestampNTZType;
  }

  private static void checkNames(String table, List<ColumnSpec> columns) {
    Set<String> ours = new HashSet<>();
    columns.stream().filter(c -> c.role().ours()).forEach(c -> ours.add(c.folded()));
    Set<String> seen = new HashSet<>();
    Stream<ColumnSpec> users = columns.stream().filter(c -> !c.role().ours());
    users.forEach(
        column -> {
          if (ours.contains(column.folded())) {
            throw unusable(column, table, "the table has a column of that name for itself");
          }
          if (!seen.add(column.folded())) {
            throw unusable(column, table, "it is named twice, as key or pass-through column");
          }
          if (column.name().chars().anyMatch(c -> FORBIDDEN.indexOf(c) >= 0)) {
            throw unusable(column, table, "a Delta column name cannot hold any of ' ,;{}()='");
          }
        });
  }

  private static AssayException unusable(ColumnSpec column, String table, String why) {
    return new AssayException(
        ErrorCode.CONFIG,
        String.format(
            "Cannot store column '%s' in %s: %s. Rename it where the input is made, or leave it out"
                + " of input.key and score.pass-through.",
            column.name(), table, why));
  }
}
