package dev.assay.statistics;

/**
 * The bootstrap weights of some rows, drawn once for each row and then added to any number of
 * cells. Of one thread.
 */
public final class ReplicateBlock {
  private final PoissonWeights poisson;
  private final PoissonWeights.Scratch scratch;
  private final int rows;
  private final int longs;
  private final long[] weights;

  /** Room for so many rows. */
  public ReplicateBlock(PoissonWeights poisson, int rows) {
    this.poisson = poisson;
    this.scratch = poisson.scratch();
    this.longs = ReplicateLanes.longs(poisson.replicates());
    this.rows = rows;
    this.weights = new long[(rows + 1) * longs];
  }

  /** Draws the weights of a row's unit. */
  public void set(int row, long unit) {
    poisson.fill(unit, weights, row * longs, scratch);
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

  private int at(int[] places, int i, int to) {
    return (i < to ? places[i] : rows) * longs;
  }

  private void set(long[] sum, int a, int b, int c, int d) {
    long[] from = weights;
    for (int i = 0; i < sum.length; i++) {
      sum[i] = from[a + i] + from[b + i] + from[c + i] + from[d + i];
    }
  }

  private void add(long[] sum, int a, int b, int c, int d) {
    long[] from = weights;
    for (int i = 0; i < sum.length; i++) {
      sum[i] += from[a + i] + from[b + i] + from[c + i] + from[d + i];
    }
  }

  /** Adds a row's weights times a number to 16-bit counts. */
  void addTo(long[] counts, int row, int multiple) {
    ReplicateLanes.addProducts(weights, row * longs, multiple, counts);
  }
}
