package dev.assay.jobs.cli;

import dev.assay.config.LoadedConfig;
import dev.assay.evaluation.EvaluationResult;
import dev.assay.evaluation.MetricRow;
import dev.assay.evaluation.VerdictRow;
import dev.assay.jobs.EvaluateResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Compares the example's models on the labels that came later, and writes the report. */
final class DemoEvaluation {
  private static final String PAGE = "evaluation.html";
  private static final List<String> FIGURES = List.of("auc", "log_loss", "brier");

  private final Shell shell;
  private final Options.Output output;
  private final LoadedConfig config;

  DemoEvaluation(Shell shell, Options.Output output, LoadedConfig config) {
    this.shell = shell;
    this.output = output;
    this.config = config;
  }

  /**
   * What came out.
   *
   * @param lines for a person
   * @param json the same as JSON values
   */
  record Found(List<String> lines, Map<String, Object> json) {
    Found {
      lines = List.copyOf(lines);
      json = Map.copyOf(json);
    }
  }

  /** Evaluates, unless that was done before, and writes the report into the store. */
  Found run(SparkRun spark) {
    EvaluateResult evaluation = new EvaluateAction(shell, output).evaluate(spark, config, true);
    String store = config.config().store();
    String page = store + "/" + PAGE;
    String run = evaluation.run().runId();
    new ReportAction(shell).write(spark.session(), store, run, page);
    List<String> lines = new ArrayList<>();
    if (evaluation.alreadyPublished()) {
      lines.add("It was evaluated before, as run " + run + "; this is that run.");
    }
    models(evaluation.tables()).lines().forEach(lines::add);
    lines.add("");
    for (VerdictRow verdict : evaluation.tables().verdicts()) {
      lines.add(verdict.verdict() + ": " + verdict.message());
    }
    lines.add("");
    lines.add("report: " + page + " (open it in a browser)");
    return new Found(lines, json(evaluation, page));
  }

  private static TextTable models(EvaluationResult tables) {
    TextTable table =
        new TextTable(
            List.of("model", "role", "AUC with 95 % interval", "log loss", "Brier score"),
            List.of(false, false, false, true, true));
    Map<String, Map<String, MetricRow>> models = new LinkedHashMap<>();
    for (MetricRow row : tables.metrics()) {
      if (row.model() != null && row.slicer() == null && FIGURES.contains(row.metric())) {
        models
            .computeIfAbsent(row.model() + "@" + row.modelVersion(), m -> new LinkedHashMap<>())
            .put(row.metric(), row);
      }
    }
    models.forEach(
        (model, figures) -> {
          MetricRow auc = figures.get("auc");
          table.add(
              List.of(
                  model,
                  auc.role(),
                  number(auc.value()) + " (" + number(auc.low()) + "–" + number(auc.high()) + ")",
                  number(figures.get("log_loss").value()),
                  number(figures.get("brier").value())));
        });
    return table;
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.4f", value);
  }

  private static Map<String, Object> json(EvaluateResult evaluation, String page) {
    Map<String, Object> verdicts = new LinkedHashMap<>();
    for (VerdictRow row : evaluation.tables().verdicts()) {
      verdicts.put(row.challenger() + "@" + row.challengerVersion(), row.verdict());
    }
    return Map.of(
        "run_id", evaluation.run().runId(), "report", page, "verdicts", Map.copyOf(verdicts));
  }
}
