package dev.assay.statistics;

/**
 * Scores as integers in the order of the scores: the bits of the distance from the nearer of 0 and
 * 1 as a float, so that probabilities keep 24 significant bits at both ends. Keys that share all
 * but their lowest bits, up to {@link #MANTISSA} of them, are equidistant scores.
 */
final class ScoreKey {
  /** Bits of a float behind its exponent. */
  static final int MANTISSA = 23;

  private static final long HALF = 0x3F00_0000L;
  private static final long ONE = 2 * HALF;
  private static final long ONE_BITS = 0x3F80_0000L;

  private ScoreKey() {}

  /** The key of a finite score within the range of float. */
  static long of(double score) {
    if (score >= 0.5) {
      return score <= 1 ? ONE - bits(1 - score) : ONE + bits(score) - ONE_BITS;
    }
    return score >= 0 ? bits(score) : -bits(-score);
  }

  private static long bits(double value) {
    return Float.floatToRawIntBits((float) value + 0f); // no negative zero
  }

  /** Whether the key stands for exactly this score. */
  static boolean exact(double score) {
    double distance = score >= 0.5 && score <= 1 ? 1 - score : score;
    return (float) distance == distance;
  }

  /** The score of a key. */
  static double score(long key) {
    if (key > HALF && key <= ONE) {
      return 1 - value(ONE - key);
    }
    if (key > ONE) {
      return value(key - ONE + ONE_BITS);
    }
    return key >= 0 ? value(key) : -value(-key);
  }

  /** One minus the score of a key, without cancellation near 1. */
  static double complement(long key) {
    return key > HALF && key <= ONE ? value(ONE - key) : 1 - score(key);
  }

  /** By how much the score grows from a key to the next, within their bin. */
  static double step(long key) {
    return key > HALF && key <= ONE
        ? complement(key) - complement(key + 1)
        : score(key + 1) - score(key);
  }

  private static double value(long bits) {
    return Float.intBitsToFloat((int) bits);
  }
}
