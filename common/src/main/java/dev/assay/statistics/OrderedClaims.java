package dev.assay.statistics;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Holm's procedure over pairs of claims of which the second is tested after the first: alpha is
 * divided by the number of pairs in which something is left to claim, until nothing more can be
 * claimed. The chance of any false claim, first or second, is at most alpha whatever the dependence
 * (a sequentially rejective procedure, Goeman and Solari 2010): while only true claims were made,
 * each pair that holds a false one has its level, and these levels add up to alpha at most.
 */
public final class OrderedClaims {
  private final double[] levels;
  private final boolean[] first;
  private final boolean[] second;

  private OrderedClaims(int pairs, double alpha) {
    levels = new double[pairs];
    Arrays.fill(levels, alpha);
    first = new boolean[pairs];
    second = new boolean[pairs];
  }

  /**
   * Tests the claims.
   *
   * @param firstP p-values of the first claims; NaN where there is none to test
   * @param secondP p-values of the second claims; NaN where the first is all
   * @param alpha level of all of them together
   */
  public static OrderedClaims of(double[] firstP, double[] secondP, double alpha) {
    OrderedClaims claims = new OrderedClaims(firstP.length, alpha);
    boolean more = true;
    while (more) {
      more = claims.claim(firstP, secondP, alpha);
    }
    return claims;
  }

  /** Tests what is left at the level of its pairs; whether anything was claimed. */
  private boolean claim(double[] firstP, double[] secondP, double alpha) {
    int[] open = IntStream.range(0, levels.length).filter(i -> open(firstP, secondP, i)).toArray();
    boolean any = false;
    for (int i : open) {
      levels[i] = alpha / open.length;
      boolean before = first[i];
      first[i] |= firstP[i] < levels[i];
      second[i] = first[i] && secondP[i] < levels[i];
      any |= second[i] || first[i] != before;
    }
    return any;
  }

  private boolean open(double[] firstP, double[] secondP, int pair) {
    return !Double.isNaN(firstP[pair])
        && !second[pair]
        && !(first[pair] && Double.isNaN(secondP[pair]));
  }

  /** The level at which the claims of a pair were tested last. */
  public double level(int pair) {
    return levels[pair];
  }

  /** Whether both claims of a pair are made. */
  public boolean both(int pair) {
    return second[pair];
  }
}
