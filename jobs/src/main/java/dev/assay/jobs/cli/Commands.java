package dev.assay.jobs.cli;

import picocli.CommandLine;

/** The commands, made with the shell they talk to. */
final class Commands {
  private Commands() {}

  static void add(CommandLine assay, Shell shell) {
    assay.addSubcommand(new DemoCommand(shell));
    assay.addSubcommand(new PlanCommand(shell));
    assay.addSubcommand(new ScoreCommand(shell));
    assay.addSubcommand(new EvaluateCommand(shell));
    assay.addSubcommand(new CheckCommand(shell));
    assay.addSubcommand(new ProfileCommand(shell));
    assay.addSubcommand(new RunsCommand(shell));
    assay.addSubcommand(new ReportCommand(shell));
    assay.addSubcommand("quality", QualityCommand.make(shell));
    assay.addSubcommand(new QueryCommand(shell));
    assay.addSubcommand("model", ModelCommand.make(shell));
    assay.addSubcommand(new BenchCommand());
    assay.addSubcommand(new CompletionCommand(shell));
    assay.addSubcommand(new CommandLine.HelpCommand());
  }
}
