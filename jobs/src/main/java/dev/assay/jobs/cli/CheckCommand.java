package dev.assay.jobs.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code assay check}. */
@Command(
    name = "check",
    sortOptions = false,
    description =
        "Checks a table by the rules of a file, without scoring it; writes nothing but --record.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  assay check --config job.yaml --as-of 2018-12-31",
      "  assay check --table data/people --rules quality.yaml --key id --as-of 2018-12-31",
      "  assay check --config job.yaml --as-of 2018-12-31 --fail-on-verdict --result check.json",
      "  assay check --table data/people --rules quality.yaml --as-of 2018-12-31 --store checks"
          + " --record"
    })
final class CheckCommand implements Callable<Outcome> {
  @ArgGroup(validate = false, heading = "%nThe job, whose input and rules are meant:%n")
  Options.Job job = new Options.Job();

  @ArgGroup(validate = false, heading = "%nOr a table:%n")
  Table table = new Table();

  /** A table without a job. */
  static final class Table {
    @Option(
        names = "--table",
        paramLabel = "TABLE",
        description = "Path (any Hadoop URI) or catalog table; Parquet or Delta.")
    String table;

    @Option(names = "--key", paramLabel = "COLS", split = ",", description = "Its key columns.")
    List<String> key = List.of();

    @Option(names = "--filter", paramLabel = "SQL", description = "Only the rows it is true for.")
    String filter;

    @Option(names = "--allow-empty", description = "A table without rows is fine.")
    boolean allowEmpty;
  }

  @Option(
      names = "--rules",
      paramLabel = "FILE",
      description = "Rule file. Default: the job's, by its key quality.")
  String rules;

  @Option(
      names = "--store",
      paramLabel = "DIR",
      description =
          "Store whose earlier runs are the history of history rules. Default: the job's.")
  String store;

  @Option(
      names = "--record",
      description =
          "Keep results and metrics in the store as a run, which is history for later checks.")
  boolean record;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description =
          "What the check is called in the store: checks of one name are each other's history."
              + " Default: the job's use case, or the table.")
  String name;

  @Option(
      names = "--fail-on-verdict",
      description = "End with status 3 when a rule of severity error does not hold.")
  boolean failOnVerdict;

  @ArgGroup(validate = false, heading = "%nOutput:%n")
  Options.Output output = new Options.Output();

  @ArgGroup(validate = false, heading = "%nSpark:%n")
  Options.Spark spark = new Options.Spark();

  @Mixin Options.Help help;

  private final Shell shell;

  CheckCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Outcome call() {
    return new CheckAction(shell, output).run(this);
  }
}
