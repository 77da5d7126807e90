package dev.assay.jobs.store;

import dev.assay.error.AssayException;
import dev.assay.error.ErrorCode;
import dev.assay.jobs.store.TableSpec.ColumnSpec;
import dev.assay.jobs.store.Written.PartRows;
import dev.assay.record.TableOutput;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.ConcurrentModificationException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.actions.Action;
import org.apache.spark.sql.delta.actions.AddFile;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** A result table in which each run has partitions of its own. */
final class RunTable {
  private static final int MAX_TRIES = 20;
  private static final String RUN = "run_id";

  private final SparkSession session;
  private final TableSpec spec;
  private final Path path;
  private final TableLog log;
  private final PredictionWriter writer;

  /** A table whose rows are written in one session, and whose log is read in another. */
  RunTable(SparkSession session, TableLog log, TableSpec spec, Path path) {
    this.session = session;
    this.spec = spec;
    this.path = path;
    this.log = log;
    this.writer = new SparkDeltaWriter(session);
  }

  /** Where it lies. */
  Path path() {
    return path;
  }

  /**
   * Deletes what earlier attempts of a run left, and shuts them out: their appends fail from here
   * on. Reads and writes only the log.
   */
  void fence(RunHandle run) {
    StoreErrors.guard("delete the rows of an earlier attempt in", path, () -> tryToFence(run));
  }

  private long tryToFence(RunHandle run) {
    for (int tries = 1; ; tries++) {
      try {
        return log.transact(transaction -> fenceOnce(transaction, run));
      } catch (ConcurrentModificationException e) {
        if (tries == MAX_TRIES) {
          throw e;
        }
      }
    }
  }

  private long fenceOnce(TableLog.Transaction transaction, RunHandle run) {
    if (transaction.applicationVersion(run.runId()) >= run.fenceVersion()) {
      throw takenOver(run);
    }
    List<Action> actions = new ArrayList<>();
    transaction.read(RUN, run.runId()).forEach(file -> actions.add(file.remove()));
    actions.add(TableLog.application(run.runId(), run.fenceVersion()));
    return transaction.commit(
        actions, "deleted before attempt " + run.attempt() + " of " + run.runId());
  }

  /** Appends a run's rows in one commit and reads back what is there. */
  Written append(RunHandle run, Dataset<Row> rows) {
    Dataset<Row> aligned = align(run, rows);
    long before = log.load();
    StoreErrors.guard(
        "write the " + spec.name() + " to",
        path,
        () -> {
          writer.append(
              aligned,
              new PredictionWriter.Append(
                  path.toString(),
                  spec.partitionBy(),
                  run.runId(),
                  run.appendVersion(),
                  run.runId()));
          return null;
        });
    return StoreErrors.guard("read back", path, () -> readBack(run, commit(run, before)));
  }

  private TableLog.Commit commit(RunHandle run, long before) {
    List<TableLog.Commit> ours =
        log.commitsAfter(before).stream()
            .filter(c -> run.runId().equals(c.userMetadata()))
            .filter(c -> c.transactions().getOrDefault(run.runId(), -1L) == run.appendVersion())
            .toList();
    if (ours.isEmpty()) {
      throw takenOver(run);
    }
    if (ours.size() > 1) {
      throw new AssayException(
          ErrorCode.INTERNAL,
          String.format(
              "Cannot tell which version of '%s' run '%s' wrote: %d commits bear its name.",
              path, run.runId(), ours.size()));
    }
    return ours.get(0);
  }

  private Written readBack(RunHandle run, TableLog.Commit commit) {
    List<AddFile> there = log.files(commit.version(), RUN, run.runId());
    List<PartRows> models = count(there, commit.version(), run);
    List<PartRows> written = count(commit.added(), commit.version(), run);
    if (there.size() != commit.added().size() || !models.equals(written)) {
      throw new AssayException(
          ErrorCode.RECONCILIATION,
          String.format(
              "Cannot publish run '%s': version %d of '%s' holds %d files of it (%s), and it wrote"
                  + " %d (%s). Somebody else writes to the table.",
              run.runId(),
              commit.version(),
              path,
              there.size(),
              models,
              commit.added().size(),
              written));
    }
    long rows = models.stream().mapToLong(PartRows::rows).sum();
    long bytes = there.stream().mapToLong(AddFile::size).sum();
    String uri = ResultStore.uri(path);
    return new Written(
        new TableOutput(spec.name(), uri, commit.version(), rows), models, there.size(), bytes);
  }

