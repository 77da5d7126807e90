package dev.assay.jobs.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.assay.jobs.testing.PythonEnvironment;
import dev.assay.jobs.testing.SparkExtension;
import dev.assay.quality.BatchRule;
import dev.assay.quality.MetricKey;
import dev.assay.quality.MetricValue.Scalar;
import dev.assay.quality.PlannedRules;
import dev.assay.quality.QualityInput;
import dev.assay.quality.ReferenceProfile;
import dev.assay.quality.RowCounts;
import dev.assay.quality.RowPredicate;
import dev.assay.quality.RowRule;
import dev.assay.quality.Rule;
import dev.assay.quality.RuleJudge;
import dev.assay.quality.RuleLoader;
import dev.assay.quality.RuleMatcher;
import dev.assay.quality.RuleResult;
import dev.assay.quality.Status;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructField;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(SparkExtension.class)
final class TableProfilerTest {
  private static final LocalDate AS_OF = LocalDate.parse("2016-12-31");

  @TempDir Path directory;

  /** Every rule of a draft on a table. */
  private static List<RuleResult> judge(String draft, Dataset<Row> table) {
    Map<String, String> columns = new LinkedHashMap<>();
    for (StructField field : table.schema().fields()) {
      columns.put(field.name(), field.dataType().catalogString());
    }
    List<String> problems = new ArrayList<>();
    PlannedRules plan =
        RuleMatcher.match(
                RuleLoader.parse("draft.yaml", draft, name -> null),
                QualityInput.of(AS_OF, "t", columns),
                problems::add)
            .orElseThrow(() -> new AssertionError(problems));
    List<MetricKey> keys = new ArrayList<>(plan.metrics());
    MetricKey all = MetricKey.rowCount(null);
    keys.add(all);
    for (RowPredicate row : plan.rows()) {
      keys.add(MetricKey.compliance(row.good(), null));
    }
    Measured measured = MetricScan.measure(MetricPlan.of(table, keys, AS_OF));
    double rows = ((Scalar) measured.values().get(all)).value();
    RuleJudge judge = new RuleJudge(plan);
    List<RuleResult> results = new ArrayList<>();
    for (int i = 0; i < plan.rows().size(); i++) {
      RowRule rule = plan.rules().rows().get(i);
      MetricKey good = MetricKey.compliance(plan.rows().get(i).good(), null);
      double share = ((Scalar) measured.values().get(good)).value();
      long failed = Math.round((1 - share) * rows);
      results.add(judge.row(rule, new RowCounts((long) rows, failed, List.of())));
    }
    for (BatchRule rule : plan.rules().batch()) {
      results.add(judge.batch(rule, measured.values(), AS_OF));
    }
    return results;
  }

  private static List<String> failing(List<RuleResult> results) {
    return results.stream()
        .filter(result -> result.status() != Status.PASS)
        .map(result -> result.ruleId() + ": " + result.message())
        .toList();
  }

  @Test
  void rulesDrawnFromTwoYearsHoldInThemAndInTheNext(SparkSession spark) {
    Dataset<Row> people =
        spark
            .read()
            .parquet(
                PythonEnvironment.repositoryRoot().resolve("test-data/census/people").toString());
    TableProfile profile =
        TableProfiler.profile(
            people.where("year IN (2015, 2016)"), "people of 2015-2016", List.of("year"), AS_OF);

    assertThat(profile.rules())
        .contains("# 2 values, the most frequent 2 (51.")
        .contains("- {id: sex-known, in-set: {column: \"SEX\", values: [1, 2]}, max-share: 0.01,")
        .contains("- {id: id-unique, uniqueness: {columns: [\"id\"], min: 1}, severity: warn}")
        .contains("- {id: agep-range, range: {column: \"AGEP\", min: 0, max: 103.4}")
        .contains("- {id: agep-present, not-null: {column: \"AGEP\"}, max-share: 0.001,")
        .contains("sex-balance")
        .doesNotContain("id: year")
        .doesNotContain("Left out");
    assertThat(failing(judge(profile.rules(), people.where("year IN (2015, 2016)")))).isEmpty();
    for (int year = 2015; year <= 2018; year++) {
      List<RuleResult> results = judge(profile.rules(), people.where("year = " + year));
      assertThat(failing(results)).as("year %d", year).isEmpty();
      assertThat(results).hasSizeGreaterThan(40);
    }
    List<String> damaged =
        failing(
            judge(
                profile.rules(),
                people
                    .where("year = 2017")
                    .withColumn("AGEP", org.apache.spark.sql.functions.expr("AGEP * 12"))
                    .withColumn("SEX", org.apache.spark.sql.functions.expr("SEX - 1"))
                    .withColumn("id", org.apache.spark.sql.functions.expr("id DIV 2"))));
    assertThat(damaged)
        .extracting(message -> message.substring(0, message.indexOf(':')))
        .contains("agep-range", "agep-mean", "sex-known", "sex-balance", "id-unique");
  }

