package dev.assay.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.config.ConfigLoader;
import dev.assay.config.JobConfig;
import dev.assay.config.LoadedConfig;
import dev.assay.error.AssayException;
import dev.assay.error.ErrorCode;
import dev.assay.jobs.quality.Scans;
import dev.assay.jobs.read.TableReader;
import dev.assay.jobs.store.MetricPoint;
import dev.assay.jobs.store.QualityRow;
import dev.assay.jobs.store.ResultStore;
import dev.assay.jobs.testing.PythonEnvironment;
import dev.assay.jobs.testing.SparkExtension;
import dev.assay.quality.BatchCheck;
import dev.assay.quality.BatchRule;
import dev.assay.quality.CrossCheck;
import dev.assay.quality.CrossRule;
import dev.assay.quality.HistoryCheck;
import dev.assay.quality.HistoryRule;
import dev.assay.quality.LoadedRules;
import dev.assay.quality.OutputCheck;
import dev.assay.quality.OutputRule;
import dev.assay.quality.ReferenceProfile;
import dev.assay.quality.RowCheck;
import dev.assay.quality.RowRule;
import dev.assay.quality.Rule;
import dev.assay.quality.RuleJudge;
import dev.assay.quality.RuleLoader;
import dev.assay.quality.RuleResult;
import dev.assay.record.Json;
import dev.assay.record.RunRecord;
import dev.assay.record.RunStatus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every kind of rule on the real census, once as it passes and once as it fails: three runs of one
 * store, and four weeks of history that are copies of the first one's metrics, a little moved.
 */
