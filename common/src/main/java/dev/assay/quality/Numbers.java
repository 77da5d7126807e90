package dev.assay.quality;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Numbers as messages and metric names show them. */
final class Numbers {
  private static final MathContext SHOWN = new MathContext(6, RoundingMode.HALF_EVEN);
  private static final double LARGEST_PLAIN = 1e15;
  private static final double SMALLEST_PLAIN = 1e-4;

  private Numbers() {}

  /** The number with all of its digits, without a fraction where it is whole. */
  static String text(double value) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      return Double.toString(value);
    }
    boolean plain = value == 0 || inPlainRange(Math.abs(value));
    BigDecimal decimal = BigDecimal.valueOf(value).stripTrailingZeros();
    return plain ? decimal.toPlainString() : decimal.toString();
  }

  /** The number with at most six significant digits, but with every digit of a whole number. */
  static String rounded(double value) {
    boolean whole = value == Math.rint(value);
    if (whole || Double.isNaN(value)) {
      return text(value);
    }
    return text(new BigDecimal(value).round(SHOWN).doubleValue());
  }

  private static boolean inPlainRange(double magnitude) {
    return magnitude >= SMALLEST_PLAIN && magnitude < LARGEST_PLAIN;
  }
}
