package dev.assay.jobs.cli;

import dev.assay.jobs.registry.ModelEntry;
import dev.assay.model.Manifest;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code assay model list}. */
@Command(
    name = "list",
    description = "Lists the versions in a registry and the aliases that point to them.",
    footerHeading = "%nExamples:%n",
    footer = "  assay model list --registry models")
final class ModelListCommand implements Callable<Outcome> {
  @Mixin RegistryChoice registry;

  @Mixin Options.Help help;

  private final Shell shell;

  ModelListCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Outcome call() {
    TextTable table =
        new TextTable(
            List.of("model", "version", "aliases", "task", "features", "owner"),
            List.of(false, false, false, false, true, false));
    registry.open(shell).list().forEach(entry -> table.add(cells(entry)));
    table.lines().forEach(shell.out()::println);
    return Outcome.ok();
  }

  private static List<String> cells(ModelEntry entry) {
    String aliases = String.join(", ", entry.aliases());
    if (entry.manifest().isEmpty()) {
      String problem = entry.problem().orElse("the manifest cannot be read");
      return List.of(entry.name(), entry.version(), aliases, problem, "", "");
    }
    Manifest manifest = entry.manifest().get();
    return List.of(
        entry.name(),
        entry.version(),
        aliases,
        manifest.task().name().toLowerCase(Locale.ROOT).replace('_', '-'),
        Integer.toString(manifest.tensors().stream().mapToInt(t -> t.features().size()).sum()),
        manifest.owner() == null ? "" : manifest.owner());
  }
}
