package dev.assay.jobs.cli;

import dev.assay.config.LoadedConfig;
import dev.assay.jobs.PreparedScore;
import dev.assay.jobs.RunContext;
import dev.assay.jobs.ScoreJob;
import dev.assay.jobs.ScorePlanner;
import dev.assay.jobs.ScoreResult;
import dev.assay.jobs.progress.ProgressReporter;
import dev.assay.jobs.progress.RowsReadListener;
import dev.assay.quality.LoadedRules;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/** Plans and runs a scoring job, with progress and signals. */
final class ScoreAction {
  /** What Airflow gives to the processes of a task. */
  private static final String AIRFLOW = "AIRFLOW_CTX_";

  private final Shell shell;
  private final Options.Output output;

  ScoreAction(Shell shell, Options.Output output) {
    this.shell = shell;
    this.output = output;
  }

  Outcome run(Options.Job job, Options.Spark options, boolean supersede) {
    LoadedConfig config = ConfigFiles.load(job, shell);
    try (SparkRun spark = SparkRun.start("score", options, shell)) {
      ScoreReport report = new ScoreReport(score(spark, config, supersede));
      if (!output.quiet) {
        report.lines().forEach(shell.out()::println);
      }
      return Outcome.of(report.status(), report.headline(), report.json());
    }
  }

  /** Plans and runs, showing progress. */
  ScoreResult score(SparkRun spark, LoadedConfig config, boolean supersede) {
    try {
      return run(spark, prepare(spark, config), supersede);
    } catch (Exception e) {
      throw spark.explain(e);
    }
  }

  /** Plans. */
  PreparedScore prepare(SparkRun spark, LoadedConfig config) {
    LoadedRules rules = ConfigFiles.rules(config.config().quality(), shell);
    return new ScorePlanner(spark.session()).prepare(config, rules);
  }

  /** Runs what is planned, showing progress. */
  ScoreResult run(SparkRun spark, PreparedScore prepared, boolean supersede) {
    RunContext context = context(spark, supersede);
    OptionalLong total =
        prepared.plan().input().knownRows().map(OptionalLong::of).orElse(OptionalLong.empty());
    RowsReadListener rows = new RowsReadListener(spark.group(), total);
    spark.session().sparkContext().addSparkListener(rows);
    ProgressReporter reporter =
        ProgressReporter.start("scoring", rows, style(), shell.err(), shell.columns());
    try {
      return new ScoreJob(spark.session(), context).run(prepared);
    } finally {
      reporter.close();
      spark.session().sparkContext().removeSparkListener(rows);
    }
  }

  /** How progress is shown. */
  ProgressReporter.Style style() {
    if (output.quiet || output.noProgress) {
      return ProgressReporter.Style.NONE;
    }
    return shell.errTerminal() ? ProgressReporter.Style.BAR : ProgressReporter.Style.LINES;
  }

  /** What the run is told of the world. */
  RunContext context(SparkRun spark, boolean supersede) {
    Map<String, String> orchestrator = new LinkedHashMap<>();
    shell
        .env()
        .forEach(
            (name, value) -> {
              if (name.startsWith(AIRFLOW)) {
                orchestrator.put(name, value);
              }
            });
    return new RunContext(
        shell.clock(), Version.current(), orchestrator, supersede, spark::interruption);
  }
}
