package dev.assay.jobs.score;

/**
 * Counts, for each of 64 bits, in how many words it is set. The counts are kept as columns of bits,
 * so that a word costs two operations on average, whatever it holds.
 */
final class BitCounter {
  private final long[] planes = new long[Long.SIZE];

  void add(long bits) {
    long carry = bits;
    for (int p = 0; carry != 0; p++) {
      long both = planes[p] & carry;
      planes[p] ^= carry;
      carry = both;
    }
  }

  /** In how many words so far a bit was set. */
  long count(int bit) {
    long count = 0;
    for (int p = 0; p < planes.length; p++) {
      count |= (planes[p] >>> bit & 1) << p;
    }
    return count;
  }
}
