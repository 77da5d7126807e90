package dev.assay.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.assay.statistics.Recalibration.Method;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class RecalibrationTest {
  private static final SplitMix RANDOM = new SplitMix(11);

  private static double toFloat(double score) {
    return (float) score;
  }

  /** Rows whose positives are more or less frequent than their scores say. */
  private static ScoreBins rows(int from, int count, DoubleUnaryOperator probability) {
    ScoreBins bins = Recalibration.bins(0.5, 1 << 16);
    for (int i = from; i < from + count; i++) {
      double score = (float) RANDOM.uniform(2 * i);
      bins.add(score, RANDOM.uniform(2 * i + 1) < probability.applyAsDouble(score));
    }
    return bins;
  }

  private static Recalibration of(Method method, DoubleUnaryOperator probability) {
    return Recalibration.of(
        method,
        rows(0, 4000, probability),
        rows(4000, 4000, probability),
        0.5,
        RecalibrationTest::toFloat);
  }

  private static double logLoss(ScoreTable table) {
    return BinaryMetric.LOG_LOSS.of(table).value();
  }

  @Test
  void mapsScoresThatSayTooMuch() {
    for (Method method : Method.values()) {
      Recalibration found = of(method, p -> 0.2 + 0.5 * p);
      assertThat(found.worse()).isFalse();
      assertThat(logLoss(found.after()) - logLoss(found.before()))
          .isCloseTo(found.logLossChange().value(), within(1e-6));
      assertThat(found.logLossChange().upperBound(0.025)).isNegative();
      assertThat(found.map().apply(0.5)).isCloseTo(0.45, within(0.05));
      assertThat(found.after().rows()).isEqualTo(4000);
      assertThat(BinaryMetric.ECE.of(found.after()).value()).isLessThan(0.04);
    }
  }

  @Test
  void aStrictMapChangesNoDecision() {
    Recalibration found = of(Method.PLATT, p -> p * p);
    assertThat(found.cutoff()).isEqualTo((float) found.map().apply(0.5));
    assertThat(found.gained()).isZero();
    assertThat(found.lost()).isZero();
  }

  @Test
  void rowsOnOneStepFallOnTheSideThatChangesFewer() {
    // one step from 0.4 to 0.6: 300 rows below the cutoff, 100 above
    ScoreBins half = Recalibration.bins(0.5, 1024);
    add(half, 0.1, 200, 20);
    add(half, 0.4, 300, 150);
    add(half, 0.6, 100, 50);
    add(half, 0.9, 200, 180);
    Recalibration found =
        Recalibration.of(Method.ISOTONIC, half, half, 0.5, RecalibrationTest::toFloat);
    assertThat(found.map().apply((float) 0.4)).isEqualTo(0.5);
    assertThat(found.map().apply((float) 0.6)).isEqualTo(0.5);
    assertThat(found.gained()).isZero();
    assertThat(found.lost()).isEqualTo(400); // of both halves
    assertThat(found.cutoff()).isEqualTo(Math.nextUp(0.5));
  }

  private static void add(ScoreBins bins, double score, int rows, int positives) {
    for (int side = 0; side < 2; side++) { // a step: as often on either side of the mean
      for (int i = 0; i < rows; i++) {
        bins.add((float) (score + 0.01 * side), i < positives);
      }
    }
  }

  @Test
  void scoresThatAreCalibratedMayGetWorse() {
    Recalibration found =
        Recalibration.of(
            Method.ISOTONIC,
            rows(0, 200, p -> p),
            rows(200, 4000, p -> p),
            0.5,
            RecalibrationTest::toFloat);
    assertThat(found.worse()).isTrue();
    assertThat(found.logLossChange().value()).isPositive();
  }

  @Test
  void refusesTooFewRowsAndReversedScores() {
    assertThatThrownBy(
            () ->
                Recalibration.of(
                    Method.PLATT,
                    rows(0, 50, p -> 0.2),
                    rows(50, 500, p -> p),
                    0.5,
                    RecalibrationTest::toFloat))
        .hasMessageMatching(
            "Cannot recalibrate: the half to fit on has \\d+ positives, at least 30 are needed. Give more labelled rows.");
    assertThatThrownBy(
            () ->
                Recalibration.of(
                    Method.PLATT,
                    rows(0, 500, p -> p),
                    rows(500, 500, p -> 1),
                    0.5,
                    RecalibrationTest::toFloat))
        .hasMessage(
            "Cannot recalibrate: the half to judge on has 0 negatives, at least 30 are needed. Give more labelled rows.");
    assertThatThrownBy(() -> of(Method.PLATT, p -> 1 - p))
        .hasMessageStartingWith(
            "Cannot recalibrate: higher scores do not go with more positives (the slope is -")
        .hasMessageEndingWith(". Check the labels and which class the score is of.");
  }
}
