package dev.assay.statistics;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;

/**
 * Exact sums and sums of products of k numbers per row, or per unit of analysis, for ratios of sums
 * and their differences by the delta method.
 */
public final class JointSums {
  private static final String NAME = "JointSums";
  private static final int FORMAT = 1;

  private final int numbers;
  private final ExactSum[] sums;
  private final ExactSum[] products;
  private long rows;

  /** No rows yet. */
  public JointSums(int numbers) {
    this.numbers = numbers;
    this.sums = sums(numbers);
    this.products = sums(numbers * (numbers + 1) / 2);
  }

  private static ExactSum[] sums(int n) {
    ExactSum[] sums = new ExactSum[n];
    for (int i = 0; i < n; i++) {
      sums[i] = new ExactSum();
    }
    return sums;
  }

  /**
   * Adds a row. Where rows of a unit depend on each other, add the units' sums, not the rows.
   *
   * @param values of the row; zeros cost nothing
   */
  public void add(double[] values) {
    rows++;
    int pair = 0;
    for (int a = 0; a < numbers; a++) {
      if (values[a] == 0) {
        pair += a + 1;
        continue;
      }
      sums[a].add(values[a]);
      for (int b = 0; b <= a; b++) {
        if (values[b] != 0) {
          products[pair].addProduct(values[a], values[b]);
        }
        pair++;
      }
    }
  }

  /** Adds the rows of another state of as many numbers. */
  public void merge(JointSums other) {
    if (numbers != other.numbers) {
      throw new IllegalArgumentException("States of " + numbers + " and " + other.numbers);
    }
    rows += other.rows;
    for (int i = 0; i < sums.length; i++) {
      sums[i].merge(other.sums[i]);
    }
    for (int i = 0; i < products.length; i++) {
      products[i].merge(other.products[i]);
    }
  }

  /** Number of rows. */
  public long rows() {
    return rows;
  }

  /** Sum of a number over the rows. */
  public double sum(int number) {
    return sums[number].toDouble();
  }

  /** Covariance of the sums of two numbers: n / (n - 1) (sum ab - sum a sum b / n). */
  public double covariance(int a, int b) {
    if (rows < 2) {
      return Double.NaN;
    }
    int pair = Math.max(a, b) * (Math.max(a, b) + 1) / 2 + Math.min(a, b);
    BigDecimal scatter =
        products[pair]
            .toBigDecimal()
            .multiply(BigDecimal.valueOf(rows))
            .subtract(sums[a].toBigDecimal().multiply(sums[b].toBigDecimal()));
    return scatter.divide(BigDecimal.valueOf(rows - 1), MathContext.DECIMAL64).doubleValue();
  }

  /**
   * A smooth function of the sums, by its value and gradient there, with the standard error of the
   * delta method (Casella and Berger, Statistical Inference, 5.5.4).
   */
  public Estimate estimate(double value, double... gradient) {
    double variance = 0;
    for (int a = 0; a < numbers; a++) {
      for (int b = 0; b < numbers; b++) {
        if (gradient[a] != 0 && gradient[b] != 0) {
          variance += gradient[a] * gradient[b] * covariance(a, b);
        }
      }
    }
    return new Estimate(value, Math.sqrt(Math.max(0, variance)));
  }

  /** The ratio of two sums, such as precision or the mean loss of a slice. */
  public Estimate ratio(int numerator, int denominator) {
    double[] gradient = new double[numbers];
    double ratio = addGradient(gradient, numerator, denominator, 1);
    return estimate(ratio, gradient);
  }

  /** The second ratio minus the first, with their covariance: a paired difference. */
  public Estimate difference(int numerator1, int denominator1, int numerator2, int denominator2) {
    double[] gradient = new double[numbers];
    double first = addGradient(gradient, numerator1, denominator1, -1);
    double second = addGradient(gradient, numerator2, denominator2, 1);
    return estimate(second - first, gradient);
  }

  private double addGradient(double[] gradient, int numerator, int denominator, int sign) {
    double d = sum(denominator);
    double ratio = sum(numerator) / d;
    gradient[numerator] += sign / d;
    gradient[denominator] -= sign * ratio / d;
    return ratio;
  }

  /** Writes the state. */
  public void write(DataOutput out) throws IOException {
    StateFormat.begin(out, NAME, FORMAT);
    out.writeInt(numbers);
    out.writeLong(rows);
    for (ExactSum sum : sums) {
      sum.write(out);
    }
    for (ExactSum product : products) {
      product.write(out);
    }
  }

  /** Reads what {@link #write} wrote. */
  public static JointSums read(DataInput in) throws IOException {
    StateFormat.expect(in, NAME, FORMAT);
    JointSums state = new JointSums(in.readInt());
    state.rows = in.readLong();
    for (ExactSum sum : state.sums) {
      sum.merge(ExactSum.read(in));
    }
    for (ExactSum product : state.products) {
      product.merge(ExactSum.read(in));
    }
    return state;
  }

  /** The state as bytes; equal states have equal bytes. */
  public byte[] toBytes() {
    return StateFormat.toBytes(this::write);
  }

  /** The state of bytes written by {@link #toBytes}. */
  public static JointSums fromBytes(byte[] bytes) {
    return StateFormat.fromBytes(bytes, JointSums::read);
  }
}
