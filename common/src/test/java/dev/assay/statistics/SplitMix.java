package dev.assay.statistics;

/** The generator of golden_statistics.py, number by number. */
public final class SplitMix {
  private final long seed;

  /** The numbers of a seed. */
  public SplitMix(long seed) {
    this.seed = seed;
  }

  /** The i-th uniform number, from 0. */
  public double uniform(int i) {
    long z = seed + (i + 1) * 0x9E37_79B9_7F4A_7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58_476D_1CE4_E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D0_49BB_1331_11EBL;
    z ^= z >>> 31;
    return (z >>> 11) * 0x1p-53;
  }
}
