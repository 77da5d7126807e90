package dev.assay.jobs.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code assay quality requarantine}. */
@Command(
    name = "requarantine",
    sortOptions = false,
    description =
        "Judges the rows that a run quarantined by the data and rules of today; writes nothing.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  assay quality requarantine --config job.yaml --run 1f0c93",
      "  assay quality requarantine --config job.yaml --run 1f0c93 --rule age-range"
    })
final class QualityRequarantineCommand implements Callable<Outcome> {
  @ArgGroup(validate = false, heading = "%nThe rows:%n")
  Options.Quarantined rows = new Options.Quarantined();

  @ArgGroup(validate = false, heading = "%nOutput:%n")
  Options.Output output = new Options.Output();

  @ArgGroup(validate = false, heading = "%nSpark:%n")
  Options.Spark spark = new Options.Spark();

  @Mixin Options.Help help;

  private final Shell shell;

  QualityRequarantineCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Outcome call() {
    return new RedriveAction(shell, output).judge(rows, spark);
  }
}
