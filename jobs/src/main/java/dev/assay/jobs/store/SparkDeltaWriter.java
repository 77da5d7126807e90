package dev.assay.jobs.store;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;

/** Spark's own Delta writer. */
final class SparkDeltaWriter implements PredictionWriter {
  private final SparkSession session;

  /** A writer that runs with the settings of a session. */
  SparkDeltaWriter(SparkSession session) {
    this.session = session;
  }

  @Override
  public void append(Dataset<Row> rows, Append append) {
    Dataset.ofRows(session, rows.queryExecution().analyzed())
        .write()
        .format("delta")
        .mode(SaveMode.Append)
        .partitionBy(append.partitionBy().toArray(String[]::new))
        .option("compression", "zstd")
        .option("txnAppId", append.applicationId())
        .option("txnVersion", append.applicationVersion())
        .option("userMetadata", append.userMetadata())
        .save(append.path());
  }
}
