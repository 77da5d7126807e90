package dev.assay.jobs;

import dev.assay.jobs.score.ScoreTotals;
import dev.assay.jobs.store.Written;
import dev.assay.model.RejectReason;
import dev.assay.plan.PlannedModel;
import dev.assay.plan.ScorePlan;
import dev.assay.record.Json;
import dev.assay.record.ModelRun;
import dev.assay.record.RunOutcome;
import dev.assay.record.RunStart;
import dev.assay.record.TableOutput;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Gathers what the run record will say, as the run goes on. */
final class RunEvidence {
  private final ScorePlan plan;
  private final RunContext context;
  private final Map<String, ?> environment;
  private final Instant startedAt;
  private final Map<String, Double> timings = new LinkedHashMap<>();
  private final List<TableOutput> outputs = new ArrayList<>();
  private ScoreTotals.Task totals;
  private Map<String, Long> rules;

  RunEvidence(ScorePlan plan, RunContext context, Map<String, ?> environment) {
    this.plan = plan;
    this.context = context;
    this.environment = environment;
    this.startedAt = context.clock().instant();
  }

  /** Runs a stage and notes how long it took. */
  <T> T timed(String stage, Supplier<T> body) {
    Instant start = context.clock().instant();
    try {
      return body.get();
    } finally {
      timings.put(stage, seconds(Duration.between(start, context.clock().instant())));
    }
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }

  void scored(ScoreTotals.Task counted, Written written) {
    totals = counted;
    outputs.add(written.output());
  }

  void rejected(Written written) {
    outputs.add(written.output());
  }

  /** How the rules came out: rules by status, and what was written. */
  void quality(Map<String, Long> byStatus, List<Written> written) {
    rules = byStatus;
    written.forEach(table -> outputs.add(table.output()));
  }

  RunStart start() {
    return new RunStart(
        plan.runKey(),
        plan.config().useCase(),
        plan.job(),
        plan.slot(),
        plan.asOf(),
        startedAt,
        Json.write(plan.input()),
        Json.write(models()),
        plan.configDigest(),
        Json.write(settings()),
        Json.write(environment),
        context.orchestrator().isEmpty() ? null : Json.write(context.orchestrator()),
        context.assayVersion());
  }

  private Map<String, String> settings() {
    Map<String, String> settings = new TreeMap<>();
    plan.settings().forEach(setting -> settings.put(setting.path(), setting.value()));
    return settings;
  }

  private List<ModelRun> models() {
    List<ModelRun> models = new ArrayList<>();
    for (int m = 0; m < plan.models().size(); m++) {
      models.add(model(plan.models().get(m), totals == null ? null : totals.models().get(m)));
    }
    return models;
  }

  private static ModelRun model(PlannedModel model, ScoreTotals.Model counted) {
    return new ModelRun(
        model.name(),
        model.version(),
        model.role().name().toLowerCase(Locale.ROOT),
        model.packageDigest(),
        counted == null ? null : String.join(",", counted.devices()),
        counted == null ? null : counted.sessionsBuilt(),
        counted == null ? null : counted.goldenBitEqual(),
        counted == null ? null : counted.goldenMaxDifference(),
        counted == null ? null : counted.scored(),
        counted == null ? null : counted.rejected(),
        counted == null ? null : counted.runtimeNanos() / 1e9);
  }

  /** What is known so far. */
  RunOutcome outcome() {
    Instant finishedAt = context.clock().instant();
    if (totals == null) {
      return new RunOutcome(
          finishedAt,
          outputs,
          null,
          null,
          null,
          null,
          null,
          rules == null ? null : Json.write(timings),
          null,
          Json.write(rules));
    }
    long scored = totals.models().stream().mapToLong(ScoreTotals.Model::scored).sum();
    long rejected = totals.models().stream().mapToLong(ScoreTotals.Model::rejected).sum();
    double seconds = seconds(Duration.between(startedAt, finishedAt));
    return new RunOutcome(
        finishedAt,
        outputs,
        Json.write(models()),
        totals.rowsIn(),
        scored,
        rejected,
        Json.write(reasons()),
        Json.write(timings),
        seconds == 0 ? null : Math.round(totals.rowsIn() / seconds),
        Json.write(rules));
  }

  private Map<String, Long> reasons() {
    Map<String, Long> reasons = new TreeMap<>();
    for (ScoreTotals.Model model : totals.models()) {
      for (Map.Entry<RejectReason, Long> entry : model.reasons().entrySet()) {
        reasons.merge(entry.getKey().name(), entry.getValue(), Long::sum);
      }
    }
    return reasons;
  }
}
