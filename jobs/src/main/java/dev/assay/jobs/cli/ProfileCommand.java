package dev.assay.jobs.cli;

import dev.assay.error.AssayException;
import dev.assay.error.ErrorCode;
import dev.assay.jobs.ProfileJob;
import dev.assay.jobs.ProfileRequest;
import dev.assay.jobs.quality.TableProfile;
import dev.assay.record.Json;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code assay profile}. */
@Command(
    name = "profile",
    sortOptions = false,
    description =
        "Writes a table's reference profile, and a draft of rules for tables like it that a person"
            + " reads, edits and signs.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  assay profile --table data/people --as-of 2016-12-31 --profile profile.json --rules draft.yaml",
      "  assay profile --table data/people --as-of 2016-12-31 --filter 'year < 2017' --without year"
          + " --rules draft.yaml"
    })
final class ProfileCommand implements Callable<Outcome> {
  @Option(
      names = "--table",
      required = true,
      paramLabel = "TABLE",
      description = "Path (any Hadoop URI) or catalog table; Parquet or Delta.")
  String table;

  @Option(
      names = "--as-of",
      required = true,
      paramLabel = "DATE",
      description = "The date that the table is of, YYYY-MM-DD.")
  String asOf;

  @Option(
      names = "--table-version",
      paramLabel = "N",
      description = "Delta: the version to read. Default: the newest.")
  Long version;

  @Option(names = "--filter", paramLabel = "SQL", description = "Only the rows it is true for.")
  String filter;

  @Option(
      names = "--without",
      paramLabel = "COLS",
      split = ",",
      description = "Columns to leave out, such as the one that tells the years apart.")
  List<String> without = List.of();

  @Option(
      names = "--profile",
      paramLabel = "FILE",
      description = "Where the reference profile goes: a path or any Hadoop URI.")
  String profile;

  @Option(
      names = "--rules",
      paramLabel = "FILE",
      description = "Where the draft of rules goes. Default: it is printed.")
  String rules;

  @ArgGroup(validate = false, heading = "%nOutput:%n")
  Options.Output output = new Options.Output();

  @ArgGroup(validate = false, heading = "%nSpark:%n")
  Options.Spark spark = new Options.Spark();

  @Mixin Options.Help help;

  private final Shell shell;

  ProfileCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Outcome call() {
    ProfileRequest request = new ProfileRequest(table, version, filter, without, date());
    try (SparkRun run = SparkRun.start("profile", spark, shell)) {
      try {
        return written(new ProfileJob(run.session()).run(request));
      } catch (Exception e) {
        throw run.explain(e);
      }
    }
  }

  private LocalDate date() {
    try {
      return LocalDate.parse(asOf);
    } catch (DateTimeParseException e) {
      throw new AssayException(
          ErrorCode.USAGE,
          "Cannot profile as of '" + asOf + "': it is no date. Write YYYY-MM-DD.",
          e);
    }
  }

  private Outcome written(TableProfile found) {
    if (profile != null) {
      ResultFile.write(profile, Json.write(found.reference()) + "\n");
    }
    if (rules != null) {
      ResultFile.write(rules, found.rules());
    } else if (!output.quiet) {
      shell.out().print(found.rules());
    }
    String headline =
        "Profiled %s rows and %d columns in %d scans"
            .formatted(
                Quantities.count(found.reference().rows()),
                found.reference().columns().size(),
                found.scans());
    if (!output.quiet && rules != null) {
      shell.out().println(headline + ".");
      shell.out().println("  rules, to be read and edited: " + rules);
    }
    if (!output.quiet && profile != null) {
      shell.out().println("  reference profile: " + profile);
    }
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("rows", found.reference().rows());
    details.put("columns", found.reference().columns().size());
    details.put("scans", found.scans());
    details.put("profile", profile);
    details.put("rules", rules);
    return Outcome.of("PROFILED", headline, details);
  }
}
