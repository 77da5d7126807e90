package dev.assay.evaluation;

import dev.assay.statistics.DetectableEffect;
import dev.assay.statistics.Equivalence;
import dev.assay.statistics.Estimate;
import dev.assay.statistics.Interval;
import dev.assay.statistics.IntervalMethod;

/**
 * A difference of a challenger from the champion that a verdict rests on, turned so that more is
 * better.
 *
 * @param row the comparison
 * @param lower the difference with the error that bounds it from below
 * @param upper the difference with the error that bounds it from above
 * @param margin by how much the challenger may be worse
 */
record Contrast(ComparisonRow row, Estimate lower, Estimate upper, double margin) {

  /** The contrast of a comparison that has a difference and an interval. */
  static Contrast of(ComparisonRow row, Direction direction, double margin) {
    int sign = direction.sign();
    double difference = sign * row.difference();
    boolean simultaneous = IntervalMethod.MAX_T.name().equals(row.method());
    if (row.low() == null || row.high() == null || simultaneous) {
      Estimate estimate = new Estimate(difference, row.standardError());
      return new Contrast(row, estimate, estimate, margin);
    }
    // Intervals of few rows are wider than the standard error says, and may be lopsided: each side
    // has an error of its own.
    double reach = new Estimate(0, 1).interval(row.level(), IntervalMethod.DELTA).high();
    double low = sign > 0 ? row.low() : -row.high();
    double high = sign > 0 ? row.high() : -row.low();
    return new Contrast(
        row,
        new Estimate(difference, (difference - low) / reach),
        new Estimate(difference, (high - difference) / reach),
        margin);
  }

  double difference() {
    return lower.value();
  }

  double largerError() {
    return Math.max(lower.standardError(), upper.standardError());
  }

  /**
   * P-value that the challenger is worse by the margin or more; that it is better is tested after
   * it (Morikawa and Yoshida 1995).
   */
  double notWorseP() {
    return lower.pValueAbove(-margin);
  }

  /** P-value that the challenger is not better. */
  double betterP() {
    return lower.pValueAbove(0);
  }

  /** P-value that the difference is not within the margin on both sides. */
  double equivalenceP() {
    return new Equivalence(lower, upper, -margin, margin).pValue();
  }

  /** The interval that leaves out alpha on each side. */
  Interval interval(double alpha) {
    return new Interval(
        lower.lowerBound(alpha), upper.upperBound(alpha), 1 - 2 * alpha, IntervalMethod.DELTA);
  }

  /** The smallest true difference that these rows would have found. */
  double detectable(double alpha) {
    return DetectableEffect.of(largerError(), alpha, Decision.POWER);
  }

  /**
   * Rows that would settle whether the challenger is worse by more than the margin, or whether the
   * difference is within it on both sides, if the true difference is the one observed; null if that
   * would never be settled.
   */
  Long rowsNeeded(double alpha, boolean bothSides) {
    double distance = Math.abs(bothSides ? margin - Math.abs(difference()) : difference() + margin);
    double error = largerError();
    if (!(distance > 0) || !(error > 0) || row.rows() == null) {
      return null;
    }
    double rows = DetectableEffect.rows(distance, error, row.rows(), alpha, Decision.POWER);
    return rows < Long.MAX_VALUE ? (long) rows : null;
  }
}
