package dev.assay.statistics;

/**
 * Where the replicates of a bootstrap stand in arrays of longs: eight bytes to a long for the
 * weights of a row, four 16-bit integers to a long for counts. So one addition of longs adds up
 * several replicates, and the compiler makes vector instructions of loops over them.
 */
final class ReplicateLanes {
  /** The most rows whose bytes can be added up: 31 times the largest weight, 8, is below 256. */
  static final int ROWS_OF_BYTES = 31;

  /** The most rows that 16-bit counts can take up: 8191 times 8 is below 2^16. */
  static final int ROWS_OF_SHORTS = 8191;

  private static final long EVEN_BYTES = 0x00FF_00FF_00FF_00FFL;
  private static final long SHORT = 0xFFFFL;

  private ReplicateLanes() {}

  /** Longs for the weights of a row. */
  static int longs(int replicates) {
    return (replicates + 7) / 8;
  }

  /** The long that holds a replicate's weight. */
  static int place(int replicate, int longs) {
    return replicate / 4 % longs;
  }

  /** The byte in that long, from the lowest, by the order in which hashes are taken apart. */
  static int lane(int replicate, int longs) {
    int part = replicate % 4;
    int ofHash = (part & 1) + 2 * (part & 2);
    return replicate / 4 < longs ? ofHash : ofHash + 2;
  }

  /** Adds the even bytes to 16-bit counts. */
  static void addEvenBytes(long[] bytes, long[] even) {
    for (int i = 0; i < even.length; i++) {
      even[i] += bytes[i] & EVEN_BYTES;
    }
  }

  /** Adds the odd bytes to 16-bit counts. */
  static void addOddBytes(long[] bytes, long[] odd) {
    for (int i = 0; i < odd.length; i++) {
      odd[i] += (bytes[i] >>> 8) & EVEN_BYTES;
    }
  }

  /** Whether a replicate's byte is an odd one. */
  static boolean odd(int replicate, int longs) {
    return lane(replicate, longs) % 2 == 1;
  }

  /** How far a replicate's 16-bit count is shifted in its long, among its even or odd ones. */
  static int shift(int replicate, int longs) {
    return lane(replicate, longs) / 2 * 16;
  }

  /** A replicate's 16-bit count. */
  static int count(long[] even, long[] odd, int replicate) {
    int longs = even.length;
    long[] counts = odd(replicate, longs) ? odd : even;
    return (int) ((counts[place(replicate, longs)] >>> shift(replicate, longs)) & SHORT);
  }

  /**
   * Adds even bytes times a number to 16-bit counts; the numbers add up to no more than {@link
   * #ROWS_OF_SHORTS}.
   */
  static void addEvenProducts(long[] bytes, int multiple, long[] even) {
    for (int i = 0; i < even.length; i++) {
      even[i] += (bytes[i] & EVEN_BYTES) * multiple;
    }
  }

  /** Adds odd bytes times a number, likewise. */
  static void addOddProducts(long[] bytes, int multiple, long[] odd) {
    for (int i = 0; i < odd.length; i++) {
      odd[i] += ((bytes[i] >>> 8) & EVEN_BYTES) * multiple;
    }
  }

  /** Adds 16-bit counts to 64-bit ones. */
  static void addShorts(long[] even, long[] odd, long[] counts) {
    int longs = even.length;
    for (int lane = 0; lane < 8; lane++) {
      int shift = lane / 2 * 16;
      long[] shorts = lane % 2 == 0 ? even : odd;
      int to = lane * longs;
      for (int i = 0; i < longs; i++) {
        counts[to + i] += (shorts[i] >>> shift) & SHORT;
      }
    }
  }

  /** The place of a replicate's 64-bit count. */
  static int wide(int replicate, int longs) {
    return lane(replicate, longs) * longs + place(replicate, longs);
  }
}
