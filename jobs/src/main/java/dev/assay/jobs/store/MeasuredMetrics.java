package dev.assay.jobs.store;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/** Which metrics runs have measured; only reads. */
public final class MeasuredMetrics {
  private MeasuredMetrics() {}

  /**
   * The metrics, as {@link MetricRow} names them, that runs measured of tables.
   *
   * @param tables the table of each run, by the run's id
   * @return the runs of each metric
   */
  public static Map<String, Collection<String>> of(
      SparkSession session, String root, Map<String, String> tables) {
    Path path = new Path(ResultStore.qualified(session, root), StoreTables.QUALITY_METRICS);
    Map<String, Collection<String>> metrics = new TreeMap<>();
    if (tables.isEmpty() || TableLog.at(Sessions.small(session), path).version() < 0) {
      return metrics;
    }
    List<Row> rows =
        StoreErrors.guard(
            "read the metrics in",
            path,
            () ->
                session
                    .read()
                    .format("delta")
                    .load(path.toString())
                    .filter(functions.col("run_id").isInCollection(tables.keySet()))
                    .select("run_id", "table", "metric")
                    .distinct()
                    .collectAsList());
    rows.stream()
        .filter(row -> row.getString(1).equals(tables.get(row.getString(0))))
        .forEach(
            row ->
                metrics
                    .computeIfAbsent(row.getString(2), metric -> new TreeSet<>())
                    .add(row.getString(0)));
    return metrics;
  }
}
