package dev.assay.quality;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.quality.MetricValue.Counts;
import dev.assay.quality.MetricValue.Failed;
import dev.assay.quality.MetricValue.Moment;
import dev.assay.quality.MetricValue.Scalar;
import dev.assay.quality.MetricValue.Undefined;
import java.time.LocalDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuleJudgeTest {
  private static final PlannedRules PLAN = EveryRule.planned();
  private static final RuleJudge JUDGE = new RuleJudge(PLAN);

  private static RuleResult row(String id, long rows, long failed) {
    RowCounts counts = new RowCounts(rows, failed, failed == 0 ? List.of() : List.of("7"));
    return JUDGE.row((RowRule) EveryRule.rule(PLAN, id), counts);
  }

  private static RuleResult batch(String id, MetricValue value, long rows) {
    BatchRule rule = (BatchRule) EveryRule.rule(PLAN, id);
    Map<MetricKey, MetricValue> metrics = new HashMap<>();
    PLAN.metricsOf(rule).forEach(key -> metrics.put(key, value));
    metrics.put(MetricKey.rowCount(rule.where()), new Scalar(rows));
    return JUDGE.batch(rule, metrics, EveryRule.AS_OF);
  }

  private static RuleResult history(String id, double value, int points, HistoryFinding finding) {
    HistoryRule rule = (HistoryRule) EveryRule.rule(PLAN, id);
    Map<MetricKey, MetricValue> metrics = new HashMap<>();
    metrics.put(MetricKey.rowCount(null), new Scalar(1000));
    metrics.put(rule.metricKey(), new Scalar(value));
    return JUDGE.history(rule, metrics, points, v -> finding);
  }

  private static void check(RuleResult result, Status status, String bound, String message) {
    assertThat(result.message()).isEqualTo(message);
    assertThat(result.bound()).isEqualTo(bound);
    assertThat(result.status()).isEqualTo(status);
  }

  @Test
  void aRowRulePassesUpToItsToleratedShare() {
    RuleResult result = row("r-not-null", 1000, 10);

    check(
        result,
        Status.PASS,
        "at most 1 % of rows",
        "10 of 1000 rows break it (1 %): 'amount' has no value. They are kept from the models.");
    assertThat(result.rowsFailed()).isEqualTo(10);
    assertThat(result.share()).isEqualTo(0.01);
    assertThat(result.observed()).isEqualTo(0.01);
    assertThat(result.sampleKeys()).containsExactly("7");
    assertThat(result.stopsTheRun()).isFalse();
  }

  @Test
  void aRowRuleFailsAboveItsToleratedShare() {
    RuleResult result = row("r-not-null", 1000, 11);

    check(
        result,
        Status.FAIL,
        "at most 1 % of rows",
        "11 of 1000 rows break it (1.1 %): 'amount' has no value. They are kept from the models."
            + " At most 1 % of rows may.");
    assertThat(result.stopsTheRun()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "r-in-set     | 'colour' is none of the values. It is scored and tagged.",
        "r-range      | 'age' is not from 0 to 120.",
        "r-range-date | 'day' is not at least 2018-01-01. It is scored and tagged.",
        "r-pattern    | 'colour' does not match [a-z]+\\d?. It is scored and tagged.",
        "r-length     | 'colour' does not have from 1 to 10 characters. It is scored and tagged.",
        "r-predicate  | not true: f.cid IS NOT NULL. It is scored and tagged.",
        "r-parsable   | 'colour' cannot be read as date. It is scored and tagged.",
        "r-exists     | (id) is not in customers. It is scored and tagged."
      })
  void saysWhatARowBreaks(String id, String broken) {
    assertThat(row(id, 3, 1).message())
        .isEqualTo("1 of 3 rows breaks it (33.3333 %): " + broken + " No row may.");
    assertThat(row(id, 3, 0).message()).isEqualTo("All 3 rows keep it.");
  }

  @Test
  void whereNothingIsScoredNoRowIsSaidToBeScoredOrKeptBack() {
    RuleJudge judge = RuleJudge.withoutScoring(PLAN);
    RowCounts one = new RowCounts(1000, 1, List.of());
    RowCounts two = new RowCounts(1000, 2, List.of());

    assertThat(judge.row((RowRule) EveryRule.rule(PLAN, "r-not-null"), two).message())
        .endsWith("'amount' has no value. A scoring run would keep them from the models.");
    assertThat(judge.row((RowRule) EveryRule.rule(PLAN, "r-in-set"), one).message())
        .endsWith("A scoring run would tag it. No row may.");
    assertThat(judge.row((RowRule) EveryRule.rule(PLAN, "r-range"), one).message())
        .endsWith("'age' is not from 0 to 120. No row may.");
  }

  @Test
  void messagesAndBoundsHaveTheDateOfTheRunInThem() {
    String yaml =
        """
        format: 1
        tables: {customers: {table: /data/customers}}
        rows:
          - {id: row, predicate: {sql: "day <= '${as-of}'"}, where: "day > '${as-of}'"}
        history:
          - {id: history, metric: row-count, relative-change: {min: 0}, where: "day = '${as-of}'"}
        cross:
          - id: cross
            row-count-matches: {table: customers, other-where: "since < '${as-of}'"}
            where: "day = '${as-of}'"
        output:
          - {id: output, not-constant: {}, where: "day = '${as-of}'"}
        """;
    PlannedRules plan =
        EveryRule.planned(RuleLoader.parse("q.yaml", yaml, name -> null), EveryRule.input());
    RuleJudge judge = new RuleJudge(plan);
    HistoryRule history = (HistoryRule) EveryRule.rule(plan, "history");
    CrossRule cross = (CrossRule) EveryRule.rule(plan, "cross");
    OutputFacts facts = new OutputFacts("m", 9, 9, 0, 0, List.of());
    Map<MetricKey, MetricValue> rows = Map.of(history.metricKey(), new Scalar(7));

    List<RuleResult> results =
        List.of(
            judge.row((RowRule) EveryRule.rule(plan, "row"), new RowCounts(3, 1, List.of())),
            judge.history(history, rows, 9, v -> new HistoryFinding(8.0, null, true)),
            judge.history(history, Map.of(), 9, v -> new HistoryFinding(8.0, null, true)),
            judge.cross(cross, rows, Map.of()),
            judge.output((OutputRule) EveryRule.rule(plan, "output"), facts, 0.5, Map.of()));

    assertThat(results.get(0).message()).contains("not true: day <= '2018-12-31'.");
    assertThat(results.get(1).message())
        .startsWith("row-count() where day = '2018-12-31' is 7, expected at least 8");
    assertThat(results.get(3).bound())
        .isEqualTo("equal to row-count() where since < '2018-12-31' in customers");
    assertThat(results)
        .allSatisfy(result -> assertThat(result.message() + result.bound()).doesNotContain("${"));
  }

  @Test
  void aToleratedShareIsNotJudgedByFewRows() {
    check(
        row("r-not-null", 3, 1),
        Status.NOT_APPLICABLE,
        "at most 1 % of rows",
        "1 of 3 rows breaks it (33.3333 %): 'amount' has no value. It is kept from the models."
            + " 3 rows are too few to judge by, expected at least 10 (min-rows).");
  }

  @Test
  void aRowRuleThatToleratesNothingIsJudgedByOneRow() {
    assertThat(row("r-in-set", 1, 1).status()).isEqualTo(Status.FAIL);
  }

  @Test
  void nothingIsSaidOfNoRows() {
    check(
        row("r-in-set", 0, 0),
        Status.NOT_APPLICABLE,
        "no row",
        "There are no rows that it is about.");
    check(
        batch("b-mean", new Undefined(), 0),
        Status.NOT_APPLICABLE,
        "from 1 to 2",
        "There are no rows that it is about.");
    check(
        batch("b-rows", new Scalar(0), 0),
        Status.FAIL,
        "from 100 to 200",
        "row-count() where day = DATE '2018-12-31' is 0, expected from 100 to 200.");
  }

  @Test
  void aSliceOfThreeRowsDoesNotAlarm() {
    check(
        batch("b-mean", new Scalar(99), 3),
        Status.NOT_APPLICABLE,
        "from 1 to 2",
        "3 rows are too few to judge by, expected at least 10 (min-rows).");
  }

  @Test
  void aSmallShareOfManyRowsIsNotShownAsNoneOrAll() {
    assertThat(Verdict.percent(1 - 1e-9)).isEqualTo("99.9999999 %");
    assertThat(Verdict.percent(1e-9)).isEqualTo("1E-7 %");
  }

  @Test
  void aMetricIsComparedWithItsBounds() {
    check(batch("b-mean", new Scalar(1.5), 99), Status.PASS, "from 1 to 2", "mean(amount) is 1.5.");
    check(
        batch("b-mean", new Scalar(2.0000004), 99),
        Status.FAIL,
        "from 1 to 2",
        "mean(amount) is 2.0000004, expected from 1 to 2.");
    check(
        batch("b-mean", new Scalar(Double.NaN), 99),
        Status.FAIL,
        "from 1 to 2",
        "mean(amount) is NaN, expected from 1 to 2.");
    check(
        batch("b-complete", new Scalar(0.5), 99),
        Status.FAIL,
        "at least 1",
        "completeness(f) is 0.5, expected at least 1.");
  }

  @Test
  void aFailedMetricIsAnErrorAndStopsTheRun() {
    RuleResult result = batch("b-mean", new Failed("Deequ said no"), 99);

    check(
        result,
        Status.ERROR,
        "from 1 to 2",
        "Cannot judge the rule: its metric mean(amount) was not computed: Deequ said no.");
    assertThat(result.stopsTheRun()).isTrue();
  }

  @Test
  void aMissingMetricIsAnError() {
    BatchRule rule = (BatchRule) EveryRule.rule(PLAN, "b-mean");

    assertThat(JUDGE.batch(rule, Map.of(), EveryRule.AS_OF).message())
        .isEqualTo("Cannot judge the rule: its rows were not counted.");
    assertThat(
            JUDGE
                .batch(rule, Map.of(MetricKey.rowCount(null), new Scalar(99)), EveryRule.AS_OF)
                .message())
        .isEqualTo("Cannot judge the rule: its metric mean(amount) was not computed.");
  }

  @Test
  void aMetricOfNoValuesIsAnError() {
    check(
        batch("b-mean", new Undefined(), 99),
        Status.ERROR,
        "from 1 to 2",
        "Cannot judge the rule: none of its 99 rows has a value that mean(amount) is of.");
  }

  @Test
  void aMetricOfAnotherSortIsAnError() {
    assertThat(batch("b-mean", new Moment(LocalDateTime.MIN), 99).status()).isEqualTo(Status.ERROR);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2018-12-31T10:00 | PASS | 2018-12-31, on the as-of date 2018-12-31.",
        "2018-12-30T23:59 | PASS | 2018-12-30, 1 day before the as-of date 2018-12-31.",
        "2018-12-29T23:59 | FAIL | 2018-12-29, 2 days before the as-of date 2018-12-31.",
        "2019-01-01T00:00 | FAIL | 2019-01-01, 1 day after the as-of date 2018-12-31."
      })
  void freshnessIsCountedInDays(LocalDateTime newest, Status status, String message) {
    check(
        batch("b-fresh", new Moment(newest), 99),
        status,
        "at most 1 day before 2018-12-31, at most 0 days after 2018-12-31",
        "The newest value of 'day' is of " + message);
  }

  @Test
  void sharesOfValuesAreCompared() {
    String bound = "'red' from 0.4 to 0.6, others at most 0.7";
    check(
        batch("b-balance", new Counts(Map.of("red", 50L, "blue", 50L)), 100),
        Status.PASS,
        bound,
        "Every share is within its bounds.");
    check(
        batch("b-balance", new Counts(Map.of("blue", 60L, "Red", 40L)), 100),
        Status.FAIL,
        bound,
        "Of the values in 'colour': 'red' has 0 %, expected from 40 to 60 %; other values ('Red',"
            + " 'blue') have 100 %, expected at most 70 %.");
    check(
        batch("b-balance", new Counts(Map.of()), 100),
        Status.ERROR,
        bound,
        "Cannot judge the rule: no row has a value in 'colour'.");
  }

  @Test
  void columnsAreComparedWithoutReading() {
    BatchRule rule = (BatchRule) EveryRule.rule(PLAN, "b-schema");
    check(
        JUDGE.batch(rule, Map.of(), EveryRule.AS_OF),
        Status.PASS,
        "at least 2 columns",
        "The columns are as expected.");

    QualityInput other =
        new QualityInput(
            EveryRule.AS_OF, "t", Map.of("age", "string", "new", "int"), Map.of(), Map.of());
    PlannedRules changed = new PlannedRules(PLAN.rules(), other, List.of(), List.of(), Map.of());
    check(
        new RuleJudge(changed).batch(rule, Map.of(), EveryRule.AS_OF),
        Status.FAIL,
        "at least 2 columns",
        "The columns differ: 'id' is missing; 'age' is string, expected int.");
  }

  @Test
  void aHistoryIsJudgedByItsStrategy() {
    check(
        history("h-change", 950, 3, HistoryFinding.within(950, 900.0, 1100.0)),
        Status.PASS,
        "change from -0.1 to 0.1 against the last run",
        "row-count() is 950, within from 900 to 1100 by 3 earlier runs.");
  }

  @Test
  void anAnomalySaysWhatWasExpected() {
    check(
        history("h-batch", 0.5, 8, new HistoryFinding(0.9123456, null, true)),
        Status.FAIL,
        "at most 2 standard deviations from the mean of earlier runs",
        "uniqueness(id, day) is 0.5, expected at least 0.912346 by 8 earlier runs.");
    check(
        history("h-season", 0.5, 14, new HistoryFinding(null, null, true)),
        Status.FAIL,
        "near the seasonal forecast",
        "sum(age) is 0.5, which is not expected by 14 earlier runs.");
  }

  @Test
  void aShortHistoryDoesNotAlarm() {
    RuleResult result = history("h-weekday", 5, 3, null);

    check(
        result,
        Status.INSUFFICIENT_HISTORY,
        "at most 3 standard deviations from the mean of the same weekday",
        "There are 3 earlier runs of the same weekday, expected at least 4 (min-history).");
    assertThat(result.stopsTheRun()).isFalse();
    check(
        history("h-change", 5, 0, null),
        Status.INSUFFICIENT_HISTORY,
        "change from -0.1 to 0.1 against the last run",
        "There are 0 earlier runs, expected at least 1 (min-history).");
  }

  @Test
  void aHistoryOfNaNIsAnError() {
    assertThat(history("h-batch", Double.NaN, 9, null).message())
        .isEqualTo("Cannot judge the rule: its metric uniqueness(id, day) is NaN.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "105 | PASS | row-count() is 105, in customers 100: 5 % more.",
        "100 | PASS | row-count() is 100, in customers 100.",
        "111 | FAIL | row-count() is 111, in customers 100: 11 % more.",
        "89  | FAIL | row-count() is 89, in customers 100: 11 % less."
      })
  void rowCountsAreComparedWithinATolerance(long rows, Status status, String message) {
    CrossRule rule = (CrossRule) EveryRule.rule(PLAN, "c-rows");
    check(
        JUDGE.cross(
            rule,
            Map.of(MetricKey.rowCount(null), new Scalar(rows)),
            Map.of("customers", Map.of(MetricKey.rowCount("customer > 0"), new Scalar(100)))),
        status,
        "within 10 % of row-count() where customer > 0 in customers",
        message);
  }

  @Test
  void sumsAreCompared() {
    CrossRule rule = (CrossRule) EveryRule.rule(PLAN, "c-sum");
    MetricKey here = MetricKey.of(MetricName.SUM, List.of("amount"), null);
    MetricKey there = MetricKey.of(MetricName.SUM, List.of("total"), null);
    Map<MetricKey, MetricValue> mine =
        Map.of(MetricKey.rowCount(null), new Scalar(99), here, new Scalar(10));

    check(
        JUDGE.cross(rule, mine, Map.of("customers", Map.of(there, new Undefined()))),
        Status.FAIL,
        "equal to sum(total) in customers",
        "sum(amount) is 10, in customers 0: they differ.");
    check(
        JUDGE.cross(rule, mine, Map.of()),
        Status.ERROR,
        "equal to sum(total) in customers",
        "Cannot judge the rule: the metric sum(total) in customers was not computed.");
  }

  private static RuleResult skew(double completeness, double inside) {
    CrossRule rule = (CrossRule) EveryRule.rule(PLAN, "c-skew");
    Map<MetricKey, MetricValue> metrics = new HashMap<>();
    for (MetricKey key : PLAN.metricsOf(rule)) {
      boolean nulls = key.name() == MetricName.COMPLETENESS;
      metrics.put(key, new Scalar(nulls ? completeness : inside));
    }
    metrics.put(MetricKey.rowCount(null), new Scalar(1000));
    return JUDGE.cross(rule, metrics, Map.of());
  }

  @Test
  void columnsAreComparedWithTheReferenceProfile() {
    check(
        skew(0.99, 1),
        Status.PASS,
        "as in the reference profile",
        "The columns look as in the profile of people (version 3).");
    check(
        skew(0.9, 0.75),
        Status.FAIL,
        "as in the reference profile",
        "Unlike the profile of people (version 3): 10 % of rows null in 'age', was 0; 25 % of rows"
            + " 'age' outside 0 to 95.");
  }

  private static RuleResult output(String id, OutputFacts facts, double... values) {
    OutputRule rule = (OutputRule) EveryRule.rule(PLAN, id);
    Map<MetricKey, MetricValue> metrics = new HashMap<>();
    int i = 0;
    for (MetricKey key : PLAN.outputMetricsOf(rule, "employment", 0.5)) {
      metrics.put(key, new Scalar(values[i++]));
    }
    return JUDGE.output(rule, facts, 0.5, metrics);
  }

  private static OutputFacts facts(Double... means) {
    return new OutputFacts("employment", 1000, 990, 7, 3, List.of(means));
  }

  @Test
  void scoresAreJudgedForEachModel() {
    RuleResult result = output("o-range", facts(), 0.998, 1000);

    check(result, Status.FAIL, "every score from 0 to 1", "2 of 1000 scores are not from 0 to 1.");
    assertThat(result.model()).isEqualTo("employment");
    assertThat(result.rowsFailed()).isEqualTo(2);
    check(
        output("o-range", facts(), 1, 1000),
        Status.PASS,
        "every score from 0 to 1",
        "All 1000 scores are from 0 to 1.");
    check(
        output("o-constant", facts(), 0.5, 0.5, 1000),
        Status.FAIL,
        "spread above 0",
        "Every score is 0.5.");
    check(
        output("o-constant", facts(), 0.1, 0.5, 1000),
        Status.PASS,
        "spread above 0",
        "The scores go from 0.1 to 0.5.");
    check(
        output("o-share", facts(), 0.95, 1000),
        Status.FAIL,
        "from 0.1 to 0.9",
        "95 % of the scores are at or above 0.5, expected a share from 0.1 to 0.9.");
    check(
        output("o-share", facts(), 0.95, 2),
        Status.NOT_APPLICABLE,
        "from 0.1 to 0.9",
        "2 scores are too few to judge by, expected at least 10 (min-rows).");
  }

  @Test
  void theMeanScoreIsComparedWithTheLastRuns() {
    String bound = "within 10 % of the last runs' mean";
    check(
        output("o-mean", facts(9.0, 0.4, 0.5, 0.6, 0.5, 0.5), 0.54, 1000),
        Status.PASS,
        bound,
        "The mean score is 0.54, that of the last 5 runs was 0.5.");
    check(
        output("o-mean", facts(0.5), 0.56, 1000),
        Status.FAIL,
        bound,
        "The mean score is 0.56, that of the last run was 0.5.");
    check(
        output("o-mean", facts(), 0.56, 1000),
        Status.INSUFFICIENT_HISTORY,
        bound,
        "Earlier runs of the model: 0, expected at least 1 (min-history).");
  }

  @Test
  void rowsMustAddUp() {
    check(
        output("o-rows", facts()),
        Status.PASS,
        "at most 0 rows missing",
        "1000 rows in, 990 scored, 7 rejected, 3 quarantined.");
    check(
        output("o-rows", new OutputFacts("m", 1000, 990, 7, 0, List.of())),
        Status.FAIL,
        "at most 0 rows missing",
        "1000 rows in, 990 scored, 7 rejected, 0 quarantined: 3 missing.");
    check(
        output("o-rows", new OutputFacts("m", 1000, 1001, 0, 0, List.of())),
        Status.FAIL,
        "at most 0 rows missing",
        "1000 rows in, 1001 scored, 0 rejected, 0 quarantined: 1 too many.");
  }

  @Test
  void outputMetricsPickTheRowsOfTheModel() {
    OutputRule rule = (OutputRule) EveryRule.rule(PLAN, "o-share");

    assertThat(PLAN.outputMetricsOf(rule, "it's", 0.25))
        .extracting(MetricKey::text)
        .containsExactly(
            "compliance(coalesce((NOT isnan(`score`) AND `score` >= 0.25D), false)) where model ="
                + " 'it\\'s'",
            "row-count() where model = 'it\\'s'");
  }

  @Test
  void aRuleThatCouldNotBeEvaluatedIsAnError() {
    RuleResult result = JUDGE.error(EveryRule.rule(PLAN, "o-range"), "m", "the disk is full");

    assertThat(result.model()).isEqualTo("m");
    assertThat(result.status()).isEqualTo(Status.ERROR);
    assertThat(result.message()).isEqualTo("Cannot judge the rule: the disk is full.");
  }

  @Property(tries = 200)
  void aRowRulePassesExactlyWhenItsShareIsTolerated(
      @ForAll @LongRange(min = 10, max = 100_000_000) long rows,
      @ForAll @LongRange(min = 0, max = 1000) long failed) {
    long bad = Math.min(rows, failed);
    RuleResult result = row("r-not-null", rows, bad);

    assertThat(result.status()).isEqualTo(bad <= rows * 0.01 ? Status.PASS : Status.FAIL);
    assertThat(result.rowsFailed()).isEqualTo(bad);
  }
}
