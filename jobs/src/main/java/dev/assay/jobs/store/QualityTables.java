package dev.assay.jobs.store;

import dev.assay.quality.RuleResult;
import dev.assay.record.CurrentRuns;
import dev.assay.record.RunRecord;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;

/** The tables {@code quality_results} and {@code quality_metrics}. */
final class QualityTables {
  private static final StructType RESULTS =
      StructType.fromDDL(
          "rule_id STRING, rule_group STRING, kind STRING, severity STRING, model STRING,"
              + " status STRING, observed DOUBLE, bound STRING, rows BIGINT, rows_failed BIGINT,"
              + " share DOUBLE, sample_keys ARRAY<STRING>, message STRING, owner STRING");
  private static final StructType METRICS =
      StructType.fromDDL("`table` STRING, metric STRING, value DOUBLE, text STRING");

  private final SparkSession session;
  private final RunTables tables;

  QualityTables(SparkSession session, RunTables tables) {
    this.session = session;
    this.tables = tables;
  }

  List<Written> append(RunHandle run, List<QualityRow> outcomes, List<MetricRow> measured) {
    List<Row> rows = outcomes.stream().map(QualityTables::row).toList();
    Written first =
        tables
            .of(StoreTables.QUALITY_RESULTS)
            .append(run, session.createDataFrame(rows, RESULTS).coalesce(1));
    Faults.reach(FaultPoint.AFTER_QUALITY_RESULTS);
    List<Row> values =
        measured.stream()
            .map(m -> RowFactory.create(m.table(), m.metric(), m.value(), m.text()))
            .toList();
    Written second =
        tables
            .of(StoreTables.QUALITY_METRICS)
            .append(run, session.createDataFrame(values, METRICS).coalesce(1));
    Faults.reach(FaultPoint.AFTER_QUALITY);
    return List.of(first, second);
  }

  private static Row row(QualityRow row) {
    RuleResult result = row.result();
    return RowFactory.create(
        result.ruleId(),
        result.group().key(),
        result.kind(),
        result.severity().name().toLowerCase(Locale.ROOT),
        result.model(),
        result.status().name(),
        result.observed(),
        result.bound(),
        result.rows(),
        result.rowsFailed(),
        result.share(),
        result.sampleKeys().toArray(String[]::new),
        result.message(),
        row.owner());
  }

  Map<String, List<MetricPoint>> history(
      List<RunRecord> runs, LocalDate asOf, String table, List<String> families) {
    Path metrics = tables.of(StoreTables.QUALITY_METRICS).path();
    return history(session, metrics, runs, asOf, table, families);
  }

  /** What the runs that count measured of a table before a date. */
  static Map<String, List<MetricPoint>> history(
      SparkSession session,
      Path path,
      List<RunRecord> runs,
      LocalDate asOf,
      String table,
      List<String> families) {
    List<String> counting = counting(runs, asOf, families);
    if (counting.isEmpty()) {
      return Map.of();
    }
    List<Row> rows =
        new ArrayList<>(
            StoreErrors.guard(
                "read the metrics in",
                path,
                () ->
                    Sessions.within(
                        session,
                        () -> earlier(session, path, counting, asOf, table).collectAsList())));
    Map<String, Integer> places = new HashMap<>();
    counting.forEach(run -> places.put(run, places.size()));
    rows.sort(Comparator.comparing(row -> places.get(row.<String>getAs("run_id"))));
    Map<String, Map<LocalDate, MetricPoint>> byMetric = new LinkedHashMap<>();
    for (Row row : rows) {
      LocalDate date = row.getAs("as_of");
      byMetric
          .computeIfAbsent(row.getAs("metric"), m -> new TreeMap<>())
          .put(date, new MetricPoint(date, row.getAs("value")));
    }
    Map<String, List<MetricPoint>> history = new LinkedHashMap<>();
    byMetric.forEach((metric, points) -> history.put(metric, List.copyOf(points.values())));
    return history;
  }

  private static Dataset<Row> earlier(
      SparkSession session, Path path, List<String> counting, LocalDate asOf, String table) {
    return session
        .read()
        .format("delta")
        .load(path.toString())
        .filter(functions.col("as_of").lt(functions.lit(asOf)))
        .filter(functions.col("run_id").isInCollection(counting))
        .filter(functions.col("table").equalTo(table))
        .filter("value IS NOT NULL AND NOT isnan(value)")
        .select("as_of", "metric", "value", "run_id");
  }

  /** Of every slot of the families before a date the run that readers see, in their order. */
  private static List<String> counting(
      List<RunRecord> runs, LocalDate asOf, List<String> families) {
    List<RunRecord> earlier =
        CurrentRuns.whole(runs).stream().filter(run -> run.start().asOf().isBefore(asOf)).toList();
    return families.stream()
        .flatMap(
            family ->
                earlier.stream()
                    .filter(run -> run.slot().equals(family + "/" + run.start().asOf())))
        .map(RunRecord::runId)
        .toList();
  }
}
