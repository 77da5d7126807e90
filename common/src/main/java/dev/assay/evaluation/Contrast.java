package dev.assay.evaluation;

import dev.assay.statistics.Estimate;
import dev.assay.statistics.Interval;
import dev.assay.statistics.IntervalMethod;
import java.util.OptionalInt;

/**
 * A difference of a challenger from the champion that a verdict rests on, turned so that more is
 * better.
 *
 * @param row the comparison
 * @param evidence what its rows say
 * @param margin by how much the challenger may be worse
 */
record Contrast(ComparisonRow row, Evidence evidence, double margin) {

  /** The contrast of a comparison that has a difference and an interval. */
  static Contrast of(ComparisonRow row, Direction direction, double margin) {
    int sign = direction.sign();
    double difference = sign * row.difference();
    double rows = row.rows() == null ? 0 : row.rows();
    boolean simultaneous = IntervalMethod.MAX_T.name().equals(row.method());
    if (row.low() == null || row.high() == null || simultaneous) {
      Estimate estimate = new Estimate(difference, row.standardError());
      return new Contrast(row, new Evidence.OneLook(estimate, estimate, rows), margin);
    }
    // Intervals of few rows are wider than the standard error says, and may be lopsided: each side
    // has an error of its own.
    double reach = new Estimate(0, 1).interval(row.level(), IntervalMethod.DELTA).high();
    double low = sign > 0 ? row.low() : -row.high();
    double high = sign > 0 ? row.high() : -row.low();
    Estimate lower = new Estimate(difference, (difference - low) / reach);
    Estimate upper = new Estimate(difference, (high - difference) / reach);
    return new Contrast(row, new Evidence.OneLook(lower, upper, rows), margin);
  }

  double difference() {
    return evidence.difference();
  }

  /** How many looks it is of, where it holds at all of them. */
  OptionalInt looks() {
    return evidence instanceof Evidence.AllLooks all
        ? OptionalInt.of(all.looks())
        : OptionalInt.empty();
  }

  /**
   * P-value that the challenger is worse by the margin or more; that it is better is tested after
   * it (Morikawa and Yoshida 1995).
   */
  double notWorseP() {
    return evidence.aboveP(-margin);
  }

  /** P-value that the challenger is not better. */
  double betterP() {
    return evidence.aboveP(0);
  }

  /** P-value that the difference is not within the margin on both sides. */
  double equivalenceP() {
    return evidence.withinP(margin);
  }

  /** The interval that leaves out alpha on each side. */
  Interval interval(double alpha) {
    return new Interval(
        evidence.lowerBound(alpha),
        evidence.upperBound(alpha),
        1 - 2 * alpha,
        looks().isPresent() ? IntervalMethod.CONFIDENCE_SEQUENCE : IntervalMethod.DELTA);
  }

  /** The smallest true difference that these rows would have found. */
  double detectable(double alpha) {
    return evidence.detectable(alpha);
  }

  /**
   * Rows that would settle whether the challenger is worse by more than the margin, or whether the
   * difference is within it on both sides, if the true difference is the one observed; null if that
   * would never be settled.
   */
  Long rowsNeeded(double alpha, boolean bothSides) {
    double distance = Math.abs(bothSides ? margin - Math.abs(difference()) : difference() + margin);
    if (!(distance > 0)) {
      return null;
    }
    double rows = evidence.rowsFor(distance, alpha);
    return rows < Long.MAX_VALUE ? (long) rows : null;
  }
}
