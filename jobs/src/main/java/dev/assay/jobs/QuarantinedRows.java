package dev.assay.jobs;

import dev.assay.error.AssayException;
import dev.assay.error.ErrorCode;
import dev.assay.jobs.store.Quarantine;
import dev.assay.jobs.store.ResultStore;
import dev.assay.jobs.store.StoreSpec;
import dev.assay.plan.Column;
import dev.assay.quality.ChosenRows;
import dev.assay.quality.LoadedRules;
import dev.assay.record.CurrentRuns;
import dev.assay.record.RedriveSlot;
import dev.assay.record.RunRecord;
import dev.assay.record.RunStatus;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** The rows that one run quarantined by some rules, and the job's plan for them as of today. */
final class QuarantinedRows {
  private final SparkSession spark;
  private final RedriveRequest request;
  private final List<RunRecord> runs;
  private final RunRecord run;
  private final List<String> rules;

  private QuarantinedRows(
      SparkSession spark,
      RedriveRequest request,
      List<RunRecord> runs,
      RunRecord run,
      List<String> rules) {
    this.spark = spark;
    this.request = request;
    this.runs = runs;
    this.run = run;
    this.rules = rules;
  }

  /**
   * Finds the run and the rules; reads only the store.
   *
   * @param current whether the run must be the one that readers see
   * @throws AssayException (USAGE, POLICY, STORE) where there is no such run, it may not be taken,
   *     or it quarantined nothing by one of the rules
   */
  static QuarantinedRows of(SparkSession spark, RedriveRequest request, boolean current) {
    String store = request.config().config().store();
    List<RunRecord> runs = ResultStore.runs(spark, store, request.config().config().useCase());
    RunRecord run = RunLookup.find(runs, request.run(), store);
    refuseRedrives(run);
    refuseOtherJobs(run);
    if (current) {
      requireCurrent(runs, run);
    }
    Map<String, Long> known = Quarantine.rules(spark, store, run);
    return new QuarantinedRows(spark, request, runs, run, chosen(run, known, request.ruleIds()));
  }

  private static void refuseRedrives(RunRecord run) {
    RedriveSlot.of(run.slot())
        .ifPresent(
            slot -> {
              throw new AssayException(
                  ErrorCode.USAGE,
                  ("Cannot take the quarantined rows of run '%s': it is a redrive of run '%s'. Name"
                          + " that run: rows that a redrive has not scored are taken again.")
                      .formatted(run.runId(), slot.run()));
            });
  }

  private static void refuseOtherJobs(RunRecord run) {
    if (!run.start().job().equals(ScorePlanner.SLOTS)) {
      throw new AssayException(
          ErrorCode.USAGE,
          ("Cannot take the quarantined rows of run '%s': it is a run of assay %s, which quarantines"
                  + " none. Name a run of assay score; assay runs lists them.")
              .formatted(run.runId(), run.start().job()));
    }
  }

  private static void requireCurrent(List<RunRecord> runs, RunRecord run) {
    String start = "Cannot redrive run '" + run.runId() + "': ";
    if (run.status() != RunStatus.PUBLISHED) {
      throw new AssayException(
          ErrorCode.POLICY,
          start
              + "it is "
              + run.status()
              + ", so none of its rows counts. Score the whole input again with assay score;"
              + " assay quality requarantine says how many rows would pass.");
    }
    RunRecord holder = CurrentRuns.holder(runs, run.slot()).orElse(run);
    if (!holder.runId().equals(run.runId())) {
      throw new AssayException(
          ErrorCode.POLICY,
          start
              + "run '"
              + holder.runId()
              + "' has superseded it and scored or quarantined its rows itself. Redrive that run.");
    }
  }

  private static List<String> chosen(RunRecord run, Map<String, Long> known, List<String> wanted) {
    if (known.isEmpty()) {
      throw new AssayException(
          ErrorCode.USAGE,
          "Cannot take the quarantined rows of run '"
              + run.runId()
              + "': it has none. Rows are quarantined by row rules with the action quarantine;"
              + " rows that a model rejected are not among them.");
    }
    Set<String> unknown = new TreeSet<>(wanted);
    unknown.removeAll(known.keySet());
    if (!unknown.isEmpty()) {
      throw new AssayException(
          ErrorCode.USAGE,
          "Cannot take the rows that run '"
              + run.runId()
              + "' quarantined by "
              + quoted(unknown)
              + ": it quarantined none by "
              + (unknown.size() == 1 ? "that rule" : "these rules")
              + ", only by "
              + quoted(known.keySet())
              + ".");
    }
    return List.copyOf(wanted.isEmpty() ? known.keySet() : new TreeSet<>(wanted));
  }

