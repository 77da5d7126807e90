package dev.assay.statistics;

import static dev.assay.statistics.Distributions.betaQuantile;
import static dev.assay.statistics.Distributions.bisect;
import static dev.assay.statistics.Distributions.normalQuantile;

/**
 * Intervals of proportions, of differences and of ratios of proportions. Successes and trials are
 * counts; effective counts of weighted rows need not be whole numbers.
 */
public final class ProportionInterval {
  private ProportionInterval() {}

  /** Wilson's score interval (Wilson 1927). */
  public static Interval wilson(double successes, double trials, double level) {
    double z = normalQuantile(0.5 + level / 2);
    double share = successes / trials;
    double denominator = 1 + z * z / trials;
    double center = (share + z * z / (2 * trials)) / denominator;
    double half =
        z * Math.sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials)) / denominator;
    double low = successes == 0 ? 0 : Math.max(0, center - half);
    double high = successes == trials ? 1 : Math.min(1, center + half);
    return new Interval(low, high, level, IntervalMethod.WILSON);
  }

  /** The exact interval (Clopper and Pearson 1934). */
  public static Interval clopperPearson(double successes, double trials, double level) {
    double alpha = 1 - level;
    double failures = trials - successes;
    return new Interval(
        successes == 0 ? 0 : betaQuantile(alpha / 2, successes, failures + 1),
        failures == 0 ? 1 : betaQuantile(1 - alpha / 2, successes + 1, failures),
        level,
        IntervalMethod.CLOPPER_PEARSON);
  }

  /**
   * The equal-tailed interval of the posterior under Jeffreys' prior (Brown, Cai, DasGupta 2001).
   */
  public static Interval jeffreys(double successes, double trials, double level) {
    double alpha = 1 - level;
    double failures = trials - successes;
    return new Interval(
        betaQuantile(alpha / 2, successes + 0.5, failures + 0.5),
        betaQuantile(1 - alpha / 2, successes + 0.5, failures + 0.5),
        level,
        IntervalMethod.JEFFREYS);
  }

  /** Difference of the first from the second of two independent proportions (Newcombe 1998, 10). */
  public static Interval difference(
      double successes1, double trials1, double successes2, double trials2, double level) {
    Interval first = wilson(successes1, trials1, level);
    Interval second = wilson(successes2, trials2, level);
    double p1 = successes1 / trials1;
    double p2 = successes2 / trials2;
    double difference = p1 - p2;
    return new Interval(
        difference - Math.hypot(p1 - first.low(), second.high() - p2),
        difference + Math.hypot(first.high() - p1, p2 - second.low()),
        level,
        IntervalMethod.NEWCOMBE);
  }

  /** Ratio of the first to the second of two independent proportions (Katz and others 1978). */
  public static Interval ratio(
      double successes1, double trials1, double successes2, double trials2, double level) {
    double variance = 1 / successes1 - 1 / trials1 + 1 / successes2 - 1 / trials2;
    double logRatio = Math.log((successes1 / trials1) / (successes2 / trials2));
    double half = normalQuantile(0.5 + level / 2) * Math.sqrt(variance);
    return new Interval(
        Math.exp(logRatio - half), Math.exp(logRatio + half), level, IntervalMethod.KATZ_LOG);
  }

  /**
   * Difference of two paired proportions, such as two accuracies on the same rows (Bonett and
   * Price, Adjusted Wald Confidence Interval for a Difference of Binomial Proportions Based on
   * Paired Data, 2012).
   *
   * @param onlyFirst rows in which only the first succeeds
   * @param onlySecond rows in which only the second succeeds
   */
  public static Interval pairedDifference(
      double onlyFirst, double onlySecond, double rows, double level) {
    double p12 = (onlyFirst + 1) / (rows + 2);
    double p21 = (onlySecond + 1) / (rows + 2);
    double difference = p12 - p21;
    double variance = (p12 + p21 - difference * difference) / (rows + 2);
    double half = normalQuantile(0.5 + level / 2) * Math.sqrt(variance);
    return new Interval(
        Math.max(-1, difference - half),
        Math.min(1, difference + half),
        level,
        IntervalMethod.BONETT_PRICE);
  }

  /**
   * The score interval of the difference of two paired proportions: the differences that the score
   * test does not reject (Tango, Equivalence test and confidence interval for the difference in
   * proportions for the paired-sample design, 1998). Nearer to its level than {@link
   * #pairedDifference} where few rows disagree.
   *
   * @param onlyFirst rows in which only the first succeeds
   * @param onlySecond rows in which only the second succeeds
   */
  public static Interval pairedScore(
      double onlyFirst, double onlySecond, double rows, double level) {
    double z = normalQuantile(0.5 + level / 2);
    double difference = (onlyFirst - onlySecond) / rows;
    double low =
        bisect(d -> z - tango(onlyFirst, onlySecond, rows, d), -1, Math.max(-1, difference));
    double high =
        bisect(d -> -z - tango(onlyFirst, onlySecond, rows, d), Math.min(1, difference), 1);
    return new Interval(low, high, level, IntervalMethod.TANGO);
  }

  /** The score statistic of a difference, with the likeliest proportions that have it. */
  private static double tango(double onlyFirst, double onlySecond, double rows, double difference) {
    double a = 2 * rows;
    double b = (2 * rows - onlyFirst + onlySecond) * difference - onlyFirst - onlySecond;
    double c = -onlySecond * difference * (1 - difference);
    double second = (Math.sqrt(Math.max(0, b * b - 4 * a * c)) - b) / (2 * a);
    double variance = rows * (2 * second + difference * (1 - difference));
    double excess = onlyFirst - onlySecond - rows * difference;
    return excess == 0 ? 0 : excess / Math.sqrt(Math.max(0, variance));
  }
}
