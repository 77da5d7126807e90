package dev.assay.statistics;

/**
 * A two-sided interval.
 *
 * @param low lower end
 * @param high upper end
 * @param level share of such intervals that hold the true value, such as 0.95
 * @param method by which it was computed
 */
public record Interval(double low, double high, double level, IntervalMethod method) {
  /** Whether a value lies inside, the ends included. */
  public boolean contains(double value) {
    return low <= value && value <= high;
  }

  /** Half of the width. */
  public double halfWidth() {
    return (high - low) / 2;
  }
}
