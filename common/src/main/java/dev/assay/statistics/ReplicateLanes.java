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
  private static final long EVEN_SHORTS = 0x0000_FFFF_0000_FFFFL;

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

  /** Adds bytes to 16-bit counts: even bytes to the first longs, odd ones to as many after them. */
  static void addBytes(long[] bytes, long[] counts, int from) {
    int longs = bytes.length;
    for (int i = 0; i < longs; i++) {
      counts[from + i] += bytes[i] & EVEN_BYTES;
    }
    int odd = from + longs;
    for (int i = 0; i < longs; i++) {
      counts[odd + i] += (bytes[i] >>> 8) & EVEN_BYTES;
    }
  }

  /** A replicate's 16-bit count. */
  static int count(long[] counts, int from, int replicate, int longs) {
    int lane = lane(replicate, longs);
    long four = counts[from + (lane % 2) * longs + place(replicate, longs)];
    return (int) (four >>> (lane / 2 * 16)) & 0xFFFF;
  }

  /**
   * Adds bytes times a number below 8192 to 32-bit counts: the four products of 16 bits of one
   * multiplication are spread over two longs.
   */
  static void addProducts(long[] bytes, int at, int multiple, long[] counts) {
    int longs = counts.length / 4;
    for (int odd = 0; odd < 2; odd++) {
      int shift = 8 * odd;
      int low = 2 * odd * longs;
      int high = low + longs;
      for (int i = 0; i < longs; i++) {
        long products = ((bytes[at + i] >>> shift) & EVEN_BYTES) * multiple;
        counts[low + i] += products & EVEN_SHORTS;
        counts[high + i] += (products >>> 16) & EVEN_SHORTS;
      }
    }
  }

  /** A replicate's 32-bit count. */
  static long product(long[] counts, int replicate, int longs) {
    int lane = lane(replicate, longs);
    int part = 2 * (lane % 2) + lane / 2 % 2;
    long pair = counts[part * longs + place(replicate, longs)];
    return lane < 4 ? pair & 0xFFFF_FFFFL : pair >>> 32;
  }
}
