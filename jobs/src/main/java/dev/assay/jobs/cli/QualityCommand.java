package dev.assay.jobs.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code assay quality}. */
@Command(
    name = "quality",
    sortOptions = false,
    synopsisSubcommandLabel = "[COMMAND]",
    commandListHeading = "%nCommands:%n",
    description = {
      "Shows how the rules of a run came out, those that failed first.",
      "With a command: figures of several dates, and what becomes of quarantined rows."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  assay quality --config job.yaml --run 1f0c93",
      "  assay quality --store store/census --run 1f0c93 --format json",
      "  assay quality merge --config job.yaml --from 2018-01-01 --to 2018-12-31",
      "  assay quality redrive --config job.yaml --run 1f0c93"
    })
final class QualityCommand implements Callable<Outcome> {
  // Not required as far as the parser knows, or it would ask the commands below for it, too.
  @ArgGroup(exclusive = true, multiplicity = "0..1")
  Options.StoreChoice.Either store;

  @Option(
      names = "--run",
      paramLabel = "ID",
      description = "Required. The run's id, or its first digits; assay runs lists them.")
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

  @Spec CommandSpec spec;

  private final Shell shell;

  QualityCommand(Shell shell) {
    this.shell = shell;
  }

  /** The command with those below it. */
  static CommandLine make(Shell shell) {
    CommandLine group = new CommandLine(new QualityCommand(shell));
    group.addSubcommand(new QualityMergeCommand(shell));
    group.addSubcommand(new QualityRequarantineCommand(shell));
    group.addSubcommand(new QualityRedriveCommand(shell));
    return group;
  }

  @Override
  public Outcome call() {
    if (store == null) {
      throw missing("'--config FILE' or '--store DIR'");
    }
    if (run == null) {
      throw missing("'--run ID'");
    }
    Options.StoreChoice choice = new Options.StoreChoice();
    choice.either = store;
    return new QualityAction(shell).run(choice, spark, run, format);
  }

  private ParameterException missing(String option) {
    return new ParameterException(spec.commandLine(), "Missing required option: " + option);
  }
}
