package dev.assay.jobs.cli;

import dev.assay.config.ConfigLoader;
import dev.assay.config.LoadedConfig;
import dev.assay.error.ErrorCode;
import dev.assay.jobs.EvaluateJob;
import dev.assay.jobs.EvaluatePlanner;
import dev.assay.jobs.EvaluateResult;
import dev.assay.jobs.PreparedEvaluation;
import dev.assay.jobs.progress.ProgressReporter;
import dev.assay.jobs.progress.RowsReadListener;
import dev.assay.quality.LoadedRules;
import java.util.List;
import java.util.OptionalLong;

/** Plans and runs an evaluation, with progress and signals. */
final class EvaluateAction {
  private final Shell shell;
  private final Options.Output output;

  EvaluateAction(Shell shell, Options.Output output) {
    this.shell = shell;
    this.output = output;
  }

  Outcome run(EvaluateCommand command) {
    List<ConfigLoader.Flag> flags =
        command.store == null
            ? List.of()
            : List.of(new ConfigLoader.Flag("--store", "store", command.store));
    LoadedConfig config = ConfigFiles.load(command.job, flags, shell);
    try (SparkRun spark = SparkRun.start("evaluate", command.spark, shell)) {
      EvaluateReport report = new EvaluateReport(evaluate(spark, config, command.supersede));
      if (!output.quiet) {
        report.lines().forEach(shell.out()::println);
      }
      boolean refused = command.failOnVerdict && !report.accepted();
      ErrorCode error = refused ? ErrorCode.VERDICT : null;
      return new Outcome(
          report.status(),
          refused ? ErrorCode.VERDICT.exitStatus() : 0,
          error,
          report.headline(),
          report.json());
    }
  }

  /** Plans and runs, showing progress. */
  EvaluateResult evaluate(SparkRun spark, LoadedConfig config, boolean supersede) {
    try {
      LoadedRules rules = ConfigFiles.rules(config.config().quality(), shell);
      PreparedEvaluation prepared = new EvaluatePlanner(spark.session()).prepare(config, rules);
      return run(spark, prepared, supersede);
    } catch (Exception e) {
      throw spark.explain(e);
    }
  }

  private EvaluateResult run(SparkRun spark, PreparedEvaluation prepared, boolean supersede) {
    ScoreAction scoring = new ScoreAction(shell, output);
    RowsReadListener rows = new RowsReadListener(spark.group(), OptionalLong.empty());
    spark.session().sparkContext().addSparkListener(rows);
    ProgressReporter reporter =
        ProgressReporter.start("evaluating", rows, scoring.style(), shell.err(), shell.columns());
    try {
      return new EvaluateJob(spark.session(), scoring.context(spark, supersede)).run(prepared);
    } finally {
      reporter.close();
      spark.session().sparkContext().removeSparkListener(rows);
    }
  }
}
