package dev.assay.jobs.store;

import dev.assay.error.AssayException;
import dev.assay.error.ErrorCode;
import dev.assay.jobs.store.TableSpec.Volume;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/** The tables that the runs of an open store write to, beside the ledger: those of their job. */
final class RunTables {
  private final Path root;
  private final Map<String, RunTable> byName;

  private RunTables(Path root, Map<String, RunTable> byName) {
    this.root = root;
    this.byName = byName;
  }

  /**
   * Opens tables that are there.
   *
   * @param session the caller's, in which the rows of the input are written
   * @param small a session for figures and logs
   */
  static RunTables open(
      SparkSession session, SparkSession small, Path root, List<TableSpec> tables) {
    SparkSession appending = Sessions.appending(session);
    Map<String, RunTable> opened = new LinkedHashMap<>();
    for (TableSpec spec : tables) {
      opened.put(
          spec.name(),
          spec.volume() == Volume.ROWS
              ? table(appending, session, small, spec, root)
              : table(small, small, small, spec, root));
    }
    return new RunTables(root, opened);
  }

  private static RunTable table(
      SparkSession writing, SparkSession session, SparkSession small, TableSpec spec, Path root) {
    Path path = new Path(root, spec.name());
    TableLog log = TableLog.at(small, path);
    long logBytes = log.logBytes();
    return new RunTable(
        writing,
        Sessions.isSmall(logBytes) ? log : TableLog.at(Sessions.log(session, logBytes), path),
        spec,
        path);
  }

  /** Fences every table for the run, one after the other, in the order of their specifications. */
  void fence(RunHandle run) {
    byName.values().forEach(table -> table.fence(run));
  }

  /**
   * A table.
   *
   * @throws AssayException where runs of this job have no such table
   */
  RunTable of(String name) {
    RunTable table = byName.get(name);
    if (table == null) {
      throw new AssayException(
          ErrorCode.INTERNAL,
          String.format(
              "Cannot use table '%s' of the store '%s': it was opened for runs that use %s.",
              name, ResultStore.uri(root), String.join(", ", byName.keySet())));
    }
    return table;
  }
}
