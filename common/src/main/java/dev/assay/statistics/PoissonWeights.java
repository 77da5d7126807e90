package dev.assay.statistics;

/**
 * The weights of a unit of analysis in the replicates of a Poisson bootstrap: the inverse of the
 * Poisson distribution with mean 1 at 16 bits of a hash of unit, replicate and seed. So all rows of
 * a unit have the same weights, in every partition and for every model (Chamandy and others,
 * Estimating Uncertainty for Massive Data Streams, 2012).
 */
public final class PoissonWeights {
  private static final int BITS = 16;
  private static final byte[] INVERSE = inverse();

  private final long seed;
  private final int replicates;

  /**
   * Weights of so many replicates.
   *
   * @param replicates at least 200 for a standard error, 1000 for percentiles
   */
  public PoissonWeights(long seed, int replicates) {
    this.seed = UnitHash.of(seed);
    this.replicates = replicates;
  }

  private static byte[] inverse() {
    byte[] inverse = new byte[1 << BITS];
    double probability = Math.exp(-1);
    double cumulative = probability;
    int k = 0;
    for (int i = 0; i < inverse.length; i++) {
      while ((i + 0.5) / inverse.length > cumulative && k < 12) {
        probability /= ++k;
        cumulative += probability;
      }
      inverse[i] = (byte) k;
    }
    return inverse;
  }

  /** Number of replicates. */
  public int replicates() {
    return replicates;
  }

  /**
   * Writes the weights of a unit.
   *
   * @param unit a hash of the unit's key, see {@link UnitHash}
   * @param weights receives one weight per replicate
   */
  public void fill(long unit, int[] weights) {
    long state = UnitHash.of(unit ^ seed);
    int b = 0;
    for (; b + 4 <= replicates; b += 4) {
      long hash = UnitHash.of(state + b);
      weights[b] = INVERSE[(int) hash & 0xFFFF];
      weights[b + 1] = INVERSE[(int) (hash >>> 16) & 0xFFFF];
      weights[b + 2] = INVERSE[(int) (hash >>> 32) & 0xFFFF];
      weights[b + 3] = INVERSE[(int) (hash >>> 48)];
    }
    long hash = UnitHash.of(state + b);
    for (; b < replicates; b++) {
      weights[b] = INVERSE[(int) hash & 0xFFFF];
      hash >>>= 16;
    }
  }
}
