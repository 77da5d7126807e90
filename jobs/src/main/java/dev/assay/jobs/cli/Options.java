package dev.assay.jobs.cli;

import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** The options that commands share, by group. */
final class Options {
  private Options() {}

  /** {@code --help}. */
  static final class Help {
    @Option(
        names = {"-h", "--help"},
        usageHelp = true,
        description = "Show this help.")
    boolean help;
  }

  /** The job's configuration. */
  static final class Job {
    @Option(
        names = {"-c", "--config"},
        paramLabel = "FILE",
        description =
            "Required. Job configuration in YAML: a path or any Hadoop URI. Given several times, later files win.")
    List<String> config = List.of();

    @Option(
        names = "--set",
        paramLabel = "KEY=VALUE",
        description = "Sets one key, such as score.device=cuda. Wins over the files.")
    List<String> set = List.of();

    @Option(
        names = "--as-of",
        paramLabel = "DATE",
        description = "The date the run is for, YYYY-MM-DD. Wins over as-of in the files.")
    String asOf;
  }

  /** Rows that a run quarantined, and the job that looks at them again. */
  static final class Quarantined {
    @Option(
        names = {"-c", "--config"},
        paramLabel = "FILE",
        description = "Required. The job's configuration. Given several times, later files win.")
    List<String> config = List.of();

    @Option(
        names = "--set",
        paramLabel = "KEY=VALUE",
        description = "Sets one key, such as input.table=mended. Wins over the files.")
    List<String> set = List.of();

    @Option(
        names = "--run",
        paramLabel = "ID",
        description =
            "Required. The run that quarantined them: its id, or the first digits; assay runs lists"
                + " them. Its date is the one that counts.")
    String run;

    @Option(
        names = "--rule",
        paramLabel = "RULE",
        split = ",",
        description = "Only rows that broke this rule; may be given several times.")
    List<String> rules = List.of();
  }

  /** What is shown and where the outcome goes. */
  static final class Output {
    @Option(
        names = "--result",
        paramLabel = "FILE",
        description =
            "Write the outcome as JSON, also when the command fails: a path or any Hadoop URI.")
    String result;

    @Option(
        names = {"-q", "--quiet"},
        description = "Print nothing but errors.")
    boolean quiet;

    @Option(names = "--no-progress", description = "No progress bar and no progress lines.")
    boolean noProgress;
  }

  /** How Spark is started. */
  static final class Spark {
    @Option(
        names = "--master",
        paramLabel = "URL",
        description = "Spark master of a run without spark-submit. Default: local[*].")
    String master;

    @Option(
        names = "--spark",
        paramLabel = "KEY=VALUE",
        description = "A Spark setting, such as spark.executor.memory=8g.")
    Map<String, String> settings = new LinkedHashMap<>();

    @Option(names = "--ui", description = "Start Spark's web page, which is off by default.")
    boolean ui;
  }

  /** Where results are looked up: by a job's configuration or directly. */
  static final class StoreChoice {
    @ArgGroup(exclusive = true, multiplicity = "1")
    Either either = new Either();

    /** Exactly one of the two. */
    static final class Either {
      @Option(
          names = {"-c", "--config"},
          paramLabel = "FILE",
          description = "Job configuration whose store is meant.")
      List<String> config;

      @Option(
          names = "--store",
          paramLabel = "DIR",
          description = "Directory of the result tables: a path or any Hadoop URI.")
      String store;
    }
  }

  /** Whether a path names a file on this machine's own disk. */
  static boolean local(String path) {
    return !path.matches("[a-zA-Z][a-zA-Z0-9+.-]+:.*")
        || "file".equalsIgnoreCase(URI.create(path).getScheme());
  }

  /** The path that a local name means, which may be a file URI. */
  static Path localPath(String path) {
    return path.startsWith("file:") ? Path.of(URI.create(path).getPath()) : Path.of(path);
  }
}
