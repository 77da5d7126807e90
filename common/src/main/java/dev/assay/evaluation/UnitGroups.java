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
  private static final int BITS = 8;

  /** Number of groups. */
  static final int GROUPS = 1 << BITS;

  private final UnitScales scales;
  private final long[] sums;
  private final long[] clipped; // rows whose number was cut off, by place

  UnitGroups(UnitScales scales) {
    this.scales = scales;
    this.sums = new long[GROUPS * scales.size()];
    this.clipped = new long[scales.size()];
  }

  /** The group of a unit. */
  static int group(long unit) {
    return (int) (UnitHash.of(unit) >>> (Long.SIZE - BITS));
  }

  /** Adds a row's counts, by place. */
  void add(int group, long[] counts) {
    int from = group * counts.length;
    for (int i = 0; i < counts.length; i++) {
      sums[from + i] += counts[i];
      clipped[i] += Math.abs(counts[i]) < UnitScales.MOST ? 0 : 1;
    }
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
    for (int group = 0; group < GROUPS; group++) {
      sum += sums[group * scales.size() + place];
    }
    return scales.value(place, sum);
  }

  /** Groups that have rows, minus one. */
  int degreesOfFreedom() {
    int occupied = 0;
    for (int group = 0; group < GROUPS; group++) {
      occupied += sums[group * scales.size() + UnitScales.WEIGHT] > 0 ? 1 : 0;
    }
    return occupied - 1;
  }

  /**
   * The standard error of a sum over all rows of a linear function of the numbers; NaN where one of
   * these was cut off, since the error would be too small.
   */
  double standardError(double[] gradient) {
    double sum = 0;
    double squares = 0;
    for (int group = 0; group < GROUPS; group++) {
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
    double scatter = squares - sum * sum / GROUPS;
    return Math.sqrt(Math.max(0, scatter) * GROUPS / (GROUPS - 1));
  }

  void write(DataOutput out) throws IOException {
    for (long sum : sums) {
      out.writeLong(sum);
    }
    for (long rows : clipped) {
      out.writeLong(rows);
    }
  }

  static UnitGroups read(UnitScales scales, DataInput in) throws IOException {
    UnitGroups groups = new UnitGroups(scales);
    for (int i = 0; i < groups.sums.length; i++) {
      groups.sums[i] = in.readLong();
    }
    for (int i = 0; i < groups.clipped.length; i++) {
      groups.clipped[i] = in.readLong();
    }
    return groups;
  }
}
