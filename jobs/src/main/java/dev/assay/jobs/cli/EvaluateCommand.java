package dev.assay.jobs.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code assay evaluate}. */
@Command(
    name = "evaluate",
    sortOptions = false,
    description =
        "Compares a champion with its challengers on the same labelled rows, and publishes figures"
            + " and verdicts.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  assay evaluate --config job.yaml --as-of 2018-12-31",
      "  assay evaluate --config job.yaml --fail-on-verdict --result outcome.json"
    })
final class EvaluateCommand implements Callable<Outcome> {
  @ArgGroup(validate = false, heading = "%nThe job:%n")
  Options.Job job = new Options.Job();

  @Option(
      names = "--store",
      paramLabel = "DIR",
      description = "Directory of the result tables. Wins over store in the files.")
  String store;

  @Option(
      names = "--supersede",
      description =
          "Replace another evaluation that is published for the same date; its rows are kept.")
  boolean supersede;

  @Option(
      names = "--fail-on-verdict",
      description =
          "End with status 3 unless every challenger is SUPERIOR, NON_INFERIOR or EQUIVALENT.")
  boolean failOnVerdict;

  @ArgGroup(validate = false, heading = "%nOutput:%n")
  Options.Output output = new Options.Output();

  @ArgGroup(validate = false, heading = "%nSpark:%n")
  Options.Spark spark = new Options.Spark();

  @Mixin Options.Help help;

  private final Shell shell;

  EvaluateCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Outcome call() {
    return new EvaluateAction(shell, output).run(this);
  }
}
