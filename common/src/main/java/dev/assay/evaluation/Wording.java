package dev.assay.evaluation;

import dev.assay.evaluation.Condition.Outcome;
import dev.assay.statistics.Interval;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;

/** Figures and rules in words. */
final class Wording {
  private Wording() {}

  /** A number with four significant digits. */
  static String number(double value) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      return Double.toString(value).toLowerCase(Locale.ROOT);
    }
    BigDecimal rounded = new BigDecimal(value).round(new MathContext(4)).stripTrailingZeros();
    return Math.abs(value) != 0 && Math.abs(value) < 1e-6
        ? rounded.toString()
        : rounded.toPlainString();
  }

  /** A count. */
  static String count(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  /** A number with its sign. */
  static String signed(double value) {
    return value > 0 ? "+" + number(value) : number(value);
  }

  static String figure(String metric, String slice, String point) {
    return metric
        + (point == null ? "" : " at " + point)
        + (slice == null || slice.equals("all") ? "" : " where " + slice);
  }

  static String bounds(Double least, Double most) {
    if (least == null) {
      return "at most " + number(most);
    }
    return most == null
        ? "at least " + number(least)
        : "from " + number(least) + " to " + number(most);
  }

  static String interval(double value, double low, double high, Double level) {
    return "%s (%s %% interval %s to %s)"
        .formatted(
            number(value), number(100 * (level == null ? 0.95 : level)), number(low), number(high));
  }

  /** A contrast with its interval, in the figure's own direction. */
  static String difference(Contrast contrast, double alpha) {
    ComparisonRow row = contrast.row();
    Interval interval = contrast.interval(alpha);
    int sign = Direction.of(row.metric()).sign();
    double low = sign > 0 ? interval.low() : -interval.high();
    double high = sign > 0 ? interval.high() : -interval.low();
    boolean sequence = contrast.looks().isPresent();
    return "%s differs by %s%s (%s %% %s %s to %s)%s."
        .formatted(
            figure(row.metric(), row.slice(), row.point()),
            signed(row.difference()),
            sequence ? looks(contrast.looks().getAsInt()) : "",
            number(100 * interval.level()),
            sequence ? "confidence sequence" : "interval",
            signed(low),
            signed(high),
            sign < 0 ? "; less is better" : "");
  }

  private static String looks(int number) {
    return number == 1 ? " at the first look" : " over " + count(number) + " looks";
  }

  static String ratio(FairnessRow row) {
    return row.ratioLow() == null || row.ratioHigh() == null
        ? number(row.ratio()) + " times"
        : "%s times (%s %% interval %s to %s)"
            .formatted(
                number(row.ratio()),
                number(100 * row.level()),
                number(row.ratioLow()),
                number(row.ratioHigh()));
  }

  static String outcome(Outcome outcome) {
    return switch (outcome) {
      case HOLDS -> "Holds.";
      case BROKEN -> "Broken.";
      case UNSETTLED -> "Not settled by these rows.";
      case MISSING -> "Fails: it is not there.";
    };
  }
}
