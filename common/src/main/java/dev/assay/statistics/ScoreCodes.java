package dev.assay.statistics;

import java.io.Serializable;
import java.util.Arrays;

/** The bins of a table as small numbers in the order of the scores. */
public final class ScoreCodes implements Serializable {
  private static final long serialVersionUID = 1;

  private final long[] lows;
  private final long[] highs;
  private final int[] starts; // by the upper bits of a key, where to search for its code
  private final int startShift;

  /** The bins of a table that has any. */
  public ScoreCodes(ScoreTable table) {
    lows = new long[table.bins()];
    highs = new long[table.bins()];
    for (int i = 0; i < lows.length; i++) {
      lows[i] = ScoreKey.of(table.low(i));
      highs[i] = ScoreKey.of(table.high(i));
    }
    startShift = Long.SIZE - Long.numberOfLeadingZeros(span() / (2L * lows.length + 1));
    starts = new int[lows.length == 0 ? 0 : (int) (span() >>> startShift) + 2];
    int code = 0;
    for (int i = 0; i < starts.length; i++) {
      while (code + 1 < lows.length && lows[code + 1] - lows[0] <= (long) i << startShift) {
        code++;
      }
      starts[i] = code;
    }
  }

  private long span() {
    return lows.length == 0 ? 0 : lows[lows.length - 1] - lows[0];
  }

  /** Number of codes. */
  public int size() {
    return lows.length;
  }

  /** The code of a score: of the last bin that does not begin above it, else of the first. */
  public int of(double score) {
    long key = ScoreKey.of(score);
    long start = (key - lows[0]) >> startShift;
    if (start < 0) {
      return 0;
    }
    if (start >= starts.length - 1) {
      return lows.length - 1;
    }
    int least = starts[(int) start];
    int most = starts[(int) start + 1];
    while (least < most) {
      int middle = (least + most + 1) >>> 1;
      if (lows[middle] <= key) {
        least = middle;
      } else {
        most = middle - 1;
      }
    }
    return least;
  }

  /** The first code that has scores at or above one that some code has. */
  int reaching(double score) {
    int found = Arrays.binarySearch(highs, ScoreKey.of(score));
    return found >= 0 ? found : -found - 1;
  }

  /** The first code whose scores are all at or above a cutoff that begins a bin. */
  public int from(double cutoff) {
    if (cutoff == Double.POSITIVE_INFINITY) {
      return size();
    }
    int found = Arrays.binarySearch(lows, ScoreKey.of(cutoff));
    return found >= 0 ? found : -found - 1;
  }
}
