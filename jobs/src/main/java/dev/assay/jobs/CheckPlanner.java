package dev.assay.jobs;

import dev.assay.error.AssayException;
import dev.assay.error.ErrorCode;
import dev.assay.jobs.expression.Finding;
import dev.assay.jobs.expression.PredicateCheck;
import dev.assay.jobs.read.SeenInput;
import dev.assay.jobs.read.TableReader;
import dev.assay.jobs.registry.PackageCache;
import dev.assay.model.Digest;
import dev.assay.plan.PinnedInput;
import dev.assay.plan.PlannedModel;
import dev.assay.plan.Problems;
import dev.assay.quality.CrossCheck.TrainingServingSkew;
import dev.assay.quality.CrossRule;
import dev.assay.quality.LoadedRules;
import dev.assay.quality.PlannedRules;
import dev.assay.quality.QualityInput;
import dev.assay.quality.ReferenceProfile;
import dev.assay.quality.RuleMatcher;
import dev.assay.quality.SqlText;
import dev.assay.record.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
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
    loaded.rules().tables().keySet().forEach(name -> pin(loaded, name));
    Map<String, Map<String, String>> references = new LinkedHashMap<>();
    tables.forEach((name, rows) -> references.put(name, columns(rows)));
    QualityInput matched =
        new QualityInput(asOf, pin.table(), input.columns(), references, profiles(loaded, champion));
    Optional<PlannedRules> rules =
        RuleMatcher.match(loaded, matched, problem -> problems.add(ErrorCode.CONFIG, problem));
    loaded.sql(asOf).forEach(sql -> analyse(sql, input.rows(), scores));
    problems.throwIfAny(soFarGood ? "Cannot use the rules of '" + loaded.file() + "'" : purpose);
    String digest = loaded.rules().digest() + pinned;
    return new PlannedChecks(
        rules.orElseThrow(),
        loaded.file(),
        Digest.hex(digest.getBytes(StandardCharsets.UTF_8)),
        pin,
        input.rows(),
        pins,
        tables);
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

  private Map<String, ReferenceProfile> profiles(LoadedRules loaded, PlannedModel champion) {
    Map<String, ReferenceProfile> profiles = new LinkedHashMap<>();
    for (int i = 0; i < loaded.rules().cross().size(); i++) {
      CrossRule rule = loaded.rules().cross().get(i);
      if (rule.check() instanceof TrainingServingSkew skew) {
        String place = loaded.place("cross[" + i + "]");
        profile(rule, skew, champion, place).ifPresent(p -> profiles.put(rule.id(), p));
      }
    }
    return profiles;
  }

  private Optional<ReferenceProfile> profile(
      CrossRule rule, TrainingServingSkew skew, PlannedModel champion, String place) {
    String what = "Cannot use rule '" + rule.id() + "' (" + place + "): ";
    if (skew.profile() == null && champion == null) {
      problems.add(
          ErrorCode.CONFIG,
          what
              + "it names no profile, and there is no champion whose profile it could mean."
              + " Give training-serving-skew.profile.");
      return Optional.empty();
    }
    try {
      String text = new String(bytes(skew, champion), StandardCharsets.UTF_8);
      pinned.append('\n').append(rule.id()).append(' ');
      pinned.append(Digest.hex(text.getBytes(StandardCharsets.UTF_8)));
      return Optional.of(Json.read(text, ReferenceProfile.class));
    } catch (IOException | IllegalArgumentException | IllegalStateException e) {
      String whose =
          skew.profile() == null
              ? "the profile of champion '" + champion.manifest().reference() + "'"
              : "profile '" + skew.profile() + "'";
      problems.add(
          ErrorCode.CONFIG,
          what
              + whose
              + " cannot be read ("
              + e.getMessage()
              + "). Write one with assay profile,"
              + " and name it or add it to the model's package.");
      return Optional.empty();
    }
  }

  private byte[] bytes(TrainingServingSkew skew, PlannedModel champion) throws IOException {
    Configuration conf = spark.sessionState().newHadoopConf();
    if (skew.profile() == null) {
      java.nio.file.Path directory =
          PackageCache.fetch(conf, champion.packageUri(), champion.packageDigest());
      return Files.readAllBytes(directory.resolve("profile.json"));
    }
    Path path = new Path(skew.profile());
    try (InputStream in = path.getFileSystem(conf).open(path)) {
      return in.readAllBytes();
    }
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
