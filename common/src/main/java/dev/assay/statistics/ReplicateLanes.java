package dev.assay.statistics;

/**
 * Where the replicates of a bootstrap stand in arrays of longs: eight bytes to a long for the
 * weights of a row, two 32-bit integers to a long for counts. So one addition of longs adds up
 * several replicates, and the compiler makes vector instructions of loops over them.
 */
final class ReplicateLanes {
  /** The most rows whose bytes can be added up: 31 times the largest weight, 8, is below 256. */
  static final int ROWS_OF_BYTES = 31;

  private static final long BYTES = 0x0000_00FF_0000_00FFL;
  private static final long SHORTS = 0x0000_FFFF_0000_FFFFL;
  private static final long INT = 0xFFFF_FFFFL;

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

  /**
   * Adds bytes to 32-bit counts: byte k of each long to half k / 4 of a long in the k % 4-th of
   * four arrays that lie one after the other.
   */
  static void addBytes(long[] bytes, long[] counts, int from) {
    int longs = bytes.length;
    for (int i = 0; i < longs; i++) {
      counts[from + i] += bytes[i] & BYTES;
    }
    int second = from + longs;
    for (int i = 0; i < longs; i++) {
      counts[second + i] += (bytes[i] >>> 8) & BYTES;
    }
    int third = second + longs;
    for (int i = 0; i < longs; i++) {
      counts[third + i] += (bytes[i] >>> 16) & BYTES;
    }
    int fourth = third + longs;
    for (int i = 0; i < longs; i++) {
      counts[fourth + i] += (bytes[i] >>> 24) & BYTES;
    }
  }

  /** Adds bytes times a number below 8192 to 32-bit counts, in the same order. */
  static void addBytes(long[] bytes, int at, int multiple, long[] counts, int longs) {
    for (int part = 0; part < 2; part++) {
      int shift = 8 * part;
      int low = part * longs;
      int high = low + 2 * longs;
      for (int i = 0; i < longs; i++) {
        // four products of at most 16 bits in one multiplication
        long products = ((bytes[at + i] >>> shift) & 0x00FF_00FF_00FF_00FFL) * multiple;
        counts[low + i] += products & SHORTS;
        counts[high + i] += (products >>> 16) & SHORTS;
      }
    }
  }

  /** A replicate's 32-bit count. */
  static long count(long[] counts, int from, int replicate, int longs) {
    int lane = lane(replicate, longs);
    long pair = counts[from + lane % 4 * longs + place(replicate, longs)];
    return lane < 4 ? pair & INT : pair >>> 32;
  }
}
