package dev.assay.jobs;

import dev.assay.config.Substitution;
import dev.assay.error.AssayException;
import dev.assay.error.ErrorCode;
import dev.assay.jobs.quality.TableProfile;
import dev.assay.jobs.quality.TableProfiler;
import dev.assay.jobs.read.InputShaper;
import dev.assay.jobs.read.ReadErrors;
import dev.assay.jobs.read.ShapeRequest;
import dev.assay.jobs.read.TableReader;
import dev.assay.plan.PinnedInput;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Looks at a table to give its reference profile and a draft of rules; writes nothing. */
public final class ProfileJob {
  private final SparkSession spark;

  /** A job that runs in this session. */
  public ProfileJob(SparkSession spark) {
    this.spark = spark;
  }

  /**
   * Profiles.
   *
   * @throws AssayException where the table cannot be read, has no rows, or lacks a named column
   */
  public TableProfile run(ProfileRequest request) {
    TableReader reader = new TableReader(spark);
    PinnedInput pinned = reader.pin(request.table(), request.version(), null);
    String filter = Substitution.asOf(request.filter(), request.asOf());
    Dataset<Row> rows =
        InputShaper.whole(
            reader.read(pinned),
            new ShapeRequest(
                request.table(), List.of(), List.of(), filter, "--filter", Map.of(), List.of()));
    requireColumns(request, rows);
    TableProfile profile =
        TableProfiler.profile(rows, pinned.describe(), request.without(), request.asOf());
    if (profile.reference().rows() == 0) {
      throw ReadErrors.empty("profile", pinned, filter, "Name a table or rows that are there.");
    }
    reader.verifyUnchanged(pinned);
    return profile;
  }

  private static void requireColumns(ProfileRequest request, Dataset<Row> rows) {
    List<String> columns = Arrays.asList(rows.columns());
    for (String column : request.without()) {
      if (!columns.contains(column)) {
        throw new AssayException(
            ErrorCode.USAGE,
            "Cannot leave out column '%s': '%s' has none of that name. Its columns are %s."
                .formatted(column, request.table(), String.join(", ", columns)));
      }
    }
  }
}