  /** Rows by model, from the log where its statistics tell, else by reading the version. */
  private List<PartRows> count(List<AddFile> files, long version, RunHandle run) {
    List<String> parts = spec.parts();
    Map<List<String>, Long> counts = new LinkedHashMap<>();
    for (AddFile file : files) {
      Optional<Long> rows = TableLog.rows(file);
      if (rows.isEmpty()) {
        return countByReading(version, run);
      }
      counts.merge(
          parts.stream().map(part -> TableLog.partition(file, part)).toList(),
          rows.get(),
          Long::sum);
    }
    return counts.entrySet().stream()
        .map(e -> new PartRows(e.getKey(), e.getValue()))
        .sorted(RunTable::byPart)
        .toList();
  }

  private List<PartRows> countByReading(long version, RunHandle run) {
    Column[] parts = spec.parts().stream().map(functions::col).toArray(Column[]::new);
    return Sessions.within(
        session,
        () ->
            session
                .read()
                .format("delta")
                .option("versionAsOf", version)
                .load(path.toString())
                .filter(functions.col(RUN).equalTo(run.runId()))
                .groupBy(parts)
                .count()
                .collectAsList()
                .stream()
                .map(row -> partRows(row, parts.length))
                .filter(part -> part.rows() > 0) // without parts no rows are a group too
                .sorted(RunTable::byPart)
                .toList());
  }

  private static PartRows partRows(Row row, int parts) {
    List<String> values = new ArrayList<>();
    for (int i = 0; i < parts; i++) {
      values.add(row.getString(i));
    }
    return new PartRows(values, row.getLong(parts));
  }

  private static int byPart(PartRows a, PartRows b) {
    for (int i = 0; i < a.values().size(); i++) {
      int order = a.values().get(i).compareTo(b.values().get(i));
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  private AssayException takenOver(RunHandle run) {
    return new AssayException(
        ErrorCode.CONFLICT,
        String.format(
            "Cannot write attempt %d of run '%s' to '%s': a newer attempt of the same run has begun"
                + " meanwhile. Let that one finish.",
            run.attempt(), run.runId(), path));
  }

  /**
   * The rows with the table's columns, in the table's order; constants of the run filled in. What
   * the rows need not have is not written where they lack it.
   */
  private Dataset<Row> align(RunHandle run, Dataset<Row> rows) {
    Map<String, StructField> given = new LinkedHashMap<>();
    for (StructField field : rows.schema().fields()) {
      given.put(folded(field.name()), field);
    }
    StructType table = log.metadata().schema();
    return rows.select(
        Arrays.stream(table.fields())
            .filter(field -> given.containsKey(folded(field.name())) || !optional(field.name()))
            .map(field -> aligned(run, rows, given, field))
            .toArray(Column[]::new));
  }

  private boolean optional(String column) {
    return spec.column(column).filter(c -> c.role() == TableSpec.Role.LATER).isPresent();
  }

  private static String folded(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  private Column aligned(
      RunHandle run, Dataset<Row> rows, Map<String, StructField> given, StructField wanted) {
    StructField found = given.get(folded(wanted.name()));
    if (found != null) {
      checkType(found, wanted);
      return rows.col('`' + found.name().replace("`", "``") + '`').as(wanted.name());
    }
    if (wanted.name().equals("as_of")) {
      return functions.lit(run.start().asOf()).as("as_of");
    }
    if (wanted.name().equals("run_id")) {
      return functions.lit(run.runId()).as("run_id");
    }
    Optional<ColumnSpec> ours = spec.column(wanted.name());
    if (ours.isPresent()) {
      throw new AssayException(
          ErrorCode.INTERNAL,
          String.format("Cannot write %s: the rows lack column '%s'.", spec.name(), wanted.name()));
    }
    return functions.lit(null).cast(wanted.dataType()).as(wanted.name());
  }

  private void checkType(StructField found, StructField wanted) {
    if (!found.dataType().catalogString().equals(wanted.dataType().catalogString())) {
      throw new AssayException(
          ErrorCode.INTERNAL,
          String.format(
              "Cannot write %s: column '%s' of the rows is %s, and the table's is %s.",
              spec.name(),
              wanted.name(),
              found.dataType().catalogString(),
              wanted.dataType().catalogString()));
    }
  }
}
