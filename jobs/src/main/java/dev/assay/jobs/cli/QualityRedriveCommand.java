package dev.assay.jobs.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code assay quality redrive}. */
@Command(
    name = "redrive",
    sortOptions = false,
    description =
        "Scores the rows that a run quarantined, with the data, rules and models of today, as a run"
            + " beside it.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  assay quality redrive --config job.yaml --run 1f0c93",
      "  assay quality redrive --config job.yaml --run 1f0c93 --rule age-range --result out.json"
    })
final class QualityRedriveCommand implements Callable<Outcome> {
  @ArgGroup(validate = false, heading = "%nThe rows:%n")
  Options.Quarantined rows = new Options.Quarantined();

  @ArgGroup(validate = false, heading = "%nOutput:%n")
  Options.Output output = new Options.Output();

  @ArgGroup(validate = false, heading = "%nSpark:%n")
  Options.Spark spark = new Options.Spark();

  @Mixin Options.Help help;

  private final Shell shell;

  QualityRedriveCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Outcome call() {
    return new RedriveAction(shell, output).redrive(rows, spark);
  }
}
