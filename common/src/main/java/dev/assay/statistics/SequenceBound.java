package dev.assay.statistics;

/**
 * A one-sided asymptotic confidence sequence at one of its looks (Waudby-Smith, Arbour, Sinha,
 * Kennedy and Ramdas 2024, appendix on one-sided sequences). Over all looks together a bound misses
 * the true mean with a chance of at most alpha, and the p-value of a true hypothesis falls to alpha
 * with a chance of at most alpha.
 *
 * @param mean over all looks so far
 * @param deviation standard deviation of a row
 * @param rows of all looks so far
 * @param squaredRho says at how many rows the bound is tightest
 */
public record SequenceBound(double mean, double deviation, double rows, double squaredRho) {
  private static final double MOST_ROWS = 1e15;

  /**
   * How far a bound is from the mean: sd sqrt(2 (t r + 1) / (t^2 r) ln(1 + sqrt(t r + 1) / (2
   * alpha))) with r = rho^2.
   */
  public double reach(double alpha) {
    return deviation * reach(rows, alpha);
  }

  private double reach(double t, double alpha) {
    double growth = t * squaredRho + 1;
    return Math.sqrt(2 * growth / (t * t * squaredRho) * Math.log1p(Math.sqrt(growth) / 2 / alpha));
  }

  /** The lower bound. */
  public double lowerBound(double alpha) {
    return mean - reach(alpha);
  }

  /** The upper bound. */
  public double upperBound(double alpha) {
    return mean + reach(alpha);
  }

  /** P-value of the hypothesis that the true mean is at or below the one given. */
  public double pValueAbove(double hypothesis) {
    return pValue(mean - hypothesis);
  }

  /** P-value of the hypothesis that the true mean is at or above the one given. */
  public double pValueBelow(double hypothesis) {
    return pValue(hypothesis - mean);
  }

  /** The smallest alpha whose bound is nearer to the mean than a hypothesis. */
  private double pValue(double distance) {
    if (!(distance > 0)) {
      return 1;
    }
    double t = rows;
    double growth = t * squaredRho + 1;
    double scaled = distance / deviation;
    double exponent = scaled * scaled * t * t * squaredRho / (2 * growth);
    return Math.min(1, Math.sqrt(growth) / 2 / Math.expm1(exponent));
  }

  /** The true distance from a hypothesis that so many rows would have found with some power. */
  public double detectable(double alpha, double power) {
    return reach(alpha) + Distributions.normalQuantile(power) * deviation / Math.sqrt(rows);
  }

  /**
   * Rows of all looks at which a true distance would be found with some power; infinite where that
   * takes more than 10^15.
   */
  public double rowsFor(double distance, double alpha, double power) {
    double least = rows;
    double most = rows;
    while (!found(distance, most, alpha, power)) {
      if (most > MOST_ROWS) {
        return Double.POSITIVE_INFINITY;
      }
      least = most;
      most *= 2;
    }
    while (most - least > 1) {
      double middle = Math.rint((least + most) / 2);
      if (found(distance, middle, alpha, power)) {
        most = middle;
      } else {
        least = middle;
      }
    }
    return most;
  }

  private boolean found(double distance, double t, double alpha, double power) {
    double noise = Distributions.normalQuantile(power) / Math.sqrt(t);
    return distance >= deviation * (reach(t, alpha) + noise);
  }
}
