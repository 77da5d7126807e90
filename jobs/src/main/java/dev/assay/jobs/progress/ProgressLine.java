package dev.assay.jobs.progress;

import java.time.Duration;
import java.util.Locale;
import java.util.OptionalLong;

/** Progress as one line of text. */
final class ProgressLine {
  private static final int LARGEST_BAR = 30;
  private static final int SMALLEST_BAR = 5;

  // Before that the time left would be a guess.
  private static final double ENOUGH = 0.002;

  private ProgressLine() {}

  /**
   * A bar with rows, rows per second and the time left, at most {@code width} characters: {@code
   * scoring [████░░░░] 50 % 138,838 of 277,677 rows, 1.2 M rows/s, 0:03 left}.
   */
  static String bar(String what, long done, OptionalLong total, Duration elapsed, int width) {
    String text = text(done, total, elapsed);
    int room = Math.min(LARGEST_BAR, width - what.length() - text.length() - 4);
    if (total.isEmpty() || total.getAsLong() == 0 || room < SMALLEST_BAR) {
      return cut(what + " " + text, width);
    }
    int full = (int) (room * share(done, total.getAsLong()));
    return what + " [" + "█".repeat(full) + "░".repeat(room - full) + "] " + text;
  }

  /** The same for a log, without the bar. */
  static String log(String what, long done, OptionalLong total, Duration elapsed) {
    return what + ": " + text(done, total, elapsed);
  }

  private static String text(long done, OptionalLong total, Duration elapsed) {
    StringBuilder text = new StringBuilder();
    if (total.isPresent()) {
      text.append(percent(done, total.getAsLong()));
      text.append(String.format(Locale.ROOT, " %,d of %,d rows", done, total.getAsLong()));
    } else {
      text.append(String.format(Locale.ROOT, "%,d rows", done));
    }
    double rate = done / Math.max(1e-3, elapsed.toNanos() / 1e9);
    if (done > 0) {
      text.append(", ").append(rate(rate));
      if (total.isPresent()
          && total.getAsLong() > done
          && share(done, total.getAsLong()) >= ENOUGH) {
        text.append(", ").append(clock((total.getAsLong() - done) / rate)).append(" left");
      }
    }
    return text.toString();
  }

  private static double share(long done, long total) {
    return Math.min(1, (double) done / total);
  }

  private static String percent(long done, long total) {
    long percent = total == 0 ? 100 : (long) (100 * share(done, total));
    return String.format(Locale.ROOT, "%d %%", percent);
  }

  private static String rate(double rowsPerSecond) {
    return Rows.perSecond(rowsPerSecond);
  }

  private static String clock(double seconds) {
    long whole = Math.round(Math.ceil(seconds));
    return whole >= 3600
        ? String.format(Locale.ROOT, "%d:%02d:%02d", whole / 3600, whole / 60 % 60, whole % 60)
        : String.format(Locale.ROOT, "%d:%02d", whole / 60, whole % 60);
  }

  private static String cut(String line, int width) {
    return line.length() <= width ? line : line.substring(0, Math.max(0, width));
  }
}
