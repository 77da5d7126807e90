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

  private Sessions() {}

  /** For a few rows in small files: one task per job. */
  static SparkSession small(SparkSession session) {
    return with(
        session,
        Map.of(
            LOG_TASKS,
            "1",
            "spark.sql.adaptive.enabled",
            "false",
            "spark.sql.files.minPartitionNum",
            "1",
            "spark.sql.files.openCostInBytes",
            "65536",
            "spark.sql.datetime.java8API.enabled",
            "true",
            "spark.sql.parquet.outputTimestampType",
            "TIMESTAMP_MICROS",
            "spark.databricks.delta.autoCompact.enabled",
            "false",
            "spark.databricks.delta.optimizeWrite.enabled",
            "false"));
  }

  /**
   * For appending to a table whose log holds so many bytes. With open files for all partitions of a
   * task Spark need not sort the rows by partition first.
   */
  static SparkSession appending(SparkSession session, long logBytes) {
    int limit =
        Integer.parseInt(session.conf().get(LOG_TASKS, Integer.toString(DEFAULT_LOG_TASKS)));
    long tasks = Math.min(limit, 1 + logBytes / LOG_BYTES_PER_TASK);
    int open = Math.max(MAX_OPEN_FILES, Integer.parseInt(session.conf().get(OPEN_FILES, "0")));
    return with(
        session,
        Map.of(
            LOG_TASKS,
            Long.toString(tasks),
            OPEN_FILES,
            Integer.toString(open),
            "spark.sql.parquet.outputTimestampType",
            "TIMESTAMP_MICROS"));
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

  private static SparkSession with(SparkSession session, Map<String, String> settings) {
    SparkSession clone = session.cloneSession();
    settings.forEach(clone.conf()::set);
    return clone;
  }
}
