package dev.assay.jobs.cli;

import dev.assay.error.AssayException;
import dev.assay.error.ErrorCode;
import dev.assay.jobs.store.StoreTables;
import dev.assay.jobs.store.StoreViews;
import java.io.IOException;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * SQL over the tables of a store, which are views of their names, and {@code predictions_current}.
 */
final class StoreQuery {
  private StoreQuery() {}

  /** The rows of a query that only reads. */
  static Dataset<Row> run(SparkSession session, String store, String sql) {
    requireStore(session, store);
    StoreViews.registerTemporary(session, store);
    QueryGuard.requireReadOnly(session, sql);
    try {
      return session.sql(sql);
    } catch (Exception e) {
      if (e instanceof AnalysisException) {
        throw new AssayException(
            ErrorCode.USAGE,
            "Cannot run the query: "
                + e.getMessage().strip()
                + System.lineSeparator()
                + "The tables are predictions_current, predictions, rejected_rows and runs.",
            e);
      }
      throw e;
    }
  }

  private static void requireStore(SparkSession session, String store) {
    Path log = new Path(new Path(store, StoreTables.RUNS), "_delta_log");
    try {
      if (!log.getFileSystem(session.sessionState().newHadoopConf()).exists(log)) {
        throw new AssayException(
            ErrorCode.STORE,
            "Cannot read the store '"
                + store
                + "': there is none. Publish a run with assay score first, or check the path.");
      }
    } catch (IOException e) {
      throw new AssayException(
          ErrorCode.STORE,
          "Cannot read the store '" + store + "': " + Failures.reason(e) + ". Check the path.",
          e);
    }
  }
}
