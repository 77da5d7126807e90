package dev.assay.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class OrderedClaimsTest {
  private static final double ALPHA = 0.05;

  @Test
  void aPairAloneHasAllOfAlphaForBothClaimsInTurn() {
    OrderedClaims claims = OrderedClaims.of(new double[] {0.04}, new double[] {0.045}, ALPHA);
    assertThat(claims.level(0)).isEqualTo(ALPHA);
    assertThat(claims.both(0)).isTrue();
    // Without the first claim there is no second.
    assertThat(OrderedClaims.of(new double[] {0.06}, new double[] {0.01}, ALPHA).both(0)).isFalse();
  }

  @Test
  void aLevelGoesToTheOthersWhenBothClaimsAreMade() {
    double[] first = {0.001, 0.03, Double.NaN};
    OrderedClaims both = OrderedClaims.of(first, new double[] {0.02, 0.9, 0}, ALPHA);
    assertThat(both.both(0)).isTrue();
    assertThat(both.level(0)).isCloseTo(0.025, within(1e-15));
    assertThat(both.level(1)).isEqualTo(ALPHA);
    OrderedClaims one = OrderedClaims.of(first, new double[] {0.03, 0.9, 0}, ALPHA);
    assertThat(one.both(0)).isFalse();
    assertThat(one.level(1)).isCloseTo(0.025, within(1e-15));
  }

  @Test
  void itIsHolmsProcedureWhereThereIsOneClaimEach() {
    Random random = new Random(5);
    for (int run = 0; run < 500; run++) {
      double[] p = random.doubles(4, 0, 0.1).toArray();
      double[] none = {Double.NaN, Double.NaN, Double.NaN, Double.NaN};
      OrderedClaims claims = OrderedClaims.of(p, none, ALPHA);
      double[] holm = Multiplicity.holm(p);
      for (int i = 0; i < p.length; i++) {
        assertThat(p[i] < claims.level(i)).isEqualTo(holm[i] < ALPHA);
      }
    }
  }

  /** Margin in standard errors: a challenger that is as good is surely found not worse. */
  private static final double MARGIN = 6;

  /** How often anything false is claimed of challengers with these true differences. */
  private static double wrong(double correlation, boolean together, double... truth) {
    Random random = new Random(11);
    int runs = 20_000;
    int wrong = 0;
    for (int run = 0; run < runs; run++) {
      double shared = random.nextGaussian() * Math.sqrt(correlation);
      double[] notWorse = new double[truth.length];
      double[] better = new double[truth.length];
      for (int i = 0; i < truth.length; i++) {
        double own = random.nextGaussian() * Math.sqrt(1 - correlation);
        Estimate estimate = new Estimate(truth[i] + shared + own, 1);
        notWorse[i] = estimate.pValueAbove(-MARGIN);
        better[i] = estimate.pValueAbove(0);
      }
      wrong +=
          (together ? anyWrong(notWorse, better, truth) : apart(notWorse, better, truth)) ? 1 : 0;
    }
    return wrong / (double) runs;
  }

  private static boolean anyWrong(double[] notWorse, double[] better, double[] truth) {
    OrderedClaims claims = OrderedClaims.of(notWorse, better, ALPHA);
    boolean any = false;
    for (int i = 0; i < truth.length; i++) {
      any |= truth[i] <= -MARGIN && notWorse[i] < claims.level(i);
      any |= truth[i] <= 0 && claims.both(i);
    }
    return any;
  }

  /** The same if both kinds of claims had alpha each, by Holm's procedure. */
  private static boolean apart(double[] notWorse, double[] better, double[] truth) {
    double[] first = Multiplicity.holm(notWorse);
    double[] second = Multiplicity.holm(better);
    boolean any = false;
    for (int i = 0; i < truth.length; i++) {
      any |= truth[i] <= -MARGIN && first[i] < ALPHA;
      any |= truth[i] <= 0 && first[i] < ALPHA && second[i] < ALPHA;
    }
    return any;
  }

  @Test
  void noFalseClaimAboutThreeChallengersIsMadeMoreOftenThanAlpha() {
    double[][] worst = {
      {-MARGIN, -MARGIN, -MARGIN},
      {0, 0, 0},
      {-MARGIN, 0, 0},
      {-MARGIN, -MARGIN, 0},
      {-MARGIN, 0, MARGIN},
      {-MARGIN, -MARGIN, MARGIN},
      {0, 0, MARGIN}
    };
    double limit = ALPHA + 3 * Math.sqrt(ALPHA * (1 - ALPHA) / 20_000);
    for (double correlation : new double[] {0, 0.5, 0.9}) {
      for (double[] truth : worst) {
        assertThat(wrong(correlation, true, truth))
            .as("%s, correlation %s", java.util.Arrays.toString(truth), correlation)
            .isLessThan(limit);
      }
    }
    // Nothing is wasted where two are left, and alpha for each kind of claim would be too much.
    assertThat(wrong(0, true, -MARGIN, 0, MARGIN)).isGreaterThan(0.045);
    assertThat(wrong(0, false, -MARGIN, 0, 0)).isGreaterThan(0.07);
  }
}