@ExtendWith(SparkExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class EveryKindTest {
  private static final Path ROOT = PythonEnvironment.repositoryRoot();
  private static final long CENSUS_ROWS = 277_677;
  private static final LocalDate FIRST = LocalDate.of(2018, 12, 3);
  private static final LocalDate PASSING = FIRST.plusDays(28);
  private static final LocalDate FAILING = PASSING.plusDays(1);
  private static final LocalDate LATER = FAILING.plusDays(1);
  private static final String PART = "id % 20 = 0";
  private static final String OTHER_PART = "id % 20 = 0 AND AGEP >= 40";

  /**
   * A kind of rule.
   *
   * @param section where it stands in the file
   * @param kind its name, and the rule's
   * @param passes its settings as it holds
   * @param fails its settings as it does not hold
   * @param pass what the message of a rule that holds has in it
   * @param fail the same of one that does not
   */
  private record Case(
      String section, String kind, String passes, String fails, String pass, String fail) {
    String rule(boolean good) {
      String metric =
          section.equals("history") ? "metric: %s, ".formatted(metric(good ? passes : fails)) : "";
      String check = good ? passes : fails;
      String settings = section.equals("history") ? check.substring(check.indexOf('{')) : check;
      return "  - {id: %s, severity: warn, min-rows: 30, %s%s: %s}%n"
          .formatted(kind, metric, kind, settings);
    }

    private static String metric(String check) {
      return check.substring(0, check.indexOf('{') - 1);
    }
  }

  private static Case row(String kind, String passes, String fails, String fail) {
    return new Case("rows", kind, passes, fails, "All 13884 rows keep it", fail);
  }

  private static Case batch(String kind, String passes, String fails, String pass, String fail) {
    return new Case("batch", kind, passes, fails, pass, fail);
  }

  private static Case history(String kind, String settings, String pass, String fail) {
    String check = "row-count " + settings;
    return new Case(
        "history", kind, check, check, "13884, within " + pass, "7313, expected " + fail);
  }

  private static final List<Case> CASES =
      List.of(
          row(
              "not-null",
              "{column: AGEP}",
              "{column: widow}",
              "684 of 7313 rows break it (9.35321 %): 'widow' has no value"),
          row(
              "in-set",
              "{column: SEX, values: [1, 2]}",
              "{column: MAR, values: [1, 2]}",
              "2069 of 7313 rows break it (28.2921 %): 'MAR' is none of the values"),
          row(
              "range",
              "{column: AGEP, min: 0, max: 120}",
              "{column: AGEP, max: 65}",
              "2499 of 7313 rows break it (34.172 %): 'AGEP' is not at most 65"),
          row(
              "pattern",
              "{column: code, regex: '\\d\\d'}",
              "{column: code, regex: '2\\d'}",
              "3606 of 7313 rows break it (49.3094 %): 'code' does not match 2\\d"),
          row(
              "length",
              "{column: code, min: 2, max: 2}",
              "{column: code, max: 1}",
              "7313 of 7313 rows break it (100 %): 'code' does not have at most 1"),
          row(
              "predicate",
              "{sql: AGEP > 16 OR MIL = 0}",
              "{sql: MIL = 4}",
              "751 of 7313 rows break it (10.2694 %): not true: MIL = 4"),
          row(
              "parsable",
              "{column: code, as: int}",
              "{column: code, as: date, format: dd.MM.yyyy}",
              "7313 of 7313 rows break it (100 %): 'code' cannot be read as date"),
          row(
              "exists-in",
              "{columns: [id], table: labels}",
              "{columns: [SCHL], table: labels, references: [employed]}",
              "7208 of 7313 rows break it (98.5642 %): (SCHL) is not in labels"),
          batch(
              "row-count",
              "{min: 13000}",
              "{min: 13000}",
              "row-count() is 13884",
              "row-count() is 7313, expected at least 13000"),
          batch(
              "completeness",
              "{column: AGEP, min: 1}",
              "{column: widow, min: 1}",
              "completeness(AGEP) is 1",
              "completeness(widow) is 0.906468, expected at least 1"),
          batch(
              "distinctness",
              "{columns: [id], min: 1}",
              "{columns: [SEX], min: 0.1}",
              "distinctness(id) is 1",
              "distinctness(SEX) is 0.000273486, expected at least 0.1"),
          batch(
              "uniqueness",
              "{columns: [id], min: 1}",
              "{columns: [AGEP], min: 1}",
              "uniqueness(id) is 1",
              "uniqueness(AGEP) is 0, expected at least 1"),
          batch(
              "mean",
              "{column: AGEP, min: 39, max: 44}",
              "{column: AGEP, max: 44}",
              "mean(AGEP) is 41.6749",
              "mean(AGEP) is 60.8125, expected at most 44"),
          batch(
              "minimum",
              "{column: AGEP, min: 0}",
              "{column: AGEP, max: 20}",
              "minimum(AGEP) is 0",
              "minimum(AGEP) is 40, expected at most 20"),
          batch(
              "maximum",
              "{column: AGEP, max: 99}",
              "{column: AGEP, max: 90}",
              "maximum(AGEP) is 95",
              "maximum(AGEP) is 95, expected at most 90"),
          batch(
              "quantile",
              "{column: AGEP, at: 0.5, min: 39, max: 45}",
              "{column: AGEP, at: 0.5, max: 45}",
              "quantile(AGEP, 0.5) is 42",
              "quantile(AGEP, 0.5) is 60, expected at most 45"),
          batch(
              "sum",
              "{column: SEX, min: 20000}",
              "{column: SEX, min: 20000}",
              "sum(SEX) is 21131",
              "sum(SEX) is 11321, expected at least 20000"),
          batch(
              "standard-deviation",
              "{column: AGEP, min: 20, max: 30}",
              "{column: AGEP, min: 20}",
              "standard-deviation(AGEP) is 23.525",
              "standard-deviation(AGEP) is 13.0253, expected at least 20"),
          batch(
              "correlation",
              "{columns: [AGEP, SCHL], min: 0.45, max: 0.57}",
              "{columns: [AGEP, SCHL], min: 0.45}",
              "correlation(AGEP, SCHL) is 0.514849",
              "correlation(AGEP, SCHL) is -0.195943, expected at least 0.45"),
          batch(
              "entropy",
              "{column: SEX, min: 0.69}",
              "{column: SEX, min: 0.7}",
              "entropy(SEX) is 0.692182",
              "entropy(SEX) is 0.68852, expected at least 0.7"),
          batch(
              "mutual-information",
              "{columns: [NATIVITY, CIT], min: 0.3}",
              "{columns: [SEX, MAR], min: 0.3}",
              "mutual-information(NATIVITY, CIT) is 0.414935",
              "mutual-information(SEX, MAR) is 0.0209315, expected at least 0.3"),
          batch(
              "approx-count-distinct",
              "{column: RAC1P, min: 8, max: 10}",
              "{column: RAC1P, max: 5}",
              "approx-count-distinct(RAC1P) is 8",
              "approx-count-distinct(RAC1P) is 8, expected at most 5"),
          batch(
              "freshness",
              "{column: day, max-days: 31}",
              "{column: day, max-days: 0}",
              "The newest value of 'day' is of 2018-12-31, on the as-of date 2018-12-31",
              "The newest value of 'day' is of 2018-12-31, 1 day before the as-of date 2019-01-01"),
          batch(
              "class-balance",
              "{column: SEX, shares: {1: {min: 0.46, max: 0.5}}, max-other: 0.54}",
              "{column: SEX, shares: {1: {min: 0.5}}}",
              "Every share is within its bounds",
              "Of the values in 'SEX': '1' has 45.1935 %, expected at least 50 %"),
          batch(
              "schema-equals",
              "{types: {id: bigint, AGEP: float}, allow-more: true}",
              "{types: {id: bigint, AGEP: int, INCOME: int}, allow-more: true}",
              "The columns are as expected",
              "The columns differ: 'AGEP' is float, expected int; 'INCOME' is missing"),
          history(
              "relative-change",
              "{min: -0.1, max: 0.1}",
              "from 12458.1 to 15226.6",
              "from 12495.6 to 15272.4"),
          history(
              "online-normal",
              "{deviations: 4}",
              "from 13715.4 to 14055.6",
              "from 13718.3 to 14052.6"),
          history(
              "batch-normal",
              "{deviations: 4}",
              "from 13712.3 to 14058.7",
              "from 13715.3 to 14055.5"),
          history("holt-winters", "{season: weekly}", "from 137", "from 13"),
          history(
              "weekday-z-score",
              "{deviations: 6}",
              "from 13672.3 to 14123.5",
              "from 13570.6 to 14155.7"),
          new Case(
              "cross",
              "row-count-matches",
              "{table: labels, other-where: id % 20 = 0}",
              "{table: labels, tolerance: 0.01}",
              "row-count() is 13884, in labels 13884",
              "row-count() is 7313, in labels 277677: 97.3664 % less"),
          new Case(
              "cross",
              "sum-matches",
              "{column: id, table: labels, other-where: id % 20 = 0}",
              "{column: id, table: labels, tolerance: 0.01}",
              "sum(id) is 1927515720, in labels 1927515720",
              "sum(id) is 1012601940, in labels 38552119326: 97.3734 % less"),
          new Case(
              "cross",
              "training-serving-skew",
              "{profile: $PROFILE, columns: [AGEP]}",
              "{profile: $PROFILE, columns: [AGEP, SEX]}",
              "The columns look as in the profile of people",
              "Unlike the profile of people: 47.395 % of rows 'AGEP' outside 0 to 60; 54.8065 % of rows unseen values in 'SEX'"),
          new Case(
              "output",
              "in-range",
              "{min: 0, max: 1}",
              "{min: 0, max: 0.5}",
              "All 13884 scores are from 0 to 1",
              "of 7313 scores are not from 0 to 0.5"),
          new Case(
              "output",
              "not-constant",
              "{min-spread: 0.1}",
              "{min-spread: 1}",
              "The scores go from 0.0001",
              "The scores go from 0.0015"),
          new Case(
              "output",
              "share-above-cutoff",
              "{min: 0.3, max: 0.65}",
              "{max: 0.3}",
              "% of the scores are at or above 0.5",
              "% of the scores are at or above 0.5, expected a share at most 0.3"),
          new Case(
              "output",
              "mean-near-history",
              "{tolerance: 0.02}",
              "{tolerance: 0.001}",
              "The mean score is 0.499",
              "The mean score is 0.530"),
          new Case(
              "output",
              "reconciliation",
              "{}",
              "{}",
              "13884 rows in, 13884 scored, 0 rejected, 0 quarantined",
              "7313 rows in, 7313 scored, 0 rejected, 0 quarantined"));

  @TempDir static Path directory;
  private SparkSession spark;
  private LoadedRules good;
  private LoadedRules bad;
  private RunRecord passed;

  @BeforeAll
  void write(SparkSession session) throws IOException {
    spark = session;
    good = rules(true);
    bad = rules(false);
  }

  private static LoadedRules rules(boolean good) throws IOException {
    StringBuilder text = new StringBuilder("format: 1\ntables:\n  labels: {table: ");
    text.append(ROOT.resolve("test-data/census/labels")).append("}\n");
    CASES.stream()
        .collect(Collectors.groupingBy(Case::section, LinkedHashMap::new, Collectors.toList()))
        .forEach(
            (section, cases) -> {
              text.append(section).append(":\n");
              cases.forEach(one -> text.append(one.rule(good)));
            });
    Path profile = directory.resolve((good ? "good" : "bad") + "-profile.json");
    Files.writeString(profile, Json.write(profile(good)));
    String file = text.toString().replace("$PROFILE", profile.toString());
    return RuleLoader.parse(good ? "good.yaml" : "bad.yaml", file, name -> null);
  }

  /** What the ages and sexes of a model's training data could have been. */
  private static ReferenceProfile profile(boolean good) {
    List<ReferenceProfile.Value> one = List.of(new ReferenceProfile.Value("1", 1));
    return new ReferenceProfile(
        1,
        "people",
        1000,
        List.of(
            new ReferenceProfile.Column(
                "AGEP", "float", 0, 0.0, good ? 95.0 : 60.0, 40.0, 20.0, 94, List.of(), null),
            new ReferenceProfile.Column("SEX", "int", 0, 1.0, 1.0, 1.0, 0.0, 1, one, null)));
  }

  private LoadedConfig config(String store, LocalDate asOf, String filter) {
    String text =
        """
        use-case: census
        store: %s
        registry: %s
        as-of: %s
        input:
          table: %s
          key: [id]
          filter: %s
          features:
            code: lpad(cast(SCHL AS string), 2, '0')
            day: make_date(year, 12, 31)
            widow: nullif(MAR, 2)
        models: {champion: employment-logistic@champion}
        """
            .formatted(
                directory.resolve(store),
                ROOT.resolve("test-data/models/registry"),
                asOf,
                ROOT.resolve("test-data/census/people"),
                filter);
    return new ConfigLoader(path -> text.getBytes(StandardCharsets.UTF_8), name -> null, ".")
        .load(List.of("job.yaml"), List.of(), List.of());
  }

  private RunRecord run(LoadedConfig config, LoadedRules rules) {
    return new ScoreJob(spark, context()).run(new ScorePlanner(spark).prepare(config, rules)).run();
  }

  private static RunContext context() {
    return new RunContext(Clock.systemUTC(), "test", Map.of(), false, Optional::empty);
  }

  private Dataset<Row> table(String name) {
    return spark.read().format("delta").load(directory.resolve("store").resolve(name).toString());
  }

  private Map<String, Row> results(String run) {
    Map<String, Row> results = new TreeMap<>();
    for (Row row : table("quality_results").filter("run_id = '" + run + "'").collectAsList()) {
      assertThat(results.put(row.getAs("rule_id"), row)).isNull();
    }
    return results;
  }

  private static Map<String, String> statuses(Map<String, Row> results) {
    Map<String, String> statuses = new TreeMap<>();
    results.forEach((rule, row) -> statuses.put(rule, row.getAs("status")));
    return statuses;
  }

  private static Map<String, String> all(String status) {
    return CASES.stream()
        .collect(Collectors.toMap(Case::kind, one -> status, (a, b) -> a, TreeMap::new));
  }

  /** The records of a sealed interface, those of its sealed parts too. */
  private static Set<Class<?>> kinds(Class<?> sealed) {
    Set<Class<?>> kinds = new LinkedHashSet<>();
    for (Class<?> part : sealed.getPermittedSubclasses()) {
      kinds.addAll(part.isSealed() ? kinds(part) : Set.of(part));
    }
    return kinds;
  }

  private static Class<?> kind(Rule rule) {
    if (rule instanceof RowRule row) {
      return row.check().getClass();
    }
    if (rule instanceof BatchRule batch) {
      return batch.check().getClass();
    }
    if (rule instanceof HistoryRule history) {
      return history.check().getClass();
    }
    return rule instanceof CrossRule cross
        ? cross.check().getClass()
        : ((OutputRule) rule).check().getClass();
  }

  @Test
  @Order(1)
  void noKindIsMissing() {
    Set<Class<?>> kinds = new LinkedHashSet<>();
    for (Class<?> sealed :
        List.of(
            RowCheck.class,
            BatchCheck.class,
            HistoryCheck.class,
            CrossCheck.class,
            OutputCheck.class)) {
      kinds.addAll(kinds(sealed));
    }

    assertThat(kinds).hasSizeGreaterThanOrEqualTo(38);
    for (LoadedRules rules : List.of(good, bad)) {
      assertThat(rules.rules().all().stream().map(EveryKindTest::kind).toList())
          .containsExactlyInAnyOrderElementsOf(kinds);
    }
  }

  @Test
  @Order(2)
  void theScansArePlanned() {
    for (LoadedRules rules : List.of(good, bad)) {
      PreparedScore prepared =
          new ScorePlanner(spark).prepare(config("store", PASSING, PART), rules);

      assertThat(prepared.checks().scans())
          .hasSize(4)
          .satisfiesExactly(
              scan ->
                  assertThat(scan)
                      .startsWith("the input: ")
                      .contains(" metrics in one shared scan"),
              scan -> assertThat(scan).isEqualTo("table labels: 2 metrics in one shared scan"),
              scan -> assertThat(scan).isEqualTo("table labels: its keys, for exists-in"),
              scan ->
                  assertThat(scan)
                      .isEqualTo(
                          "the predictions, once they are written: one scan for all output rules"));
    }
  }

  @Test
  @Order(3)
  void withoutHistoryTheRulesOnItAreNotJudged() {
    RunRecord first = run(config("store", FIRST, PART), good);

    Map<String, String> expected = all("PASS");
    CASES.stream()
        .filter(one -> one.section().equals("history"))
        .forEach(one -> expected.put(one.kind(), "INSUFFICIENT_HISTORY"));
    expected.put("mean-near-history", "INSUFFICIENT_HISTORY");
    assertThat(statuses(results(first.runId()))).isEqualTo(expected);
    copyHistory(first);
  }

  /** Four weeks of runs like the first one, whose metrics move by up to half a percent. */
  private void copyHistory(RunRecord first) {
    String days = "explode(sequence(1, 27)) AS day";
    String id = "concat('copy', day)";
    table("runs")
        .filter("run_id = '" + first.runId() + "'")
        .selectExpr("*", days)
        .selectExpr(
            copied(
                table("runs").columns(),
                Map.of(
                    "run_id", id,
                    "as_of", "date_add(as_of, day)",
                    "slot", "concat('score/', date_add(as_of, day))",
                    "sequence", "sequence + day")))
        .write()
        .format("delta")
        .mode("append")
        .save(directory.resolve("store/runs").toString());
    table("quality_metrics")
        .selectExpr("*", days)
        .selectExpr(
            copied(
                table("quality_metrics").columns(),
                Map.of(
                    "run_id", id,
                    "as_of", "date_add(as_of, day)",
                    "value", "value * (1 + ((day * 7) % 11 - 5) / 1000D)")))
        .write()
        .format("delta")
        .mode("append")
        .save(directory.resolve("store/quality_metrics").toString());
  }

  private static String[] copied(String[] columns, Map<String, String> changed) {
    return List.of(columns).stream()
        .map(column -> changed.getOrDefault(column, "`" + column + "`") + " AS `" + column + "`")
        .toArray(String[]::new);
  }

  @Test
  @Order(4)
  void everyKindPasses() throws Exception {
    RunRecord[] run = new RunRecord[1];
    long read = Scans.recordsRead(spark, () -> run[0] = run(config("store", PASSING, PART), good));
    passed = run[0];

    assertThat(passed.status()).isEqualTo(RunStatus.PUBLISHED);
    Map<String, Row> results = results(passed.runId());
    assertThat(statuses(results)).isEqualTo(all("PASS"));
    for (Case one : CASES) {
      Row result = results.get(one.kind());
      assertThat(result.<String>getAs("message")).as(one.kind()).contains(one.pass());
      assertThat(result.<String>getAs("rule_group")).isEqualTo(one.section());
      assertThat(result.<String>getAs("kind")).isEqualTo(one.kind());
    }
    assertThat(read / CENSUS_ROWS)
        .as("the input, once for its metrics and once for its scores; the labels twice")
        .isEqualTo(4);
  }

  @Test
  @Order(5)
  void everyKindFails() {
    RunRecord failed = run(config("store", FAILING, OTHER_PART), bad);

    assertThat(failed.status()).as("all are warnings").isEqualTo(RunStatus.PUBLISHED);
    Map<String, Row> results = results(failed.runId());
    Map<String, String> expected = all("FAIL");
    expected.put("reconciliation", "PASS"); // no run loses a row: aLostRowFailsReconciliation
    assertThat(statuses(results)).isEqualTo(expected);
    for (Case one : CASES) {
      assertThat(results.get(one.kind()).<String>getAs("message"))
          .as(one.kind())
          .contains(one.fail());
    }
  }

  @Test
  @Order(5)
  void aLostRowFailsReconciliation() {
    PreparedScore prepared = new ScorePlanner(spark).prepare(config("store", PASSING, PART), good);
    QualityBook book = new QualityBook(good.rules());
    RuleJudge judge = new RuleJudge(prepared.checks().rules());
    QualityGate gate = new QualityGate(prepared.checks(), book, judge, table -> Map.of());
    Dataset<Row> scores = table("predictions").filter("run_id = '" + passed.runId() + "'");

    gate.judgeOutput(
        scores, List.of(new QualityGate.Scored("employment-logistic", 0.5, 13_885, 13_884, 0, 0)));

    RuleResult lost =
        book.results().stream()
            .map(QualityRow::result)
            .filter(result -> result.kind().equals("reconciliation"))
            .findFirst()
            .orElseThrow();
    assertThat(lost.status().name()).isEqualTo("FAIL");
    assertThat(lost.message()).contains("13885");
  }

  private static LoadedRules rowCount(String bounds) {
    return RuleLoader.parse(
        "rows.yaml",
        """
        format: 1
        batch:
          - {id: rows, row-count: {%s}}
        history:
          - {id: change, metric: row-count, relative-change: {min: -0.1, max: 0.1}, severity: warn}
          - {id: normal, metric: row-count, batch-normal: {}, severity: warn}
        """
            .formatted(bounds),
        name -> null);
  }

  private List<MetricPoint> history(LocalDate asOf) {
    String store = directory.resolve("store").toString();
    String people = ROOT.resolve("test-data/census/people").toString();
    String table = new TableReader(spark).pin(people, null, null).name();
    return ResultStore.history(spark, store, asOf, table, List.of(ScorePlanner.SLOTS))
        .getOrDefault("row-count()", List.of());
  }

  private Map<String, String> checked(LocalDate asOf) {
    JobConfig config = config("store", asOf, PART).config();
    CheckRequest request =
        new CheckRequest(
            config.input().table(),
            null,
            null,
            PART,
            "input.filter",
            Map.of(),
            List.of(),
            false,
            asOf,
            rowCount("min: 1"),
            null,
            new CheckRequest.Store(config.store(), true, config.useCase(), null, false));
    return new CheckJob(spark, context())
        .run(request).results().stream()
            .collect(Collectors.toMap(RuleResult::ruleId, result -> result.status().name()));
  }

  @Test
  @Order(6)
  void aBackfillIsJudgedByEarlierDatesOnly() {
    assertThat(history(FIRST)).isEmpty();
    assertThat(history(FIRST.plusDays(3)))
        .extracting(MetricPoint::asOf)
        .containsExactly(FIRST, FIRST.plusDays(1), FIRST.plusDays(2));
    assertThat(history(FAILING)).hasSize(29).last().isEqualTo(new MetricPoint(PASSING, 13_884));
    String few = "INSUFFICIENT_HISTORY";
    assertThat(checked(FIRST)).isEqualTo(Map.of("rows", "PASS", "change", few, "normal", few));
    assertThat(checked(FIRST.plusDays(3)))
        .isEqualTo(Map.of("rows", "PASS", "change", "PASS", "normal", few));
    assertThat(checked(LATER))
        .as("the day before had half the rows")
        .isEqualTo(Map.of("rows", "PASS", "change", "FAIL", "normal", "PASS"));
  }

  @Test
  @Order(7)
  void aRetryIsJudgedAsTheFirstTimeAndAFailedRunIsNoHistory() {
    LoadedConfig config = config("store", LATER, OTHER_PART);
    for (int attempt = 1; attempt <= 2; attempt++) {
      assertThatThrownBy(() -> run(config, rowCount("min: 13000")))
          .isInstanceOfSatisfying(
              AssayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.QUALITY));
      Row row = table("runs").filter(at(LATER)).first();
      assertThat(row.<Integer>getAs("attempt")).isEqualTo(attempt);
      assertThat(statuses(results(row.getAs("run_id"))))
          .isEqualTo(Map.of("rows", "FAIL", "change", "PASS", "normal", "FAIL"));
    }
    assertThat(history(LATER.plusDays(1))).hasSize(30).isEqualTo(history(LATER));
  }

  private static String at(LocalDate asOf) {
    return "as_of = '" + asOf + "'";
  }

  @Test
  @Order(8)
  void ofRunsAtTheSameTimeEachCountsOnceAndOfOneSlotOnlyOne() throws Exception {
    LocalDate monday = LATER.plusDays(5);
    LocalDate tuesday = monday.plusDays(1);
    LoadedRules rules = rowCount("min: 1");
    List<Callable<RunRecord>> runs =
        List.of(
            () -> run(config("store", monday, "id % 200 = 0"), rules),
            () -> run(config("store", tuesday, "id % 200 = 1"), rules),
            () -> run(config("store", tuesday, "id % 100 = 1"), rules));
    ExecutorService threads = Executors.newFixedThreadPool(runs.size());
    List<RunRecord> published = new ArrayList<>();
    try {
      for (Future<RunRecord> run : threads.invokeAll(runs)) {
        try {
          published.add(run.get());
        } catch (ExecutionException e) {
          assertThat(e.getCause())
              .isInstanceOfSatisfying(
                  AssayException.class,
                  lost -> assertThat(lost.code()).isIn(ErrorCode.CONFLICT, ErrorCode.POLICY));
        }
      }
    } finally {
      threads.shutdownNow();
    }

    assertThat(published)
        .extracting(run -> run.start().asOf())
        .containsExactlyInAnyOrder(monday, tuesday);
    List<MetricPoint> expected = new ArrayList<>(history(monday));
    published.sort(Comparator.comparing(run -> run.start().asOf()));
    published.forEach(
        run -> expected.add(new MetricPoint(run.start().asOf(), run.outcome().rowsIn())));
    assertThat(history(tuesday.plusDays(1))).isEqualTo(expected).hasSize(32);
  }
}
