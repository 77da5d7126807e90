package dev.assay.evaluation;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * The units of earlier looks, by a few bits of their hashes: enough to tell whether a look has many
 * of them again, and not which. Rows of other units fall on the buckets independently; the rows of
 * units that come again make the counts of both vary together, by as much as they are.
 */
final class SeenUnits {
  private static final int BITS = 12;
  private static final int BUCKETS = 1 << BITS;

  /** So many standard errors, and so many rows, are taken for chance. */
  private static final double CERTAIN = 4;

  private static final double FEW = 8;

  private final int[] buckets = new int[BUCKETS];
  private double rows;

  /** Adds the rows of a look. */
  void add(UnitRows look) {
    int[] theirs = look.buckets(BITS);
    for (int i = 0; i < BUCKETS; i++) {
      buckets[i] += theirs[i];
      rows += theirs[i];
    }
  }

  /**
   * Estimates how many rows of a look are of units that were there before; 0 where chance explains
   * it. With looks of n rows each about n / 16 rows are told from chance, in the k-th look about n
   * sqrt(k) / 16.
   */
  double again(UnitRows look) {
    int[] theirs = look.buckets(BITS);
    double number = 0;
    for (int count : theirs) {
      number += count;
    }
    double mean = rows / BUCKETS;
    double theirMean = number / BUCKETS;
    double together = 0;
    for (int i = 0; i < BUCKETS; i++) {
      together += (buckets[i] - mean) * (theirs[i] - theirMean);
    }
    double estimate = together / (1 - 1.0 / BUCKETS);
    double chance = CERTAIN * Math.sqrt(rows * number / BUCKETS) + FEW;
    return estimate > chance ? Math.min(estimate, number) : 0;
  }

  void write(DataOutput out) throws IOException {
    for (int bucket : buckets) {
      int left = bucket;
      while (left >= 0x80) {
        out.writeByte(left | 0x80);
        left >>>= 7;
      }
      out.writeByte(left);
    }
  }

  static SeenUnits read(DataInput in) throws IOException {
    SeenUnits seen = new SeenUnits();
    for (int i = 0; i < BUCKETS; i++) {
      int part = in.readUnsignedByte();
      for (int shift = 0; ; shift += 7) {
        seen.buckets[i] |= (part & 0x7f) << shift;
        if (part < 0x80) {
          break;
        }
        part = in.readUnsignedByte();
      }
      seen.rows += seen.buckets[i];
    }
    return seen;
  }
}