  private static String quoted(Set<String> names) {
    return "'" + String.join("', '", names) + "'";
  }

  RunRecord run() {
    return run;
  }

  List<String> rules() {
    return rules;
  }

  /** The slot of the next redrive of the run. */
  RedriveSlot nextSlot() {
    return new RedriveSlot(run.start().asOf(), run.runId(), redrives().size() + 1);
  }

  /** The published redrives of the run. */
  List<RunRecord> redrives() {
    return runs.stream()
        .filter(r -> r.status() == RunStatus.PUBLISHED)
        .filter(r -> RedriveSlot.of(r.slot()).filter(s -> s.run().equals(run.runId())).isPresent())
        .toList();
  }

  /** The job's plan for the whole input, under the rules that chosen rows are judged by. */
  PreparedScore plan() {
    LoadedRules today = request.rules() == null ? null : ChosenRows.of(request.rules());
    return new ScorePlanner(spark)
        .prepare(
            request.config().on(run.start().asOf(), "--run"),
            today,
            nextSlot().family(),
            Map.of("redrive_rules", rules));
  }

  /** Looks the rows up in the input of a plan. */
  Found find(PreparedScore plan) {
    List<Column> columns = plan.plan().shape().key();
    List<String> key = columns.stream().map(Column::name).toList();
    Quarantine quarantine =
        new Quarantine(
            spark,
            new StoreSpec(
                plan.plan().config().store(), plan.plan().config().useCase(), columns, List.of()));
    quarantine.requireKey();
    Dataset<Row> all = quarantine.keys(run, rules);
    long quarantined = quarantine.count(all);
    Dataset<Row> left = all;
    long redriven = 0;
    if (!redrives().isEmpty()) {
      left = KeyMatch.without(all, quarantine.scored(redrives()), key);
      redriven = quarantined - quarantine.count(left);
    }
    if (run.status() == RunStatus.PUBLISHED) {
      // A key of several rows: what the run scored is not told from what it kept back.
      left = KeyMatch.without(left, quarantine.scored(List.of(run)), key);
    }
    return new Found(plan, key, quarantined, redriven, left);
  }

  /**
   * The rows, looked up.
   *
   * @param key the columns that name them
   * @param quarantined how many the run quarantined by the rules, by their keys
   * @param redriven how many of them a redrive has scored
   * @param left the keys of those that neither a redrive nor the run itself has scored
   */
  record Found(
      PreparedScore plan, List<String> key, long quarantined, long redriven, Dataset<Row> left) {

    /** The plan for these rows alone. */
    PreparedScore chosen() {
      PlannedChecks checks = plan.checks();
      return new PreparedScore(
          plan.plan(),
          plan.reader(),
          new dev.assay.jobs.read.ShapedInput(
              rows(plan.input().rows()), rows(plan.input().all()), plan.input().shape()),
          checks == null
              ? null
              : new PlannedChecks(
                  checks.rules(),
                  checks.file(),
                  checks.digest(),
                  checks.pinned(),
                  rows(checks.input()),
                  checks.pins(),
                  checks.tables()),
          null);
    }

    private Dataset<Row> rows(Dataset<Row> input) {
      return KeyMatch.chosen(input, left, key);
    }

    /**
     * Matches the keys with the rows of the input.
     *
     * @param rows the rows of the input that have them
     * @param good by rule, Spark SQL that is true for a row that keeps it
     * @throws AssayException (INPUT) where a key names several rows
     */
    KeyMatch match(Dataset<Row> rows, Map<String, String> good) {
      KeyMatch match = explained(() -> KeyMatch.of(left, rows, key, good));
      if (match.ambiguous() > 0) {
        throw new AssayException(
            ErrorCode.INPUT,
            ("Cannot find the quarantined rows in '%s': %s, such as '%s'. Rows are found by their"
                    + " key (%s); mend the table so that it names one row.")
                .formatted(
                    plan.plan().input().table(),
                    match.ambiguous() == 1
                        ? "1 of their keys names several rows"
                        : match.ambiguous() + " of their keys name several rows",
                    match.example(),
                    String.join(", ", key)));
      }
      return match;
    }

    /** What became of them all, of which the keys that are left were matched. */
    RedriveCounts counts(KeyMatch match) {
      return new RedriveCounts(
          quarantined, redriven, quarantined - redriven - match.asked(), match.found());
    }

    private <T> T explained(Supplier<T> step) {
      try {
        return step.get();
      } catch (Exception e) { // Scala throws checked exceptions that no signature names
        throw RunFailures.own(e)
            .or(() -> plan.reader().explain(plan.plan().input(), e))
            .map(RuntimeException.class::cast)
            .orElseGet(() -> e instanceof RuntimeException same ? same : RunFailures.unknown(e));
      }
    }
  }
}
