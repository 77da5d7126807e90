package dev.assay.statistics;

/**
 * The bootstrap weights of some rows, drawn once for each row and then added to any number of
 * cells. Of one thread.
 */
public final class ReplicateBlock {
  private final PoissonWeights poisson;
  private final PoissonWeights.Scratch scratch;
  private final int longs;
  private final long[] weights;

  /** Room for so many rows. */
  public ReplicateBlock(PoissonWeights poisson, int rows) {
    this.poisson = poisson;
    this.scratch = poisson.scratch();
    this.longs = ReplicateLanes.longs(poisson.replicates());
    this.weights = new long[rows * longs];
  }

  /** Draws the weights of a row's unit. */
  public void set(int row, long unit) {
    poisson.fill(unit, weights, row * longs, scratch);
  }

  /**
   * Adds up the weights of rows: bytes, which hold the sums of no more rows than {@link
   * ReplicateLanes#ROWS_OF_BYTES}.
   *
   * @param sum receives them; where it is shorter than a row, of as many replicates
   */
  void sum(int[] rows, int from, int to, long[] sum) {
    System.arraycopy(weights, rows[from] * longs, sum, 0, sum.length);
    int i = from + 1;
    for (; i + 4 <= to; i += 4) {
      add(
          weights,
          rows[i] * longs,
          rows[i + 1] * longs,
          rows[i + 2] * longs,
          rows[i + 3] * longs,
          sum);
    }
    for (; i < to; i++) {
      add(weights, rows[i] * longs, sum);
    }
  }

  private static void add(long[] from, int a, int b, int c, int d, long[] to) {
    for (int i = 0; i < to.length; i++) {
      to[i] += from[a + i] + from[b + i] + from[c + i] + from[d + i];
    }
  }

  private static void add(long[] from, int a, long[] to) {
    for (int i = 0; i < to.length; i++) {
      to[i] += from[a + i];
    }
  }

  /** Adds a row's weights times a number below 8192 to 32-bit counts. */
  void addTo(long[] counts, int row, int multiple) {
    ReplicateLanes.addBytes(weights, row * longs, multiple, counts, counts.length / 4);
  }
}
