package dev.assay.statistics;

import java.io.Serializable;
import java.util.Arrays;

/** The bins of a table as small numbers in the order of the scores. */
public final class ScoreCodes implements Serializable {
  private static final long serialVersionUID = 1;

  private final long[] lows;
  private final long[] highs;

  /** The bins of a table that has any. */
  public ScoreCodes(ScoreTable table) {
    lows = new long[table.bins()];
    highs = new long[table.bins()];
    for (int i = 0; i < lows.length; i++) {
      lows[i] = ScoreKey.of(table.low(i));
      highs[i] = ScoreKey.of(table.high(i));
    }
  }

  /** Number of codes. */
  public int size() {
    return lows.length;
  }

  /** The code of a score: of the last bin that does not begin above it, else of the first. */
  public int of(double score) {
    int found = Arrays.binarySearch(lows, ScoreKey.of(score));
    return Math.max(0, found >= 0 ? found : -found - 2);
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
