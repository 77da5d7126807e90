package dev.assay.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class BinaryMetricTest {
  private static final JsonNode FILE = Golden.file("binary");

  static List<JsonNode> cases() {
    List<JsonNode> cases = new ArrayList<>();
    FILE.get("cases").forEach(cases::add);
    return cases;
  }

  private static double[] edges() {
    return CalibrationGroups.equalWidthEdges(CalibrationGroups.USUAL);
  }

  private static ScoreTable table(JsonNode golden) {
    double[] scores = Golden.doubles(golden.get("scores"));
    boolean weighted = !golden.get("weights").isNull();
    ScoreBins bins = new ScoreBins(ScoreBins.LEAST_CAPACITY, weighted, edges());
    for (int i = 0; i < scores.length; i++) {
      boolean positive = golden.get("labels").get(i).intValue() == 1;
      if (weighted) {
        bins.add(scores[i], positive, golden.get("weights").get(i).doubleValue());
      } else {
        bins.add(scores[i], positive);
      }
    }
    return bins.table();
  }

  private static ScoreTable large(int capacity) {
    ScoreBins bins = new ScoreBins(capacity, false, edges());
    SplitMix scores = new SplitMix(1);
    SplitMix labels = new SplitMix(2);
    for (int i = 0; i < 200_000; i++) {
      double u = scores.uniform(i);
      double p = (float) (u * u * u);
      bins.add(p, labels.uniform(i) < 0.05 + 0.7 * p);
    }
    return bins.table();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void agreesWithTheReferences(JsonNode golden) {
    ScoreTable table = table(golden);
    boolean doubles = golden.get("name").asText().equals("doubles");
    assertThat(table.exact()).isEqualTo(!doubles);
    check(golden, table, doubles ? 1e-5 : 0);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void agreesWithTheReferencesByGroupsAndFits(JsonNode golden) {
    checkMore(golden, table(golden));
  }

  private static void check(JsonNode golden, ScoreTable table, double largestBound) {
    String name = golden.get("name").asText();
    golden
        .get("figures")
        .fields()
        .forEachRemaining(
            entry -> {
              BinaryMetric metric = BinaryMetric.valueOf(entry.getKey());
              Figure figure = metric.of(table);
              Golden.agrees(name + " " + metric, figure, entry.getValue().doubleValue());
              assertThat(figure.bound()).as(name + " " + metric).isLessThanOrEqualTo(largestBound);
              assertThat(metric.of(table, 0.95).value()).isEqualTo(figure.value());
            });
    for (JsonNode point : golden.get("gain")) {
      double depth = point.get(0).doubleValue();
      double gain = point.get(1).doubleValue();
      Golden.agrees(name + " gain", RankMetrics.gain(table, depth), gain);
      Golden.agrees(name + " lift", RankMetrics.lift(table, depth), gain / depth);
    }
    golden.get("confusion").forEach(point -> checkConfusion(name, point, table));
  }

  private static void checkConfusion(String name, JsonNode point, ScoreTable table) {
    double cutoff = point.get("cutoff").doubleValue();
    OperatingPoint found = OperatingPoint.atCutoff(table, cutoff);
    double[] matrix = Golden.doubles(point.get("matrix"));
    double slack = found.uncertain() / found.matrix().total();
    assertThat(slack).isLessThan(2e-3);
    Golden.agrees(name + " tp", found.matrix().truePositives(), matrix[0], found.uncertain());
    Golden.agrees(name + " tn", found.matrix().trueNegatives(), matrix[3], found.uncertain());
    if (found.uncertain() == 0) {
      point
          .get("figures")
          .fields()
          .forEachRemaining(
              entry ->
                  Golden.agrees(
                      name + " " + entry.getKey() + " at " + cutoff,
                      ConfusionMetric.valueOf(entry.getKey()).of(found.matrix()),
                      entry.getValue().doubleValue()));
    }
  }

  private static void checkMore(JsonNode golden, ScoreTable table) {
    String name = golden.get("name").asText();
    JsonNode more = golden.get("more");
    CoxCalibration cox = CoxCalibration.of(table, 0.95);
    if (table.effectiveRows() == table.rows()) {
      double bound = cox.slope().bound() + cox.intercept().bound();
      Interval slope = cox.slope().interval().orElseThrow();
      Golden.agrees(name, slope.low(), more.get("slopeInterval").get(0).doubleValue(), bound);
      Interval intercept = cox.intercept().interval().orElseThrow();
      double high = more.get("interceptInterval").get(1).doubleValue();
      Golden.agrees(name, intercept.high(), high, bound);
    }
    Golden.agrees(name, cox.largestError(), more.get("largestError").doubleValue());
    Golden.agrees(name, cox.meanError(), more.get("meanError").doubleValue());
    Golden.agrees(name, BestConstant.logLoss(table).value(), more.get("constantLogLoss"));
    Golden.agrees(name, BestConstant.brier(table).value(), more.get("constantBrier"));

    CalibrationGroups groups = CalibrationGroups.equalWidth(table, CalibrationGroups.USUAL);
    BrierDecomposition parts = groups.decomposition();
    double slack = table.unrounded() ? 0 : 1e-7;
    JsonNode expected = golden.get("groups");
    Golden.agrees(name, parts.reliability(), expected.get("reliability").doubleValue(), slack);
    Golden.agrees(name, parts.resolution(), expected.get("resolution"));
    Golden.agrees(name, parts.uncertainty(), expected.get("uncertainty"));
    assertThat(
            parts.reliability() - parts.resolution() + parts.uncertainty() + parts.withinGroups())
        .isCloseTo(parts.brier().value(), within(1e-15));
    for (int i = 0; i < groups.groups().size(); i++) {
      CalibrationGroup group = groups.groups().get(i);
      Golden.agrees(name, group.observed(), expected.get("observed").get(i));
      assertThat(group.interval(0.95).contains(group.observed())).isTrue();
    }
    if (more.has("hosmerLemeshow")) {
      CalibrationGroups mass = CalibrationGroups.equalMass(table, CalibrationGroups.USUAL);
      double bound = table.exact() ? 0 : 1e-3;
      TestResult test = mass.hosmerLemeshow(false);
      Golden.agrees(name, test.statistic(), more.get("hosmerLemeshow").doubleValue(), bound);
      Golden.agrees(name, test.pValue(), more.get("hosmerLemeshowP").doubleValue(), bound);
      double fitted = more.get("hosmerLemeshowPFitted").doubleValue();
      Golden.agrees(name, mass.hosmerLemeshow(true).pValue(), fitted, bound);
    }
  }

  @Test
  void keepsItsBoundsOnManyScores() {
    JsonNode golden = FILE.get("large");
    ScoreTable fine = large(16_384);
    assertThat(fine.exact()).isFalse();
    check(golden, fine, 0.5);
    assertThat(BinaryMetric.AUC.of(fine).bound()).isLessThan(2e-4);
    double auc = golden.get("figures").get("AUC").doubleValue();
    assertThat(BinaryMetric.AUC.of(fine).value()).isCloseTo(auc, within(1e-6));
    assertThat(BinaryMetric.LOG_LOSS.of(fine).bound()).isLessThan(1e-8);
    assertThat(BinaryMetric.BRIER.of(fine).bound()).isZero();
    assertThat(BinaryMetric.ECE.of(fine).bound()).isZero();
    check(golden, large(ScoreBins.LEAST_CAPACITY), 1);
  }

  @Test
  void keepsTheBoundOfALogLossOverFewWideBins() {
    double exact = FILE.get("large").get("figures").get("LOG_LOSS").doubleValue();
    Figure coarse = BinaryMetric.LOG_LOSS.of(large(ScoreBins.LEAST_CAPACITY));
    assertThat(coarse.bound()).isBetween(1e-12, 1e-4);
    assertThat(coarse.value()).isCloseTo(exact, within(coarse.bound()));
  }

  @ParameterizedTest
  @EnumSource(BinaryMetric.class)
  void isUndefinedWithoutRows(BinaryMetric metric) {
    Figure figure = metric.of(new ScoreBins(ScoreBins.LEAST_CAPACITY, false).table(), 0.95);
    assertThat(figure.value()).isNaN();
    assertThat(figure.reason()).contains("no rows");
  }

  @ParameterizedTest
  @EnumSource(BinaryMetric.class)
  void hasAValueOrAReasonForOneClassOnly(BinaryMetric metric) {
    for (boolean positive : new boolean[] {true, false}) {
      ScoreBins bins = new ScoreBins(ScoreBins.LEAST_CAPACITY, false);
      bins.add(0.25f, positive);
      bins.add(0.75f, positive);
      Figure figure = metric.of(bins.table(), 0.95);
      assertThat(
              figure.defined()
                  || figure.reason().orElseThrow().startsWith("no ")
                  || figure.reason().orElseThrow().startsWith("a group"))
          .as(figure.toString())
          .isTrue();
    }
  }

  @Test
  void doesNotTakeMarginsForProbabilities() {
    ScoreBins bins = new ScoreBins(ScoreBins.LEAST_CAPACITY, false);
    bins.add(-1.5, false);
    bins.add(2, true);
    bins.add(1, true);
    assertThat(BinaryMetric.AUC.of(bins.table()).value()).isEqualTo(1);
    assertThat(BinaryMetric.BRIER.of(bins.table()).reason()).contains("scores are outside 0..1");
    assertThat(BinaryMetric.CALIBRATION_SLOPE.of(bins.table()).reason())
        .contains("scores are outside 0..1");
  }

  @Test
  void givesNoCalibrationSlopeWhereTheScoreSeparatesTheClasses() {
    ScoreBins bins = new ScoreBins(ScoreBins.LEAST_CAPACITY, false);
    for (int i = 0; i < 10; i++) {
      bins.add(0.25f + i / 1024f, false);
      bins.add(0.75f + i / 1024f, true);
    }
    assertThat(BinaryMetric.CALIBRATION_SLOPE.of(bins.table()).reason())
        .contains("the scores separate the classes, or are all equal");
  }

  @Test
  void isUndefinedWhereAConfusionMatrixLacksRows() {
    ConfusionMatrix none = new ConfusionMatrix(0, 0, 3, 5);
    assertThat(ConfusionMetric.PRECISION.of(none).reason()).contains("no row is selected");
    assertThat(ConfusionMetric.MATTHEWS_CORRELATION.of(none).reason())
        .contains("only one class is predicted or true");
    assertThat(ConfusionMetric.F1.of(none).value()).isZero();
    for (ConfusionMetric metric : ConfusionMetric.values()) {
      assertThat(metric.of(new ConfusionMatrix(0, 0, 0, 0)).defined()).as(metric.name()).isFalse();
    }
  }

  @Test
  void choosesOperatingPoints() {
    ScoreBins bins = new ScoreBins(ScoreBins.LEAST_CAPACITY, false);
    for (int i = 0; i < 100; i++) {
      bins.add(i / 128f, i >= 80 || i == 10);
    }
    ScoreTable table = bins.table();
    OperatingPoint rate = OperatingPoint.atSelectionRate(table, 0.1);
    assertThat(rate.matrix()).isEqualTo(new ConfusionMatrix(10, 0, 11, 79));
    assertThat(rate.cutoff()).isEqualTo(90 / 128f);
    assertThat(OperatingPoint.atMostSelectionRate(table, 0.105).matrix()).isEqualTo(rate.matrix());
    assertThat(OperatingPoint.atMostSelectionRate(table, 0).cutoff()).isInfinite();
    assertThat(OperatingPoint.atRecall(table, 1).cutoff()).isEqualTo(10 / 128f);
    CostMatrix costs = new CostMatrix(-1, 2, 3, 0);
    OperatingPoint cheapest = OperatingPoint.ofLeastCost(table, costs);
    assertThat(cheapest.cutoff()).isEqualTo(80 / 128f);
    assertThat(cheapest.matrix().cost(costs)).isEqualTo(-20 + 3);
    assertThat(BestConstant.cost(cheapest.matrix(), costs)).isEqualTo(63);
    assertThat(BestConstant.of(ConfusionMetric.ACCURACY, cheapest.matrix()).value())
        .isEqualTo(0.79);
  }

  @Test
  void givesIntervalsOfConfusionFigures() {
    ConfusionMatrix matrix = new ConfusionMatrix(60, 20, 40, 880);
    Interval recall = ConfusionMetric.RECALL.of(matrix, 0.95, 1).interval().orElseThrow();
    assertThat(recall).isEqualTo(ProportionInterval.wilson(60, 100, 0.95));
    Interval f1 = ConfusionMetric.F1.of(matrix, 0.95, 1).interval().orElseThrow();
    // F1 = 2 TP / (TP + FP + TP + FN): variance of a ratio by hand
    double d = 180;
    double f = 120 / d;
    double variance =
        (60 * Math.pow(2 * (1 - f) / d, 2) + 60 * Math.pow(f / d, 2)); // mean influence is 0
    assertThat(f1.halfWidth()).isCloseTo(1.959963984540054 * Math.sqrt(variance), within(1e-8));
  }

  @Test
  void givesTheProportionIntervalsOfStatsmodels() {
    JsonNode golden = Golden.file("proportions");
    for (JsonNode one : golden.get("cases")) {
      double k = one.get("successes").doubleValue();
      double n = one.get("trials").doubleValue();
      for (double level : new double[] {0.9, 0.95}) {
        String what = k + " of " + n;
        Golden.agrees(what, ProportionInterval.wilson(k, n, level), one.get("wilson" + level));
        Golden.agrees(
            what,
            ProportionInterval.clopperPearson(k, n, level),
            one.get("clopperPearson" + level));
        Golden.agrees(what, ProportionInterval.jeffreys(k, n, level), one.get("jeffreys" + level));
      }
    }
    for (JsonNode pair : golden.get("pairs")) {
      double[] c = Golden.doubles(pair.get("counts"));
      Golden.agrees(
          "difference",
          ProportionInterval.difference(c[0], c[1], c[2], c[3], 0.95),
          pair.get("difference"));
      Golden.agrees(
          "ratio", ProportionInterval.ratio(c[0], c[1], c[2], c[3], 0.95), pair.get("ratio"));
    }
  }
}
