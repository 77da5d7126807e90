package dev.assay.evaluation;

import java.util.stream.LongStream;

/**
 * Which slices of a slicer are not shown, because they are small or because a small one could be
 * had from them by subtraction from the whole.
 */
final class Suppression {
  private Suppression() {}

  /**
   * Why each slice is suppressed; null where it is shown. What is hidden together is at least two
   * slices, and at least the minimum of rows; the rows that no slice holds count as a slice that is
   * never shown. Where more must be hidden than is small, the smallest go first.
   *
   * @param rows of the slices
   * @param whole all rows, in slices or not
   * @param minimumRows of a slice that is shown
   */
  static String[] reasons(long[] rows, long whole, int minimumRows) {
    String[] reasons = new String[rows.length];
    long outside = whole - LongStream.of(rows).sum();
    int cells = outside > 0 ? 1 : 0;
    long hidden = outside;
    boolean small = outside > 0 && outside < minimumRows;
    for (int i = 0; i < rows.length; i++) {
      if (rows[i] < minimumRows) {
        reasons[i] = "fewer than " + minimumRows + " rows";
        small = true;
        cells++;
        hidden += rows[i];
      }
    }
    while (small && (cells < 2 || hidden < minimumRows)) {
      int next = smallestShown(rows, reasons);
      if (next < 0) {
        break;
      }
      reasons[next] = "it would give away fewer than " + minimumRows + " other rows";
      cells++;
      hidden += rows[next];
    }
    return reasons;
  }

  private static int smallestShown(long[] rows, String[] reasons) {
    int smallest = -1;
    for (int i = 0; i < rows.length; i++) {
      if (reasons[i] == null && (smallest < 0 || rows[i] < rows[smallest])) {
        smallest = i;
      }
    }
    return smallest;
  }
}
