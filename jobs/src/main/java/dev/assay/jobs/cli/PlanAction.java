package dev.assay.jobs.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.assay.config.LoadedConfig;
import dev.assay.jobs.EvaluatePlanner;
import dev.assay.jobs.PreparedEvaluation;
import dev.assay.jobs.PreparedScore;
import dev.assay.jobs.ScorePlanner;
import dev.assay.jobs.store.ResultStore;
import dev.assay.plan.ScorePlan;
import dev.assay.quality.LoadedRules;
import java.util.Map;

/** Plans a scoring run and shows the plan. */
final class PlanAction {
  private final Shell shell;
  private final Options.Output output;

  PlanAction(Shell shell, Options.Output output) {
    this.shell = shell;
    this.output = output;
  }

  /** How a plan is shown. */
  enum Form {
    TEXT,
    JSON
  }

  Outcome run(Options.Job job, Options.Spark options, Form form) {
    LoadedConfig config = ConfigFiles.load(job, shell);
    try (SparkRun spark = SparkRun.start("plan", options, shell)) {
      try {
        LoadedRules rules = ConfigFiles.rules(config.config().quality(), shell);
        PreparedScore prepared = new ScorePlanner(spark.session()).prepare(config, rules);
        ScorePlan plan = prepared.plan();
        PreparedEvaluation evaluation =
            config.config().evaluate() == null
                ? null
                : new EvaluatePlanner(spark.session()).prepare(config, rules);
        PlanReport report =
            new PlanReport(
                plan,
                ResultStore.runs(spark.session(), plan.config().store(), plan.config().useCase()),
                prepared.checks(),
                evaluation);
        show(report, form);
        return Outcome.of("PLANNED", null, report.json());
      } catch (Exception e) {
        throw spark.explain(e);
      }
    }
  }

  private void show(PlanReport report, Form form) {
    if (output.quiet) {
      return;
    }
    switch (form) {
      case TEXT -> report.lines().forEach(shell.out()::println);
      case JSON -> shell.out().println(pretty(report.json()));
    }
  }

  private static String pretty(Map<String, Object> json) {
    try {
      return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
