package dev.assay.jobs.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code assay score}. */
@Command(
    name = "score",
    sortOptions = false,
    description = "Scores a table with a champion and its challengers, and publishes the result.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  assay score --config job.yaml --as-of 2018-12-31",
      "  assay score --config job.yaml --set score.device=cuda --result outcome.json",
      "  assay score --config job.yaml --as-of 2018-12-31 --dry-run"
    })
final class ScoreCommand implements Callable<Outcome> {
  @ArgGroup(validate = false, heading = "%nThe job:%n")
  Options.Job job = new Options.Job();

  @Option(
      names = "--supersede",
      description = "Replace another run that is published for the same date; its rows are kept.")
  boolean supersede;

  @Option(names = "--dry-run", description = "Only plan: the same as assay plan.")
  boolean dryRun;

  @ArgGroup(validate = false, heading = "%nOutput:%n")
  Options.Output output = new Options.Output();

  @ArgGroup(validate = false, heading = "%nSpark:%n")
  Options.Spark spark = new Options.Spark();

  @Mixin Options.Help help;

  private final Shell shell;

  ScoreCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Outcome call() {
    return dryRun
        ? new PlanAction(shell, output).run(job, spark, PlanAction.Form.TEXT)
        : new ScoreAction(shell, output).run(job, spark, supersede);
  }
}
