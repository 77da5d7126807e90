package dev.assay.jobs.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code assay runs}. */
@Command(
    name = "runs",
    sortOptions = false,
    description = "Lists the runs of a store, the last one first.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  assay runs --config job.yaml",
      "  assay runs --store store/census --limit 5 --format json"
    })
final class RunsCommand implements Callable<Outcome> {
  private static final String SQL =
      "WITH latest AS (SELECT slot, max_by(run_id, generation) AS run_id FROM runs"
          + " WHERE status = 'PUBLISHED' GROUP BY slot),"
          + " shown AS (SELECT run.run_id FROM latest AS run JOIN latest AS whole ON whole.run_id ="
          + " if(run.slot LIKE 'redrive/%', split_part(run.slot, '/', 3), run.run_id))"
          + " SELECT date_format(started_at, 'yyyy-MM-dd HH:mm:ss') AS started, slot, status,"
          + " if(shown.run_id IS NULL, '', 'yes') AS current,"
          + " attempt, rows_in, rows_scored, rows_rejected, rows_per_second, runs.run_id, error_code"
          + " FROM runs LEFT JOIN shown ON shown.run_id = runs.run_id"
          + " ORDER BY started_at DESC, runs.run_id";

  @Mixin Options.StoreChoice store;

  @Option(
      names = "--format",
      defaultValue = "table",
      paramLabel = "FORMAT",
      description = "table, csv, or json: one object on each line. Default: table.")
  Format format;

  @Option(
      names = "--limit",
      defaultValue = "20",
      paramLabel = "RUNS",
      description = "List so many at most. Default: 20.")
  int limit;

  @ArgGroup(validate = false, heading = "%nSpark:%n")
  Options.Spark spark = new Options.Spark();

  @Mixin Options.Help help;

  private final Shell shell;

  RunsCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Outcome call() {
    return new QueryAction(shell).run("runs", store, spark, SQL, format, limit);
  }
}
