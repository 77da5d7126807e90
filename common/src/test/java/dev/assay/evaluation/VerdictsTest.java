package dev.assay.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.assay.model.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class VerdictsTest {
  private static final EvaluatedModel CHAMPION = new EvaluatedModel("old", "1", 0.5);
  private static final EvaluatedModel FIRST = new EvaluatedModel("new", "1", 0.5);
  private static final EvaluatedModel SECOND = new EvaluatedModel("new", "2", 0.5);
  private static final Decision.Criterion AUC = new Decision.Criterion("auc", 0.01, null, null);

  private final List<MetricRow> metrics = new ArrayList<>();
  private final List<ComparisonRow> comparisons = new ArrayList<>();
  private final List<FairnessRow> fairness = new ArrayList<>();
  private Figures.Levels levels = (figure, level) -> Optional.empty();

  private static EvaluationSpec spec(EvaluatedModel... challengers) {
    List<EvaluatedModel> models = new ArrayList<>(List.of(CHAMPION));
    models.addAll(List.of(challengers));
    return new EvaluationSpec(
        Task.BINARY,
        List.of("0", "1"),
        models,
        List.of(),
        false,
        0.95,
        50,
        1000,
        EvaluationSpec.Points.NONE,
        new EvaluationSpec.Calibration(10, List.of()),
        new EvaluationSpec.Bootstrap(0, 1),
        0,
        new EvaluationSpec.Search(List.of(), 3, 50, 0.05, 5, 0.1),
        new EvaluationSpec.Fairness(0.8, List.of()));
  }

  private void metric(EvaluatedModel model, String metric, Double value, Double low, Double high) {
    metrics.add(
        new MetricRow(
            model.name(),
            model.version(),
            model.equals(CHAMPION) ? "champion" : "challenger",
            null,
            "all",
            metric,
            null,
            value,
            0.0,
            low,
            high,
            0.95,
            "DELONG",
            null,
            null,
            10_000L,
            10_000.0,
            400L,
            value == null ? "one class only" : null));
  }

  private void comparison(
      EvaluatedModel challenger, String metric, String test, Double difference, Double error) {
    comparisons.add(
        new ComparisonRow(
            CHAMPION.name(),
            CHAMPION.version(),
            challenger.name(),
            challenger.version(),
            null,
            "all",
            metric,
            null,
            test,
            0.80,
            difference == null ? null : 0.80 + difference,
            difference,
            error,
            null,
            null,
            0.95,
            null,
            null,
            null,
            null,
            null,
            null,
            0.0,
            10_000L,
            null,
            difference == null ? "one class only" : null));
  }

  private List<VerdictRow> verdicts(Decision decision, EvaluatedModel... challengers) {
    return Verdicts.of(
        spec(challengers),
        new Figures(metrics, comparisons, fairness, levels),
        new EvaluationContext(
            "2018-12-31", "", Map.of(), Map.of(), List.of(), List.of(), decision));
  }

  private static Decision rule(Decision.Guardrail... guardrails) {
    return new Decision(AUC, 0.05, false, List.of(guardrails), 30, false, false);
  }

  private VerdictRow ofDifference(double difference, double error) {
    comparisons.clear();
    comparison(FIRST, "auc", "delong", difference, error);
    return verdicts(rule(), FIRST).get(0);
  }

  @Test
  void followsTheIntervalAndTheMargin() {
    metric(CHAMPION, "auc", 0.80, 0.79, 0.81);
    assertThat(ofDifference(0.02, 0.005).verdict()).isEqualTo("SUPERIOR");
    assertThat(ofDifference(0.002, 0.005).verdict()).isEqualTo("NON_INFERIOR");
    assertThat(ofDifference(-0.005, 0.005).verdict()).isEqualTo("INCONCLUSIVE");
    assertThat(ofDifference(-0.03, 0.005).verdict()).isEqualTo("INFERIOR");
  }

  @Test
  void statesTheInterval() {
    metric(CHAMPION, "auc", 0.80, 0.79, 0.81);
    VerdictRow row = ofDifference(0.02, 0.005);
    assertThat(row.low()).isCloseTo(0.02 - 1.6448536269514722 * 0.005, within(1e-12));
    assertThat(row.high()).isCloseTo(0.02 + 1.6448536269514722 * 0.005, within(1e-12));
    assertThat(row.level()).isCloseTo(0.9, within(1e-12));
    assertThat(row.message())
        .isEqualTo(
            "new@1 is better than old@1. auc differs by +0.02 (90 % interval +0.01178 to"
                + " +0.02822).");
    assertThat(row.rule())
        .isEqualTo(
            "auc not worse by more than 0.01, one-sided alpha 0.05; at least 30 rows of each"
                + " class");
  }

  @Test
  void saysHowManyRowsWouldSettleIt() {
    metric(CHAMPION, "auc", 0.80, 0.79, 0.81);
    VerdictRow row = ofDifference(-0.005, 0.005);
    // ((1.6449 + 0.8416) 0.005 / (-0.005 + 0.01))^2 10,000
    assertThat(row.rowsNeeded()).isCloseTo(61_826L, within(2L));
    assertThat(row.message())
        .contains("About 61,826 rows would settle it if the true difference is the one observed.");
  }

  @Test
  void turnsFiguresOfWhichLessIsBetter() {
    metric(CHAMPION, "log_loss", 0.5, 0.4, 0.6);
    comparison(FIRST, "log_loss", "paired-t", -0.02, 0.005);
    Decision decision =
        new Decision(
            new Decision.Criterion("log_loss", 0.01, null, null),
            0.05,
            false,
            List.of(),
            30,
            false,
            false);
    VerdictRow row = verdicts(decision, FIRST).get(0);
    assertThat(row.verdict()).isEqualTo("SUPERIOR");
    assertThat(row.difference()).isEqualTo(0.02);
    assertThat(row.message())
        .contains(
            "log_loss differs by -0.02 (90 % interval -0.02822 to -0.01178); less is better.");
  }

  @Test
  void dividesAlphaAmongChallengers() {
    metric(CHAMPION, "auc", 0.80, 0.79, 0.81);
    // One-sided p-values against the margin: 0.0404 for both, alone enough, together not.
    comparison(FIRST, "auc", "delong", -0.00125, 0.005);
    comparison(SECOND, "auc", "delong", -0.00125, 0.005);
    assertThat(verdicts(rule(), FIRST).get(0).verdict()).isEqualTo("NON_INFERIOR");
    assertThat(verdicts(rule(), FIRST, SECOND))
        .extracting(VerdictRow::verdict)
        .containsExactly("INCONCLUSIVE", "INCONCLUSIVE");
  }

  @Test
  void leavesMoreToTheSecondClaimOnceTheFirstHolds() {
    metric(CHAMPION, "auc", 0.80, 0.79, 0.81);
    comparison(FIRST, "auc", "delong", -0.00125, 0.005);
    comparison(SECOND, "auc", "delong", 0.03, 0.005);
    List<VerdictRow> rows = verdicts(rule(), FIRST, SECOND);
    assertThat(rows).extracting(VerdictRow::verdict).containsExactly("NON_INFERIOR", "SUPERIOR");
    assertThat(rows.get(0).level()).isCloseTo(0.90, within(1e-12));
    assertThat(rows.get(1).level()).isCloseTo(0.95, within(1e-12));
  }

  @Test
  void aLevelIsPassedOnOnlyByAChallengerThatIsBetter() {
    metric(CHAMPION, "auc", 0.80, 0.79, 0.81);
    // As good as the champion, which is claimed at once; then alpha is still to be shared with the
    // claim that it is better.
    comparison(FIRST, "auc", "delong", 0.0, 0.002);
    // One-sided p-value against the margin: 0.0404, between alpha / 2 and alpha.
    comparison(SECOND, "auc", "delong", -0.00125, 0.005);
    assertThat(verdicts(rule(), FIRST, SECOND))
        .extracting(VerdictRow::verdict)
        .containsExactly("NON_INFERIOR", "INCONCLUSIVE");
  }

  @Test
  void boundsAreJudgedAtTheLevelOfTheRule() {
    metric(CHAMPION, "auc", 0.80, 0.79, 0.81);
    comparison(FIRST, "auc", "delong", 0.02, 0.005);
    metric(FIRST, "ece", 0.03, 0.02, 0.041);
    Decision decision = rule(new Decision.Within("ece", null, null, null, 0.04));
    assertThat(verdicts(decision, FIRST).get(0).verdict()).isEqualTo("INCONCLUSIVE");
    levels =
        (row, level) ->
            Optional.of(
                new MetricRow(
                    row.model(),
                    row.modelVersion(),
                    row.role(),
                    null,
                    "all",
                    row.metric(),
                    null,
                    0.03,
                    0.0,
                    0.022,
                    0.039,
                    level,
                    "BOOTSTRAP",
                    null,
                    null,
                    10_000L,
                    null,
                    null,
                    null));
    VerdictRow row = verdicts(decision, FIRST).get(0);
    assertThat(row.verdict()).isEqualTo("SUPERIOR");
    assertThat(row.conditions()).contains("It is 0.03 (90 % interval 0.022 to 0.039). Holds.");
  }

  @Test
  void runtimesAreBoundedAloneAndByTheChampions() {
    metric(CHAMPION, "auc", 0.80, 0.79, 0.81);
    comparison(FIRST, "auc", "delong", 0.02, 0.005);
    Decision.Guardrail most = new Decision.Within(Runtimes.SECONDS, null, null, null, 40.0);
    Decision.Guardrail times = new Decision.Times(Runtimes.SECONDS, 2);
    assertThat(verdicts(rule(most), FIRST).get(0).verdict()).isEqualTo("NOT_EVALUABLE");
    metric(FIRST, Runtimes.SECONDS, 30.0, null, null);
    assertThat(kind(most)).isEqualTo("SUPERIOR");
    assertThat(verdicts(rule(most), FIRST).get(0).conditions())
        .contains("It is 30 on the machine that scored. Holds.");
    assertThat(verdicts(rule(times), FIRST).get(0).message())
        .contains(
            "Guardrail 'runtime_seconds_per_million_rows at most 2 times the champion's': Fails: of"
                + " the champion the evaluation has no such figure.");
    metric(CHAMPION, Runtimes.SECONDS, 16.0, null, null);
    assertThat(kind(times)).isEqualTo("SUPERIOR");
    metrics.remove(metrics.size() - 1);
    metric(CHAMPION, Runtimes.SECONDS, 12.0, null, null);
    VerdictRow broken = verdicts(rule(times), FIRST).get(0);
    assertThat(broken.verdict()).isEqualTo("INFERIOR");
    assertThat(broken.message()).contains("It is 30, 2.5 times the champion's 12. Broken.");
    assertThat(broken.rule())
        .contains("; runtime_seconds_per_million_rows at most 2 times the champion's;");
  }

  /** Verdicts of weekly looks at a challenger that is better by a little, in the Brier score. */
  private List<VerdictRow> weekly(Decision decision, int weeks, boolean newUnits) {
    List<VerdictRow> rows = new ArrayList<>();
    Map<String, String> earlier = Map.of();
    for (int week = 0; week < weeks; week++) {
      ComparedRows look = ComparedRows.drawn(week, 1000, 0.3, 0.8, 0.4);
      look.look = "week " + week;
      look.firstUnit = newUnits ? 1000L * week : 0;
      look.earlier = earlier;
      comparisons.clear();
      comparisons.addAll(look.compare());
      earlier =
          Map.of(
              "new1@1 brier",
              ComparedRows.row(comparisons, 1, "all", "brier", "confidence-sequence").state());
      EvaluationContext context =
          new EvaluationContext(
              look.look, "", look.earlier, Map.of(), List.of(), List.of(), decision);
      rows.addAll(
          Verdicts.of(look.spec(), new Figures(metrics, comparisons, fairness, levels), context));
    }
    return rows;
  }

  private static Decision ofBrier(boolean repeated, Decision.Guardrail... also) {
    return new Decision(
        new Decision.Criterion("brier", 0.01, null, null),
        0.05,
        false,
        List.of(also),
        30,
        false,
        repeated);
  }

  @Test
  void repeatedLooksAreDecidedByTheConfidenceSequence() {
    List<VerdictRow> rows = weekly(ofBrier(true), 4, true);
    assertThat(rows).extracting(VerdictRow::method).containsOnly("confidence-sequence");
    assertThat(rows).extracting(VerdictRow::rows).containsExactly(1000L, 2000L, 3000L, 4000L);
    assertThat(rows).extracting(VerdictRow::warnings).containsOnly("[]");
    assertThat(rows.get(0).message())
        .contains("brier differs by -0.0")
        .contains("at the first look");
    assertThat(rows.get(3).message())
        .contains(" over 4 looks (90 % confidence sequence -0.0")
        .contains("less is better");
    assertThat(rows.get(3).rule())
        .endsWith(
            "; over all looks, by confidence sequences where there are any; at least 30 rows of each class");
    for (VerdictRow row : rows) {
      assertThat(row.verdict().equals("SUPERIOR")).isEqualTo(row.low() > 0);
    }
    assertThat(rows.get(3).verdict()).isEqualTo("SUPERIOR");
    assertThat(rows.get(3).high() - rows.get(3).low())
        .isLessThan(rows.get(0).high() - rows.get(0).low());
  }

  @Test
  void aSecondLookIsOneOfSeveralEvenWhereNobodySaidSo() {
    List<VerdictRow> rows = weekly(ofBrier(false), 2, true);
    assertThat(rows).extracting(VerdictRow::method).containsExactly("holm", "confidence-sequence");
    assertThat(rows).extracting(VerdictRow::rows).containsExactly(1000L, 2000L);
    assertThat(rows.get(1).message()).contains(" over 2 looks ");
  }

  @Test
  void saysWhatSeveralLooksDoNotProtect() {
    Decision.Guardrail auc = new Decision.NotWorse(new Decision.Criterion("auc", 0.05, null, null));
    assertThat(weekly(ofBrier(true, auc), 2, true))
        .extracting(VerdictRow::warnings)
        .satisfiesExactly(
            first ->
                assertThat(first)
                    .contains("These models are to be looked at again.")
                    .contains("by the rows of this look alone, auc, is wrong at one of many looks"),
            second -> assertThat(second).contains("These models were looked at before."));
    VerdictRow same = weekly(ofBrier(true), 2, false).get(1);
    assertThat(same.method()).isEqualTo("holm");
    assertThat(same.rows()).isEqualTo(1000);
    assertThat(same.warnings())
        .contains("brier (about ")
        .contains(" % of these rows are of units that earlier looks had");
  }

  @Test
  void guardrailsBreakAVerdictOrLeaveItOpen() {
    metric(CHAMPION, "auc", 0.80, 0.79, 0.81);
    comparison(FIRST, "auc", "delong", 0.02, 0.005);
    Decision decision =
        rule(new Decision.NotWorse(new Decision.Criterion("brier", 0.002, null, null)));
    assertThat(verdicts(decision, FIRST).get(0).verdict()).isEqualTo("NOT_EVALUABLE");
    comparison(FIRST, "brier", "paired-t", 0.0015, 0.001);
    assertThat(verdicts(decision, FIRST).get(0).verdict()).isEqualTo("INCONCLUSIVE");
    comparisons.remove(1);
    comparison(FIRST, "brier", "paired-t", 0.01, 0.001);
    VerdictRow broken = verdicts(decision, FIRST).get(0);
    assertThat(broken.verdict()).isEqualTo("INFERIOR");
    assertThat(broken.message())
        .contains(
            "Guardrail 'brier not worse by more than 0.002': brier differs by +0.01 (90 % interval"
                + " +0.008355 to +0.01164); less is better. Broken.");
    comparisons.remove(1);
    comparison(FIRST, "brier", "paired-t", -0.001, 0.001);
    assertThat(verdicts(decision, FIRST).get(0).verdict()).isEqualTo("SUPERIOR");
  }

  @Test
  void boundsAreJudgedByTheIntervalWhereThereIsOne() {
    metric(CHAMPION, "auc", 0.80, 0.79, 0.81);
    comparison(FIRST, "auc", "delong", 0.02, 0.005);
    metric(FIRST, "calibration_slope", 1.0, 0.9, 1.1);
    metric(FIRST, "ece", 0.03, 0.025, 0.035);
    metric(FIRST, "mce", 0.03, null, null);
    metric(FIRST, "labels_missing", 12.0, null, null);
    assertThat(kind(new Decision.Within("calibration_slope", null, null, 0.8, 1.2)))
        .isEqualTo("SUPERIOR");
    assertThat(kind(new Decision.Within("calibration_slope", null, null, 0.95, 1.2)))
        .isEqualTo("INCONCLUSIVE");
    assertThat(kind(new Decision.Within("calibration_slope", null, null, 1.15, null)))
        .isEqualTo("INFERIOR");
    assertThat(kind(new Decision.Within("ece", null, null, null, 0.05))).isEqualTo("SUPERIOR");
    assertThat(kind(new Decision.Within("ece", null, null, null, 0.02))).isEqualTo("INFERIOR");
    assertThat(kind(new Decision.Within("mce", null, null, null, 0.05))).isEqualTo("INCONCLUSIVE");
    assertThat(kind(new Decision.Within("labels_missing", null, null, null, 20.0)))
        .isEqualTo("SUPERIOR");
    assertThat(kind(new Decision.Within("ece", "SEX = 3", null, null, 0.02)))
        .isEqualTo("NOT_EVALUABLE");
  }

  private String kind(Decision.Guardrail rail) {
    return verdicts(rule(rail), FIRST).get(0).verdict();
  }

  @Test
  void fairnessIsJudgedByTheWorstGroup() {
    metric(CHAMPION, "auc", 0.80, 0.79, 0.81);
    comparison(FIRST, "auc", "delong", 0.02, 0.005);
    Decision.Guardrail rail = new Decision.Fair("SEX", "selection_rate");
    assertThat(kind(rail)).isEqualTo("NOT_EVALUABLE");
    group("1", 0.95, 0.9, 1.0, "FAIR");
    assertThat(kind(rail)).isEqualTo("SUPERIOR");
    group("2", 0.82, 0.7, 0.94, "INCONCLUSIVE");
    assertThat(kind(rail)).isEqualTo("INCONCLUSIVE");
    group("3", 0.5, 0.4, 0.6, "UNFAIR");
    assertThat(kind(rail)).isEqualTo("INFERIOR");
    assertThat(verdicts(rule(rail), FIRST).get(0).message())
        .contains(
            "The worst of 3 groups is SEX = 3: 0.5 times (95 % interval 0.4 to 0.6) of that of 9, wanted from 0.8"
                + " to 1.25. Broken.");
  }

  private void group(String name, Double ratio, Double low, Double high, String outcome) {
    fairness.add(
        new FairnessRow(
            FIRST.name(),
            FIRST.version(),
            null,
            "SEX",
            name,
            "9",
            "selection_rate",
            "cutoff",
            0.4,
            0.0,
            0.35,
            0.45,
            0.95,
            "WILSON",
            -0.1,
            -0.2,
            0.0,
            ratio,
            low,
            high,
            0.8,
            outcome,
            0.1,
            0.2,
            500L,
            200L,
            null));
  }

  @Test
  void equivalenceIsSettledOnBothSides() {
    metric(CHAMPION, "auc", 0.80, 0.79, 0.81);
    Decision same = new Decision(AUC, 0.05, true, List.of(), 30, false, false);
    comparison(FIRST, "auc", "delong", 0.0001, 0.001);
    assertThat(verdicts(same, FIRST).get(0).verdict()).isEqualTo("EQUIVALENT");
    comparisons.clear();
    comparison(FIRST, "auc", "delong", 0.009, 0.002);
    assertThat(verdicts(same, FIRST).get(0).verdict()).isEqualTo("INCONCLUSIVE");
    comparisons.clear();
    comparison(FIRST, "auc", "delong", 0.05, 0.002);
    assertThat(verdicts(same, FIRST).get(0).verdict()).isEqualTo("SUPERIOR");
    comparisons.clear();
    comparison(FIRST, "auc", "delong", -0.05, 0.002);
    assertThat(verdicts(same, FIRST).get(0).verdict()).isEqualTo("INFERIOR");
  }

  @Test
  void tooFewOfAClassAreNotJudged() {
    metric(CHAMPION, "auc", 0.80, 0.79, 0.81);
    comparison(FIRST, "auc", "delong", 0.02, 0.005);
    Decision decision = new Decision(AUC, 0.05, false, List.of(), 500, false, false);
    VerdictRow row = verdicts(decision, FIRST).get(0);
    assertThat(row.verdict()).isEqualTo("NOT_EVALUABLE");
    assertThat(row.message())
        .isEqualTo(
            "new@1 cannot be judged: only 400 positives are there; the rule wants at least 500 of"
                + " each class.");
  }

  @Test
  void thereIsAVerdictWithoutAnyFigure() {
    VerdictRow row = verdicts(rule(), FIRST).get(0);
    assertThat(row.verdict()).isEqualTo("NOT_EVALUABLE");
    assertThat(row.message())
        .isEqualTo("new@1 cannot be judged: the evaluation has no comparison of auc.");
    metric(CHAMPION, "auc", null, null, null);
    comparison(FIRST, "auc", "delong", null, null);
    assertThat(verdicts(rule(), FIRST).get(0).message())
        .isEqualTo("new@1 cannot be judged: one class only.");
  }

  @Test
  void rowsOfAUnitAreJudgedByErrorsOfUnitsOnly() {
    metric(CHAMPION, "auc", 0.80, 0.79, 0.81);
    comparison(FIRST, "auc", "delong", 0.02, 0.005);
    Decision clustered = new Decision(AUC, 0.05, false, List.of(), 30, true, false);
    // No figure by groups of units: the rows showed no units of several rows.
    assertThat(verdicts(clustered, FIRST).get(0).verdict()).isEqualTo("SUPERIOR");
    comparison(FIRST, "brier", "unit-groups", 0.0, 0.1);
    assertThat(verdicts(clustered, FIRST).get(0).verdict()).isEqualTo("NOT_EVALUABLE");
    comparison(FIRST, "auc", "poisson-bootstrap", 0.02, 0.03);
    assertThat(verdicts(clustered, FIRST).get(0).verdict()).isEqualTo("INCONCLUSIVE");
    assertThat(verdicts(rule(), FIRST).get(0).verdict()).isEqualTo("SUPERIOR");
  }

  @Test
  void aDifferenceWithoutAnySpreadDecidesNothing() {
    metric(CHAMPION, "auc", 0.80, 0.79, 0.81);
    assertThat(ofDifference(0.02, 0.0).verdict()).isEqualTo("NOT_EVALUABLE");
  }

  @Test
  void aGroupThatIsHiddenLeavesFairnessOpen() {
    metric(CHAMPION, "auc", 0.80, 0.79, 0.81);
    comparison(FIRST, "auc", "delong", 0.02, 0.005);
    Decision.Guardrail rail = new Decision.Fair("SEX", "selection_rate");
    group("1", 0.95, 0.9, 1.0, "FAIR");
    group("2", null, null, null, "SUPPRESSED");
    assertThat(kind(rail)).isEqualTo("INCONCLUSIVE");
  }

  @Test
  void aModelThatIsBetterIsNotTheSameAndStillHasItsGuardrails() {
    metric(CHAMPION, "auc", 0.80, 0.79, 0.81);
    comparison(FIRST, "auc", "delong", 0.05, 0.002);
    comparison(FIRST, "brier", "paired-t", 0.01, 0.001);
    Decision.Guardrail rail =
        new Decision.NotWorse(new Decision.Criterion("brier", 0.002, null, null));
    Decision same = new Decision(AUC, 0.05, true, List.of(rail), 30, false, false);
    assertThat(verdicts(same, FIRST).get(0).verdict()).isEqualTo("INFERIOR");
  }

  @Test
  void theRowsNeededAreThoseOfThePartsThatAreOpen() {
    metric(CHAMPION, "auc", 0.80, 0.79, 0.81);
    comparison(FIRST, "auc", "delong", 0.02, 0.005);
    comparison(FIRST, "brier", "paired-t", 0.0015, 0.001);
    Decision.Guardrail rail =
        new Decision.NotWorse(new Decision.Criterion("brier", 0.002, null, null));
    // ((1.6449 + 0.8416) 0.001 / (0.002 - 0.0015))^2 10,000
    assertThat(verdicts(rule(rail), FIRST).get(0).rowsNeeded()).isCloseTo(247_302L, within(3L));
    comparisons.clear();
    comparison(FIRST, "auc", "delong", 0.009, 0.002);
    Decision same = new Decision(AUC, 0.05, true, List.of(), 30, false, false);
    // ((1.6449 + 0.8416) 0.002 / (0.01 - 0.009))^2 10,000
    assertThat(verdicts(same, FIRST).get(0).rowsNeeded()).isCloseTo(247_302L, within(3L));
  }

  @Test
  void superiorityIsNeverSaidOfAnIntervalThatHoldsZero() {
    metric(CHAMPION, "auc", 0.80, 0.79, 0.81);
    // One-sided p-values that they are not better: 0.04 and 0.0007.
    comparison(FIRST, "auc", "delong", 0.00875, 0.005);
    comparison(SECOND, "auc", "delong", 0.016, 0.005);
    for (VerdictRow row : verdicts(rule(), FIRST, SECOND)) {
      if (row.verdict().equals("SUPERIOR")) {
        assertThat(row.low()).isPositive();
      }
    }
  }

  @Test
  void saysHowManyLabelledRowsNoModelCouldJudge() {
    metric(CHAMPION, "auc", 0.80, 0.79, 0.81);
    comparison(FIRST, "auc", "delong", 0.02, 0.005);
    VerdictRow row =
        Verdicts.of(
                spec(FIRST),
                new Figures(metrics, comparisons, fairness, levels),
                new EvaluationContext(
                    "2018-12-31",
                    "",
                    Map.of("new@1 brier", "x"),
                    Map.of("rows_rejected", 100L),
                    List.of(0L, 100L),
                    List.of(),
                    rule()))
            .get(0);
    assertThat(row.warnings())
        .contains("100 labelled rows are left out because a model could not score them.")
        .contains("could differ by 0.009901 more.")
        .contains("These models were looked at before.");
  }

  @Test
  void testsAgainstTheMarginFirstAndAgainstZeroThen() {
    comparison(FIRST, "auc", "delong", 0.005, 0.01);
    Contrast contrast = Contrast.of(comparisons.get(0), Direction.MORE_IS_BETTER, 0.02);
    assertThat(contrast.notWorseP()).isCloseTo(0.00620966532577613, within(1e-15));
    assertThat(contrast.betterP()).isCloseTo(0.308537538725987, within(1e-14));
    assertThat(contrast.equivalenceP()).isCloseTo(0.0668072012688581, within(1e-14));
  }

  @Test
  void warnsOfImprovementsThatAreTooGood() {
    metric(CHAMPION, "auc", 0.80, 0.79, 0.81);
    assertThat(ofDifference(0.15, 0.005).warnings()).contains("suspiciously large");
    assertThat(ofDifference(0.02, 0.005).warnings()).isEqualTo("[]");
  }

  @Test
  void knowsEveryFigureThatIsBetterBelow() {
    for (Task task : List.of(Task.BINARY, Task.MULTICLASS, Task.REGRESSION)) {
      for (String metric : Direction.metrics(task)) {
        boolean loss = metric.contains("loss") && !metric.contains("skill");
        boolean error =
            metric.contains("error") || metric.matches("(rmse|mse|mae|mape|ece|mce|ace)");
        if ((loss || error) && !metric.startsWith("constant")) {
          assertThat(Direction.of(metric)).as(metric).isEqualTo(Direction.LESS_IS_BETTER);
        }
      }
    }
    assertThat(Direction.of("auc")).isEqualTo(Direction.MORE_IS_BETTER);
    assertThat(Direction.of("selection_rate")).isEqualTo(Direction.NEITHER);
  }
}
