package dev.assay.statistics;

/**
 * The shares of two groups; successes and trials are counts, or effective counts of weighted rows.
 *
 * @param successes of the first group
 * @param trials of the first group
 * @param otherSuccesses of the second group
 * @param otherTrials of the second group
 */
public record TwoProportions(
    double successes, double trials, double otherSuccesses, double otherTrials) {
  private static final double HALF = 0.5;

  /** Interval of the difference, first minus second (Newcombe 1998, method 10). */
  public Interval difference(double level) {
    return ProportionInterval.difference(successes, trials, otherSuccesses, otherTrials, level);
  }

  /**
   * Interval of the ratio, first by second (Katz and others 1978). Where a group has no success or
   * nothing else, so that its logarithm or its error is none, each group gets half a success and
   * half a failure (Gart 1966).
   */
  public Interval ratio(double level) {
    if (extreme(successes, trials) || extreme(otherSuccesses, otherTrials)) {
      return ProportionInterval.ratio(
          successes + HALF,
          trials + 2 * HALF,
          otherSuccesses + HALF,
          otherTrials + 2 * HALF,
          level);
    }
    return ProportionInterval.ratio(successes, trials, otherSuccesses, otherTrials, level);
  }

  private static boolean extreme(double successes, double trials) {
    return successes == 0 || successes >= trials;
  }

  /** Two-sided p-value that both groups have the same share, by the pooled score test. */
  public double pValue() {
    double pooled = (successes + otherSuccesses) / (trials + otherTrials);
    double variance = pooled * (1 - pooled) * (1 / trials + 1 / otherTrials);
    double difference = successes / trials - otherSuccesses / otherTrials;
    return new Estimate(difference, Math.sqrt(Math.max(0, variance))).pValue(0);
  }
}
