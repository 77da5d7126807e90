package dev.assay.jobs.cli;

import dev.assay.jobs.registry.ModelAdmin;
import java.util.List;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Which registry a command means: given directly, or as a job's configuration has it. */
final class RegistryChoice {
  @ArgGroup(exclusive = true, multiplicity = "1")
  Either either = new Either();

  /** Exactly one of the two. */
  static final class Either {
    @Option(
        names = "--registry",
        paramLabel = "DIR",
        description = "Directory of the model packages: a path or any Hadoop URI.")
    String registry;

    @Option(
        names = {"-c", "--config"},
        paramLabel = "FILE",
        description = "Job configuration whose registry is meant.")
    List<String> config;
  }

  /** The registry's directory. */
  String directory(Shell shell) {
    return either.registry != null
        ? either.registry
        : ConfigFiles.load(either.config, shell).config().registry();
  }

  /** The registry. */
  ModelAdmin open(Shell shell) {
    return new ModelAdmin(HadoopSettings.current(), directory(shell));
  }
}
