package dev.assay.evaluation;

import dev.assay.statistics.Estimate;
import dev.assay.statistics.UnitHash;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Rows by some bits of the hash of their unit: whether units have several rows. Rows that are units
 * of their own fall on the buckets like a Poisson variable, whose variance is its mean; rows of one
 * unit fall together.
 */
final class UnitRows {
  private static final int BITS = 16;
  private static final double BUCKETS = 1 << BITS;

  /** So many standard errors above 1 the design effect is taken for real. */
  private static final double CERTAIN = 4;

  private final int[] buckets = new int[1 << BITS];
  private long rows;

  void add(long unit) {
    buckets[(int) (UnitHash.of(unit) >>> (Long.SIZE - BITS))]++;
    rows++;
  }

  void merge(UnitRows other) {
    rows += other.rows;
    for (int i = 0; i < buckets.length; i++) {
      buckets[i] += other.buckets[i];
    }
  }

  /** Estimates the number of rows of the unit of a row that is drawn at random; 1 for no rows. */
  double rowsPerUnit() {
    if (rows == 0) {
      return 1;
    }
    double mean = rows / BUCKETS;
    double scatter = 0;
    for (int bucket : buckets) {
      scatter += (bucket - mean) * (bucket - mean);
    }
    return scatter / (rows * (1 - 1 / BUCKETS));
  }

  /** Whether units have several rows, beyond chance. */
  boolean clustered() {
    return rows > 0 && rowsPerUnit() > 1 + CERTAIN * Math.sqrt(2 / BUCKETS + 1.0 / rows);
  }

  /** The rows by so many of the bits, which are no more than are kept. */
  int[] buckets(int bits) {
    int[] fewer = new int[1 << bits];
    for (int i = 0; i < buckets.length; i++) {
      fewer[i >>> (BITS - bits)] += buckets[i];
    }
    return fewer;
  }

  /**
   * An estimate that takes rows as independent, with the error it has at most where those of a unit
   * are alike: the design effect is at most the rows per unit (Kish 1965).
   */
  Estimate widened(Estimate estimate) {
    if (!clustered()) {
      return estimate;
    }
    double effect = rowsPerUnit();
    return new Estimate(
        estimate.value(),
        estimate.standardError() * Math.sqrt(effect),
        Math.max(1, estimate.degreesOfFreedom() / effect));
  }

  void write(DataOutput out) throws IOException {
    out.writeLong(rows);
    for (int bucket : buckets) {
      out.writeInt(bucket);
    }
  }

  static UnitRows read(DataInput in) throws IOException {
    UnitRows state = new UnitRows();
    state.rows = in.readLong();
    for (int i = 0; i < state.buckets.length; i++) {
      state.buckets[i] = in.readInt();
    }
    return state;
  }
}
