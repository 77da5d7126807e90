package dev.assay.statistics;

import dev.assay.error.AssayException;
import dev.assay.error.ErrorCode;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;

/**
 * Exact sums of labels and errors, and bins of the absolute errors and of the labels, of a
 * regression. An error is label minus prediction. Rows may have weights; without, each weighs 1.
 */
public final class RegressionState {
  private static final String NAME = "RegressionState";
  private static final int FORMAT = 1;

  private static final int WEIGHTS = 0;
  private static final int LABELS = 1;
  private static final int SQUARED_LABELS = 2;
  private static final int ERRORS = 3;
  private static final int ABSOLUTE_ERRORS = 4;
  private static final int SQUARED_ERRORS = 5;
  private static final int RELATIVE_ERRORS = 6;
  private static final int FOURTH_POWERS = 7;
  private static final int SQUARED_WEIGHTS = 8;
  private static final int SUMS = 9;

  private final boolean weighted;
  private final ExactSum[] sums = new ExactSum[SUMS];
  private final ScoreBins absoluteErrors;
  private final ScoreBins labels;
  private long rows;
  private long zeroLabels;

  /**
   * No rows yet.
   *
   * @param capacity of the bins of absolute errors and labels, see {@link ScoreBins}
   */
  public RegressionState(int capacity, boolean weighted) {
    this(weighted, new ScoreBins(capacity, weighted), new ScoreBins(capacity, weighted));
  }

  private RegressionState(boolean weighted, ScoreBins absoluteErrors, ScoreBins labels) {
    this.weighted = weighted;
    this.absoluteErrors = absoluteErrors;
    this.labels = labels;
    for (int i = 0; i < SUMS; i++) {
      sums[i] = new ExactSum();
    }
  }

  /**
   * Adds a row without a weight.
   *
   * @throws AssayException if label or prediction are not numbers within the range of float
   */
  public void add(double label, double prediction) {
    double error = error(label, prediction);
    rows++;
    absoluteErrors.add(Math.abs(error), false);
    labels.add(label, false);
    sums[LABELS].add(label);
    sums[SQUARED_LABELS].addSquare(label);
    sums[ERRORS].add(error);
    sums[ABSOLUTE_ERRORS].add(Math.abs(error));
    sums[SQUARED_ERRORS].addSquare(error);
    sums[FOURTH_POWERS].addSquare(error * error);
    addRelative(label, error, 1);
  }

  /**
   * Adds a row with a weight above zero.
   *
   * @throws AssayException if a number cannot be used
   */
  public void add(double label, double prediction, double weight) {
    double error = error(label, prediction);
    absoluteErrors.add(Math.abs(error), false, weight);
    labels.add(label, false, weight);
    rows++;
    sums[WEIGHTS].add(weight);
    sums[SQUARED_WEIGHTS].addSquare(weight);
    sums[LABELS].addProduct(weight, label);
    sums[SQUARED_LABELS].addProduct(weight * label, label);
    sums[ERRORS].addProduct(weight, error);
    sums[ABSOLUTE_ERRORS].addProduct(weight, Math.abs(error));
    sums[SQUARED_ERRORS].addProduct(weight * error, error);
    sums[FOURTH_POWERS].addProduct(weight * error * error, error * error);
    addRelative(label, error, weight);
  }

  private static double error(double label, double prediction) {
    if (!(Math.abs(label) <= Float.MAX_VALUE && Math.abs(prediction) <= Float.MAX_VALUE)) {
      throw new AssayException(
          ErrorCode.INPUT,
          "Cannot evaluate prediction '"
              + prediction
              + "' of label '"
              + label
              + "': they are not numbers within the range of float. Leave such rows out.");
    }
    return label - prediction;
  }

  private void addRelative(double label, double error, double weight) {
    if (label == 0) {
      zeroLabels++;
    } else {
      sums[RELATIVE_ERRORS].add(weight * Math.abs(error / label));
    }
  }

