package dev.assay.jobs.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code assay demo}. */
@Command(
    name = "demo",
    sortOptions = false,
    description = {
      "Scores the example, 277,677 census rows with three models, then a damaged delivery of the same"
          + " table under rules, and shows where to look.",
      "Its tables go to target/demo-store, or where ASSAY_DEMO_STORE says."
    },
    footerHeading = "%nExamples:%n",
    footer = {"  assay demo", "  assay demo --fresh"})
final class DemoCommand implements Callable<Outcome> {
  @Option(names = "--fresh", description = "Delete the example's tables first and start over.")
  boolean fresh;

  @ArgGroup(validate = false, heading = "%nOutput:%n")
  Options.Output output = new Options.Output();

  @ArgGroup(validate = false, heading = "%nSpark:%n")
  Options.Spark spark = new Options.Spark();

  @Mixin Options.Help help;

  private final Shell shell;

  DemoCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Outcome call() {
    return new DemoAction(shell, output).run(spark, fresh);
  }
}
