package dev.assay.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class PairedErrorsTest {
  private static final SplitMix RANDOM = new SplitMix(7);

  private static double[][] errors(int rows) {
    double[][] errors = new double[2][rows];
    for (int row = 0; row < rows; row++) {
      errors[0][row] = RANDOM.uniform(3 * row) - 0.4;
      errors[1][row] = errors[0][row] + 0.3 * RANDOM.uniform(3 * row + 1) - 0.1;
    }
    return errors;
  }

  private static PairedErrors state(double[][] errors) {
    PairedErrors state = new PairedErrors();
    for (int row = 0; row < errors[0].length; row++) {
      state.add(errors[0][row], errors[1][row]);
    }
    return state;
  }

  /** The influence of each row on the difference, less their mean. */
  private static double[] influence(double[][] errors, double first, double second) {
    double[] influence = new double[errors[0].length];
    for (int row = 0; row < influence.length; row++) {
      double u = errors[0][row] * errors[0][row] - first * first;
      double v = errors[1][row] * errors[1][row] - second * second;
      influence[row] = v / (2 * second) - u / (2 * first);
    }
    return influence;
  }

  private static double mean(double[] values, int power) {
    double sum = 0;
    for (double value : values) {
      sum += Math.pow(value, power);
    }
    return sum / values.length;
  }

  @Test
  void agreesWithTwoPassesOverTheRows() {
    double[][] errors = errors(1000);
    PairedErrors state = state(errors);
    double first = Math.sqrt(mean(errors[0], 2));
    double second = Math.sqrt(mean(errors[1], 2));
    double[] influence = influence(errors, first, second);
    double variance = mean(influence, 2);
    double kurtosis = mean(influence, 4) / (variance * variance);
    Estimate difference = state.rmseDifference();
    Golden.agrees("first", state.firstRmse(), first);
    Golden.agrees("second", state.secondRmse(), second);
    assertThat(difference.value()).isCloseTo(second - first, within(1e-14));
    Golden.agrees("error", difference.standardError(), Math.sqrt(variance / 999));
    double degrees = Math.min(999, 2000 / (kurtosis - 997.0 / 999));
    Golden.agrees("degrees", difference.degreesOfFreedom(), degrees);
  }

  @Test
  void agreesWithJointSumsOfSquaredErrors() {
    double[][] errors = errors(500);
    JointSums sums = new JointSums(3);
    for (int row = 0; row < 500; row++) {
      sums.add(new double[] {errors[0][row] * errors[0][row], errors[1][row] * errors[1][row], 1});
    }
    double first = Math.sqrt(sums.sum(0) / 500);
    double second = Math.sqrt(sums.sum(1) / 500);
    Estimate expected = sums.estimate(second - first, -1 / (1000 * first), 1 / (1000 * second), 0);
    Golden.agrees(
        "error", state(errors).rmseDifference().standardError(), expected.standardError());
  }

  @Test
  void isTheSameInAnyOrderAndPartitions() {
    double[][] errors = errors(300);
    PairedErrors merged = new PairedErrors();
    for (int part = 2; part >= 0; part--) {
      PairedErrors rows = new PairedErrors();
      for (int row = 299; row >= 0; row--) {
        if (row % 3 == part) {
          rows.add(errors[0][row], errors[1][row]);
        }
      }
      merged.merge(PairedErrors.fromBytes(rows.toBytes()));
    }
    assertThat(merged.toBytes()).isEqualTo(state(errors).toBytes());
    assertThat(merged.rows()).isEqualTo(300);
  }

  @Test
  void keepsTheDigitsOfSmallDifferences() {
    PairedErrors state = new PairedErrors();
    for (int row = 0; row < 1000; row++) {
      double error = 1 + RANDOM.uniform(row);
      state.add(error, error + (row % 2 == 0 ? 1e-9 : -1e-9));
    }
    Estimate difference = state.rmseDifference();
    assertThat(Math.abs(difference.value())).isLessThan(1e-10);
    assertThat(difference.standardError()).isBetween(2e-11, 4e-11);
    assertThat(difference.degreesOfFreedom()).isBetween(500.0, 999.0);
  }

  @Test
  void hasNoErrorWhereThereIsNothingToTellItFrom() {
    PairedErrors none = new PairedErrors();
    assertThat(none.rmseDifference().value()).isNaN();
    none.add(1, 2);
    assertThat(none.rmseDifference().value()).isEqualTo(1);
    assertThat(none.rmseDifference().standardError()).isNaN();
    PairedErrors same = state(new double[][] {{1, 2, 3}, {1, 2, 3}});
    assertThat(same.rmseDifference()).isEqualTo(new Estimate(0, 0, 2));
    PairedErrors perfect = state(new double[][] {{1, 2, 3}, {0, 0, 0}});
    assertThat(perfect.rmseDifference().standardError()).isPositive();
  }

  @Test
  void scoreIntervalsEndWhereTheLikelihoodSaysSo() {
    for (double[] counts : new double[][] {{1, 7, 21}, {0, 1, 44}, {0, 0, 50}, {30, 12, 400}}) {
      Interval interval = ProportionInterval.pairedScore(counts[0], counts[1], counts[2], 0.95);
      double z = Distributions.normalQuantile(0.975);
      assertThat(score(counts, interval.low())).isCloseTo(z, within(1e-4));
      assertThat(score(counts, interval.high())).isCloseTo(-z, within(1e-4));
    }
  }

  /** The published interval: Fagerland, Lydersen and Laake 2014, table 8 (Bentur and others). */
  @Test
  void scoreIntervalIsThePublishedOne() {
    Interval interval = ProportionInterval.pairedScore(1, 7, 21, 0.95);
    assertThat(interval.low()).isCloseTo(-0.517, within(5e-4));
    assertThat(interval.high()).isCloseTo(-0.026, within(5e-4));
  }

  /** The score statistic, with the nuisance parameter by a search over the likelihood. */
  private static double score(double[] counts, double difference) {
    double low = Math.max(0, -difference);
    double high = (1 - difference) / 2;
    for (int i = 0; i < 200; i++) { // golden section: the likelihood is concave
      double a = high - (high - low) * 0.618033988749895;
      double b = low + (high - low) * 0.618033988749895;
      if (likelihood(counts, a, difference) < likelihood(counts, b, difference)) {
        low = a;
      } else {
        high = b;
      }
    }
    double second = (low + high) / 2;
    double variance = 2 * second + difference - difference * difference;
    return (counts[0] - counts[1] - counts[2] * difference) / Math.sqrt(counts[2] * variance);
  }

  private static double likelihood(double[] counts, double second, double difference) {
    double first = second + difference;
    return times(counts[0], first)
        + times(counts[1], second)
        + times(counts[2] - counts[0] - counts[1], 1 - first - second);
  }

  private static double times(double count, double probability) {
    return count == 0 ? 0 : count * Math.log(probability);
  }
}
