package dev.assay.report;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Numbers as a person reads them. */
final class Numerals {
  private static final String NONE = "–";
  private static final int MOST_DECIMALS = 6;

  /** Held together with its number by a space at which no line breaks. */
  private static final String PERCENT = "\u00A0%";

  private static final int LEAST_P = 4;

  private Numerals() {}

  /** A count: {@code 277,677}. */
  static String count(Long count) {
    return count == null ? NONE : String.format(Locale.ROOT, "%,d", count).replace('-', '−');
  }

  /** A figure by itself: four decimals below ten, fewer above. */
  static String figure(Double value) {
    if (value == null || !Double.isFinite(value)) {
      return NONE;
    }
    return fixed(value, decimalsOf(Math.abs(value)));
  }

  private static int decimalsOf(double size) {
    if (size == 0 || size >= 1e4) {
      return 0;
    }
    int magnitude = (int) Math.floor(Math.log10(size));
    return magnitude < -3 ? Math.min(1 - magnitude, 9) : Math.max(0, Math.min(4, 4 - magnitude));
  }

  /** A number with so many decimals. */
  static String fixed(double value, int decimals) {
    String text = String.format(Locale.ROOT, "%,." + decimals + "f", value);
    return text.matches("-[0.,]+") ? text.substring(1) : text.replace('-', '−');
  }

  /** The same with a sign, also where it is plus. */
  static String signed(double value, int decimals) {
    String text = fixed(value, decimals);
    return text.startsWith("−") || text.matches("[0.,]+") ? text : "+" + text;
  }

  /** A share in percent: {@code 12.3 %}. */
  static String share(Double share) {
    if (share == null || !Double.isFinite(share)) {
      return NONE;
    }
    double percent = 100 * share;
    boolean fine = percent != 0 && Math.abs(percent) < 0.1;
    return fixed(percent, fine ? 3 : 1) + PERCENT;
  }

  /** A level such as 0.95 in percent: {@code 95 %}. */
  static String level(Double level) {
    return level == null ? "" : fixed(100 * level, 1).replace(".0", "") + PERCENT;
  }

  /** A number without superfluous zeros, for margins and the like. */
  static String plain(double value) {
    String text = String.format(Locale.ROOT, "%.6f", value).replaceFirst("\\.?0+$", "");
    return text.replace('-', '−');
  }

  /** A probability: {@code 0.013}, {@code < 0.0001}. */
  static String probability(Double p) {
    if (p == null || !Double.isFinite(p)) {
      return NONE;
    }
    if (p < Math.pow(10, -LEAST_P)) {
      return "< 0.0001";
    }
    return fixed(p, p < 0.001 ? 4 : p < 0.1 ? 3 : 2);
  }

  /**
   * With how many decimals intervals are written, so that half of the middle one's width has two
   * digits.
   */
  static int decimals(List<double[]> intervals) {
    double[] halves =
        intervals.stream()
            .mapToDouble(i -> (i[1] - i[0]) / 2)
            .filter(h -> h > 0 && Double.isFinite(h))
            .sorted()
            .toArray();
    if (halves.length == 0) {
      return 4;
    }
    double middle = halves[halves.length / 2];
    int digits = 1 - (int) Math.floor(Math.log10(middle));
    return Math.max(0, Math.min(MOST_DECIMALS, digits));
  }

  /** The same for one interval. */
  static int decimals(double low, double high) {
    return decimals(Arrays.asList(new double[][] {{low, high}}));
  }
}
