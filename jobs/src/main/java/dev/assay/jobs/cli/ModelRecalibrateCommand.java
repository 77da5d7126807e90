package dev.assay.jobs.cli;

import dev.assay.error.AssayException;
import dev.assay.error.ErrorCode;
import dev.assay.jobs.RecalibrateJob;
import dev.assay.jobs.RecalibrateRequest;
import dev.assay.jobs.RecalibrateResult;
import dev.assay.statistics.Recalibration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code assay model recalibrate}. */
@Command(
    name = "recalibrate",
    sortOptions = false,
    description = {
      "Saves a model as a new version whose scores are calibrated on labelled rows.",
      "Scores the rows once, fits a map on one half of them and judges it on the other. The map"
          + " becomes part of the ONNX graph, and the cutoff is mapped with it. Where the log loss"
          + " of the judging half grows, nothing is saved (status 3)."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  assay model recalibrate churn@3 --registry models --method platt --new-version 4"
          + " --table data/customers --key customer_id --label churned",
      "  assay model recalibrate churn@champion --registry models --method isotonic --new-version 4"
          + " --table data/customers --key customer_id --labels data/outcomes --label churned"
          + " --filter 'month = 7' --dry-run"
    })
final class ModelRecalibrateCommand implements Callable<Outcome> {
  @Parameters(paramLabel = "MODEL", description = "The model: name@version or name@alias.")
  String model;

  @Mixin RegistryChoice registry;

  @Option(
      names = "--new-version",
      required = true,
      paramLabel = "VERSION",
      description = "The version to save.")
  String newVersion;

  @Option(
      names = "--method",
      required = true,
      paramLabel = "METHOD",
      description =
          "platt: a logistic curve of the log odds, two parameters. isotonic: any non-decreasing"
              + " curve; wants thousands of rows.")
  String method;

  @ArgGroup(validate = false, heading = "%nLabelled rows:%n")
  Rows rows = new Rows();

  @Option(names = "--dry-run", description = "Show what would be saved; save nothing.")
  boolean dryRun;

  @Option(
      names = "--force",
      description =
          "Save although the log loss of the judging half grows. The manifest says that it was"
              + " forced.")
  boolean force;

  @ArgGroup(validate = false, heading = "%nOutput:%n")
  Options.Output output = new Options.Output();

  @ArgGroup(validate = false, heading = "%nSpark:%n")
  Options.Spark spark = new Options.Spark();

  @Mixin Options.Help help;

  private final Shell shell;

  ModelRecalibrateCommand(Shell shell) {
    this.shell = shell;
  }

  /** Where scores and labels come from. */
  static final class Rows {
    @Option(
        names = "--table",
        required = true,
        paramLabel = "TABLE",
        description = "Path (any Hadoop URI) or catalog table with the model's columns.")
    String table;

    @Option(
        names = "--table-version",
        paramLabel = "N",
        description = "Delta: the version to read. Default: the newest.")
    Long tableVersion;

    @Option(
        names = "--key",
        required = true,
        paramLabel = "COLS",
        split = ",",
        description =
            "Columns that name the unit, such as the customer: all its rows are in one half.")
    List<String> key = List.of();

    @Option(
        names = "--label",
        required = true,
        paramLabel = "COL",
        description = "The column of the labels: 0 or 1, or a boolean. Rows without are left out.")
    String label;

    @Option(
        names = "--labels",
        paramLabel = "TABLE",
        description = "The table of the labels, joined by the key. Default: the table itself.")
    String labels;

    @Option(names = "--filter", paramLabel = "SQL", description = "Only the rows it is true for.")
    String filter;

    @Option(
        names = "--feature",
        paramLabel = "NAME=SQL",
        description = "A feature that the table has not, as a job's input.features derives it.")
    Map<String, String> features = new LinkedHashMap<>();

    @Option(
        names = "--seed",
        paramLabel = "N",
        description = "Draws the halves. Default: ${DEFAULT-VALUE}.",
        defaultValue = "1")
    long seed;
  }

  @Override
  public Outcome call() {
    RecalibrateRequest request = request();
    try (SparkRun run = SparkRun.start("model recalibrate", spark, shell)) {
      try {
        return shown(request, new RecalibrateJob(run.session()).run(request));
      } catch (Exception e) {
        throw run.explain(e);
      }
    }
  }

  private RecalibrateRequest request() {
    return new RecalibrateRequest(
        registry.directory(shell),
        model,
        newVersion,
        method(),
        rows.table,
        rows.tableVersion,
        rows.filter,
        rows.features,
        rows.key,
        rows.labels,
        rows.label,
        rows.seed,
        force,
        dryRun);
  }

  private Recalibration.Method method() {
    try {
      return Recalibration.Method.valueOf(method.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new AssayException(
          ErrorCode.USAGE,
          "Cannot recalibrate by --method '%s': there is none of that name. Choose platt or isotonic."
              .formatted(method),
          e);
    }
  }

  private Outcome shown(RecalibrateRequest request, RecalibrateResult result) {
    RecalibrateReport report = new RecalibrateReport(request, result);
    if (!output.quiet) {
      report.lines().forEach(shell.out()::println);
    }
    boolean refused = report.refused();
    return new Outcome(
        report.status(),
        refused ? ErrorCode.VERDICT.exitStatus() : 0,
        refused ? ErrorCode.VERDICT : null,
        report.headline(),
        report.json());
  }
}
