package dev.assay.statistics;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;

/**
 * The exact sum of doubles: a fixed-point number over the whole range of double, so that order and
 * partitions change nothing. The "small superaccumulator" of R. M. Neal, Fast Exact Summation Using
 * Small and Large Superaccumulators (2015): chunks of 64 bits that are 32 bits apart, whose upper
 * halves take up carries until they are propagated.
 */
public final class ExactSum {
  /** The weight of the lowest bit is two to the minus this: the smallest double. */
  private static final int LOWEST = 1074;

  private static final int CHUNKS = 68;

  /** A chunk takes up this many numbers below 2^53 beside 2^32 before it could overflow. */
  private static final int ADDITIONS_PER_PROPAGATION = 1000;

  /** So many numbers of one exponent can be added up as integers of 64 bits. */
  private static final int ADDITIONS_PER_EXPONENT = 1000;

  private static final int EXPONENTS = 1 << 11;
  private static final int EXPONENTS_PER_GROUP = EXPONENTS / Long.SIZE;

  /** Sums by exponent, all 0 when nobody uses them. */
  private static final ThreadLocal<long[]> BY_EXPONENT =
      ThreadLocal.withInitial(() -> new long[EXPONENTS]);

  private static final long LOW_HALF = 0xFFFF_FFFFL;
  private static final long FRACTION = (1L << 52) - 1;

  private final long[] chunks = new long[CHUNKS];
  private int additions;
  private double special;

  /** Adds a number. Infinities and NaN make the sum what they would make a sum of doubles. */
  public void add(double value) {
    long bits = Double.doubleToRawLongBits(value);
    int exponent = (int) (bits >>> 52) & 0x7FF;
    long mantissa = bits & FRACTION;
    if (exponent == 0x7FF) {
      special += value;
      return;
    }
    if (exponent == 0) {
      exponent = 1;
    } else {
      mantissa |= FRACTION + 1;
    }
    int place = exponent - 1;
    int chunk = place >>> 5;
    int shift = place & 31;
    long low = (mantissa << shift) & LOW_HALF;
    long high = mantissa >>> (32 - shift);
    long sign = bits >> 63; // 0 or -1: negates without a branch
    chunks[chunk] += (low ^ sign) - sign;
    chunks[chunk + 1] += (high ^ sign) - sign;
    if (++additions == ADDITIONS_PER_PROPAGATION) {
      propagate();
    }
  }

  /**
   * Adds many finite numbers, those of each exponent first, as in Neal's large superaccumulator:
   * several times as fast as one by one.
   */
  void addAll(double[] values, int size) {
    long[] byExponent = BY_EXPONENT.get();
    for (int from = 0; from < size; from += ADDITIONS_PER_EXPONENT) {
      int to = Math.min(size, from + ADDITIONS_PER_EXPONENT);
      long groups = 0;
      for (int i = from; i < to; i++) {
        groups |= addTo(byExponent, values[i]);
      }
      addGroups(byExponent, groups);
    }
  }

  /** Adds the exact squares of many numbers, likewise; the squares must be finite. */
  void addAllSquares(double[] values, int size) {
    long[] byExponent = BY_EXPONENT.get();
    for (int from = 0; from < size; from += ADDITIONS_PER_EXPONENT / 2) {
      int to = Math.min(size, from + ADDITIONS_PER_EXPONENT / 2);
      long groups = 0;
      for (int i = from; i < to; i++) {
        double square = values[i] * values[i];
        groups |= addTo(byExponent, square);
        groups |= addTo(byExponent, Math.fma(values[i], values[i], -square));
      }
      addGroups(byExponent, groups);
    }
  }

  /** Returns the bit of the group of neighbouring exponents that the number belongs to. */
  private static long addTo(long[] byExponent, double value) {
    long bits = Double.doubleToRawLongBits(value);
    int exponent = (int) (bits >>> 52) & (EXPONENTS - 1);
    long mantissa = (bits & FRACTION) | (exponent == 0 ? 0 : FRACTION + 1);
    long sign = bits >> 63;
    byExponent[exponent] += (mantissa ^ sign) - sign;
    return 1L << (exponent / EXPONENTS_PER_GROUP);
  }

  private void addGroups(long[] byExponent, long groups) {
    for (long left = groups; left != 0; left &= left - 1) {
      int first = Long.numberOfTrailingZeros(left) * EXPONENTS_PER_GROUP;
      for (int exponent = first; exponent < first + EXPONENTS_PER_GROUP; exponent++) {
        if (byExponent[exponent] != 0) {
          addMantissas(Math.max(exponent, 1), byExponent[exponent]);
          byExponent[exponent] = 0;
        }
      }
    }
  }

