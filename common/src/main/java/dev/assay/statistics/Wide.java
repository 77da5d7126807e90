package dev.assay.statistics;

/** Integers of 128 bits in two neighbouring elements of an array, the upper one first. */
final class Wide {
  /** Weights are counted in multiples of two to the minus this. */
  static final int WEIGHT_BITS = 44;

  private static final double WEIGHT_UNITS = 0x1p44;
  private static final double TWO_63 = 0x1p63;
  private static final double TWO_64 = 0x1p64;

  private Wide() {}

  static void add(long[] cells, int at, long high, long low) {
    long sum = cells[at + 1] + low;
    cells[at + 1] = sum;
    cells[at] += high + (Long.compareUnsigned(sum, low) < 0 ? 1 : 0);
  }

  /** Adds a number, rounded to the units of weights. */
  static void addNumber(long[] cells, int at, double value) {
    long high = weightHigh(Math.abs(value));
    long low = weightLow(Math.abs(value));
    if (value < 0) {
      high = low == 0 ? -high : ~high;
      low = -low;
    }
    add(cells, at, high, low);
  }

  /** Adds another cell, times a power of two. */
  static void addShifted(long[] cells, int at, long high, long low, int shift) {
    if (shift == 0) {
      add(cells, at, high, low);
    } else {
      add(cells, at, (high << shift) | (low >>> (64 - shift)), low << shift);
    }
  }

  /** Adds a 128-bit integer times an integer that is not negative. */
  static void addProduct(long[] cells, int at, long high, long low, long factor) {
    long carried = Math.multiplyHigh(low, factor) + ((low >> 63) & factor);
    add(cells, at, high * factor + carried, low * factor);
  }

  static double toDouble(long[] cells, int at, int exponent) {
    return IntegerSum.toDouble(cells[at], cells[at + 1], exponent);
  }

  /** The upper 64 bits of a weight in units. */
  static long weightHigh(double weight) {
    return (long) (weight * WEIGHT_UNITS / TWO_64);
  }

  /** The lower 64 bits of a weight in units, rounded to the nearest unit. */
  static long weightLow(double weight) {
    double units = weight * WEIGHT_UNITS;
    if (units < TWO_63) {
      return (long) Math.rint(units);
    }
    double low = units - (double) (long) (units / TWO_64) * TWO_64;
    return low < TWO_63 ? (long) low : (long) (low - TWO_63) + Long.MIN_VALUE;
  }
}
