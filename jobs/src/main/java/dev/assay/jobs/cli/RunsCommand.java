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
    return new RunsAction(shell).run(store, spark, format, limit);
  }
}
