package dev.assay.jobs.store;

import dev.assay.error.AssayException;
import dev.assay.error.ErrorCode;
import dev.assay.evaluation.ComparisonRow;
import dev.assay.evaluation.EvaluationResult;
import dev.assay.jobs.store.Ledger.Decision;
import dev.assay.jobs.store.Ledger.Entry;
import dev.assay.record.RedriveSlot;
import dev.assay.record.RunOutcome;
import dev.assay.record.RunRecord;
import dev.assay.record.RunStart;
import dev.assay.record.RunStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * The result tables of one use case, and the protocol by which runs become visible in them: {@link
 * #begin}, {@link #appendPredictions} and {@link #appendRejected}, then {@link #publish} or {@link
 * #end}. Rows of a run that is not published do not count; {@code docs/architecture.md} has the
 * protocol and its reasons. Safe for use by several threads.
 */
public final class ResultStore {
  /** What the slots of checks begin with, which supersede each other without being told to. */
  private static final String CHECKS = "check/";

  private final SparkSession small;
  private final Path root;
  private final RunLedger ledger;
  private final RunTables tables;
  private final QualityTables quality;

  private ResultStore(SparkSession small, Path root, RunTables tables) {
    this.small = small;
    this.root = root;
    this.ledger = new RunLedger(small, new Path(root, StoreTables.RUNS));
    this.tables = tables;
    this.quality = new QualityTables(small, tables);
  }

  /**
   * Opens a store for runs that score. Makes the tables that are missing, and adds pass-through
   * columns that the predictions lack.
   *
   * @throws AssayException where something that is not ours lies in the way, where key or column
   *     types differ from the store's, and where the directory cannot be written
   */
  public static ResultStore open(SparkSession session, StoreSpec spec) {
    return open(session, spec.root(), spec.useCase(), () -> StoreTables.ofScoring(spec));
  }

  /**
   * Opens a store for runs that only check. Makes the tables that are missing and that such runs
   * write to; there need be no predictions and no rejected rows.
   *
   * @throws AssayException as {@link #open}
   */
  public static ResultStore openForChecks(SparkSession session, String root, String useCase) {
    return open(session, root, useCase, () -> StoreTables.ofChecks(useCase));
  }

  /**
   * Opens a store for evaluations. Makes the tables that are missing and that they write to.
   *
   * @throws AssayException as {@link #open}
   */
  public static ResultStore openForEvaluations(SparkSession session, String root, String useCase) {
    return open(session, root, useCase, () -> StoreTables.ofEvaluations(useCase));
  }

  /** Opens a store for runs that write to these tables, in whose order retries are fenced. */
  private static ResultStore open(
      SparkSession session, String root, String useCase, Supplier<List<TableSpec>> chosen) {
    return StoreErrors.guard(
        "open the store",
        root,
        () -> {
          SparkSession small = Sessions.small(session);
          List<TableSpec> tables = chosen.get();
          Path path = qualified(small, root);
          make(small, path, tables, StoreTables.runs(useCase));
          return new ResultStore(small, path, RunTables.open(session, small, path, tables));
        });
  }

  private static void make(SparkSession small, Path root, List<TableSpec> tables, TableSpec runs) {
    TableOpener opener = new TableOpener(small);
    opener.checkRoot(root);
    List<TableSpec> all = new ArrayList<>(tables);
    all.add(runs); // last: readers take a directory with a ledger for a whole store
    // Look at all before one is made: a store is refused as it was found.
    all.forEach(table -> opener.exists(table, new Path(root, table.name())));
    all.forEach(table -> opener.open(table, new Path(root, table.name())));
  }

  /** The use case of a store; nothing where there is no store. */
  public static Optional<String> useCase(SparkSession session, String root) {
    return StoreErrors.guard(
        "read the store",
        root,
        () -> {
          TableLog log =
              TableLog.at(
                  Sessions.small(session), new Path(qualified(session, root), StoreTables.RUNS));
          return log.version() < 0
              ? Optional.<String>empty()
              : Optional.ofNullable(TableLog.properties(log.metadata()).get(StoreTables.USE_CASE));
        });
  }

  /**
   * The runs of a store, without touching it; none where there is no store yet.
   *
   * @throws AssayException where something that is not ours lies in the way
   */
  public static List<RunRecord> runs(SparkSession session, String root, String useCase) {
    return StoreErrors.guard(
        "read the store",
        root,
        () -> {
          Path path = qualified(session, root);
          SparkSession small = Sessions.small(session);
          TableOpener opener = new TableOpener(small);
          opener.checkRoot(path);
          Path runs = new Path(path, StoreTables.RUNS);
          return opener.exists(StoreTables.runs(useCase), runs)
              ? new RunLedger(small, runs).runs()
              : List.of();
        });
  }

  /**
   * The same as {@link #history(LocalDate, String, List)}, of a store that is not opened for
   * writing; nothing where there is no store yet.
   */
  public static Map<String, List<MetricPoint>> history(
      SparkSession session, String root, LocalDate asOf, String table, List<String> families) {
    return StoreErrors.guard(
        "read the store",
        root,
        () -> {
          Path path = qualified(session, root);
          SparkSession small = Sessions.small(session);
          Path metrics = new Path(path, StoreTables.QUALITY_METRICS);
          Path runs = new Path(path, StoreTables.RUNS);
          TableLog log = TableLog.at(small, metrics);
          if (log.version() < 0 || TableLog.at(small, runs).version() < 0) {
            return Map.of();
          }
          TableOpener.checkReadable(metrics, log.metadata());
          return QualityTables.history(
              small, metrics, new RunLedger(small, runs).runs(), asOf, table, families);
        });
  }

  /** The tables of an evaluation as a run wrote them, of a store that is not opened for writing. */
  public static EvaluationResult evaluation(SparkSession session, String root, String runId) {
    return StoreErrors.guard(
        "read the evaluation in",
        root,
        () -> EvaluationTables.read(Sessions.small(session), qualified(session, root), runId));
  }

  /** The comparisons of an evaluation alone, likewise. */
  public static List<ComparisonRow> comparisons(SparkSession session, String root, String runId) {
    return StoreErrors.guard(
        "read the comparisons in",
        root,
        () ->
            EvaluationTables.read(
                Sessions.small(session),
                qualified(session, root),
                EvaluationTables.COMPARISONS,
                ComparisonRow.class,
                runId));
  }

  /** Where the store lies. */
  public String root() {
    return uri(root);
  }

  /** Where states of metrics are kept. */
  public String states() {
    return states(root.toString());
  }

  /** Where states of metrics are kept in the store at a root. */
  public static String states(String root) {
    return new Path(root, "_quality_states").toString();
  }

  /** All runs. */
  public List<RunRecord> runs() {
    return ledger.runs();
  }

  /**
   * Begins a run, or begins it again if it did not end well. Rows that earlier attempts left are
   * deleted, and an earlier attempt that is still alive can neither write nor publish from here on.
   *
   * @param start what is known of it
   * @param supersede whether it may replace another published run of its slot
   * @throws AssayException {@code POLICY} if another published run holds the slot and {@code
   *     supersede} is false
   */
  public Begun begin(RunStart start, boolean supersede) {
    Faults.reach(FaultPoint.BEFORE_BEGIN);
    Begun begun = ledger.change(start.runId(), now -> beginIn(now, start, supersede));
    Faults.reach(FaultPoint.AFTER_LEDGER_BEGIN);
    if (begun instanceof Begun.AlreadyPublished known) {
      return new Begun.AlreadyPublished(ledger.run(start.runId()), known.supersededBy());
    }
    RunHandle run = ((Begun.Started) begun).run();
    if (run.attempt() > 1) {
      tables.fence(run);
    }
    Faults.reach(FaultPoint.AFTER_BEGIN);
    return begun;
  }

  private static Decision<Begun> beginIn(Ledger now, RunStart start, boolean supersede) {
    Optional<Entry> known = now.run(start.runId());
    Optional<Entry> holder = now.holder(start.slot());
    if (known.isPresent() && known.get().published()) {
      String successor =
          holder.map(Entry::runId).filter(id -> !id.equals(start.runId())).orElse(null);
      return Decision.keep(new Begun.AlreadyPublished(null, successor));
    }
    if (holder.isPresent() && !supersede) {
      throw slotHeld(start, holder.get());
    }
    RunHandle run =
        new RunHandle(
            start,
            holder.map(Entry::generation).orElse(0L) + 1,
            known.map(Entry::attempt).orElse(0) + 1,
            holder.map(Entry::runId).orElse(null));
    return new Decision<>(run.record(), new Begun.Started(run));
  }

  /**
   * Writes the run's predictions, once, and reads their counts back from the table; of a store that
   * was opened for runs that score.
   */
  public Written appendPredictions(RunHandle run, Dataset<Row> rows) {
    Written written = tables.of(StoreTables.PREDICTIONS).append(run, rows);
    Faults.reach(FaultPoint.AFTER_PREDICTIONS);
    return written;
  }

  /** The same with the rows that the run rejected. */
  public Written appendRejected(RunHandle run, Dataset<Row> rows) {
    Written written = tables.of(StoreTables.REJECTED_ROWS).append(run, rows);
    Faults.reach(FaultPoint.AFTER_REJECTED);
    return written;
  }

  /**
   * Writes how the rules came out and what was measured, once.
   *
   * @return what was written to each of the two tables
   */
  public List<Written> appendQuality(
      RunHandle run, List<QualityRow> results, List<MetricRow> metrics) {
    return quality.append(run, results, metrics);
  }

  /**
   * Writes the tables of an evaluation, once; of a store that was opened for evaluations.
   *
   * @return what was written to each
   */
  public List<Written> appendEvaluation(RunHandle run, EvaluationResult result) {
    return EvaluationTables.append(small, tables, run, result);
  }

  /**
   * What earlier runs measured of a table: of every date before, the run that counts.
   *
   * @param asOf the date before which runs count
   * @param table the table, as {@link MetricRow} names it
   * @param families what the slots of such runs begin with, before a slash and the date
   * @return the values by metric, the oldest first; a metric without any is not there
   */
  public Map<String, List<MetricPoint>> history(
      LocalDate asOf, String table, List<String> families) {
    return quality.history(ledger.runs(), asOf, table, families);
  }

  /**
   * Makes the run visible: the last step, and the only one that readers see.
   *
   * @return its row
   * @throws AssayException {@code CONFLICT} if another run of the slot was published since this one
   *     began, if the run that this one redrives is not current any more, or if a newer attempt of
   *     this run has begun; nothing of it is visible then
   */
  public RunRecord publish(RunHandle run, RunOutcome outcome) {
    Faults.reach(FaultPoint.BEFORE_PUBLISH);
    Publication publication =
        ledger.change(
            run.runId(),
            now -> {
              Faults.reach(FaultPoint.WITHIN_PUBLISH);
              return publishIn(now, run, outcome);
            });
    if (publication.refusal() != null) {
      throw publication.refusal();
    }
    Faults.reach(FaultPoint.AFTER_PUBLISH);
    return publication.run() == null ? ledger.run(run.runId()) : publication.run();
  }

  /** What became of a publication: the run's row, if this decision wrote it, or why it lost. */
  private record Publication(RunRecord run, AssayException refusal) {}

  private static Decision<Publication> publishIn(Ledger now, RunHandle run, RunOutcome outcome) {
    Entry present = present(now, run);
    if (present.attempt() != run.attempt()) {
      throw takenOver(run, present);
    }
    if (present.published()) {
      // Our own commit, of which the file system did not tell us that it went through.
      return Decision.keep(new Publication(null, null));
    }
    if (present.status() != RunStatus.STARTED) {
      throw new AssayException(
          ErrorCode.INTERNAL,
          String.format(
              "Cannot publish run '%s': it is %s already.", run.runId(), present.status()));
    }
    Optional<AssayException> refusal = refusal(now, run);
    if (refusal.isPresent()) {
      AssayException why = refusal.get();
      RunRecord refused =
          run.record().ended(RunStatus.REFUSED, why.code().name(), why.getMessage(), outcome);
      return new Decision<>(refused, new Publication(refused, why));
    }
    Optional<Entry> head = now.head();
    RunRecord published =
        run.record()
            .published(
                outcome,
                head.map(Entry::sequence).orElse(0L) + 1,
                head.map(Entry::hash).orElse(null));
    return new Decision<>(published, new Publication(published, null));
  }

  private static Optional<AssayException> refusal(Ledger now, RunHandle run) {
    Optional<Entry> holder = now.holder(run.slot());
    if (holder.isPresent() && holder.get().generation() >= run.generation()) {
      return Optional.of(slotTaken(run, holder.get()));
    }
    return RedriveSlot.of(run.slot()).flatMap(slot -> outdated(now, run, slot));
  }

  /** Why a redrive comes too late: its rows count only beside those of the run that it redrives. */
  private static Optional<AssayException> outdated(Ledger now, RunHandle run, RedriveSlot slot) {
    Optional<Entry> redriven = now.run(slot.run()).filter(Entry::published);
    Optional<Entry> holder = redriven.flatMap(entry -> now.holder(entry.slot()));
    if (holder.isPresent() && holder.get().runId().equals(slot.run())) {
      return Optional.empty();
    }
    String start =
        String.format("Cannot publish redrive '%s': run '%s', ", run.runId(), slot.run())
            + "whose rows it scored, ";
    return Optional.of(
        new AssayException(
            ErrorCode.CONFLICT,
            holder.isEmpty()
                ? start
                    + "is not published. Nothing of this one is visible; redrive a published run."
                : String.format(
                    "%swas superseded by run '%s' meanwhile, which scored or quarantined them"
                        + " itself. Nothing of this one is visible; redrive that run.",
                    start, holder.get().runId())));
  }

  /**
   * Records that the run ended without being published.
   *
   * @param run the run
   * @param status {@code FAILED} or {@code CANCELLED}
   * @param code why
   * @param message the same for a person
   * @param outcome what is known
   * @return its row; empty if the run is no longer this attempt's to end
   */
  public Optional<RunRecord> end(
      RunHandle run, RunStatus status, ErrorCode code, String message, RunOutcome outcome) {
    RunRecord ended = run.record().ended(status, code.name(), message, outcome);
    return ledger.change(
        run.runId(),
        now -> {
          Entry present = present(now, run);
          boolean ours =
              present.attempt() == run.attempt() && present.status() == RunStatus.STARTED;
          return ours
              ? new Decision<>(ended, Optional.of(ended))
              : Decision.keep(Optional.<RunRecord>empty());
        });
  }

  private static Entry present(Ledger now, RunHandle run) {
    return now.run(run.runId())
        .orElseThrow(
            () ->
                new AssayException(
                    ErrorCode.STORE,
                    String.format(
                        "Cannot end run '%s': its row is gone from the table runs. Somebody else"
                            + " wrote to it; run again.",
                        run.runId())));
  }

  private static AssayException slotHeld(RunStart start, Entry holder) {
    if (RedriveSlot.of(start.slot()).isPresent()) {
      return redriven("begin", start, holder);
    }
    return new AssayException(
        ErrorCode.POLICY,
        String.format(
            "Cannot begin run '%s': run '%s' is published in slot '%s' (generation %d), and this is"
                + " another one: its input, models or settings differ. Run again with --supersede"
                + " to replace it (its rows are kept), or choose another --as-of.",
            start.runId(), holder.runId(), start.slot(), holder.generation()));
  }

  private static AssayException slotTaken(RunHandle run, Entry winner) {
    if (RedriveSlot.of(run.slot()).isPresent()) {
      return redriven("publish", run.start(), winner);
    }
    return new AssayException(
        ErrorCode.CONFLICT,
        String.format(
            "Cannot publish run '%s': run '%s' was published in slot '%s' (generation %d) while this"
                + " one worked. Nothing of it is visible; %s to replace that run.",
            run.runId(),
            winner.runId(),
            run.slot(),
            winner.generation(),
            run.slot().startsWith(CHECKS) ? "run the check again" : "run again with --supersede"));
  }

  private static AssayException redriven(String verb, RunStart start, Entry other) {
    return new AssayException(
        ErrorCode.CONFLICT,
        String.format(
            "Cannot %s redrive '%s': another redrive of the same run, '%s', was published meanwhile,"
                + " and may have scored some of its rows. Nothing of this one is visible; run the"
                + " command again, and it takes the rows that are left.",
            verb, start.runId(), other.runId()));
  }

  private static AssayException takenOver(RunHandle run, Entry present) {
    return new AssayException(
        ErrorCode.CONFLICT,
        String.format(
            "Cannot publish attempt %d of run '%s': attempt %d of the same run has begun meanwhile"
                + " (it is %s). Nothing of this attempt is visible; let that one finish.",
            run.attempt(), run.runId(), present.attempt(), present.status()));
  }

  static Path qualified(SparkSession session, String root) {
    try {
      Path path = new Path(root);
      return path.getFileSystem(session.sessionState().newHadoopConf()).makeQualified(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The path as other readers understand it: {@code file:///store}, not {@code file:/store}. */
  static String uri(Path path) {
    String uri = path.toUri().toString();
    return uri.startsWith("file:/") && !uri.startsWith("file://")
        ? "file://" + uri.substring("file:".length())
        : uri;
  }
}
