package dev.assay.statistics;

import java.util.Arrays;

/**
 * The test of equal accuracy of two forecasts over periods in order (Diebold and Mariano 1995),
 * with the small-sample factor and Student's t of Harvey, Leybourne and Newbold (1997).
 */
public final class DieboldMariano {
  private DieboldMariano() {}

  /** How autocovariances of the loss differences are weighted. */
  public enum Kernel {
    /** All alike up to horizon - 1, as in the paper; the variance may come out negative. */
    RECTANGULAR,
    /** Falling to 0 at the horizon (Newey and West 1987); never negative. */
    BARTLETT
  }

  /**
   * Tests that the mean difference of losses is 0.
   *
   * @param differences loss of one minus loss of the other, by period
   * @param horizon periods that a forecast looks ahead; autocovariances count up to one less
   */
  public static TestResult test(double[] differences, int horizon, Kernel kernel) {
    int n = differences.length;
    if (n < 2 || horizon < 1 || horizon >= n) {
      return TestResult.undefined(n + " periods are too few for a horizon of " + horizon);
    }
    double mean = Arrays.stream(differences).average().orElseThrow();
    double variance = autocovariance(differences, mean, 0);
    for (int lag = 1; lag < horizon; lag++) {
      double weight = kernel == Kernel.BARTLETT ? 1 - (double) lag / horizon : 1;
      variance += 2 * weight * autocovariance(differences, mean, lag);
    }
    if (!(variance > 0)) {
      return TestResult.undefined("the variance of the differences is not positive");
    }
    double h = horizon;
    double factor = Math.sqrt((n + 1 - 2 * h + h * (h - 1) / n) / n);
    double statistic = factor * mean / Math.sqrt(variance / n);
    double tail = Distributions.studentUpperTail(Math.abs(statistic), n - 1.0);
    return TestResult.of(statistic, 2 * tail);
  }

  private static double autocovariance(double[] values, double mean, int lag) {
    double sum = 0;
    for (int i = lag; i < values.length; i++) {
      sum += (values[i] - mean) * (values[i - lag] - mean);
    }
    return sum / values.length;
  }
}
