package dev.assay.jobs.store;

import dev.assay.error.AssayException;
import dev.assay.error.ErrorCode;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/** How readers with Spark see a store. */
public final class StoreViews {
  /** The predictions of the current run of every slot, and of its redrives. */
  public static final String PREDICTIONS_CURRENT = "predictions_current";

  private static final List<String> TABLES =
      Stream.concat(
              Stream.of(
                  StoreTables.RUNS,
                  StoreTables.PREDICTIONS,
                  StoreTables.REJECTED_ROWS,
                  StoreTables.QUALITY_RESULTS,
                  StoreTables.QUALITY_METRICS),
              EvaluationTables.names().stream())
          .toList();

  private StoreViews() {}

  /**
   * The query behind {@link #PREDICTIONS_CURRENT}, which any reader of Delta tables can run:
   * predictions of what {@code CurrentRuns} picks among the runs, joined with the published run of
   * the highest generation of each slot; a redrive counts as long as the run that it redrives is
   * one of them, which their grouping finds (a join of the runs with themselves would keep Spark
   * from pruning). The runs are few, so they are broadcast, and the join on the partition columns
   * keeps Spark from opening files of other runs.
   *
   * @param predictions a table as it stands in a query
   * @param runs the same
   */
  public static String predictionsCurrent(String predictions, String runs) {
    return "SELECT /*+ BROADCAST(shown) */ predictions.*\n"
        + "FROM "
        + predictions
        + " AS predictions\n"
        + "JOIN (\n"
        + "  SELECT inline(runs) FROM (\n"
        + "    SELECT collect_list(struct(as_of, run_id)) AS runs FROM (\n"
        + "      SELECT slot, max_by(as_of, generation) AS as_of, max_by(run_id, generation) AS run_id\n"
        + "      FROM "
        + runs
        + "\n"
        + "      WHERE status = 'PUBLISHED'\n"
        + "      GROUP BY slot\n"
        + "    )\n"
        + "    GROUP BY if(slot LIKE 'redrive/%', split_part(slot, '/', 3), run_id)\n"
        + "    HAVING bool_or(slot NOT LIKE 'redrive/%')\n"
        + "  )\n"
        + ") AS shown\n"
        + "ON predictions.as_of = shown.as_of AND predictions.run_id = shown.run_id";
  }

  /** A table of the store at a root, as it stands in a query. */
  public static String byPath(String root, String table) {
    return "delta." + quoted(new Path(root, table).toString());
  }

  /**
   * Makes the tables and {@link #PREDICTIONS_CURRENT} temporary views of a session.
   *
   * @throws AssayException if a newer version of Assay wrote one of them
   */
  public static void registerTemporary(SparkSession session, String root) {
    for (String table : present(session, root)) {
      session
          .read()
          .format("delta")
          .load(new Path(root, table).toString())
          .createOrReplaceTempView(table);
    }
    if (hasPredictions(session, root)) {
      session
          .sql(
              predictionsCurrent(
                  byPath(root, StoreTables.PREDICTIONS), byPath(root, StoreTables.RUNS)))
          .createOrReplaceTempView(PREDICTIONS_CURRENT);
    }
  }

  /**
   * Registers the tables and {@link #PREDICTIONS_CURRENT} in a schema of the session's catalog;
   * what is registered already stays.
   *
   * @throws AssayException if the schema has such a table at another place, or a newer version of
   *     Assay wrote one of them
   */
  public static void registerInCatalog(SparkSession session, String schema, String root) {
    session.sql("CREATE SCHEMA IF NOT EXISTS " + quoted(schema));
    for (String table : present(session, root)) {
      String path = new Path(root, table).toString();
      session.sql(
          String.format(
              "CREATE TABLE IF NOT EXISTS %s USING delta LOCATION '%s'",
              inSchema(schema, table), path.replace("\\", "\\\\").replace("'", "\\'")));
      checkPlace(session, schema, table, path);
    }
    if (hasPredictions(session, root)) {
      session.sql(
          String.format(
              "CREATE OR REPLACE VIEW %s AS %s",
              inSchema(schema, PREDICTIONS_CURRENT),
              predictionsCurrent(
                  inSchema(schema, StoreTables.PREDICTIONS), inSchema(schema, StoreTables.RUNS))));
    }
  }

  private static boolean hasPredictions(SparkSession session, String root) {
    return present(session, root).contains(StoreTables.PREDICTIONS);
  }

  /**
   * The tables that are there: stores of earlier versions, and of checks without scoring, have
   * fewer. A store of a newer version is refused.
   */
  private static List<String> present(SparkSession session, String root) {
    return TABLES.stream()
        .filter(table -> isThere(session, new Path(root, table)) || table.equals(StoreTables.RUNS))
        .toList();
  }

  private static boolean isThere(SparkSession session, Path table) {
    TableLog log = TableLog.at(session, table);
    if (log.version() < 0) {
      return false;
    }
    TableOpener.checkReadable(table, log.metadata());
    return true;
  }

  private static void checkPlace(SparkSession session, String schema, String table, String path) {
    String location =
        session
            .sql("DESCRIBE DETAIL " + inSchema(schema, table))
            .select("location")
            .head()
            .getString(0);
    if (!new Path(location).toUri().getPath().equals(new Path(path).toUri().getPath())) {
      throw new AssayException(
          ErrorCode.STORE,
          String.format(
              "Cannot register '%s' as %s.%s: the schema has that table at '%s'. Use another"
                  + " schema, or drop the table there.",
              path, schema, table, location));
    }
  }

  private static String inSchema(String schema, String table) {
    return quoted(schema) + "." + quoted(table);
  }

  private static String quoted(String name) {
    return '`' + name.replace("`", "``") + '`';
  }
}
