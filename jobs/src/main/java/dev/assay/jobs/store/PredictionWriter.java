package dev.assay.jobs.store;

import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Appends rows to a result table. */
public interface PredictionWriter {

  /**
   * Writes all rows in one commit, or none. When the application id already committed this version
   * or a later one, nothing is written.
   *
   * @param rows has the table's columns, in the table's order
   * @param append where and as what
   */
  void append(Dataset<Row> rows, Append append);

  /**
   * One append.
   *
   * @param path the table
   * @param partitionBy its partition columns
   * @param applicationId recorded with the commit
   * @param applicationVersion recorded with the commit
   * @param userMetadata noted in the table's history
   */
  record Append(
      String path,
      List<String> partitionBy,
      String applicationId,
      long applicationVersion,
      String userMetadata) {}
}
