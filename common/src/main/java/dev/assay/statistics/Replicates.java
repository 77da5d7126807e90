package dev.assay.statistics;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;

/** Bootstrap replicates of one figure or difference; those that are NaN are left out. */
public final class Replicates {
  private final double estimate;
  private final double[] values;
  private final double[] sorted;

  /**
   * Replicates.
   *
   * @param estimate the figure on the rows themselves
   * @param values by replicate
   */
  public Replicates(double estimate, double... values) {
    this.estimate = estimate;
    this.values = values.clone();
    this.sorted = Arrays.stream(values).filter(Double::isFinite).sorted().toArray();
  }

  /** Replicates of a figure, by the number of the replicate. */
  public static Replicates of(double estimate, int replicates, IntToDoubleFunction figure) {
    double[] values = new double[replicates];
    Arrays.setAll(values, figure);
    return new Replicates(estimate, values);
  }

  /** Number of replicates that have a value. */
  public int defined() {
    return sorted.length;
  }

  /** Standard deviation of the replicates. */
  public double standardError() {
    double mean = Arrays.stream(sorted).average().orElse(Double.NaN);
    double sum = 0;
    for (double value : sorted) {
      sum += (value - mean) * (value - mean);
    }
    return Math.sqrt(sum / (sorted.length - 1));
  }

  /** The estimate with the replicates' standard deviation as standard error. */
  public Estimate estimate() {
    return new Estimate(estimate, standardError());
  }

  /** The interval between two percentiles (Efron 1981), by linear interpolation. */
  public Interval percentiles(double level) {
    return new Interval(
        quantile(0.5 - level / 2),
        quantile(0.5 + level / 2),
        level,
        IntervalMethod.BOOTSTRAP_PERCENTILE);
  }

  private double quantile(double share) {
    if (sorted.length == 0) {
      return Double.NaN;
    }
    double place = share * (sorted.length - 1);
    int below = (int) Math.floor(place);
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  }

  double point() {
    return estimate;
  }

  double value(int replicate) {
    return values[replicate];
  }

  int count() {
    return values.length;
  }
}
