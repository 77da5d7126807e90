package dev.assay.jobs.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code assay quality}. */
@Command(
    name = "quality",
    sortOptions = false,
    description = "Shows how the rules of a run came out, those that failed first.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  assay quality --config job.yaml --run 1f0c93",
      "  assay quality --store store/census --run 1f0c93 --format json"
    })
final class QualityCommand implements Callable<Outcome> {
  @Mixin Options.StoreChoice store;

  @Option(
      names = "--run",
      required = true,
      paramLabel = "ID",
      description = "The run's id, or its first digits; assay runs lists them.")
  String run;

  @Option(
      names = "--format",
      defaultValue = "table",
      paramLabel = "FORMAT",
      description = "table, csv, or json: one object on each line. Default: table.")
  Format format;

  @ArgGroup(validate = false, heading = "%nSpark:%n")
  Options.Spark spark = new Options.Spark();

  @Mixin Options.Help help;

  private final Shell shell;

  QualityCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Outcome call() {
    return new QualityAction(shell).run(store, spark, run, format);
  }
}
