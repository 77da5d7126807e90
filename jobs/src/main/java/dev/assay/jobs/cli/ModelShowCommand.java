package dev.assay.jobs.cli;

import dev.assay.jobs.registry.ModelAdmin;
import dev.assay.yaml.YamlWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code assay model show}. */
@Command(
    name = "show",
    description = "Shows a model: its manifest, files, digest and aliases.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  assay model show churn@champion --registry models",
      "  assay model show churn@3 --config job.yaml"
    })
final class ModelShowCommand implements Callable<Outcome> {
  @Parameters(paramLabel = "MODEL", description = "name@version or name@alias.")
  String reference;

  @Mixin RegistryChoice registry;

  @Mixin Options.Help help;

  private final Shell shell;

  ModelShowCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Outcome call() {
    ModelAdmin.Details details = registry.open(shell).show(reference);
    line("# model      ", details.model().manifest().reference());
    line("# package    ", details.model().uri());
    line("# digest     ", details.model().packageDigest());
    line(
        "# aliases    ",
        details.aliases().isEmpty() ? "none" : String.join(", ", details.aliases()));
    line("# versions   ", String.join(", ", details.versions()));
    line("# written by ", details.producer());
    line("# operators  ", details.opsets().toString());
    line("# golden rows", " " + details.goldenRows());
    details
        .files()
        .forEach((file, size) -> line("# file       ", file + ", " + Quantities.bytes(size)));
    shell.out().print(YamlWriter.write(details.model().manifest()));
    return Outcome.ok();
  }

  private void line(String what, String value) {
    shell.out().println(what + value);
  }
}