  private void addMantissas(int exponent, long mantissas) {
    int place = exponent - 1;
    int chunk = place >>> 5;
    int shift = place & 31;
    long sign = mantissas >> 63;
    long magnitude = Math.abs(mantissas);
    long low = (magnitude & LOW_HALF) << shift;
    long high = (magnitude >>> 32) << shift;
    long middle = (low >>> 32) + (high & LOW_HALF);
    chunks[chunk] += ((low & LOW_HALF) ^ sign) - sign;
    chunks[chunk + 1] += (middle ^ sign) - sign;
    chunks[chunk + 2] += ((high >>> 32) ^ sign) - sign;
    if (++additions >= ADDITIONS_PER_PROPAGATION) {
      propagate();
    }
  }

  /**
   * Adds the exact product of two numbers (Dekker's two-product by a fused multiply-add), unless it
   * is so small that its lower half underflows.
   */
  public void addProduct(double a, double b) {
    double product = a * b;
    add(product);
    if (!Double.isInfinite(product)) {
      add(Math.fma(a, b, -product));
    }
  }

  /** Adds the exact square of a number. */
  public void addSquare(double value) {
    addProduct(value, value);
  }

  /** Adds another sum. */
  public void merge(ExactSum other) {
    propagate();
    other.propagate();
    for (int i = 0; i < CHUNKS; i++) {
      chunks[i] += other.chunks[i];
    }
    special += other.special;
    propagate();
  }

  /** Afterwards all chunks but the last are in [0, 2^32): one form for each value. */
  private void propagate() {
    long carry = 0;
    for (int i = 0; i < CHUNKS - 1; i++) {
      long chunk = chunks[i] + carry;
      chunks[i] = chunk & LOW_HALF;
      carry = chunk >> 32;
    }
    chunks[CHUNKS - 1] += carry;
    additions = 0;
  }

  /** The sum, rounded once to the nearest double. */
  public double toDouble() {
    if (special != 0) { // NaN too
      return special;
    }
    return round(unscaled(), -LOWEST);
  }

  /**
   * The sum as a decimal number without any rounding.
   *
   * @throws ArithmeticException if an infinity or NaN was added
   */
  public BigDecimal toBigDecimal() {
    if (special != 0) {
      throw new ArithmeticException("The sum is " + special);
    }
    BigInteger unscaled = unscaled();
    int zeros = Math.max(0, Math.min(LOWEST, unscaled.getLowestSetBit()));
    return new BigDecimal(unscaled.shiftRight(zeros)).divide(powerOfTwo(LOWEST - zeros));
  }

  private static BigDecimal powerOfTwo(int exponent) {
    return new BigDecimal(BigInteger.ONE.shiftLeft(exponent));
  }

  /** Whether only finite numbers were added. */
  public boolean finite() {
    return special == 0;
  }

  private BigInteger unscaled() {
    propagate();
    BigInteger sum = BigInteger.valueOf(chunks[CHUNKS - 1]);
    for (int i = CHUNKS - 2; i >= 0; i--) {
      sum = sum.shiftLeft(32).add(BigInteger.valueOf(chunks[i]));
    }
    return sum;
  }

  /** The double nearest to an integer times a power of two. */
  static double round(BigInteger unscaled, int exponent) {
    int excess = unscaled.bitLength() - 64;
    if (excess <= 0) {
      return Math.scalb(unscaled.doubleValue(), exponent);
    }
    boolean negative = unscaled.signum() < 0;
    BigInteger magnitude = unscaled.abs();
    BigInteger leading = magnitude.shiftRight(excess);
    if (magnitude.getLowestSetBit() < excess) {
      leading = leading.setBit(0); // what was cut off decides ties
    }
    double rounded = Math.scalb(leading.doubleValue(), excess + exponent);
    return negative ? -rounded : rounded;
  }

  /** Writes the chunks that are in use. */
  public void write(DataOutput out) throws IOException {
    propagate();
    int from = 0;
    int to = CHUNKS;
    while (to > 0 && chunks[to - 1] == 0) {
      to--;
    }
    while (from < to && chunks[from] == 0) {
      from++;
    }
    out.writeDouble(special);
    out.writeByte(from);
    out.writeByte(to);
    for (int i = from; i < to; i++) {
      out.writeLong(chunks[i]);
    }
  }

  /** Reads what {@link #write} wrote. */
  public static ExactSum read(DataInput in) throws IOException {
    ExactSum sum = new ExactSum();
    sum.special = in.readDouble();
    int from = in.readUnsignedByte();
    int to = in.readUnsignedByte();
    for (int i = from; i < to; i++) {
      sum.chunks[i] = in.readLong();
    }
    return sum;
  }

  /** Whether both hold the same value. */
  @Override
  public boolean equals(Object other) {
    if (!(other instanceof ExactSum sum)) {
      return false;
    }
    propagate();
    sum.propagate();
    return Arrays.equals(chunks, sum.chunks) && Double.compare(special, sum.special) == 0;
  }

  @Override
  public int hashCode() {
    propagate();
    return Arrays.hashCode(chunks);
  }

  @Override
  public String toString() {
    return Double.toString(toDouble());
  }
}
