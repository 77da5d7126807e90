package dev.assay.evaluation;

import dev.assay.statistics.UnitHash;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * Sums of rows by random groups of units: the rows of a unit are in one group, so the variance
 * between groups is that of the units (Wolter, Introduction to Variance Estimation, 2007, chapter
 * 2).
 */
final class UnitGroups {
  /** Of the hash, for as many groups as there can be. */
  static final int BITS = 8;

  /** Fewer would leave too few degrees of freedom. */
  static final int FEW_BITS = 5;

  private final UnitScales scales;
  private final int bits;
  private final int groups;
  private final long[] sums;
  private final long[] clipped; // rows whose number was cut off, by place

  /** No rows yet; of one group, which 0 bits make, there are sums and no error. */
  UnitGroups(UnitScales scales, int bits) {
    this.scales = scales;
    this.bits = bits;
    this.groups = 1 << bits;
    this.sums = new long[groups * scales.size()];
    this.clipped = new long[scales.size()];
  }

  /** The group of a unit. */
  int group(long unit) {
    return bits == 0 ? 0 : (int) (UnitHash.of(unit) >>> (Long.SIZE - bits));
  }

  /** Adds a row's counts, by place. */
  void add(int group, long[] counts) {
    int from = group * counts.length;
    for (int i = 0; i < counts.length; i++) {
      sums[from + i] += counts[i];
      clipped[i] += Math.abs(counts[i]) < UnitScales.MOST ? 0 : 1;
    }
  }

  /** Bytes that the sums of a slice take. */
  static long bytes(UnitScales scales, int bits) {
    return ((long) Long.BYTES * scales.size()) << bits;
  }

  /** Whether there are several groups, so that errors can be estimated. */
  boolean split() {
    return bits > 0;
  }

  void merge(UnitGroups other) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] += other.sums[i];
    }
    for (int i = 0; i < clipped.length; i++) {
      clipped[i] += other.clipped[i];
    }
  }

  /** Whether a number of some row was too large to be counted in full. */
  boolean clipped() {
    return Arrays.stream(clipped).anyMatch(rows -> rows > 0);
  }

  /** The sum of a number over all rows. */
  double sum(int place) {
    long sum = 0;
    for (int group = 0; group < groups; group++) {
      sum += sums[group * scales.size() + place];
    }
    return scales.value(place, sum);
  }

  /** Groups that have rows, minus one; at least 1. */
  int degreesOfFreedom() {
    int occupied = 0;
    for (int group = 0; group < groups; group++) {
      occupied += sums[group * scales.size() + UnitScales.WEIGHT] > 0 ? 1 : 0;
    }
    return Math.max(1, occupied - 1);
  }

  /**
   * The standard error of a sum over all rows of a linear function of the numbers; NaN where one of
   * these was cut off, since the error would be too small.
   */
  double standardError(double[] gradient) {
    if (!split()) {
      return Double.NaN;
    }
    double sum = 0;
    double squares = 0;
    for (int group = 0; group < groups; group++) {
      double value = 0;
      for (int i = 0; i < gradient.length; i++) {
        if (gradient[i] != 0 && clipped[i] > 0) {
          return Double.NaN;
        }
        if (gradient[i] != 0) {
          value += gradient[i] * scales.value(i, sums[group * scales.size() + i]);
        }
      }
      sum += value;
      squares += value * value;
    }
    double scatter = squares - sum * sum / groups;
    return Math.sqrt(Math.max(0, scatter) * groups / (groups - 1));
  }

  void write(DataOutput out) throws IOException {
    for (long sum : sums) {
      out.writeLong(sum);
    }
    for (long rows : clipped) {
      out.writeLong(rows);
    }
  }

  static UnitGroups read(UnitScales scales, int bits, DataInput in) throws IOException {
    UnitGroups groups = new UnitGroups(scales, bits);
    for (int i = 0; i < groups.sums.length; i++) {
      groups.sums[i] = in.readLong();
    }
    for (int i = 0; i < groups.clipped.length; i++) {
      groups.clipped[i] = in.readLong();
    }
    return groups;
  }
}
