package dev.assay.statistics;

import java.util.Arrays;

/**
 * Where a score stands among the scores of the other class: twice the number of rows below it, ties
 * counted half, as an integer (Sun and Xu, Fast Implementation of DeLong's Algorithm, 2014). Looked
 * up by score in the bins of a table without weights.
 */
public final class Placements {
  private final long[] lows;
  private final long[] ofPositive;
  private final long[] ofNegative;
  private final long positives;
  private final long negatives;

  /** The placements in a table; weights are left out. */
  public Placements(ScoreTable table) {
    lows = new long[table.bins()];
    ofPositive = new long[table.bins()];
    ofNegative = new long[table.bins()];
    positives = table.rows(true);
    negatives = table.rows(false);
    long positivesBelow = 0;
    long negativesBelow = 0;
    for (int i = 0; i < lows.length; i++) {
      long p = Math.round(table.positives(i));
      long n = Math.round(table.negatives(i));
      lows[i] = ScoreKey.of(table.low(i));
      ofPositive[i] = 2 * negativesBelow + n;
      ofNegative[i] = 2 * (positives - positivesBelow - p) + p;
      positivesBelow += p;
      negativesBelow += n;
    }
  }

  /** Twice the negatives below a positive score, or the positives above a negative one. */
  long of(double score, boolean positive) {
    int found = Arrays.binarySearch(lows, ScoreKey.of(score));
    int bin = Math.max(0, found >= 0 ? found : -found - 2);
    return positive ? ofPositive[bin] : ofNegative[bin];
  }

  long positives() {
    return positives;
  }

  long negatives() {
    return negatives;
  }
}
