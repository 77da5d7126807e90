package dev.assay.jobs.cli;

import dev.assay.config.LoadedConfig;
import dev.assay.error.AssayException;
import dev.assay.error.ErrorCode;
import dev.assay.jobs.PreparedRedrive;
import dev.assay.jobs.PreparedScore;
import dev.assay.jobs.RedrivePlanner;
import dev.assay.jobs.RedriveRequest;
import dev.assay.jobs.RequarantineJob;
import dev.assay.jobs.Requarantined;
import dev.assay.jobs.ScoreResult;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Looks again at rows that a run quarantined: judges them, or scores them. */
final class RedriveAction {
  private final Shell shell;
  private final Options.Output output;

  RedriveAction(Shell shell, Options.Output output) {
    this.shell = shell;
    this.output = output;
  }

  Outcome judge(Options.Quarantined rows, Options.Spark options) {
    return within(
        rows,
        options,
        (spark) -> {
          Requarantined judged = new RequarantineJob(spark.session()).run(request(rows));
          RequarantineReport report = new RequarantineReport(judged);
          return shown(report.lines(), "JUDGED", report.headline(), report.json());
        });
  }

  Outcome redrive(Options.Quarantined rows, Options.Spark options) {
    return within(rows, options, spark -> redrive(spark, request(rows)));
  }

  private Outcome redrive(SparkRun spark, RedriveRequest request) {
    PreparedRedrive prepared = new RedrivePlanner(spark.session()).prepare(request);
    Optional<PreparedScore> score = prepared.score();
    ScoreResult result =
        score.isEmpty() ? null : new ScoreAction(shell, output).run(spark, score.get(), false);
    RedriveReport report = new RedriveReport(prepared, result);
    return shown(report.lines(), report.status(), report.headline(), report.json());
  }

  private Outcome within(
      Options.Quarantined rows, Options.Spark options, Function<SparkRun, Outcome> body) {
    if (rows.run == null) {
      throw new AssayException(
          ErrorCode.USAGE,
          "Missing required option: '--run ID'. Name the run that quarantined the rows; assay runs"
              + " lists them.");
    }
    try (SparkRun spark = SparkRun.start("quality", options, shell)) {
      try {
        return body.apply(spark);
      } catch (Exception e) {
        throw spark.explain(e);
      }
    }
  }

  private RedriveRequest request(Options.Quarantined rows) {
    Options.Job job = new Options.Job();
    job.config = rows.config;
    job.set = rows.set;
    LoadedConfig config = ConfigFiles.load(job, shell);
    return new RedriveRequest(
        config, ConfigFiles.rules(config.config().quality(), shell), rows.run, rows.rules);
  }

  private Outcome shown(
      List<String> lines, String status, String headline, Map<String, Object> json) {
    if (!output.quiet) {
      lines.forEach(shell.out()::println);
    }
    return Outcome.of(status, headline, json);
  }
}
