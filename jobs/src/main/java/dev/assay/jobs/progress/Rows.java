package dev.assay.jobs.progress;

import java.util.Locale;

/** Numbers of rows as a person reads them. */
public final class Rows {
  private Rows() {}

  /** A rate with three digits: {@code 950 rows/s}, {@code 12.3 k rows/s}, {@code 1.25 M rows/s}. */
  public static String perSecond(double rate) {
    if (rate >= 1e6) {
      return digits(rate / 1e6) + " M rows/s";
    }
    return rate >= 1e3 ? digits(rate / 1e3) + " k rows/s" : Math.round(rate) + " rows/s";
  }

  private static String digits(double value) {
    int decimals = value >= 100 ? 0 : value >= 10 ? 1 : 2;
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
  }
}
