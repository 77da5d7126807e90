package dev.assay.jobs.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code assay plan}. */
@Command(
    name = "plan",
    sortOptions = false,
    description =
        "Shows what a scoring run would do, with every setting's origin; touches nothing.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  assay plan --config job.yaml --as-of 2018-12-31",
      "  assay plan --config base.yaml --config prod.yaml --format json"
    })
final class PlanCommand implements Callable<Outcome> {
  @ArgGroup(validate = false, heading = "%nThe job:%n")
  Options.Job job = new Options.Job();

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "text",
      description = "text or json. Default: text.")
  PlanAction.Form form;

  @ArgGroup(validate = false, heading = "%nOutput:%n")
  Options.Output output = new Options.Output();

  @ArgGroup(validate = false, heading = "%nSpark:%n")
  Options.Spark spark = new Options.Spark();

  @Mixin Options.Help help;

  private final Shell shell;

  PlanCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Outcome call() {
    return new PlanAction(shell, output).run(job, spark, form);
  }
}
