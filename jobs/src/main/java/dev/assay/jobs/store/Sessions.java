package dev.assay.jobs.store;

import java.util.Map;
import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;
import scala.Option;

/**
 * Sessions for the store's own work. Settings that Spark and Delta only take from the session are
 * set on a clone, so that threads which share the caller's session never see them.
 */
final class Sessions {
  private static final long LOG_BYTES_PER_TASK = 4L << 20;
  private static final int DEFAULT_LOG_TASKS = 50;
  private static final String LOG_TASKS = "spark.databricks.delta.snapshotPartitions";
  private static final String OPEN_FILES = "spark.sql.maxConcurrentOutputFileWriters";
  private static final int MAX_OPEN_FILES = 64;
  private static final String TIMESTAMPS = "spark.sql.parquet.outputTimestampType";
  private static final Map<String, String> SMALL =
      Map.of(
          "spark.sql.adaptive.enabled",
          "false",
          "spark.sql.codegen.factoryMode",
          "NO_CODEGEN",
          "spark.sql.files.minPartitionNum",
          "1",
          "spark.sql.files.openCostInBytes",
          "65536",
          "spark.sql.datetime.java8API.enabled",
          "true",
          TIMESTAMPS,
          "TIMESTAMP_MICROS",
          "spark.databricks.delta.autoCompact.enabled",
          "false",
          "spark.databricks.delta.optimizeWrite.enabled",
          "false");

  private Sessions() {}

  /**
   * For logs and tables of a few rows: one task per job, and no code generation, which would cost
   * more than it saves.
   */
  static SparkSession small(SparkSession session) {
    return log(session, 0);
  }

  /** Whether a log of so many bytes is read by one task. */
  static boolean isSmall(long logBytes) {
    return logBytes < LOG_BYTES_PER_TASK;
  }

  /** The same for a table whose log holds so many bytes. */
  static SparkSession log(SparkSession session, long logBytes) {
    SparkSession clone = session.cloneSession();
    int limit =
        Integer.parseInt(session.conf().get(LOG_TASKS, Integer.toString(DEFAULT_LOG_TASKS)));
    long tasks = Math.min(limit, 1 + logBytes / LOG_BYTES_PER_TASK);
    SMALL.forEach(clone.conf()::set);
    clone.conf().set(LOG_TASKS, tasks);
    clone.conf().set("spark.sql.codegen.wholeStage", tasks > 1);
    return clone;
  }

  /**
   * For appending rows. With open files for all partitions of a task Spark need not sort the rows
   * by partition first.
   */
  static SparkSession appending(SparkSession session) {
    SparkSession clone = session.cloneSession();
    int open = Integer.parseInt(session.conf().get(OPEN_FILES, "0"));
    clone.conf().set(OPEN_FILES, Math.max(MAX_OPEN_FILES, open));
    clone.conf().set(TIMESTAMPS, "TIMESTAMP_MICROS");
    return clone;
  }

  /** Runs with a session as the thread's active one, which Delta's log reads its settings from. */
  static <T> T within(SparkSession session, Supplier<T> body) {
    Option<SparkSession> before = SparkSession.getActiveSession();
    SparkSession.setActiveSession(session);
    try {
      return body.get();
    } finally {
      if (before.isDefined()) {
        SparkSession.setActiveSession(before.get());
      } else {
        SparkSession.clearActiveSession();
      }
    }
  }
}
