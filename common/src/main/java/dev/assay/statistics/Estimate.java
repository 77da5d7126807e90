package dev.assay.statistics;

/**
 * An estimate whose error is about normal, or Student's t.
 *
 * @param value the estimate
 * @param standardError its standard deviation
 * @param degreesOfFreedom of Student's t; infinite for the normal distribution
 */
public record Estimate(double value, double standardError, double degreesOfFreedom) {
  /** An estimate with a normal error. */
  public Estimate(double value, double standardError) {
    this(value, standardError, Double.POSITIVE_INFINITY);
  }

  /** The two-sided interval. */
  public Interval interval(double level, IntervalMethod method) {
    double half = quantile(0.5 + level / 2) * standardError;
    return new Interval(value - half, value + half, level, method);
  }

  /** The lower end of the one-sided interval that leaves out alpha. */
  public double lowerBound(double alpha) {
    return value - quantile(1 - alpha) * standardError;
  }

  /** The upper end of the one-sided interval that leaves out alpha. */
  public double upperBound(double alpha) {
    return value + quantile(1 - alpha) * standardError;
  }

  /** The distance from a value in standard errors. */
  public double statistic(double hypothesis) {
    return (value - hypothesis) / standardError;
  }

  /** Two-sided p-value of the hypothesis that the true value is the one given. */
  public double pValue(double hypothesis) {
    return Math.min(1, 2 * upperTail(Math.abs(statistic(hypothesis))));
  }

  /** One-sided p-value of the hypothesis that the true value is at or below the one given. */
  public double pValueAbove(double hypothesis) {
    return upperTail(statistic(hypothesis));
  }

  /** One-sided p-value of the hypothesis that the true value is at or above the one given. */
  public double pValueBelow(double hypothesis) {
    return upperTail(-statistic(hypothesis));
  }

  private double upperTail(double statistic) {
    if (Double.isNaN(statistic)) {
      return 1; // no difference and no spread speak against nothing
    }
    return Double.isInfinite(degreesOfFreedom)
        ? Distributions.normalUpperTail(statistic)
        : Distributions.studentUpperTail(statistic, degreesOfFreedom);
  }

  private double quantile(double share) {
    return Double.isInfinite(degreesOfFreedom)
        ? Distributions.normalQuantile(share)
        : Distributions.studentQuantile(share, degreesOfFreedom);
  }
}
