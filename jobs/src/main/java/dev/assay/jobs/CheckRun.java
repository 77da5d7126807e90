package dev.assay.jobs;

import dev.assay.error.AssayException;
import dev.assay.error.ErrorCode;
import dev.assay.jobs.store.Begun;
import dev.assay.jobs.store.ResultStore;
import dev.assay.jobs.store.RunHandle;
import dev.assay.jobs.store.Written;
import dev.assay.plan.PinnedInput;
import dev.assay.record.Json;
import dev.assay.record.RunOutcome;
import dev.assay.record.RunStart;
import dev.assay.record.RunStatus;
import dev.assay.record.TableOutput;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/** A check that is kept in a store as a run, by the same protocol as a run that scores. */
final class CheckRun {
  private static final String JOB = "check";

  private final ResultStore store;
  private final RunContext context;
  private final RunStart start;
  private final RunHandle run;
  private final String supersededBy;
  private final List<TableOutput> outputs = new ArrayList<>();
  private boolean kept;

  private CheckRun(ResultStore store, RunContext context, RunStart start, Begun begun) {
    this.store = store;
    this.context = context;
    this.start = start;
    this.run = begun instanceof Begun.Started started ? started.run() : null;
    this.supersededBy = begun instanceof Begun.AlreadyPublished known ? known.supersededBy() : null;
  }

  /** What the slots of a check's runs begin with. */
  static String slots(CheckRequest request, PinnedInput input) {
    String called = request.store().name();
    if (called == null) {
      called = request.store().useCase();
    }
    return slots(called == null ? input.name() : called);
  }

  /** The same of what a check is called in its store. */
  static String slots(String name) {
    return JOB + "/" + name;
  }

  /**
   * Begins the run, or begins it again if it did not end well. The last check of a name and date
   * counts, so it supersedes another; a check that is kept already does not count again.
   */
  static CheckRun begin(
      SparkSession spark,
      RunContext context,
      CheckRequest request,
      PlannedChecks checks,
      String filter) {
    String root = request.store().root();
    String useCase =
        request.store().useCase() != null
            ? request.store().useCase()
            : ResultStore.useCase(spark, root).orElseGet(() -> useCase(checks.pinned()));
    ResultStore store = ResultStore.openForChecks(spark, root, useCase);
    RunStart start = start(spark, context, request, checks, filter, useCase);
    return new CheckRun(store, context, start, store.begin(start, true));
  }

  /** A use case is a name of letters, digits and dashes. */
  private static String useCase(PinnedInput input) {
    String last = input.catalogTable() ? input.table() : new Path(input.location()).getName();
    return last.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
  }

  private static RunStart start(
      SparkSession spark,
      RunContext context,
      CheckRequest request,
      PlannedChecks checks,
      String filter,
      String useCase) {
    PinnedInput input = checks.pinned();
    String slot = slots(request, input) + "/" + request.asOf();
    Map<String, Object> settings = new TreeMap<>();
    settings.put("table", input.name());
    settings.put("key", request.key());
    settings.put("filter", filter);
    settings.put("features", request.features());
    settings.put("allow_empty", request.allowEmpty());
    settings.put("quality", checks.digest());
    String digest = ScorePlanner.sha256(Json.write(settings));
    settings.put("rules", checks.file());
    return new RunStart(
        ScorePlanner.key(slot + '\n' + input.kind() + ' ' + input.digest() + '\n' + digest),
        useCase,
        JOB,
        slot,
        request.asOf(),
        context.clock().instant(),
        Json.write(input),
        "[]",
        digest,
        Json.write(settings),
        Json.write(RunEnvironment.describe(spark)),
        context.orchestrator().isEmpty() ? null : Json.write(context.orchestrator()),
        context.assayVersion());
  }

  /** Whether the same check of the same data is kept already. */
  boolean isKeptAlready() {
    return run == null;
  }

  /** What states of metrics are kept as. */
  String statesName() {
    return run.states();
  }

  /** What a person should know who kept this check before; nothing where it counts. */
  Optional<String> note() {
    return Optional.ofNullable(supersededBy)
        .map(
            other ->
                "Run "
                    + start.runId()
                    + " was superseded by run "
                    + other
                    + " since, and run "
                    + other
                    + " counts for "
                    + start.asOf()
                    + ".");
  }

  /** Where states of metrics are kept. */
  String states() {
    return store.states();
  }

  /** Keeps results and metrics, and publishes the run if no rule of severity error failed. */
  CheckResult.Kept end(QualityBook book, List<String> stopping, Long rows) {
    if (isKeptAlready()) {
      return kept("ALREADY_PUBLISHED");
    }
    keep(book);
    if (stopping.isEmpty()) {
      store.publish(run, outcome(book, rows));
      return kept(RunStatus.PUBLISHED.name());
    }
    String message = "Rules of severity error did not hold: " + String.join(", ", stopping) + ".";
    store.end(run, RunStatus.FAILED, ErrorCode.QUALITY, message, outcome(book, rows));
    return kept(RunStatus.FAILED.name());
  }

  private CheckResult.Kept kept(String status) {
    return new CheckResult.Kept(start.runId(), start.slot(), store.root(), status);
  }

  private void keep(QualityBook book) {
    kept = true;
    List<Written> written = store.appendQuality(run, book.results(), book.metrics());
    written.forEach(table -> outputs.add(table.output()));
  }

  private RunOutcome outcome(QualityBook book, Long rows) {
    return new RunOutcome(
        context.clock().instant(),
        outputs,
        null,
        rows,
        null,
        null,
        null,
        null,
        null,
        book.isEmpty() ? null : Json.write(book.totals()));
  }

  /** Ends the run after a failure, with what is known of the rules, without hiding the failure. */
  void failed(QualityBook book, Throwable failure) {
    if (isKeptAlready()) {
      return;
    }
    ErrorCode code =
        context
            .interruption()
            .get()
            .or(() -> RunFailures.own(failure).map(AssayException::code))
            .orElse(ErrorCode.INTERNAL);
    boolean cancelled = code == ErrorCode.INTERRUPTED || code == ErrorCode.TERMINATED;
    try {
      if (!kept && !book.isEmpty()) {
        keep(book);
      }
      RunStatus status = cancelled ? RunStatus.CANCELLED : RunStatus.FAILED;
      store.end(run, status, code, String.valueOf(failure.getMessage()), outcome(book, null));
    } catch (Exception second) {
      failure.addSuppressed(second);
    }
  }
}
