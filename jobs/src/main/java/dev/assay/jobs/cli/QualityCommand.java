package dev.assay.jobs.cli;

import dev.assay.error.AssayException;
import dev.assay.error.ErrorCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code assay quality}. */
@Command(
    name = "quality",
    sortOptions = false,
    description = "Shows how the rules of a run came out, those that failed first.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  assay quality --config job.yaml --run 1f0c93",
      "  assay quality --store store/census --run 1f0c93 --format json"
    })
final class QualityCommand implements Callable<Outcome> {
  private static final String ID = "[A-Za-z0-9]+";
  private static final int MOST = 10_000;
  private static final String SQL =
      "SELECT status, severity, rule_id AS rule, model, observed, bound, rows_failed, message,"
          + " array_join(sample_keys, '; ') AS keys, owner FROM quality_results"
          + " WHERE startswith(run_id, '%s') ORDER BY CASE WHEN status IN ('FAIL', 'ERROR') THEN 0"
          + " WHEN status = 'PASS' THEN 2 ELSE 1 END, severity, rule_group, rule_id, model";

  @Mixin Options.StoreChoice store;

  @Option(
      names = "--run",
      required = true,
      paramLabel = "ID",
      description = "The run's id, or its first digits; assay runs lists them.")
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

  private final Shell shell;

  QualityCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Outcome call() {
    if (!run.matches(ID)) {
      throw new AssayException(
          ErrorCode.USAGE,
          "Cannot look up run '"
              + run
              + "': an id has letters and digits only. assay runs lists the runs.");
    }
    return new QueryAction(shell).run("quality", store, spark, SQL.formatted(run), format, MOST);
  }
}
