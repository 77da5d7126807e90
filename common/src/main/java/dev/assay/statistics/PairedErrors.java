package dev.assay.statistics;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;

/**
 * The errors of two regressions, or of two models' probabilities, on the same rows: exact sums of
 * powers of the squared errors, for the difference of the root mean squared errors.
 */
public final class PairedErrors {
  private static final String NAME = "PairedErrors";
  private static final int FORMAT = 1;
  private static final int ORDER = 4;

  // Sums of d^i u^j, where u is the first model's squared error and d the second's minus u: small
  // differences keep their digits.
  private final ExactSum[][] sums = new ExactSum[ORDER + 1][ORDER + 1];
  private long rows;

  /** No rows yet. */
  public PairedErrors() {
    for (int i = 0; i <= ORDER; i++) {
      for (int j = 0; i + j <= ORDER; j++) {
        sums[i][j] = new ExactSum();
      }
    }
  }

  /** Adds a row by the models' errors, prediction minus label. */
  public void add(double first, double second) {
    rows++;
    double u = first * first;
    double d = (second - first) * (second + first);
    double power = 1;
    for (int i = 0; i <= ORDER; i++) {
      double term = power;
      for (int j = 0; i + j <= ORDER; j++) {
        if (i + j > 0) {
          sums[i][j].add(term);
        }
        term *= u;
      }
      power *= d;
    }
  }

  /** Adds the rows of another state. */
  public void merge(PairedErrors other) {
    rows += other.rows;
    for (int i = 0; i <= ORDER; i++) {
      for (int j = 0; i + j <= ORDER; j++) {
        sums[i][j].merge(other.sums[i][j]);
      }
    }
  }

  /** Number of rows. */
  public long rows() {
    return rows;
  }

  /** Root mean squared error of the first model. */
  public double firstRmse() {
    return Math.sqrt(mean(0, 1));
  }

  /** Root mean squared error of the second model. */
  public double secondRmse() {
    return Math.sqrt(Math.max(0, mean(0, 1) + mean(1, 0)));
  }

  private double mean(int i, int j) {
    return rows == 0 || !finite() ? Double.NaN : sums[i][j].toDouble() / rows;
  }

  private boolean finite() {
    return sums[ORDER][0].finite() && sums[0][ORDER].finite();
  }

  /**
   * The second model's root mean squared error minus the first's, with the standard error of the
   * delta method and Student's t. Its degrees of freedom are those of a variance estimated from
   * rows with this kurtosis (2 / their relative variance, Satterthwaite 1946; n - 1 where the rows
   * are normal): few rows with large errors make the variance itself uncertain. NaN below two rows.
   */
  public Estimate rmseDifference() {
    double first = firstRmse();
    double second = secondRmse();
    double value = mean(1, 0) == 0 ? 0 : mean(1, 0) / (first + second);
    if (rows < 2 || !(first + second > 0)) {
      return new Estimate(rows == 0 ? Double.NaN : value, Double.NaN);
    }
    // a row's influence is alpha d + beta u, less its mean
    double alpha = 1 / (2 * (second == 0 ? first : second));
    double beta = first == 0 || second == 0 ? 0 : -value / (2 * first * second);
    double scatter = central(2, alpha, beta);
    double fourth = central(4, alpha, beta);
    double n = rows;
    double error = Math.sqrt(Math.max(0, scatter) / (n * (n - 1)));
    double kurtosis = scatter > 0 ? n * fourth / (scatter * scatter) : 3;
    double degrees = 2 * n / (kurtosis - (n - 3) / (n - 1));
    return new Estimate(value, error, Math.max(1, Math.min(n - 1, degrees)));
  }

  /** The sum over rows of a power of (alpha d + beta u - their mean). */
  private double central(int power, double alpha, double beta) {
    BigDecimal n = BigDecimal.valueOf(rows);
    BigDecimal mean = raw(1, alpha, beta).divide(n, MathContext.DECIMAL128);
    BigDecimal sum = BigDecimal.ZERO;
    for (int k = 0; k <= power; k++) {
      BigDecimal term =
          raw(power - k, alpha, beta)
              .multiply(mean.negate().pow(k))
              .multiply(BigDecimal.valueOf(binomial(power, k)));
      sum = sum.add(term);
    }
    return sum.round(MathContext.DECIMAL64).doubleValue();
  }

  /** The sum over rows of a power of alpha d + beta u. */
  private BigDecimal raw(int power, double alpha, double beta) {
    if (power == 0) {
      return BigDecimal.valueOf(rows);
    }
    BigDecimal sum = BigDecimal.ZERO;
    for (int j = 0; j <= power; j++) {
      BigDecimal factor =
          new BigDecimal(alpha).pow(power - j).multiply(new BigDecimal(beta).pow(j));
      sum =
          sum.add(
              sums[power - j][j]
                  .toBigDecimal()
                  .multiply(factor.multiply(BigDecimal.valueOf(binomial(power, j)))));
    }
    return sum;
  }

  private static long binomial(int n, int k) {
    long result = 1;
    for (int i = 1; i <= k; i++) {
      result = result * (n - k + i) / i;
    }
    return result;
  }

  /** Writes the state. */
  public void write(DataOutput out) throws IOException {
    StateFormat.begin(out, NAME, FORMAT);
    out.writeLong(rows);
    for (int i = 0; i <= ORDER; i++) {
      for (int j = 0; i + j <= ORDER; j++) {
        sums[i][j].write(out);
      }
    }
  }

  /** Reads what {@link #write} wrote. */
  public static PairedErrors read(DataInput in) throws IOException {
    StateFormat.expect(in, NAME, FORMAT);
    PairedErrors state = new PairedErrors();
    state.rows = in.readLong();
    for (int i = 0; i <= ORDER; i++) {
      for (int j = 0; i + j <= ORDER; j++) {
        state.sums[i][j].merge(ExactSum.read(in));
      }
    }
    return state;
  }

  /** The state as bytes; equal states have equal bytes. */
  public byte[] toBytes() {
    return StateFormat.toBytes(this::write);
  }

  /** The state of bytes written by {@link #toBytes}. */
  public static PairedErrors fromBytes(byte[] bytes) {
    return StateFormat.fromBytes(bytes, PairedErrors::read);
  }
}