  @Test
  void profilesColumnsOfAllTypes(SparkSession spark) throws Exception {
    String path = directory.resolve("t").toString();
    spark
        .range(0, 4_000, 1, 2)
        .selectExpr(
            "id AS `the key`",
            "IF(id % 10 = 0, NULL, id / 4000D) AS `größe.cm`",
            "IF(id % 100 = 0, double('NaN'), sin(id)) AS x",
            "CAST(id * 7 AS STRING) AS digits",
            "IF(id % 2 = 0, 'it\\'s \"so\"\\n', 'yes') AS s",
            "CAST(NULL AS STRING) AS nothing",
            "DATE'2016-01-01' AS d",
            "map('a', id) AS m",
            "named_struct('b', id) AS st",
            "array(id) AS arr",
            "CAST(id % 7 AS DECIMAL(5,2)) AS dec",
            "id % 2 = 0 AS flag",
            "5 AS constant")
        .write()
        .parquet(path);
    Dataset<Row> table = spark.read().parquet(path);
    TableProfile[] made = new TableProfile[1];
    long read =
        Scans.recordsRead(
            spark, () -> made[0] = TableProfiler.profile(table, "t", List.of(), AS_OF));
    TableProfile profile = made[0];

    assertThat(failing(judge(profile.rules(), table))).isEmpty();
    assertThat(read).as("scans").isEqualTo(4_000L * profile.scans());
    assertThat(profile.scans()).isEqualTo(6);
    assertThat(profile.rules())
        .contains("- {id: the-key-unique,")
        .contains("- {id: digits-parsable, parsable: {column: \"digits\", as: bigint}")
        .contains("- {id: gr-e-cm-filled, completeness: {column: \"größe.cm\", min: 0.88}")
        .contains("values: [\"it's \\\"so\\\"\\n\", \"yes\"]")
        .contains("# 90.00 % have a value")
        .contains("Left out, because they fail on this very table: [x-present].");

    ReferenceProfile reference = profile.reference();
    assertThat(reference.rows()).isEqualTo(4_000);
    assertThat(reference.columns()).hasSize(13);
    ReferenceProfile.Column x = reference.columns().get(2);
    assertThat(x.min()).isCloseTo(-1, within(1e-4));
    assertThat(x.deviation()).isCloseTo(Math.sqrt(0.5), within(1e-2));
    assertThat(x.values()).isEmpty();
    assertThat(reference.columns().get(4).values())
        .containsExactly(
            new ReferenceProfile.Value("it's \"so\"\n", 0.5),
            new ReferenceProfile.Value("yes", 0.5));
    assertThat(reference.columns().get(5).nullShare()).isEqualTo(1);
  }

  @Test
  void profilesATableWithoutRows(SparkSession spark) {
    Dataset<Row> empty = spark.range(10).selectExpr("id", "'a' AS s").where("id < 0");
    TableProfile profile = TableProfiler.profile(empty, "empty", List.of(), AS_OF);
    assertThat(profile.rules()).contains("(0 rows)");
    assertThat(RuleLoader.parse("f", profile.rules(), name -> null).rules().all())
        .extracting(Rule::id)
        .containsExactly("columns");
    assertThat(profile.reference().rows()).isZero();
  }
}
