package dev.assay.jobs;

import dev.assay.config.JobConfig;
import dev.assay.error.AssayException;
import dev.assay.error.ErrorCode;
import dev.assay.jobs.progress.RowsReadListener;
import dev.assay.jobs.read.ReadErrors;
import dev.assay.jobs.score.ExecutorConfiguration;
import dev.assay.jobs.score.RowGate;
import dev.assay.jobs.score.ScoreSpec;
import dev.assay.jobs.score.ScoreTotals;
import dev.assay.jobs.score.Scoring;
import dev.assay.jobs.store.Begun;
import dev.assay.jobs.store.ResultStore;
import dev.assay.jobs.store.RunHandle;
import dev.assay.jobs.store.StoreSpec;
import dev.assay.jobs.store.Written;
import dev.assay.plan.ScorePlan;
import dev.assay.record.RedriveSlot;
import dev.assay.record.RunRecord;
import dev.assay.record.RunStatus;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * The main job: scores a pinned input with several models in one pass and publishes the
 * predictions, once and whole.
 */
public final class ScoreJob {
  private final SparkSession spark;
  private final RunContext context;

  /** A job that runs in this session. */
  public ScoreJob(SparkSession spark, RunContext context) {
    this.spark = spark;
    this.context = context;
  }

  /**
   * Runs a planned run.
   *
   * @return its row in {@code runs}; the earlier one where the run is published already
   * @throws AssayException where it cannot be published; nothing of it is visible then, and the
   *     reason is in {@code runs}
   */
  public ScoreResult run(PreparedScore prepared) {
    ScorePlan plan = prepared.plan();
    ReadErrors.knownEmpty(plan.input(), plan.filter())
        .filter(empty -> !plan.config().input().allowEmpty())
        .ifPresent(
            empty -> {
              throw empty;
            });
    ResultStore store =
        ResultStore.open(
            spark,
            new StoreSpec(
                plan.config().store(),
                plan.config().useCase(),
                plan.shape().key(),
                plan.shape().passThrough()));
    RunEvidence evidence = new RunEvidence(plan, context, RunEnvironment.describe(spark));
    Begun begun = store.begin(evidence.start(), context.supersede());
    if (begun instanceof Begun.AlreadyPublished known) {
      return new ScoreResult(known.run(), true, known.supersededBy());
    }
    RunHandle run = ((Begun.Started) begun).run();
    RunChecks checks = new RunChecks(spark, prepared, store, run, evidence);
    RejectStaging staging = new RejectStaging(spark, store.root(), run.runId(), run.attempt());
    try {
      return new ScoreResult(score(prepared, store, run, staging, checks, evidence), false, null);
    } catch (Throwable e) { // Scala throws checked exceptions that no signature names
      AssayException error = explain(prepared, e);
      checks.keepAfter(error);
      throw ended(store, run, evidence, error);
    } finally {
      staging.delete();
    }
  }

  private RunRecord score(
      PreparedScore prepared,
      ResultStore store,
      RunHandle run,
      RejectStaging staging,
      RunChecks checks,
      RunEvidence evidence) {
    ScorePlan plan = prepared.plan();
    checks.ofInput();
    Dataset<Row> input = checks.rows();
    ScoreSpec spec = spec(plan, checks.gate(input), staging);
    Written predictions =
        evidence.timed(
            "score_and_write",
            () ->
                RowsReadListener.counted(
                    spark.sparkContext(),
                    () -> store.appendPredictions(run, Scoring.score(input, spec))));
    ScoreTotals.Task totals = spec.totals().value();
    evidence.scored(totals, predictions);
    Written rejected =
        evidence.timed(
            "write_rejected", () -> store.appendRejected(run, staging.rows(spec, input, totals)));
    evidence.rejected(rejected);
    evidence.timed("check", () -> check(prepared, totals, predictions, rejected));
    checks.ofScores(totals, predictions);
    refuseIfInterrupted();
    return store.publish(run, evidence.outcome());
  }

  private ScoreSpec spec(ScorePlan plan, RowGate gate, RejectStaging staging) {
    ScoreTotals totals = new ScoreTotals(plan.models().size(), gate.ids());
    spark.sparkContext().register(totals, "assay scoring");
    return new ScoreSpec(
        plan.models(),
        plan.shape().key().stream().map(dev.assay.plan.Column::name).toList(),
        plan.shape().passThrough().stream().map(dev.assay.plan.Column::name).toList(),
        plan.config().score().device(),
        RegistryModelLoader.of(spark),
        totals,
        staging.directory().toString(),
        ExecutorConfiguration.of(spark),
        gate);
  }

  /** What must hold before a run is published. */
  private Void check(
      PreparedScore prepared, ScoreTotals.Task totals, Written predictions, Written rejected) {
    ScorePlan plan = prepared.plan();
    prepared.reader().verifyUnchanged(plan.input());
    if (totals.nullKeys() > 0) {
      throw ReadErrors.nullKeys(plan.input(), plan.shape().key(), totals.nullKeys());
    }
    if (totals.rowsIn() == 0 && !plan.config().input().allowEmpty()) {
      throw ReadErrors.empty(plan.input(), plan.filter());
    }
    Reconciliation.check(plan.models(), totals, predictions, rejected);
    prepared.expectedRows().ifPresent(rows -> Reconciliation.check(rows, totals));
    JobConfig.Score rules = plan.config().score();
    RejectPolicy.check(plan.models(), totals, rules, plan.job().equals(RedriveSlot.JOB));
    return null;
  }

  private void refuseIfInterrupted() {
    context
        .interruption()
        .get()
        .ifPresent(
            signal -> {
              throw cancelled(signal, null);
            });
  }

  private static AssayException cancelled(ErrorCode signal, Throwable cause) {
    return new AssayException(
        signal, "The run was cancelled; nothing of it is visible. Run the command again.", cause);
  }

  /** The error behind a failed Spark job: ours, the input's, a signal, or unknown. */
  private AssayException explain(PreparedScore prepared, Throwable failure) {
    Optional<ErrorCode> signal = context.interruption().get();
    if (signal.isPresent()) {
      return cancelled(signal.get(), failure);
    }
    return RunFailures.own(failure)
        .or(() -> prepared.reader().explain(prepared.plan().input(), failure))
        .or(() -> RunFailures.known(failure))
        .orElseGet(() -> RunFailures.unknown(failure));
  }

  private AssayException ended(
      ResultStore store, RunHandle run, RunEvidence evidence, AssayException e) {
    boolean cancelled = e.code() == ErrorCode.INTERRUPTED || e.code() == ErrorCode.TERMINATED;
    RunStatus status = cancelled ? RunStatus.CANCELLED : RunStatus.FAILED;
    try {
      store.end(run, status, e.code(), e.getMessage(), evidence.outcome());
    } catch (RuntimeException second) {
      e.addSuppressed(second); // the first error is the one to act on
    }
    return e;
  }
}
