package dev.assay.jobs.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code assay query}. */
@Command(
    name = "query",
    sortOptions = false,
    description = {
      "Runs SQL over the result tables of a store.",
      "Tables: predictions_current (the current run of every date), predictions, rejected_rows, runs,"
          + " quality_results, quality_metrics."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  assay query --config job.yaml \"SELECT model, avg(score) FROM predictions_current GROUP BY 1\"",
      "  assay query --store store/census --format csv \"SELECT * FROM predictions WHERE id = 7\"",
      "  assay query --store store/census \"DESCRIBE predictions\""
    })
final class QueryCommand implements Callable<Outcome> {
  @Parameters(paramLabel = "SQL", description = "One statement that only reads.")
  String sql;

  @Mixin Options.StoreChoice store;

  @Option(
      names = "--format",
      defaultValue = "table",
      paramLabel = "FORMAT",
      description = "table, csv, or json: one object on each line. Default: table.")
  Format format;

  @Option(
      names = "--limit",
      defaultValue = "1000",
      paramLabel = "ROWS",
      description = "Print so many rows at most. Default: 1000.")
  int limit;

  @ArgGroup(validate = false, heading = "%nSpark:%n")
  Options.Spark spark = new Options.Spark();

  @Mixin Options.Help help;

  private final Shell shell;

  QueryCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Outcome call() {
    return new QueryAction(shell).run("query", store, spark, sql, format, limit);
  }
}
