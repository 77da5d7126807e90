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

  // Two numbers of 16 bits to a long, with room for a carry above each: adding 2^16 minus the first
  // number that weighs k sets the carry of those that weigh k or more.
  private static final int HEAVIEST = INVERSE[INVERSE.length - 1];
  private static final long LANES = 0x0000_FFFF_0000_FFFFL;
  private static final long CARRIES = 0x0001_0000_0001_0000L;
  private static final long[] COMPLEMENTS = complements();

  private final long seed;
  private final int replicates;
  private final long[] firsts; // added to a unit's number before it is hashed
  private final long[] seconds;

  /**
   * Weights of so many replicates.
   *
   * @param replicates at least 200 for a standard error, 1000 for percentiles
   */
  public PoissonWeights(long seed, int replicates) {
    this.seed = UnitHash.of(seed);
    this.replicates = replicates;
    this.firsts = new long[ReplicateLanes.longs(replicates)];
    this.seconds = new long[firsts.length];
    for (int i = 0; i < firsts.length; i++) {
      firsts[i] = 4L * i;
      seconds[i] = 4L * (firsts.length + i);
    }
  }

  private static long[] complements() {
    long[] complements = new long[HEAVIEST];
    int value = 0;
    for (int weight = 1; weight <= HEAVIEST; weight++) {
      while (INVERSE[value] < weight) {
        value++;
      }
      complements[weight - 1] = (INVERSE.length - value) * 0x0000_0001_0000_0001L;
    }
    return complements;
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

  /**
   * Writes the same weights as {@link #fill(long, int[])}, a byte each, in the order of {@link
   * ReplicateLanes}. Loops are short, so that the compiler makes vector instructions of them.
   *
   * @param lanes receives the row's longs
   * @param scratch of {@link #scratch}
   */
  void fill(long unit, long[] lanes, Scratch scratch) {
    long state = UnitHash.of(unit ^ seed);
    draw(state, firsts, scratch);
    long[] even = scratch.even;
    long[] odd = scratch.odd;
    for (int i = 0; i < lanes.length; i++) {
      lanes[i] = (even[i] >>> 16) | (odd[i] >>> 8);
    }
    draw(state, seconds, scratch);
    for (int i = 0; i < lanes.length; i++) {
      lanes[i] |= even[i] | (odd[i] << 8);
    }
  }

  private static void draw(long state, long[] offsets, Scratch scratch) {
    long[] even = scratch.even;
    long[] odd = scratch.odd;
    for (int i = 0; i < odd.length; i++) {
      odd[i] = UnitHash.of(state + offsets[i]);
    }
    for (int i = 0; i < even.length; i++) {
      even[i] = odd[i] & LANES;
    }
    for (int i = 0; i < odd.length; i++) {
      odd[i] = (odd[i] >>> 16) & LANES;
    }
    weigh(even);
    weigh(odd);
  }

  private static void weigh(long[] lanes) {
    long c1 = COMPLEMENTS[0];
    long c2 = COMPLEMENTS[1];
    long c3 = COMPLEMENTS[2];
    long c4 = COMPLEMENTS[3];
    long c5 = COMPLEMENTS[4];
    long c6 = COMPLEMENTS[5];
    long c7 = COMPLEMENTS[6];
    long c8 = COMPLEMENTS[7];
    for (int i = 0; i < lanes.length; i++) {
      long lane = lanes[i];
      lanes[i] =
          ((lane + c1) & CARRIES)
              + ((lane + c2) & CARRIES)
              + ((lane + c3) & CARRIES)
              + ((lane + c4) & CARRIES)
              + ((lane + c5) & CARRIES)
              + ((lane + c6) & CARRIES)
              + ((lane + c7) & CARRIES)
              + ((lane + c8) & CARRIES);
    }
  }

  /** Room for {@link #fill(long, long[], Scratch)}, of one thread. */
  Scratch scratch() {
    return new Scratch(firsts.length);
  }

  /** Intermediate values of a row. */
  static final class Scratch {
    private final long[] even;
    private final long[] odd;

    private Scratch(int n) {
      even = new long[n];
      odd = new long[n];
    }
  }
}
