package dev.assay.evaluation;

import java.math.BigInteger;

/**
 * Sums of numbers that are not negative as multiples of a power of two, in words of 64 bits, the
 * lowest first: they are the same in any order.
 *
 * @param words number of words of a sum
 * @param lowest the exponent of the lowest bit; numbers are rounded to it
 * @param limit numbers must be below it, so that 2^31 rows do not overflow the words
 */
record FixedPoint(int words, int lowest, double limit) {
  private static final int MANTISSA = 52;
  private static final int BIAS = 1075;
  private static final double TWO_64 = 0x1p64;

  /** Where numbers begin in the words, and what is added to that word and to the next. */
  static final class Addend {
    private int word;
    private long low;
    private long high;

    /** Takes a number that is not negative and below the limit. */
    void set(double value, FixedPoint format) {
      long bits = Double.doubleToRawLongBits(value);
      int exponent = (int) (bits >>> MANTISSA);
      if (exponent == 0) { // zero, or next to it
        word = 0;
        low = 0;
        high = 0;
        return;
      }
      long mantissa = (bits & ((1L << MANTISSA) - 1)) | (1L << MANTISSA);
      int place = exponent - BIAS - format.lowest;
      if (place < 0) {
        mantissa = place < -MANTISSA - 1 ? 0 : (mantissa + (1L << (-place - 1))) >>> -place;
        place = 0;
      }
      word = place >>> 6;
      int shift = place & 63;
      low = mantissa << shift;
      high = shift == 0 ? 0 : mantissa >>> (64 - shift);
    }

    void addTo(long[] cells, int at) {
      int i = at + word;
      long sum = cells[i] + low;
      cells[i] = sum;
      long carry = high + (Long.compareUnsigned(sum, low) < 0 ? 1 : 0);
      while (carry != 0) {
        i++;
        sum = cells[i] + carry;
        cells[i] = sum;
        carry = Long.compareUnsigned(sum, carry) < 0 ? 1 : 0;
      }
    }
  }

  /** Adds one sum to another. */
  void merge(long[] cells, int at, long[] others, int from) {
    long carry = 0;
    for (int i = 0; i < words; i++) {
      long sum = cells[at + i] + others[from + i];
      long overflow = Long.compareUnsigned(sum, others[from + i]) < 0 ? 1 : 0;
      long total = sum + carry;
      overflow += Long.compareUnsigned(total, carry) < 0 ? 1 : 0;
      cells[at + i] = total;
      carry = overflow;
    }
  }

  /** A sum in multiples of the lowest bit. */
  BigInteger units(long[] cells, int at) {
    byte[] bytes = new byte[words * Long.BYTES];
    for (int i = 0; i < words; i++) {
      long word = cells[at + i];
      for (int k = 0; k < Long.BYTES; k++) {
        bytes[bytes.length - 1 - i * Long.BYTES - k] = (byte) (word >>> (Byte.SIZE * k));
      }
    }
    return new BigInteger(1, bytes);
  }

  /** A sum as a double, off by no more than some roundings. */
  double toDouble(long[] cells, int at) {
    double sum = 0;
    for (int i = words - 1; i >= 0; i--) {
      long word = cells[at + i];
      double unsigned = (word >>> 1) * 2.0 + (word & 1);
      sum = sum * TWO_64 + unsigned;
    }
    return Math.scalb(sum, lowest);
  }
}
