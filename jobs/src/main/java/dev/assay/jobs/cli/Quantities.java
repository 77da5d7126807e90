package dev.assay.jobs.cli;

import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.util.Locale;

/** Numbers as a person reads them. */
final class Quantities {
  private static final MathContext DIGITS = new MathContext(6);
  private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB", "PB"};

  private Quantities() {}

  /** {@code 277,677}. */
  static String count(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  /** At most six significant digits: {@code 45.6311}, {@code 70131}. */
  static String number(double value) {
    if (!Double.isFinite(value)) {
      return Double.toString(value);
    }
    BigDecimal exact = BigDecimal.valueOf(value);
    BigDecimal shown = value == Math.rint(value) ? exact : exact.round(DIGITS);
    return shown.stripTrailingZeros().toPlainString();
  }

  /** {@code 3.2 MB}; decimal units. */
  static String bytes(long bytes) {
    double value = bytes;
    int unit = 0;
    while (value >= 999.5 && unit < UNITS.length - 1) {
      value /= 1000;
      unit++;
    }
    String form = unit == 0 || value >= 99.95 ? "%.0f %s" : "%.1f %s";
    return String.format(Locale.ROOT, form, value, UNITS[unit]);
  }

  /** {@code 3.2 s}, {@code 4 min 10 s}, {@code 2 h 5 min}. */
  static String duration(Duration duration) {
    long seconds = Math.round(duration.toMillis() / 1000.0);
    if (duration.toMillis() < 60_000) {
      return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
    }
    return seconds < 3600
        ? seconds / 60 + " min " + seconds % 60 + " s"
        : seconds / 3600 + " h " + seconds / 60 % 60 + " min";
  }

  /** The first digits of a digest or run id. */
  static String brief(String digest) {
    String hex = digest.replaceFirst("^sha256:", "");
    return hex.substring(0, Math.min(12, hex.length()));
  }
}
