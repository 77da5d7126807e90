package dev.assay.jobs.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code assay completion}: prints what a shell needs to complete commands and options. */
@Command(
    name = "completion",
    description = "Prints a completion script for bash and zsh.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  source <(assay completion)",
      "  assay completion > ~/.local/share/bash-completion/completions/assay"
    })
final class CompletionCommand implements Callable<Outcome> {
  @Mixin Options.Help help;

  private final Shell shell;

  @Spec private CommandSpec spec;

  CompletionCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Outcome call() {
    shell.out().print(AutoComplete.bash("assay", spec.root().commandLine()));
    shell.out().flush();
    return Outcome.ok();
  }
}
