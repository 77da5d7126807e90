package dev.assay.jobs.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code assay report}. */
@Command(
    name = "report",
    sortOptions = false,
    description = {
      "Writes the report of an evaluation: one HTML file for people, and its figures as JSON.",
      "The page needs no network and no scripts; it can be mailed, printed and archived."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  assay report --config job.yaml",
      "  assay report --store store/census --run 1f0c93 --out census.html"
    })
final class ReportCommand implements Callable<Outcome> {
  @Mixin Options.StoreChoice store;

  @Option(
      names = "--run",
      defaultValue = ReportAction.LATEST,
      paramLabel = "ID",
      description =
          "The evaluation's run: its id, its first digits, or latest: the one published last."
              + " Default: latest.")
  String run;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description =
          "The HTML file: a path or any Hadoop URI that ends with .html; the JSON file lies beside"
              + " it. Default: evaluation-<as-of>-<run>.html in this directory.")
  String out;

  @Option(
      names = "--result",
      paramLabel = "FILE",
      description =
          "Write the outcome as JSON, also when the command fails: a path or any Hadoop URI.")
  String result;

  @ArgGroup(validate = false, heading = "%nSpark:%n")
  Options.Spark spark = new Options.Spark();

  @Mixin Options.Help help;

  private final Shell shell;

  ReportCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Outcome call() {
    return new ReportAction(shell).run(store, spark, run, out);
  }
}
