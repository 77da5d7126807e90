package dev.assay.jobs;

import dev.assay.jobs.score.ScoreSpec;
import dev.assay.jobs.score.ScoreTotals;
import dev.assay.jobs.score.Scoring;
import java.io.IOException;
import java.util.List;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * The directory in which the tasks of one attempt leave rejected rows until they are in their
 * table: {@code <store>/_staging/<run>/<attempt>}.
 */
final class RejectStaging {
  private final SparkSession spark;
  private final Path run;
  private final Path directory;

  RejectStaging(SparkSession spark, String storeRoot, String runId, int attempt) {
    this.spark = spark;
    this.run = new Path(new Path(storeRoot, "_staging"), runId);
    this.directory = new Path(run, Integer.toString(attempt));
  }

  Path directory() {
    return directory;
  }

  /** The rejected rows of the attempts that count. */
  Dataset<Row> rows(ScoreSpec spec, Dataset<Row> input, ScoreTotals.Task totals) {
    StructType schema = Scoring.rejectSchema(spec, input.schema());
    List<String> files = totals.rejectFiles();
    if (files.isEmpty()) {
      return spark.createDataFrame(List.of(), schema);
    }
    return spark
        .read()
        .schema(schema)
        .option("mode", "FAILFAST")
        .json(files.toArray(new String[0]));
  }

  /** Removes what this and earlier attempts left. */
  void delete() {
    try {
      FileSystem files = run.getFileSystem(spark.sessionState().newHadoopConf());
      files.delete(run, true);
      files.delete(run.getParent(), false);
    } catch (IOException e) {
      // Not empty: another run is at work there. Anything else is collected with the orphans.
      org.slf4j.LoggerFactory.getLogger(RejectStaging.class)
          .debug("Left {} behind: {}", run, e.getMessage());
    }
  }
}
