package dev.assay.jobs.store;

import dev.assay.error.AssayException;
import dev.assay.error.ErrorCode;
import dev.assay.jobs.store.Ledger.Decision;
import dev.assay.jobs.store.Ledger.Entry;
import dev.assay.record.RunColumn;
import dev.assay.record.RunRecord;
import dev.assay.record.RunStatus;
import java.util.ArrayList;
import java.util.ConcurrentModificationException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.actions.Action;
import org.apache.spark.sql.delta.actions.AddFile;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;

/**
 * The table {@code runs}. Every change reads the whole ledger and writes one row in one Delta
 * transaction that depends on all it has read: of two changes at a time, in whatever processes, one
 * is committed, and the other is decided again on what the first has left.
 */
final class RunLedger {
  private static final int MAX_TRIES = 40;
  private static final long FIRST_PAUSE_MILLIS = 20;
  private static final long LONGEST_PAUSE_MILLIS = 1000;
  private static final int MAX_SMALL_FILES = 20;
  private static final long SMALL_BYTES = 4L << 20;
  private static final StructType SCHEMA = schema();

  private final SparkSession session;
  private final Path path;
  private final TableLog log;

  /** A ledger whose jobs run in a session for small tables. */
  RunLedger(SparkSession session, Path path) {
    this.session = session;
    this.path = path;
    this.log = TableLog.at(session, path);
  }

  /** Decides on the present ledger and commits the decision; both again while others interfere. */
  <T> T change(String runId, Function<Ledger, Decision<T>> decide) {
    return StoreErrors.guard("write the run to", path, () -> tryToChange(runId, decide));
  }

  private <T> T tryToChange(String runId, Function<Ledger, Decision<T>> decide) {
    for (int tries = 1; ; tries++) {
      try {
        return log.transact(transaction -> changeOnce(transaction, runId, decide));
      } catch (ConcurrentModificationException e) {
        if (tries == MAX_TRIES) {
          throw e;
        }
        pause(runId, tries);
      }
    }
  }

  private <T> T changeOnce(
      TableLog.Transaction transaction, String runId, Function<Ledger, Decision<T>> decide) {
    List<AddFile> files = transaction.readAll();
    Ledger ledger = new Ledger(entries(transaction, files));
    Decision<T> decision = decide.apply(ledger);
    if (decision.write() != null) {
      List<AddFile> replaced = replaced(files, ledger.run(runId));
      commit(transaction, decision.write(), replaced);
    }
    return decision.result();
  }

  private void commit(TableLog.Transaction transaction, RunRecord run, List<AddFile> replaced) {
    Dataset<Row> rows = session.createDataFrame(List.of(row(run)), SCHEMA);
    if (!replaced.isEmpty()) {
      Column others = functions.col("run_id").notEqual(run.runId());
      rows = transaction.rows(replaced).filter(others).unionByName(rows).coalesce(1);
    }
    List<Action> actions = new ArrayList<>(transaction.write(rows));
    replaced.forEach(file -> actions.add(file.remove()));
    transaction.commit(actions, run.status() + " " + run.runId() + " attempt " + run.attempt());
  }

  /** All runs. */
  List<RunRecord> runs() {
    return records(functions.lit(true));
  }

  /** One run. */
  RunRecord run(String runId) {
    List<RunRecord> found = records(functions.col("run_id").equalTo(runId));
    if (found.size() != 1) {
      throw new AssayException(
          ErrorCode.STORE,
          String.format(
              "Cannot read run '%s' in '%s': it has %d rows there. Somebody else wrote to the"
                  + " table.",
              runId, path, found.size()));
    }
    return found.get(0);
  }

  private List<RunRecord> records(Column predicate) {
    return StoreErrors.guard(
        "read the runs in",
        path,
        () ->
            log.transact(
                transaction ->
                    transaction
                        .rows(transaction.readAll())
                        .filter(predicate)
                        .collectAsList()
                        .stream()
                        .map(RunLedger::record)
                        .toList()));
  }

  private static List<Entry> entries(TableLog.Transaction transaction, List<AddFile> files) {
    if (files.isEmpty()) {
      return List.of();
    }
    Dataset<Row> rows =
        transaction
            .rows(files)
            .select(
                "run_id",
                "slot",
                "status",
                "generation",
                "attempt",
                "sequence",
                "hash",
                "_metadata.file_name");
    return rows.collectAsList().stream()
        .map(
            row ->
                new Entry(
                    row.getString(0),
                    row.getString(1),
                    RunStatus.valueOf(row.getString(2)),
                    row.getLong(3),
                    row.getInt(4),
                    row.isNullAt(5) ? null : row.getLong(5),
                    row.getString(6),
                    row.getString(7)))
        .toList();
  }

  /**
   * The files to write again: the one with the run's present row, and all small ones once they are
   * many, so that reading the ledger stays as cheap as it was.
   */
  private static List<AddFile> replaced(List<AddFile> files, Optional<Entry> present) {
    List<AddFile> small = files.stream().filter(file -> file.size() < SMALL_BYTES).toList();
    boolean fold = small.size() > MAX_SMALL_FILES;
    return files.stream()
        .filter(
            file -> (fold && small.contains(file)) || present.map(e -> in(file, e)).orElse(false))
        .toList();
  }

  private static boolean in(AddFile file, Entry entry) {
    return new Path(file.path()).getName().equals(entry.file());
  }

  private static Row row(RunRecord run) {
    return RowFactory.create(run.values().values().toArray());
  }

  private static RunRecord record(Row row) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (int i = 0; i < row.size(); i++) {
      values.put(row.schema().fieldNames()[i], row.get(i));
    }
    return RunRecord.of(values);
  }

  private static StructType schema() {
    StructType schema = new StructType();
    for (RunColumn column : RunColumn.ALL) {
      schema = schema.add(column.name(), DataType.fromDDL(column.type()));
    }
    return schema;
  }

  // The run's id spreads the pauses of processes that collide, without a source of randomness.
  private static void pause(String runId, int tries) {
    long limit = Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(tries, 10));
    long spread = Math.floorMod((runId + tries).hashCode(), 1000);
    try {
      Thread.sleep(limit / 2 + limit * spread / 2000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssayException(
          ErrorCode.INTERRUPTED, "Cannot write run '" + runId + "': interrupted.", e);
    }
  }
}
