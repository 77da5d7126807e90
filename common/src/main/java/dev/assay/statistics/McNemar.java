package dev.assay.statistics;

import static dev.assay.statistics.Distributions.binomialCdf;
import static dev.assay.statistics.Distributions.binomialProbability;

/**
 * McNemar's test whether two classifiers are right equally often on the same rows, by the rows
 * where only one of them is (Fagerland, Lydersen and Laake 2013).
 *
 * @param onlyFirst rows where only the first is right
 * @param onlySecond rows where only the second is right
 */
public record McNemar(long onlyFirst, long onlySecond) {
  private static final long EXACT_UP_TO = Integer.MAX_VALUE;

  /** The exact conditional p-value, two-sided. */
  public double exact() {
    return Math.min(1, 2 * binomialCdf(Math.min(onlyFirst, onlySecond), discordant(), 0.5));
  }

  /** The mid-p value, two-sided: the one to report. */
  public double midP() {
    if (discordant() == 0) {
      return 1;
    }
    long fewer = Math.min(onlyFirst, onlySecond);
    double probability = probability(fewer);
    return onlyFirst == onlySecond ? 1 - probability / 2 : exact() - probability;
  }

  private double probability(long fewer) {
    if (discordant() <= EXACT_UP_TO) {
      return binomialProbability(fewer, discordant(), 0.5);
    }
    double error = Math.sqrt(discordant() / 4.0);
    return Distributions.normalDensity((fewer - discordant() / 2.0) / error) / error;
  }

  /** Interval of the second's accuracy minus the first's, over so many rows (Tango 1998). */
  public Interval difference(long rows, double level) {
    return ProportionInterval.pairedScore(
        (double) onlySecond, (double) onlyFirst, (double) rows, level);
  }

  /** Rows where exactly one is right. */
  public long discordant() {
    return onlyFirst + onlySecond;
  }
}
