package dev.assay.jobs.cli;

import dev.assay.config.JobConfig;
import dev.assay.error.AssayException;
import dev.assay.error.ErrorCode;
import dev.assay.jobs.CheckJob;
import dev.assay.jobs.CheckRequest;
import dev.assay.jobs.CheckResult;
import dev.assay.jobs.RunContext;
import dev.assay.quality.LoadedRules;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Map;

/** Checks a table and shows how its rules came out. */
final class CheckAction {
  private final Shell shell;
  private final Options.Output output;

  CheckAction(Shell shell, Options.Output output) {
    this.shell = shell;
    this.output = output;
  }

  Outcome run(CheckCommand command) {
    CheckRequest request = request(command);
    try (SparkRun spark = SparkRun.start("check", command.spark, shell)) {
      try {
        CheckResult result = new CheckJob(spark.session(), context(spark)).run(request);
        return shown(new CheckReport(request, result), command.failOnVerdict && result.failed());
      } catch (Exception e) {
        throw spark.explain(e);
      }
    }
  }

  private Outcome shown(CheckReport report, boolean refused) {
    if (!output.quiet) {
      report.lines().forEach(shell.out()::println);
    }
    ErrorCode error = refused ? ErrorCode.VERDICT : null;
    int status = refused ? ErrorCode.VERDICT.exitStatus() : 0;
    return new Outcome(report.status(), status, error, report.headline(), report.json());
  }

  private CheckRequest request(CheckCommand command) {
    boolean byConfig = !command.job.config.isEmpty();
    if (byConfig == (command.table.table != null)) {
      throw new AssayException(
          ErrorCode.USAGE,
          "Cannot tell what to check: give either --config FILE or --table TABLE.");
    }
    return byConfig ? ofJob(command) : ofTable(command);
  }

  private RunContext context(SparkRun spark) {
    return new ScoreAction(shell, output).context(spark, true);
  }

  private CheckRequest ofJob(CheckCommand command) {
    refuseTableOptions(command.table);
    JobConfig config = ConfigFiles.load(command.job, shell).config();
    JobConfig.Input input = config.input();
    boolean named = command.store != null;
    return new CheckRequest(
        input.table(),
        input.version(),
        input.timestamp(),
        input.filter(),
        "input.filter",
        input.features(),
        input.key(),
        input.allowEmpty(),
        asOf(config.asOf()),
        rules(command.rules == null ? config.quality() : command.rules),
        new CheckRequest.Champion(config.registry(), config.models().champion()),
        new CheckRequest.Store(
            named ? command.store : config.store(),
            named,
            config.useCase(),
            command.name,
            command.record));
  }

  /** Options that a configuration has keys for; left out in silence they would mislead. */
  private static void refuseTableOptions(CheckCommand.Table table) {
    String option =
        table.filter != null
            ? "--filter"
            : !table.key.isEmpty() ? "--key" : table.allowEmpty ? "--allow-empty" : null;
    if (option != null) {
      throw new AssayException(
          ErrorCode.USAGE,
          "Cannot use %s with --config: it goes with --table. Set input.%s by --set instead."
              .formatted(option, option.substring(2)));
    }
  }

  private CheckRequest ofTable(CheckCommand command) {
    CheckCommand.Table table = command.table;
    if (command.record && command.store == null) {
      throw new AssayException(
          ErrorCode.USAGE, "Cannot keep the check: no store is named. Pass --store DIR.");
    }
    return new CheckRequest(
        table.table,
        null,
        null,
        table.filter,
        "--filter",
        Map.of(),
        table.key,
        table.allowEmpty,
        asOf(command.job.asOf),
        rules(command.rules),
        null,
        new CheckRequest.Store(
            command.store, command.store != null, null, command.name, command.record));
  }

  private LoadedRules rules(String file) {
    if (file == null) {
      throw new AssayException(
          ErrorCode.USAGE,
          "Cannot check without rules. Name a rule file with --rules FILE, or by the key quality"
              + " of the configuration.");
    }
    return ConfigFiles.rules(file, shell);
  }

  private static LocalDate asOf(String text) {
    if (text == null) {
      throw new AssayException(
          ErrorCode.USAGE, "Cannot check without the date it is for. Pass --as-of YYYY-MM-DD.");
    }
    try {
      return LocalDate.parse(text);
    } catch (DateTimeParseException e) {
      throw new AssayException(
          ErrorCode.USAGE,
          "Cannot check as of '" + text + "': it is no date. Write YYYY-MM-DD.",
          e);
    }
  }
}