  /** Adds the rows of another state. */
  public void merge(RegressionState other) {
    absoluteErrors.merge(other.absoluteErrors);
    labels.merge(other.labels);
    rows += other.rows;
    zeroLabels += other.zeroLabels;
    for (int i = 0; i < SUMS; i++) {
      sums[i].merge(other.sums[i]);
    }
  }

  /** Number of rows. */
  public long rows() {
    return rows;
  }

  /** Number of rows whose label is 0, which have no relative error. */
  public long zeroLabels() {
    return zeroLabels;
  }

  double total() {
    return weighted ? sums[WEIGHTS].toDouble() : rows;
  }

  double effectiveRows() {
    return weighted ? total() * total() / sums[SQUARED_WEIGHTS].toDouble() : rows;
  }

  double meanLabel() {
    return sums[LABELS].toDouble() / total();
  }

  double meanError() {
    return sums[ERRORS].toDouble() / total();
  }

  double meanAbsoluteError() {
    return sums[ABSOLUTE_ERRORS].toDouble() / total();
  }

  double meanSquaredError() {
    return sums[SQUARED_ERRORS].toDouble() / total();
  }

  double meanFourthPower() {
    return sums[FOURTH_POWERS].toDouble() / total();
  }

  double meanRelativeError() {
    return sums[RELATIVE_ERRORS].toDouble() / total();
  }

  /** Variance of the labels, dividing by n, without cancellation. */
  double labelVariance() {
    return variance(LABELS, SQUARED_LABELS);
  }

  /** Variance of the errors, dividing by n, without cancellation. */
  double errorVariance() {
    return variance(ERRORS, SQUARED_ERRORS);
  }

  private double variance(int sum, int squares) {
    BigDecimal n = weighted ? sums[WEIGHTS].toBigDecimal() : BigDecimal.valueOf(rows);
    BigDecimal total = sums[sum].toBigDecimal();
    BigDecimal scatter = sums[squares].toBigDecimal().multiply(n).subtract(total.multiply(total));
    return Math.max(0, scatter.divide(n.multiply(n), MathContext.DECIMAL64).doubleValue());
  }

  ScoreTable absoluteErrors() {
    return absoluteErrors.table();
  }

  ScoreTable labels() {
    return labels.table();
  }

  /** The mean pinball loss of the predictions as a quantile (Koenker and Bassett 1978). */
  public Figure pinball(double quantile) {
    if (rows == 0) {
      return Figure.undefined("no rows");
    }
    double above = (meanAbsoluteError() + meanError()) / 2;
    double below = (meanAbsoluteError() - meanError()) / 2;
    return Figure.of(quantile * above + (1 - quantile) * below);
  }

  /** Writes the state. */
  public void write(DataOutput out) throws IOException {
    StateFormat.begin(out, NAME, FORMAT);
    out.writeBoolean(weighted);
    out.writeLong(rows);
    out.writeLong(zeroLabels);
    for (ExactSum sum : sums) {
      sum.write(out);
    }
    absoluteErrors.write(out);
    labels.write(out);
  }

  /** Reads what {@link #write} wrote. */
  public static RegressionState read(DataInput in) throws IOException {
    StateFormat.expect(in, NAME, FORMAT);
    boolean weighted = in.readBoolean();
    long rows = in.readLong();
    long zeroLabels = in.readLong();
    ExactSum[] sums = new ExactSum[SUMS];
    for (int i = 0; i < SUMS; i++) {
      sums[i] = ExactSum.read(in);
    }
    RegressionState state = new RegressionState(weighted, ScoreBins.read(in), ScoreBins.read(in));
    state.rows = rows;
    state.zeroLabels = zeroLabels;
    System.arraycopy(sums, 0, state.sums, 0, SUMS);
    return state;
  }

  /** The state as bytes; equal states have equal bytes. */
  public byte[] toBytes() {
    return StateFormat.toBytes(this::write);
  }

  /** The state of bytes written by {@link #toBytes}. */
  public static RegressionState fromBytes(byte[] bytes) {
    return StateFormat.fromBytes(bytes, RegressionState::read);
  }
}
