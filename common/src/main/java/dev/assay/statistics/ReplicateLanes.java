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
    return (int) ((four >>> (lane / 2 * 16)) & SHORT);
  }

  /** Adds bytes times a number to 16-bit counts; the numbers add up to no more than 8191. */
  static void addProducts(long[] bytes, int at, int multiple, long[] counts) {
    int longs = counts.length / 2;
    for (int i = 0; i < longs; i++) {
      counts[i] += (bytes[at + i] & EVEN_BYTES) * multiple;
    }
    for (int i = 0; i < longs; i++) {
      counts[longs + i] += ((bytes[at + i] >>> 8) & EVEN_BYTES) * multiple;
    }
  }

  /** Adds 16-bit counts to 64-bit ones. */
  static void addShorts(long[] shorts, int from, long[] counts) {
    int longs = counts.length / 8;
    for (int lane = 0; lane < 8; lane++) {
      int shift = lane / 2 * 16;
      int first = from + lane % 2 * longs;
      int to = lane * longs;
      for (int i = 0; i < longs; i++) {
        counts[to + i] += (shorts[first + i] >>> shift) & SHORT;
      }
    }
  }

  /** The place of a replicate's 64-bit count. */
  static int wide(int replicate, int longs) {
    return lane(replicate, longs) * longs + place(replicate, longs);
  }
}
