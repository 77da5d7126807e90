package dev.assay.jobs.read;

import dev.assay.error.AssayException;
import dev.assay.error.ErrorCode;
import java.sql.Timestamp;
import java.time.Instant;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.util.DateTimeUtils;
import org.apache.spark.sql.delta.DeltaHistoryManager;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.Snapshot;
import org.apache.spark.sql.functions;
import org.apache.spark.unsafe.types.UTF8String;
import scala.Option;

/** Versions of Delta tables and what the log knows of them. */
final class DeltaPins {
  private final SparkSession spark;

  DeltaPins(SparkSession spark) {
    this.spark = spark;
  }

  /** What the log says of one version. Rows are null where some file has no statistics. */
  record Facts(long version, String tableId, long files, long bytes, Long rows) {
    String digest() {
      return FileListing.Digests.of(tableId + "\n" + version + "\n");
    }
  }

  /** The version to read: the one asked for, the one at a time, or the newest. */
  long resolve(String table, DeltaLog log, Long version, String timestamp) {
    Snapshot latest = latest(table, log);
    if (version != null) {
      requireVersion(table, log, latest, version);
      return version;
    }
    return timestamp == null ? latest.version() : versionAt(table, log, latest, timestamp);
  }

  /** Reads the log at a version; no data file is opened. */
  Facts facts(DeltaLog log, long version) {
    Snapshot snapshot = log.getSnapshotAt(version, Option.empty(), Option.empty());
    Row row =
        snapshot
            .allFiles()
            .toDF()
            .select(
                functions.col("size"),
                functions
                    .get_json_object(functions.col("stats"), "$.numRecords")
                    .cast("bigint")
                    .as("records"),
                functions
                    .coalesce(functions.col("deletionVector.cardinality"), functions.lit(0L))
                    .as("deleted"))
            .agg(
                functions.count(functions.lit(1)),
                functions.coalesce(functions.sum("size"), functions.lit(0L)),
                functions.count("records"),
                functions.coalesce(
                    functions.sum(functions.expr("records - deleted")), functions.lit(0L)))
            .head();
    long files = row.getLong(0);
    Long rows = row.getLong(2) == files ? row.getLong(3) : null;
    return new Facts(version, snapshot.metadata().id(), files, row.getLong(1), rows);
  }

  private static Snapshot latest(String table, DeltaLog log) {
    Snapshot latest = log.update(false, Option.empty(), Option.empty());
    if (!log.tableExists()) {
      throw new AssayException(
          ErrorCode.INPUT,
          "Cannot read '" + table + "': its Delta log has no commit. Write the table first.");
    }
    return latest;
  }

  private static void requireVersion(String table, DeltaLog log, Snapshot latest, long version) {
    long earliest = log.history().getEarliestRecreatableCommit();
    if (version < earliest || version > latest.version()) {
      throw new AssayException(
          ErrorCode.INPUT,
          "Cannot read '"
              + table
              + "' at version "
              + version
              + ": the log holds versions "
              + earliest
              + " to "
              + latest.version()
              + ". Set input.version to one of them, or leave it out for the newest.");
    }
  }

  private long versionAt(String table, DeltaLog log, Snapshot latest, String timestamp) {
    Timestamp asked = parse(timestamp);
    try {
      return log.history().getActiveCommitAtTime(asked, false, true, false).version();
    } catch (RuntimeException e) {
      throw noSuchTime(table, log, latest, timestamp, e);
    } catch (Exception e) {
      if (e instanceof AnalysisException) {
        throw noSuchTime(table, log, latest, timestamp, e);
      }
      throw ReadErrors.rethrow(e);
    }
  }

  private static AssayException noSuchTime(
      String table, DeltaLog log, Snapshot latest, String timestamp, Exception cause) {
    DeltaHistoryManager.Commit first =
        log.history().getActiveCommitAtTime(new Timestamp(0), true, true, true);
    return new AssayException(
        ErrorCode.INPUT,
        "Cannot read '"
            + table
            + "' as of "
            + timestamp
            + ": the log goes from version "
            + first.version()
            + " ("
            + Instant.ofEpochMilli(first.timestamp())
            + ") to version "
            + latest.version()
            + " ("
            + Instant.ofEpochMilli(latest.timestamp())
            + "). Set input.timestamp to a time between them, or leave it out for the newest.",
        cause);
  }

  private Timestamp parse(String text) {
    Option<Object> micros =
        DateTimeUtils.stringToTimestamp(
            UTF8String.fromString(text.strip()),
            DateTimeUtils.getZoneId(spark.sessionState().conf().sessionLocalTimeZone()));
    if (micros.isEmpty()) {
      throw new AssayException(
          ErrorCode.CONFIG,
          "Cannot understand input.timestamp '"
              + text
              + "': it is no date or time. Write it like 2026-01-31 or 2026-01-31T12:00:00Z.");
    }
    return Timestamp.from(Instant.ofEpochMilli(Math.floorDiv((Long) micros.get(), 1000L)));
  }
}
