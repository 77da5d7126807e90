package dev.assay.statistics;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.math.BigInteger;

/** The exact sum of 64-bit integers or of their products, in 128 bits. */
public final class IntegerSum {
  private long high;
  private long low;

  /** Adds an integer. */
  public void add(long value) {
    add(value >> 63, value);
  }

  /** Adds the first integers of an array. */
  void addAll(long[] values, int size) {
    for (int i = 0; i < size; i++) {
      add(values[i]);
    }
  }

  /** Adds the products of the first integers of two arrays. */
  void addProducts(long[] a, long[] b, int size) {
    long sumHigh = high;
    long sumLow = low;
    for (int i = 0; i < size; i++) {
      long product = a[i] * b[i];
      sumLow += product;
      sumHigh +=
          Math.multiplyHigh(a[i], b[i]) + (Long.compareUnsigned(sumLow, product) < 0 ? 1 : 0);
    }
    high = sumHigh;
    low = sumLow;
  }

  /** Adds another sum. */
  public void merge(IntegerSum other) {
    add(other.high, other.low);
  }

  private void add(long otherHigh, long otherLow) {
    low += otherLow;
    high += otherHigh + (Long.compareUnsigned(low, otherLow) < 0 ? 1 : 0);
  }

  /** The sum as an integer. */
  public BigInteger toBigInteger() {
    return toBigInteger(high, low);
  }

  /** A 128-bit integer in two's complement, by its upper and lower 64 bits. */
  static BigInteger toBigInteger(long high, long low) {
    BigInteger lowPart =
        BigInteger.valueOf(low >>> 1).shiftLeft(1).add(BigInteger.valueOf(low & 1));
    return BigInteger.valueOf(high).shiftLeft(Long.SIZE).add(lowPart);
  }

  /** A 128-bit integer in two's complement as the nearest double, times a power of two. */
  static double toDouble(long high, long low, int exponent) {
    if (high == low >> 63) {
      return Math.scalb((double) low, exponent);
    }
    return Math.scalb(toBigInteger(high, low).doubleValue(), exponent);
  }

  /** The sum as the nearest double. */
  public double toDouble() {
    return toDouble(high, low, 0);
  }

  /** Writes 16 bytes. */
  public void write(DataOutput out) throws IOException {
    out.writeLong(high);
    out.writeLong(low);
  }

  /** Reads what {@link #write} wrote. */
  public static IntegerSum read(DataInput in) throws IOException {
    IntegerSum sum = new IntegerSum();
    sum.high = in.readLong();
    sum.low = in.readLong();
    return sum;
  }
}
