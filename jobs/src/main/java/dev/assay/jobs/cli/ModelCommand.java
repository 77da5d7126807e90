package dev.assay.jobs.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code assay model}: the commands of the registry. */
@Command(
    name = "model",
    synopsisSubcommandLabel = "COMMAND",
    commandListHeading = "",
    description = "Adds models to a registry, recalibrates, lists, shows and verifies them.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  assay model add churn.onnx --registry models --name churn --version 1 --sample rows.csv",
      "  assay model list --registry models"
    })
final class ModelCommand implements Runnable {
  @Mixin Options.Help help;

  @Spec CommandSpec spec;

  /** The group with its commands. */
  static CommandLine make(Shell shell) {
    CommandLine group = new CommandLine(new ModelCommand());
    group.addSubcommand(new ModelAddCommand(shell));
    group.addSubcommand(new ModelRecalibrateCommand(shell));
    group.addSubcommand(new ModelListCommand(shell));
    group.addSubcommand(new ModelShowCommand(shell));
    group.addSubcommand(new ModelVerifyCommand(shell));
    return group;
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "Missing command: add, recalibrate, list, show or verify");
  }
}
