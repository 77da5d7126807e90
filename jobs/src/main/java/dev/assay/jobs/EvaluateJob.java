package dev.assay.jobs;

import dev.assay.config.JobConfig;
import dev.assay.config.Setting;
import dev.assay.error.AssayException;
import dev.assay.error.ErrorCode;
import dev.assay.evaluation.ComparisonRow;
import dev.assay.evaluation.Evaluation;
import dev.assay.evaluation.EvaluationContext;
import dev.assay.evaluation.EvaluationResult;
import dev.assay.evaluation.EvaluationSpec;
import dev.assay.evaluation.MetricRow;
import dev.assay.evaluation.SecondPass;
import dev.assay.evaluation.SecondPlan;
import dev.assay.jobs.evaluate.JoinCounts;
import dev.assay.jobs.evaluate.Passes;
import dev.assay.jobs.read.ReadErrors;
import dev.assay.jobs.store.Begun;
import dev.assay.jobs.store.ResultStore;
import dev.assay.jobs.store.RunHandle;
import dev.assay.plan.PinnedInput;
import dev.assay.plan.PlannedModel;
import dev.assay.record.Json;
import dev.assay.record.ModelRun;
import dev.assay.record.RunOutcome;
import dev.assay.record.RunRecord;
import dev.assay.record.RunStart;
import dev.assay.record.RunStatus;
import dev.assay.record.TableOutput;
import dev.assay.statistics.Figure;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;

/**
 * Compares a champion with its challengers on the same labelled rows, and publishes figures and
 * verdicts, once and whole.
 */
public final class EvaluateJob {
  /** The name of the job on the run record. */
  static final String JOB = "evaluate";

  private final SparkSession spark;
  private final RunContext context;

  /** A job that runs in this session. */
  public EvaluateJob(SparkSession spark, RunContext context) {
    this.spark = spark;
    this.context = context;
  }

  /**
   * Runs a planned evaluation.
   *
   * @return its row in {@code runs} and its tables; those of the earlier run where it is published
   *     already
   * @throws AssayException where it cannot be published; nothing of it is visible then, and the
   *     reason is in {@code runs}
   */
  public EvaluateResult run(PreparedEvaluation prepared) {
    String root = prepared.loaded().config().store();
    ReadErrors.knownEmpty(prepared.input(), prepared.loaded().config().input().filter())
        .ifPresent(
            empty -> {
              throw empty;
            });
    ResultStore store =
        ResultStore.openForEvaluations(spark, root, prepared.loaded().config().useCase());
    Work work = new Work(prepared, store);
    Begun begun = store.begin(work.start(), context.supersede());
    if (begun instanceof Begun.AlreadyPublished known) {
      EvaluationResult earlier = ResultStore.evaluation(spark, root, known.run().runId());
      return new EvaluateResult(known.run(), true, known.supersededBy(), earlier);
    }
    RunHandle run = ((Begun.Started) begun).run();
    try {
      return work.evaluated(run);
    } catch (Throwable e) { // Scala throws checked exceptions that no signature names
      throw work.ended(run, explain(prepared, e));
    }
  }

  /** The error behind a failed Spark job: ours, that of a table, a signal, or unknown. */
  private AssayException explain(PreparedEvaluation prepared, Throwable failure) {
    Optional<ErrorCode> signal = context.interruption().get();
    if (signal.isPresent()) {
      return new AssayException(
          signal.get(),
          "The evaluation was cancelled; nothing of it is visible. Run the command again.",
          failure);
    }
    Optional<AssayException> found = RunFailures.own(failure);
    for (PinnedInput table : tables(prepared)) {
      found = found.or(() -> prepared.reader().explain(table, failure));
    }
    return found.or(() -> RunFailures.known(failure)).orElseGet(() -> RunFailures.unknown(failure));
  }

  private static List<PinnedInput> tables(PreparedEvaluation prepared) {
    List<PinnedInput> tables = new ArrayList<>(List.of(prepared.input()));
    if (prepared.labels() != null) {
      tables.add(prepared.labels().pin());
    }
    if (prepared.attributes() != null) {
      tables.add(prepared.attributes().pin());
    }
    return tables;
  }

