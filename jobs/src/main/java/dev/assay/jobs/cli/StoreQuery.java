package dev.assay.jobs.cli;

import dev.assay.error.AssayException;
import dev.assay.error.ErrorCode;
import dev.assay.jobs.store.StoreTables;
import dev.assay.jobs.store.StoreViews;
import java.io.IOException;
import org.apache.hadoop.fs.FileSystem;
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
    StoreViews.registerTemporary(session, existing(session, store));
    QueryGuard.requireReadOnly(session, sql);
    try {
      return session.sql(sql);
    } catch (Exception e) {
      if (e instanceof AnalysisException) { // which the Java compiler is not told of
        throw wrong(e);
      }
      throw e;
    }
  }

  private static AssayException wrong(Exception e) {
    return new AssayException(
        ErrorCode.USAGE,
        "Cannot run the query: "
            + Failures.reason(e)
            + " The tables are predictions_current, predictions, rejected_rows, runs,"
            + " quality_results and quality_metrics; DESCRIBE"
            + " shows the columns of one.");
  }

  /** The qualified path of a store that is there. */
  static String existing(SparkSession session, String store) {
    try {
      Path root = new Path(store);
      FileSystem files = root.getFileSystem(session.sessionState().newHadoopConf());
      if (!files.exists(new Path(new Path(root, StoreTables.RUNS), "_delta_log"))) {
        throw new AssayException(
            ErrorCode.STORE,
            "Cannot read the store '"
                + store
                + "': there is none. Publish a run with assay score first, or check the path.");
      }
      return files.makeQualified(root).toString();
    } catch (IOException e) {
      throw new AssayException(
          ErrorCode.STORE,
          "Cannot read the store '" + store + "': " + Failures.reason(e) + ". Check the path.",
          e);
    }
  }
}
