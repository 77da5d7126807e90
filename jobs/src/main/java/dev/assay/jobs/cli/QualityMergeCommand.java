package dev.assay.jobs.cli;

import dev.assay.config.JobConfig;
import dev.assay.error.AssayException;
import dev.assay.error.ErrorCode;
import dev.assay.jobs.MergeJob;
import dev.assay.jobs.MergeRequest;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code assay quality merge}. */
@Command(
    name = "merge",
    sortOptions = false,
    description =
        "Metrics of several dates together, from the states that their runs kept; reads no input.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  assay quality merge --config job.yaml --from 2018-01-01 --to 2018-12-31",
      "  assay quality merge --store store/census --from 2018-01-01 --to 2018-01-31 --result m.json"
    })
final class QualityMergeCommand implements Callable<Outcome> {
  @Mixin Options.StoreChoice store;

  @Option(
      names = "--from",
      required = true,
      paramLabel = "DATE",
      description = "The first date, YYYY-MM-DD.")
  String from;

  @Option(
      names = "--to",
      required = true,
      paramLabel = "DATE",
      description = "The last date, YYYY-MM-DD.")
  String to;

  @Option(
      names = "--check",
      paramLabel = "NAME",
      description = "The checks that 'assay check --record' kept by this name, not scoring runs.")
  String check;

  @Option(
      names = "--table",
      paramLabel = "TABLE",
      description = "Only runs over this table, as their jobs named it. Default: all.")
  String table;

  @ArgGroup(validate = false, heading = "%nOutput:%n")
  Options.Output output = new Options.Output();

  @ArgGroup(validate = false, heading = "%nSpark:%n")
  Options.Spark spark = new Options.Spark();

  @Mixin Options.Help help;

  private final Shell shell;

  QualityMergeCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Outcome call() {
    MergeRequest request = request();
    try (SparkRun run = SparkRun.start("quality", spark, shell)) {
      try {
        MergeReport report = new MergeReport(request, new MergeJob(run.session()).run(request));
        if (!output.quiet) {
          report.lines().forEach(shell.out()::println);
        }
        return Outcome.of("MERGED", report.headline(), report.json());
      } catch (Exception e) {
        throw run.explain(e);
      }
    }
  }

  private MergeRequest request() {
    LocalDate first = date("--from", from);
    LocalDate last = date("--to", to);
    if (store.either.store != null) {
      return new MergeRequest(store.either.store, null, check, table, first, last);
    }
    JobConfig config = ConfigFiles.load(store.either.config, shell).config();
    return new MergeRequest(config.store(), config.useCase(), check, table, first, last);
  }

  private static LocalDate date(String option, String text) {
    try {
      return LocalDate.parse(text);
    } catch (DateTimeParseException e) {
      throw new AssayException(
          ErrorCode.USAGE,
          "Cannot merge with " + option + " '" + text + "': it is no date. Write YYYY-MM-DD.",
          e);
    }
  }
}
