package dev.assay.statistics;

import java.io.Serializable;
import java.util.Arrays;

/**
 * The bins of a slice by the codes of the whole's bins: where a row stands among the rows of the
 * slice is found by the code alone. Bins of the slice that share a code are one here.
 */
public final class CodedBins implements Serializable {
  private static final long serialVersionUID = 1;

  private final char[] firsts; // by bin, its first code
  private final char[] bins; // by code; null where bins are searched for
  private final transient double[] lows; // for the plan only
  private final transient double[] weights;
  private final long[] ofPositive;
  private final long[] ofNegative;
  private final long positives;
  private final long negatives;
  private final int size;

  /**
   * The bins of a table.
   *
   * @param codes of a table that holds the same rows and others, 2^16 bins or fewer
   * @param mapped whether to keep the bin of each code: takes memory by their number, saves time
   */
  public CodedBins(ScoreCodes codes, ScoreTable table, boolean mapped) {
    if (codes.size() > Character.MAX_VALUE) {
      throw new IllegalArgumentException(codes.size() + " codes");
    }
    char[] firstCodes = new char[table.bins()];
    int[] binOf = new int[table.bins()];
    int count = 0;
    int covered = -1;
    for (int i = 0; i < binOf.length; i++) {
      int first = codes.reaching(table.low(i));
      if (first > covered) {
        firstCodes[count++] = (char) (covered + 1);
      }
      binOf[i] = count - 1;
      covered = codes.of(table.high(i));
    }
    firsts = Arrays.copyOf(firstCodes, count);
    bins = mapped ? bins(codes.size()) : null;
    size = count;
    lows = new double[count];
    weights = new double[count];
    long[] p = new long[count];
    long[] n = new long[count];
    for (int i = binOf.length - 1; i >= 0; i--) {
      lows[binOf[i]] = table.low(i);
      weights[binOf[i]] += share(table, true, i) + share(table, false, i);
      p[binOf[i]] += Math.round(table.positives(i));
      n[binOf[i]] += Math.round(table.negatives(i));
    }
    positives = table.rows(true);
    negatives = table.rows(false);
    ofPositive = new long[count];
    ofNegative = new long[count];
    place(p, n);
  }

  private char[] bins(int codes) {
    char[] all = new char[codes];
    for (int bin = 0; bin < firsts.length; bin++) {
      int to = bin + 1 < firsts.length ? firsts[bin + 1] : codes;
      Arrays.fill(all, firsts[bin], to, (char) bin);
    }
    return all;
  }

  /** The bin's share of a class, so that both classes are resolved alike however rare one is. */
  private static double share(ScoreTable table, boolean positive, int bin) {
    double weight = positive ? table.positives(bin) : table.negatives(bin);
    return weight == 0 ? 0 : weight / (positive ? table.positives() : table.negatives());
  }

  private void place(long[] p, long[] n) {
    long positivesBelow = 0;
    long negativesBelow = 0;
    for (int i = 0; i < p.length; i++) {
      ofPositive[i] = 2 * negativesBelow + n[i];
      ofNegative[i] = 2 * (positives - positivesBelow - p[i]) + p[i];
      positivesBelow += p[i];
      negativesBelow += n[i];
    }
  }

  /** Number of rows of a class. */
  public long rows(boolean positive) {
    return positive ? positives : negatives;
  }

  /** Number of bins. */
  public int size() {
    return size;
  }

  /** The bin of a code. */
  public int bin(int code) {
    if (bins != null) {
      return bins[code];
    }
    int found = Arrays.binarySearch(firsts, (char) code);
    return found >= 0 ? found : -found - 2;
  }

  /**
   * Twice the negatives below the bin, or the positives above it, ties counted half; without
   * weights (Sun and Xu, Fast Implementation of DeLong's Algorithm, 2014).
   */
  public long placement(int bin, boolean positive) {
    return positive ? ofPositive[bin] : ofNegative[bin];
  }

  /**
   * Groups of neighbouring bins with about equal shares of the two classes, by bin.
   *
   * @param groups about so many
   * @param cutoff an edge of the table, at which a group begins
   */
  public char[] groups(int groups, double cutoff) {
    char[] group = new char[size];
    double total = Arrays.stream(weights).sum();
    double below = 0;
    int next = 1;
    int current = 0;
    for (int i = 0; i < size; i++) {
      boolean begins = i > 0 && lows[i] >= cutoff && lows[i - 1] < cutoff;
      if (below >= total * next / groups) {
        begins |= i > 0;
        while (next < groups && below >= total * next / groups) {
          next++;
        }
      }
      current += begins ? 1 : 0;
      group[i] = (char) current;
      below += weights[i];
    }
    return group;
  }

  /** The first bin that begins at or above a cutoff; their number if none does. */
  public int from(double cutoff) {
    int bin = 0;
    while (bin < size && lows[bin] < cutoff) {
      bin++;
    }
    return bin;
  }
}
