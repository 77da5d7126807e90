package dev.assay.statistics;

import java.util.Objects;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;

/**
 * A published number.
 *
 * @param value the number, or NaN where it is undefined
 * @param bound by how much at most the value differs from the one without binning; 0 is exact up to
 *     the rounding of doubles
 * @param undefined why there is no value, or null where there is one
 * @param range the interval, or null where none was computed
 */
public record Figure(double value, double bound, String undefined, Interval range) {
  /** Rejects a NaN without a reason, a reason beside a value, and a bound that is none. */
  public Figure {
    if (Double.isNaN(value) != (undefined != null)) {
      throw new IllegalArgumentException("A figure is NaN exactly when it has a reason: " + value);
    }
    if (!(bound >= 0)) {
      throw new IllegalArgumentException("A bound is 0 or more: " + bound);
    }
  }

  /** An exact figure. */
  public static Figure of(double value) {
    return new Figure(value, 0, null, null);
  }

  /** A figure that is off by at most the bound. */
  public static Figure bounded(double value, double bound) {
    return new Figure(value, bound, null, null);
  }

  /** No figure, and why. */
  public static Figure undefined(String reason) {
    return new Figure(Double.NaN, 0, Objects.requireNonNull(reason), null);
  }

  /** A quotient, undefined for the reason given where the denominator is zero. */
  static Figure ratio(double numerator, double denominator, String reasonOfZero) {
    return denominator == 0 ? undefined(reasonOfZero) : of(numerator / denominator);
  }

  /** Whether there is a value. */
  public boolean defined() {
    return undefined == null;
  }

  /** Whether binning changed nothing. */
  public boolean exact() {
    return bound == 0;
  }

  /** Why there is no value. */
  public Optional<String> reason() {
    return Optional.ofNullable(undefined);
  }

  /** The interval, where one was computed. */
  public Optional<Interval> interval() {
    return Optional.ofNullable(range);
  }

  /** The same with an interval. */
  public Figure within(Interval interval) {
    return new Figure(value, bound, undefined, interval);
  }

  /** The figure, its bound and its interval in a unit that is so much smaller. */
  public Figure times(double factor) {
    if (!defined()) {
      return this;
    }
    double low = range == null ? 0 : Math.min(range.low() * factor, range.high() * factor);
    double high = range == null ? 0 : Math.max(range.low() * factor, range.high() * factor);
    return new Figure(
        value * factor,
        bound * Math.abs(factor),
        null,
        range == null ? null : new Interval(low, high, range.level(), range.method()));
  }

  /** The figure under a map whose slope is nowhere steeper than given. */
  Figure map(DoubleUnaryOperator map, double steepest) {
    return defined() ? bounded(map.applyAsDouble(value), bound * steepest) : this;
  }
}