  /** One run. */
  private final class Work {
    private final PreparedEvaluation prepared;
    private final ResultStore store;
    private final EvaluationSpec spec;
    private final Instant startedAt = context.clock().instant();
    private final Map<String, Double> timings = new LinkedHashMap<>();
    private final List<TableOutput> outputs = new ArrayList<>();
    private JoinCounts counts;

    Work(PreparedEvaluation prepared, ResultStore store) {
      this.prepared = prepared;
      this.store = store;
      this.spec = prepared.join().spec();
    }

    EvaluateResult evaluated(RunHandle run) {
      LabelledFacts facts = new LabelledFacts(spark, prepared);
      Passes passes = new Passes(prepared.join(), timed("plan", facts::byKey));
      Passes.First first = timed("first_pass", passes::first);
      counts = first.counts();
      EvaluationChecks.check(prepared, counts);
      SecondPlan plan = timed("second_plan", () -> SecondPlan.of(spec, first.states()));
      SecondPass second = timed("second_pass", () -> passes.second(plan));
      tables(prepared).forEach(prepared.reader()::verifyUnchanged);
      EvaluationResult result =
          timed(
              "figures",
              () -> {
                EvaluationContext look = look(ModelRuntimes.of(prepared, facts.scored()));
                return withCounts(Evaluation.of(spec, first.states(), second, look));
              });
      timed(
          "write",
          () -> {
            store.appendEvaluation(run, result).forEach(table -> outputs.add(table.output()));
            return null;
          });
      refuseIfInterrupted();
      RunRecord published = store.publish(run, outcome());
      return new EvaluateResult(published, false, null, result);
    }

    private <T> T timed(String stage, Supplier<T> body) {
      Instant start = context.clock().instant();
      try {
        return body.get();
      } finally {
        Duration time = Duration.between(start, context.clock().instant());
        timings.put(stage, time.toMillis() / 1000.0);
      }
    }

    private void refuseIfInterrupted() {
      context
          .interruption()
          .get()
          .ifPresent(
              signal -> {
                throw new AssayException(
                    signal,
                    "The evaluation was cancelled; nothing of it is visible. Run the command"
                        + " again.");
              });
    }

    private EvaluationContext look(List<Figure> runtimes) {
      return new EvaluationContext(
          prepared.asOf().toString(),
          question(),
          earlier(),
          counts.byName(),
          counts.rejected(),
          runtimes,
          prepared.decision());
    }

    /** Digest of the settings that say which rows and labels count, and how much. */
    private String question() {
      JobConfig config = prepared.loaded().config();
      Map<String, Object> question = new TreeMap<>();
      question.put("use_case", config.useCase());
      question.put("key", config.input().key());
      question.put("filter", config.input().filter()); // with ${as-of}, not the date
      for (Setting setting : prepared.loaded().settings()) {
        boolean where = setting.path().matches("labels\\.(table|version|timestamp|amount)");
        if ((setting.path().startsWith("labels.") && !where)
            || setting.path().startsWith("evaluate.unit")
            || setting.path().equals("evaluate.weight")) {
          question.put(setting.path(), setting.value());
        }
      }
      return ScorePlanner.sha256(Json.write(question));
    }

    /** States of confidence sequences that the look before this one left. */
    private Map<String, String> earlier() {
      if (prepared.earlier() == null) {
        return Map.of();
      }
      Map<String, String> states = new LinkedHashMap<>();
      List<ComparisonRow> rows =
          ResultStore.comparisons(
              spark, prepared.loaded().config().store(), prepared.earlier().runId());
      for (ComparisonRow row : rows) {
        if (row.state() != null) {
          states.put(
              row.challenger() + "@" + row.challengerVersion() + " " + row.metric(), row.state());
        }
      }
      return states;
    }

