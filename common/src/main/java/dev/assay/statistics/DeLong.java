package dev.assay.statistics;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;

/**
 * The covariance of the AUCs of k models on the same rows: sums and products of the rows'
 * placements, as integers, so that states of the same rows are equal in any order (DeLong, DeLong
 * and Clarke-Pearson 1988). The second pass over the rows; the first one made the tables.
 */
public final class DeLong {
  private static final String NAME = "DeLong";
  private static final int FORMAT = 1;

  private final int models;
  private final IntegerSum[][] sums;
  private final IntegerSum[][] products;
  private final long[] rows = new long[2];

  /** No rows yet. */
  public DeLong(int models) {
    this.models = models;
    this.sums = sums(models);
    this.products = sums(models * (models + 1) / 2);
  }

  private static IntegerSum[][] sums(int n) {
    IntegerSum[][] sums = new IntegerSum[2][n];
    for (IntegerSum[] ofClass : sums) {
      for (int i = 0; i < n; i++) {
        ofClass[i] = new IntegerSum();
      }
    }
    return sums;
  }

  /**
   * Adds rows of a class.
   *
   * @param placement by model, then row: twice the rows of the other class below a positive row, or
   *     above a negative one, ties counted half
   * @param size number of rows
   */
  public void add(long[][] placement, int size, boolean positive) {
    int label = positive ? 1 : 0;
    rows[label] += size;
    int pair = 0;
    for (int a = 0; a < models; a++) {
      sums[label][a].addAll(placement[a], size);
      for (int b = 0; b <= a; b++) {
        products[label][pair++].addProducts(placement[a], placement[b], size);
      }
    }
  }

  /** Adds the rows of another state of as many models. */
  public void merge(DeLong other) {
    if (models != other.models) {
      throw new IllegalArgumentException("States of " + models + " and " + other.models);
    }
    for (int label = 0; label < 2; label++) {
      rows[label] += other.rows[label];
      for (int i = 0; i < models; i++) {
        sums[label][i].merge(other.sums[label][i]);
      }
      for (int i = 0; i < products[label].length; i++) {
        products[label][i].merge(other.products[label][i]);
      }
    }
  }

  /** Number of rows of a class. */
  public long rows(boolean positive) {
    return rows[positive ? 1 : 0];
  }

  /** Number of models. */
  public int models() {
    return models;
  }

  /** The AUC of a model, from the placements of the positives. */
  public double auc(int model) {
    double pairs = (double) rows[1] * rows[0];
    return sums[1][model].toDouble() / (2 * pairs);
  }

  /** Covariance of the AUCs of two models; NaN below two rows of each class. */
  public double covariance(int a, int b) {
    // placements are doubled counts of the other class
    return component(1, a, b) / rows[1] + component(0, a, b) / rows[0];
  }

  private double component(int label, int a, int b) {
    long n = rows[label];
    long others = rows[1 - label];
    if (n < 2 || others == 0) {
      return Double.NaN;
    }
    int pair = Math.max(a, b) * (Math.max(a, b) + 1) / 2 + Math.min(a, b);
    BigInteger scatter =
        products[label][pair]
            .toBigInteger()
            .multiply(BigInteger.valueOf(n))
            .subtract(sums[label][a].toBigInteger().multiply(sums[label][b].toBigInteger()));
    BigDecimal scale =
        BigDecimal.valueOf(4)
            .multiply(BigDecimal.valueOf(others))
            .multiply(BigDecimal.valueOf(others))
            .multiply(BigDecimal.valueOf(n))
            .multiply(BigDecimal.valueOf(n - 1));
    return new BigDecimal(scatter).divide(scale, MathContext.DECIMAL64).doubleValue();
  }

  /** The difference of two AUCs, the second minus the first, with its standard error. */
  public Estimate difference(int first, int second) {
    double variance =
        covariance(first, first) + covariance(second, second) - 2 * covariance(first, second);
    return new Estimate(auc(second) - auc(first), Math.sqrt(Math.max(0, variance)));
  }

  /**
   * The same with Student's t, whose degrees of freedom follow from what each class adds to the
   * variance (Welch and Satterthwaite, as Brunner and Munzel 2000 do for one area): where positives
   * are few, intervals by the normal distribution are too short. docs/coverage.md has by how much.
   */
  public Estimate studentDifference(int first, int second) {
    Estimate normal = difference(first, second);
    double positives = differenceComponent(1, first, second);
    double negatives = differenceComponent(0, first, second);
    double sum = positives + negatives;
    double degrees =
        sum * sum / (positives * positives / (rows[1] - 1) + negatives * negatives / (rows[0] - 1));
    boolean none = Double.isNaN(degrees) && sum == 0;
    return new Estimate(
        normal.value(), normal.standardError(), none ? Math.min(rows[0], rows[1]) - 1.0 : degrees);
  }

  /** What the rows of a class add to the variance of the difference. */
  private double differenceComponent(int label, int a, int b) {
    double variance = component(label, a, a) + component(label, b, b) - 2 * component(label, a, b);
    return variance < 0 ? 0 : variance / rows[label];
  }

  /** Writes the state. */
  public void write(DataOutput out) throws IOException {
    StateFormat.begin(out, NAME, FORMAT);
    out.writeInt(models);
    for (int label = 0; label < 2; label++) {
      out.writeLong(rows[label]);
      for (IntegerSum sum : sums[label]) {
        sum.write(out);
      }
      for (IntegerSum sum : products[label]) {
        sum.write(out);
      }
    }
  }

  /** Reads what {@link #write} wrote. */
  public static DeLong read(DataInput in) throws IOException {
    StateFormat.expect(in, NAME, FORMAT);
    DeLong state = new DeLong(in.readInt());
    for (int label = 0; label < 2; label++) {
      state.rows[label] = in.readLong();
      for (IntegerSum sum : state.sums[label]) {
        sum.merge(IntegerSum.read(in));
      }
      for (IntegerSum sum : state.products[label]) {
        sum.merge(IntegerSum.read(in));
      }
    }
    return state;
  }

  /** The state as bytes; equal states have equal bytes. */
  public byte[] toBytes() {
    return StateFormat.toBytes(this::write);
  }

  /** The state of bytes written by {@link #toBytes}. */
  public static DeLong fromBytes(byte[] bytes) {
    return StateFormat.fromBytes(bytes, DeLong::read);
  }
}
