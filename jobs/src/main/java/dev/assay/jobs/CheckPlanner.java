package dev.assay.jobs;

import dev.assay.error.AssayException;
import dev.assay.error.ErrorCode;
import dev.assay.jobs.expression.Finding;
import dev.assay.jobs.expression.PredicateCheck;
import dev.assay.jobs.read.SeenInput;
import dev.assay.jobs.read.TableReader;
import dev.assay.model.Digest;
import dev.assay.plan.PinnedInput;
import dev.assay.plan.PlannedModel;
import dev.assay.plan.Problems;
import dev.assay.quality.LoadedRules;
import dev.assay.quality.PlannedRules;
import dev.assay.quality.QualityInput;
import dev.assay.quality.ReferenceProfile;
import dev.assay.quality.RuleMatcher;
import dev.assay.quality.SqlText;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Matches a rule file with a pinned input; reads no row of it. */
final class CheckPlanner {
  private final SparkSession spark;
  private final TableReader reader;
  private final Problems problems;
  private final Map<String, PinnedInput> pins = new LinkedHashMap<>();
  private final Map<String, Dataset<Row>> tables = new LinkedHashMap<>();
  private final StringBuilder pinned = new StringBuilder();

  /**
   * A planner.
   *
   * @param problems what is known to be wrong with the input already
   */
  CheckPlanner(SparkSession spark, TableReader reader, Problems problems) {
    this.spark = spark;
    this.reader = reader;
    this.problems = problems;
  }

  /**
   * Plans.
   *
   * @param pin the input as it was pinned
   * @param input its filtered rows with all columns and derived features
   * @param purpose what cannot be done where the input has problems, such as {@code Cannot check
   *     'people'}
   * @param champion whose reference profile rules mean that name none; null for none
   * @param scores the columns of the predictions; null where there are none to check
   * @throws AssayException (CONFIG, INPUT) with everything that does not fit, the input's problems
   *     among it
   */
  PlannedChecks plan(
      LoadedRules loaded,
      PinnedInput pin,
      SeenInput input,
      String purpose,
      LocalDate asOf,
      PlannedModel champion,
      StructType scores) {
    boolean soFarGood = problems.messages().isEmpty();
    Map<String, ReferenceProfile> profiles = pin(loaded, champion);
    Map<String, Map<String, String>> references = new LinkedHashMap<>();
    tables.forEach((name, rows) -> references.put(name, columns(rows)));
    QualityInput matched =
        new QualityInput(asOf, pin.table(), input.columns(), references, profiles);
    Optional<PlannedRules> rules =
        RuleMatcher.match(loaded, matched, problem -> problems.add(ErrorCode.CONFIG, problem));
    loaded.sql(asOf).forEach(sql -> analyse(sql, input.rows(), scores));
    problems.throwIfAny(soFarGood ? "Cannot use the rules of '" + loaded.file() + "'" : purpose);
    return new PlannedChecks(
        rules.orElseThrow(), loaded.file(), digest(loaded), pin, input.rows(), pins, tables);
  }

  /**
   * The digest of {@link PlannedChecks} without the checks.
   *
   * @throws AssayException (CONFIG, INPUT) where reference tables or profiles cannot be had
   */
  String digest(LoadedRules loaded, PlannedModel champion) {
    pin(loaded, champion);
    problems.throwIfAny("Cannot use the rules of '" + loaded.file() + "'");
    return digest(loaded);
  }

  private String digest(LoadedRules loaded) {
    String digest = loaded.rules().digest() + pinned;
    return Digest.hex(digest.getBytes(StandardCharsets.UTF_8));
  }

  /** Pins reference tables and profiles. */
  private Map<String, ReferenceProfile> pin(LoadedRules loaded, PlannedModel champion) {
    loaded.rules().tables().keySet().forEach(name -> pin(loaded, name));
    SkewProfiles skew = new SkewProfiles(spark.sessionState().newHadoopConf(), champion, problems);
    Map<String, ReferenceProfile> profiles = skew.read(loaded);
    skew.digests()
        .forEach((rule, sha256) -> pinned.append('\n').append(rule).append(' ').append(sha256));
    return profiles;
  }

  private void pin(LoadedRules loaded, String name) {
    try {
      PinnedInput pin =
          reader.pin(
              loaded.rules().tables().get(name).table(),
              loaded.rules().tables().get(name).version(),
              null);
      tables.put(name, reader.read(pin));
      pins.put(name, pin);
      pinned.append('\n').append(name).append(' ').append(pin.digest());
      pinned.append(pin.deltaVersion() == null ? "" : " " + pin.deltaVersion());
    } catch (AssayException e) {
      problems.add(
          e.code(),
          "Cannot use table '"
              + name
              + "' of the rules ("
              + loaded.place("tables." + name)
              + "): "
              + e.getMessage());
    }
  }

  private static Map<String, String> columns(Dataset<Row> rows) {
    Map<String, String> columns = new LinkedHashMap<>();
    for (StructField field : rows.schema().fields()) {
      columns.put(field.name(), field.dataType().catalogString());
    }
    return columns;
  }

  private void analyse(SqlText sql, Dataset<Row> input, StructType scores) {
    if (sql.onScores() && scores == null) {
      return;
    }
    Dataset<Row> seen = sql.table() == null ? input : tables.get(sql.table());
    if (sql.onScores()) {
      seen = spark.createDataFrame(List.of(), scores);
    }
    if (seen == null) {
      return; // the table is among the problems already
    }
    for (Finding finding : PredicateCheck.findings(seen, sql.sql())) {
      problems.add(
          ErrorCode.CONFIG,
          "Cannot use rule '%s' (%s) '%s': %s. %s"
              .formatted(sql.ruleId(), sql.place(), sql.sql(), finding.reason(), finding.remedy()));
    }
  }
}
