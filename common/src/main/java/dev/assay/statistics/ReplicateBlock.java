package dev.assay.statistics;

/**
 * The bootstrap weights of some rows, drawn once for each row and then added to any number of
 * cells. Of one thread. Each row has an array of its own: of loops over parts of one array the
 * compiler makes no vector instructions, since it cannot know that the parts do not overlap.
 */
public final class ReplicateBlock {
  private final PoissonWeights poisson;
  private final PoissonWeights.Scratch scratch;
  private final int rows;
  private final long[][] weights; // the last row is that of zeros

  /** Room for so many rows. */
  public ReplicateBlock(PoissonWeights poisson, int rows) {
    this.poisson = poisson;
    this.scratch = poisson.scratch();
    this.rows = rows;
    this.weights = new long[rows + 1][ReplicateLanes.longs(poisson.replicates())];
  }

  /** Draws the weights of a row's unit. */
  public void set(int row, long unit) {
    poisson.fill(unit, weights[row], scratch);
  }

  /**
   * Adds up the weights of rows: bytes, which hold the sums of no more rows than {@link
   * ReplicateLanes#ROWS_OF_BYTES}. Goes by fours, the last of which are filled up with the row of
   * zeros.
   *
   * @param sum receives them; where it is shorter than a row, of as many replicates
   */
  void sum(int[] places, int from, int to, long[] sum) {
    set(
        sum,
        at(places, from, to),
        at(places, from + 1, to),
        at(places, from + 2, to),
        at(places, from + 3, to));
    for (int i = from + 4; i < to; i += 4) {
      add(
          sum,
          at(places, i, to),
          at(places, i + 1, to),
          at(places, i + 2, to),
          at(places, i + 3, to));
    }
  }

  private long[] at(int[] places, int i, int to) {
    return weights[i < to ? places[i] : rows];
  }

  private static void set(long[] sum, long[] a, long[] b, long[] c, long[] d) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] = a[i] + b[i] + c[i] + d[i];
    }
  }

  private static void add(long[] sum, long[] a, long[] b, long[] c, long[] d) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] += a[i] + b[i] + c[i] + d[i];
    }
  }

  /** Adds a row's weights times a number to 16-bit counts of even and of odd bytes. */
  void addTo(long[] even, long[] odd, int row, int multiple) {
    ReplicateLanes.addEvenProducts(weights[row], multiple, even);
    ReplicateLanes.addOddProducts(weights[row], multiple, odd);
  }
}
