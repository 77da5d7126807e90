package dev.assay.bench;

import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** A way of scoring a table: the operator, or one of its peers. */
interface Contender {

  /** The table's key and name with the score of each model. */
  Dataset<Row> score(SparkSession spark, Dataset<Row> input, List<Path> models);

  /** Sessions built by the runs so far, where it counts them; else 0. */
  default int sessionsBuilt() {
    return 0;
  }
}
