package dev.assay.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.config.ConfigLoader;
import dev.assay.config.LoadedConfig;
import dev.assay.error.AssayException;
import dev.assay.error.ErrorCode;
import dev.assay.jobs.testing.PythonEnvironment;
import dev.assay.jobs.testing.SparkExtension;
import dev.assay.quality.LoadedRules;
import dev.assay.quality.RuleLoader;
import dev.assay.record.RunRecord;
import dev.assay.record.RunStatus;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The rules in a scoring run. */
@ExtendWith(SparkExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class QualityRunTest {
  private static final Path CENSUS =
      PythonEnvironment.repositoryRoot().resolve("test-data/census/people");
  private static final String RULES =
      """
      format: 1
      owner: ann
      rows:
        - {id: adult, range: {column: AGEP, min: 18}, action: quarantine, max-share: 0.5}
        - {id: schooled, range: {column: SCHL, min: 10}, action: tag, max-share: 1, severity: warn}
      batch:
        - {id: rows, row-count: {min: 100}}
      history:
        - {id: steady, metric: row-count, relative-change: {min: -0.1, max: 0.1}, severity: warn}
      output:
        - {id: probability, in-range: {min: 0, max: 1}}
        - {id: no-row-lost, reconciliation: {}}
      """;

  @TempDir static Path directory;
  private SparkSession spark;

  @BeforeAll
  void registerModels(SparkSession session) {
    spark = session;
    CensusModels.register(directory.resolve("models"));
  }

  private LoadedConfig config(String store, String asOf, String filter) {
    String text =
        """
        use-case: census-employment
        store: %s
        registry: %s
        as-of: %s
        input:
          table: %s
          key: [id]
          filter: %s
        models: {champion: logistic@current}
        """
            .formatted(directory.resolve(store), directory.resolve("models"), asOf, CENSUS, filter);
    return new ConfigLoader(path -> text.getBytes(StandardCharsets.UTF_8), name -> null, ".")
        .load(List.of("job.yaml"), List.of(), List.of());
  }

  private static LoadedRules rules(String text) {
    return RuleLoader.parse("quality.yaml", text, name -> null);
  }

  private RunRecord run(LoadedConfig config, LoadedRules rules) {
    return run(config, rules, Clock.systemUTC());
  }

  private RunRecord run(LoadedConfig config, LoadedRules rules, Clock clock) {
    RunContext context = new RunContext(clock, "test", Map.of(), false, Optional::empty);
    return new ScoreJob(spark, context).run(new ScorePlanner(spark).prepare(config, rules)).run();
  }

  private Dataset<Row> table(String store, String name) {
    return spark.read().format("delta").load(directory.resolve(store).resolve(name).toString());
  }

  private List<String> statuses(String store, String asOf) {
    return table(store, "quality_results")
        .filter("as_of = '" + asOf + "'")
        .orderBy("rule_id")
        .collectAsList()
        .stream()
        .map(row -> row.getAs("rule_id") + " " + row.getAs("status"))
        .toList();
  }

  @Test
  void rulesAreJudgedKeptAndComparedWithEarlierRuns() {
    RunRecord first = run(config("good", "2017-12-31", "id % 100 = 0"), rules(RULES));

    assertThat(first.status()).isEqualTo(RunStatus.PUBLISHED);
    assertThat(first.outcome().quality()).isEqualTo("{\"INSUFFICIENT_HISTORY\":1,\"PASS\":5}");
    assertThat(first.output("quality_results").orElseThrow().rows()).isEqualTo(6);
    long children =
        spark.read().parquet(CENSUS.toString()).filter("id % 100 = 0 AND AGEP < 18").count();
    Row adult = table("good", "quality_results").filter("rule_id = 'adult'").first();
    assertThat(adult.<Long>getAs("rows_failed")).isEqualTo(children);
    assertThat(adult.<String>getAs("owner")).isEqualTo("ann");
    assertThat(adult.getList(adult.fieldIndex("sample_keys"))).hasSize(5);
    assertThat(table("good", "rejected_rows").filter("rules = array('adult')").count())
        .isEqualTo(children);
    assertThat(table("good", "predictions").count() + children).isEqualTo(first.outcome().rowsIn());
    assertThat(table("good", "predictions").filter("failed_rules = array('schooled')").count())
        .isPositive();

    RunRecord second = run(config("good", "2018-12-31", "id % 200 = 0"), rules(RULES));

    assertThat(second.status()).isEqualTo(RunStatus.PUBLISHED);
    assertThat(statuses("good", "2018-12-31"))
        .containsExactly(
            "adult PASS",
            "no-row-lost PASS",
            "probability PASS",
            "rows PASS",
            "schooled PASS",
            "steady FAIL");
  }

  @Test
  void anInputThatFailsReachesNoModelAndItsResultsAreKept() {
    String strict = RULES.replace("row-count: {min: 100}", "row-count: {min: 100000}");

    assertThatThrownBy(() -> run(config("bad", "2018-12-31", "id % 100 = 0"), rules(strict)))
        .isInstanceOfSatisfying(
            AssayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.QUALITY))
        .hasMessageContaining("1 rule of severity error did not hold of the input.")
        .hasMessageContaining("- rows failed: row-count() is 2777, expected at least 100000")
        .hasMessageContaining("No model was called.")
        .hasMessageContaining("assay quality --run");

    Row failed = table("bad", "runs").first();
    assertThat(failed.<String>getAs("status")).isEqualTo("FAILED");
    assertThat(failed.<String>getAs("error_code")).isEqualTo("QUALITY");
    assertThat(failed.<String>getAs("quality"))
        .isEqualTo("{\"FAIL\":1,\"INSUFFICIENT_HISTORY\":1}");
    assertThat(statuses("bad", "2018-12-31"))
        .containsExactly("rows FAIL", "steady INSUFFICIENT_HISTORY");
    assertThat(table("bad", "predictions").count()).isZero();
  }

  @Test
  void resultsAreKeptWhereTheRunEndsInAConflict() {
    AtomicInteger looks = new AtomicInteger();
    Clock failing =
        new Clock() {
          @Override
          public ZoneId getZone() {
            return ZoneOffset.UTC;
          }

          @Override
          public Clock withZone(ZoneId zone) {
            return this;
          }

          @Override
          public Instant instant() {
            if (looks.incrementAndGet() == 4) { // when scoring begins
              throw new AssayException(ErrorCode.CONFLICT, "Cannot score: a service was away.");
            }
            return Instant.EPOCH;
          }
        };

    assertThatThrownBy(
            () -> run(config("away", "2018-12-31", "id % 100 = 0"), rules(RULES), failing))
        .hasMessage("Cannot score: a service was away.");

    assertThat(table("away", "runs").first().<String>getAs("error_code")).isEqualTo("CONFLICT");
    assertThat(statuses("away", "2018-12-31"))
        .containsExactly("rows PASS", "steady INSUFFICIENT_HISTORY");
  }

  @Test
  void everythingThatDoesNotFitIsToldBeforeTheRun() {
    String wrong =
        """
        format: 1
        tables: {labels: {table: /nowhere/labels}}
        rows:
          - {id: age, range: {column: AGE, min: 0}}
          - {id: summed, predicate: {sql: sum(AGEP) > 0}}
        batch:
          - {id: rows, row-count: {min: 1}, where: SEXX = 1}
        """;

    assertThatThrownBy(
            () ->
                new ScorePlanner(spark)
                    .prepare(config("none", "2018-12-31", "id > 0"), rules(wrong)))
        .hasMessageContaining(
            "Cannot use table 'labels' of the rules (quality.yaml:2: tables.labels)")
        .hasMessageContaining("has no column 'AGE'. Did you mean 'AGEP'?");
    assertThatThrownBy(
            () ->
                new ScorePlanner(spark)
                    .prepare(
                        config("none", "2018-12-31", "id > 0"),
                        rules(
                            wrong
                                .replace("column: AGE,", "column: AGEP,")
                                .replaceAll("tables.*\n", ""))))
        .hasMessageContaining("there are 2 problems")
        .hasMessageContaining("Cannot use rule 'summed' (quality.yaml:4: rows[1].predicate.sql)")
        .hasMessageContaining("it holds an aggregate")
        .hasMessageContaining("there is no column 'SEXX'");
    assertThat(directory.resolve("none")).doesNotExist();
  }

  @Test
  void rulesAreAPartOfTheRunKeyAndTheirScansArePlanned() {
    LoadedConfig config = config("none", "2018-12-31", "id > 0");
    PreparedScore plain = new ScorePlanner(spark).prepare(config);
    PreparedScore checked = new ScorePlanner(spark).prepare(config, rules(RULES));

    assertThat(checked.plan().runKey()).isNotEqualTo(plain.plan().runKey());
    assertThat(checked.checks().scans())
        .containsExactly(
            "the input: 1 metric in one shared scan",
            "the predictions, once they are written: one scan for all output rules");
  }
}
