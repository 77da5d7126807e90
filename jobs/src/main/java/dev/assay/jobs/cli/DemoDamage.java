package dev.assay.jobs.cli;

import dev.assay.config.LoadedConfig;
import dev.assay.error.AssayException;
import dev.assay.error.ErrorCode;
import dev.assay.jobs.PreparedScore;
import dev.assay.jobs.store.ResultStore;
import dev.assay.quality.RuleSet;
import dev.assay.record.Json;
import dev.assay.record.ModelRun;
import dev.assay.record.RunRecord;
import dev.assay.record.RunStatus;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Scores a delivery that was damaged on purpose, and tells what the rules caught, where it is kept
 * and how to look further. All it tells is read from the store.
 */
final class DemoDamage {
  static final String CONFIGURATION = "conf/demo-damaged.yaml";

  private static final String BROKEN =
      "SELECT rule_id, severity, rows_failed, message, model FROM quality_results"
          + " WHERE run_id = '%s' AND status IN ('FAIL', 'ERROR') ORDER BY"
          + " array_position(array('rows', 'batch', 'history', 'cross', 'output'), rule_group),"
          + " rule_id, model";

  private final ScoreAction score;
  private final LoadedConfig config;
  private final RuleSet rules;

  DemoDamage(Shell shell, Options.Output output, LoadedConfig config) {
    this.score = new ScoreAction(shell, output);
    this.config = config;
    this.rules = ConfigFiles.rules(config.config().quality(), shell).rules();
  }

  /**
   * What became of the delivery.
   *
   * @param run its run
   * @param lines the same for a person
   */
  record Found(RunRecord run, List<String> lines) {
    Found {
      lines = List.copyOf(lines);
    }

    /** The same as JSON values. */
    Map<String, Object> json() {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("run_id", run.runId());
      json.put("status", run.status().name());
      json.put("error", run.errorCode());
      json.put("rows_in", run.outcome().rowsIn());
      json.put("rows_scored", run.outcome().rowsScored());
      json.put("rows_rejected", run.outcome().rowsRejected());
      return json;
    }
  }

  /**
   * Scores the delivery, unless that was done before with the same rules and data, and tells what
   * came out.
   */
  Found run(SparkRun spark) {
    PreparedScore prepared = score.prepare(spark, config);
    String runId = prepared.plan().runKey();
    Optional<RunRecord> earlier = judged(spark, runId);
    if (earlier.isEmpty()) {
      scoreIt(spark, prepared);
    }
    RunRecord run = earlier.or(() -> judged(spark, runId)).orElseThrow();
    List<String> lines = new ArrayList<>();
    earlier.ifPresent(
        known ->
            lines.add("It was scored before, as run " + known.runId() + "; this is that run."));
    lines.addAll(lines(run, broken(spark, run)));
    return new Found(run, lines);
  }

  private void scoreIt(SparkRun spark, PreparedScore prepared) {
    try {
      score.run(spark, prepared, true); // edited rules and data may have been good before
    } catch (AssayException e) {
      if (e.code() != ErrorCode.QUALITY) {
        throw e;
      }
    }
  }

  private Optional<RunRecord> judged(SparkRun spark, String runId) {
    return ResultStore.runs(spark.session(), config.config().store(), config.config().useCase())
        .stream()
        .filter(run -> run.runId().equals(runId))
        .filter(
            run ->
                run.status() == RunStatus.PUBLISHED
                    || ErrorCode.QUALITY.name().equals(run.errorCode()))
        .findFirst();
  }

  private List<Row> broken(SparkRun spark, RunRecord run) {
    Dataset<Row> rows =
        StoreQuery.run(spark.session(), config.config().store(), BROKEN.formatted(run.runId()));
    return rows.collectAsList();
  }

  private List<String> lines(RunRecord run, List<Row> broken) {
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "Caught: %d of %d rules did not hold, and the run was %s.",
            broken.stream().map(row -> row.<String>getAs("rule_id")).distinct().count(),
            rules.all().size(),
            run.status() == RunStatus.PUBLISHED ? "published" : "not published"));
    lines.addAll(table(broken).lines());
    lines.add("");
    if (run.outcome().rowsIn() == null) {
      lines.add("Kept: how the rules came out. No model was called.");
    } else {
      lines.add("Kept: every row was scored or set aside with the rules that it breaks.");
      lines.addAll(models(run).lines());
    }
    lines.add("");
    run.output("rejected_rows").ifPresent(kept -> lines.add("rows set aside: " + kept.path()));
    run.output("quality_results").ifPresent(kept -> lines.add("rules of the run: " + kept.path()));
    return lines;
  }

  private static TextTable table(List<Row> broken) {
    TextTable table =
        new TextTable(
            List.of("rule", "severity", "rows", "what was found"),
            List.of(false, false, true, false));
    for (Row row : broken) {
      Long failed = row.getAs("rows_failed");
      table.add(
          List.of(
              row.getAs("rule_id"), row.getAs("severity"), count(failed), row.getAs("message")));
    }
    return table;
  }

  private static String count(Long rows) {
    return rows == null ? "" : Quantities.count(rows);
  }

  private static TextTable models(RunRecord run) {
    TextTable table =
        new TextTable(
            List.of("model", "rows in", "scored", "set aside"), List.of(false, true, true, true));
    for (ModelRun model : Json.read(run.outcome().models(), ModelRun[].class)) {
      table.add(
          List.of(
              model.name() + "@" + model.version(),
              count(run.outcome().rowsIn()),
              count(model.rowsScored()),
              count(model.rowsRejected())));
    }
    return table;
  }
}
