package dev.assay.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

class SequenceBoundTest {
  private static final double ALPHA = 0.05;

  @Test
  void boundsAreThoseOfTheFormula() {
    SequenceBound bound = new SequenceBound(0.2, 1.5, 400, 0.01);
    // growth 5: 1.5 sqrt(2 * 5 / (160000 * 0.01) * ln(1 + sqrt(5) / 0.1))
    double reach = 1.5 * Math.sqrt(10 / 1600.0 * Math.log(1 + Math.sqrt(5) / 0.1));
    assertThat(bound.reach(ALPHA)).isCloseTo(reach, within(1e-14));
    assertThat(bound.lowerBound(ALPHA)).isCloseTo(0.2 - reach, within(1e-14));
    assertThat(bound.upperBound(ALPHA)).isCloseTo(0.2 + reach, within(1e-14));
  }

  @Test
  void aPValueIsTheLevelWhoseBoundIsTheHypothesis() {
    SequenceBound bound = new SequenceBound(0.2, 1.5, 400, 0.01);
    for (double alpha : new double[] {1e-9, 0.001, 0.01, 0.05, 0.4}) {
      assertThat(bound.pValueAbove(bound.lowerBound(alpha))).isCloseTo(alpha, within(1e-10));
      assertThat(bound.pValueBelow(bound.upperBound(alpha))).isCloseTo(alpha, within(1e-10));
    }
    assertThat(bound.pValueAbove(0.2)).isEqualTo(1);
    assertThat(bound.pValueBelow(0.1)).isEqualTo(1);
    assertThat(bound.pValueAbove(-1e9)).isZero();
  }

  @Test
  void saysHowManyRowsOfAllLooksWouldFindADifference() {
    SequenceBound bound = new SequenceBound(0.01, 1, 1000, 0.001);
    double rows = bound.rowsFor(0.05, ALPHA, 0.8);
    SequenceBound then = new SequenceBound(0.01, 1, rows, 0.001);
    assertThat(then.detectable(ALPHA, 0.8)).isCloseTo(0.05, within(1e-5));
    assertThat(bound.rowsFor(10, ALPHA, 0.8)).isEqualTo(1000);
    assertThat(bound.rowsFor(1e-12, ALPHA, 0.8)).isInfinite();
  }

  private static double normal(SplittableRandom random) {
    return Distributions.normalQuantile(random.nextDouble());
  }

  /** How often 52 weekly looks say once or more that the mean is above its true value. */
  private static double wrong(
      ToDoubleFunction<SplittableRandom> difference, int rowsOfLook, double truth) {
    int runs = 300;
    int wrong = 0;
    for (int run = 0; run < runs; run++) {
      SplittableRandom random = new SplittableRandom(run);
      ConfidenceSequence sequence = new ConfidenceSequence();
      boolean claimed = false;
      for (int week = 0; week < 52 && !claimed; week++) {
        LossSums rows = new LossSums();
        for (int i = 0; i < rowsOfLook; i++) {
          rows.add(difference.applyAsDouble(random));
        }
        sequence.add("week " + week, rows);
        SequenceBound bound = sequence.bound(ALPHA, 10.0 * rowsOfLook);
        claimed = bound.pValueAbove(truth) < ALPHA;
      }
      wrong += claimed ? 1 : 0;
    }
    return wrong / (double) runs;
  }

  @Test
  void over52LooksFewerThanAlphaSayWhatIsFalse() {
    double margin = 0.02;
    // Not better: the true difference is 0. Not worse by the margin: it is the margin.
    ToDoubleFunction<SplittableRandom> normal = SequenceBoundTest::normal;
    assertThat(wrong(normal, 60, 0)).isLessThan(ALPHA);
    assertThat(wrong(r -> 0.1 * normal(r) - margin, 60, -margin)).isLessThan(ALPHA);
    // Differences of losses are seldom large, and then to one side: 30 of 300 rows in a look.
    ToDoubleFunction<SplittableRandom> skewed = random -> random.nextInt(10) == 0 ? 0.9 : -0.1;
    assertThat(wrong(skewed, 300, 0)).isLessThan(ALPHA);
    assertThat(wrong(r -> -skewed.applyAsDouble(r) - margin, 300, -margin)).isLessThan(ALPHA);
    // Right decisions that only one model makes: -1, 0 or 1.
    ToDoubleFunction<SplittableRandom> right = r -> Math.signum(r.nextInt(21) - 10) * r.nextInt(2);
    assertThat(wrong(right, 60, 0)).isLessThan(ALPHA);
  }
}