    /** The figures with a row for each count that they lack. */
    private EvaluationResult withCounts(EvaluationResult result) {
      Set<String> known =
          result.metrics().stream().map(MetricRow::metric).collect(Collectors.toSet());
      List<MetricRow> metrics = new ArrayList<>(result.metrics());
      counts
          .byName()
          .forEach(
              (name, count) -> {
                if (!known.contains(name)) {
                  metrics.add(counted(null, null, null, name, count));
                }
              });
      for (int m = 0; m < prepared.models().size() && !known.contains("rejected"); m++) {
        PlannedModel model = prepared.models().get(m);
        metrics.add(
            counted(
                model.name(),
                model.version(),
                model.role().name().toLowerCase(Locale.ROOT),
                "rejected",
                counts.rejected().get(m)));
      }
      return new EvaluationResult(
          metrics,
          result.comparisons(),
          result.slices(),
          result.calibration(),
          result.fairness(),
          result.differences(),
          result.curves(),
          result.verdicts());
    }

    private MetricRow counted(String model, String version, String role, String name, long count) {
      return new MetricRow(
          model,
          version,
          role,
          null,
          "all",
          name,
          null,
          (double) count,
          0.0,
          null,
          null,
          null,
          null,
          null,
          null,
          counts.compared(),
          null,
          null,
          null);
    }

    RunStart start() {
      return new RunStart(
          prepared.runKey(),
          prepared.loaded().config().useCase(),
          JOB,
          prepared.slot(),
          prepared.asOf(),
          startedAt,
          Json.write(inputs()),
          Json.write(models()),
          prepared.configDigest(),
          Json.write(settings()),
          Json.write(RunEnvironment.describe(spark)),
          context.orchestrator().isEmpty() ? null : Json.write(context.orchestrator()),
          context.assayVersion());
    }

    /** The pinned input, as every run has it, with the other tables and runs beside it. */
    private Map<String, Object> inputs() {
      Map<String, Object> inputs = new LinkedHashMap<>();
      Map<?, ?> pin = Json.read(Json.write(prepared.input()), Map.class);
      pin.forEach((name, value) -> inputs.put(String.valueOf(name), value));
      if (prepared.labels() != null) {
        inputs.put("labels", prepared.labels().pin());
      }
      if (prepared.attributes() != null) {
        inputs.put("attributes", prepared.attributes().pin());
      }
      inputs.put("predictions", prepared.published().stream().map(p -> p.run().runId()).toList());
      inputs.put("earlier", prepared.earlier() == null ? null : prepared.earlier().runId());
      return inputs;
    }

    private Map<String, String> settings() {
      Map<String, String> settings = new TreeMap<>();
      for (Setting setting : prepared.loaded().settings()) {
        settings.put(setting.path(), setting.value());
      }
      return settings;
    }

    private List<ModelRun> models() {
      List<ModelRun> models = new ArrayList<>();
      for (int m = 0; m < prepared.models().size(); m++) {
        PlannedModel model = prepared.models().get(m);
        models.add(
            new ModelRun(
                model.name(),
                model.version(),
                model.role().name().toLowerCase(Locale.ROOT),
                model.packageDigest(),
                null,
                null,
                null,
                null,
                null,
                counts == null ? null : counts.rejected().get(m),
                null));
      }
      return models;
    }

    private RunOutcome outcome() {
      return new RunOutcome(
          context.clock().instant(),
          outputs,
          Json.write(models()),
          counts == null ? null : counts.rows(),
          null,
          null,
          counts == null ? null : Json.write(counts.byName()),
          Json.write(timings),
          null,
          null);
    }

    AssayException ended(RunHandle run, AssayException e) {
      boolean cancelled = e.code() == ErrorCode.INTERRUPTED || e.code() == ErrorCode.TERMINATED;
      RunStatus status = cancelled ? RunStatus.CANCELLED : RunStatus.FAILED;
      try {
        store.end(run, status, e.code(), e.getMessage(), outcome());
      } catch (RuntimeException second) {
        e.addSuppressed(second); // the first error is the one to act on
      }
      return e;
    }
  }
}
