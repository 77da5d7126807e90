package dev.assay.statistics;

import dev.assay.error.AssayException;
import dev.assay.error.ErrorCode;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * What is kept of a multiclass model: for each class the scores of that class against the rest, the
 * confusion matrix, and how often the true class had which rank.
 */
public final class MulticlassState {
  private static final String NAME = "MulticlassState";
  private static final int FORMAT = 1;

  private final int classes;
  private final boolean weighted;
  private final ScoreBins[] scores;
  private final ExactSum[] matrix;
  private final ExactSum[] ranks;
  private final ExactSum squaredErrors = new ExactSum();
  private final ExactSum fourthPowers = new ExactSum();
  private long rows;

  /**
   * No rows yet.
   *
   * @param classes two or more
   * @param capacity of the bins of each class, see {@link ScoreBins}
   */
  public MulticlassState(int classes, int capacity, boolean weighted) {
    this.classes = classes;
    this.weighted = weighted;
    this.scores = new ScoreBins[classes];
    for (int k = 0; k < classes; k++) {
      scores[k] = new ScoreBins(capacity, weighted);
    }
    this.matrix = sums(classes * classes);
    this.ranks = sums(classes);
  }

  private static ExactSum[] sums(int n) {
    ExactSum[] sums = new ExactSum[n];
    for (int i = 0; i < n; i++) {
      sums[i] = new ExactSum();
    }
    return sums;
  }

  /** Adds a row without a weight. */
  public void add(double[] probabilities, int label) {
    add(probabilities, 0, label, 1);
  }

  /**
   * Adds a row.
   *
   * @param probabilities holds the row's probability of each class, from an offset on
   * @param label the true class
   * @param weight 1 where the state is without weights
   * @throws AssayException if a number cannot be used
   */
  public void add(double[] probabilities, int offset, int label, double weight) {
    if (label < 0 || label >= classes) {
      throw new AssayException(
          ErrorCode.INPUT,
          "Cannot evaluate label '"
              + label
              + "': the model has the classes 0 to "
              + (classes - 1)
              + ". Correct the labels.");
    }
    int best = 0;
    int rank = 0;
    double ofLabel = probabilities[offset + label];
    double squaredError = 0;
    for (int k = 0; k < classes; k++) {
      double p = probabilities[offset + k];
      if (weighted) {
        scores[k].add(p, k == label, weight);
      } else {
        scores[k].add(p, k == label);
      }
      best = p > probabilities[offset + best] ? k : best;
      // of equal probabilities the lower class comes first, as in the prediction
      rank += p > ofLabel || (p == ofLabel && k < label) ? 1 : 0;
      double error = k == label ? 1 - p : p;
      squaredError += error * error;
    }
    rows++;
    squaredErrors.addProduct(weight, squaredError);
    fourthPowers.addProduct(weight * squaredError, squaredError);
    matrix[label * classes + best].add(weight);
    ranks[rank].add(weight);
  }

  /** Adds the rows of another state of as many classes. */
  public void merge(MulticlassState other) {
    if (classes != other.classes) {
      throw new IllegalArgumentException("States of " + classes + " and " + other.classes);
    }
    rows += other.rows;
    for (int k = 0; k < classes; k++) {
      scores[k].merge(other.scores[k]);
      ranks[k].merge(other.ranks[k]);
    }
    for (int i = 0; i < matrix.length; i++) {
      matrix[i].merge(other.matrix[i]);
    }
    squaredErrors.merge(other.squaredErrors);
    fourthPowers.merge(other.fourthPowers);
  }

  /** Number of classes. */
  public int classes() {
    return classes;
  }

  /** Number of rows. */
  public long rows() {
    return rows;
  }

  /** Weight of the rows of a true class that were predicted as a class. */
  public double count(int label, int predicted) {
    return matrix[label * classes + predicted].toDouble();
  }

  /** The scores of a class against the rest. */
  public ScoreTable table(int label) {
    return scores[label].table();
  }

  /** The confusion matrix of a class against the rest. */
  public ConfusionMatrix oneAgainstRest(int label) {
    double[] cells = new double[4];
    for (int k = 0; k < classes; k++) {
      for (int predicted = 0; predicted < classes; predicted++) {
        cells[(k == label ? 0 : 1) + (predicted == label ? 0 : 2)] += count(k, predicted);
      }
    }
    return new ConfusionMatrix(cells[0], cells[1], cells[2], cells[3]);
  }

  /** Weight of the rows of a true class. */
  public double ofLabel(int label) {
    double sum = 0;
    for (int k = 0; k < classes; k++) {
      sum += count(label, k);
    }
    return sum;
  }

  double predictedAs(int label) {
    double sum = 0;
    for (int k = 0; k < classes; k++) {
      sum += count(k, label);
    }
    return sum;
  }

  /** Weight of all rows. */
  public double total() {
    double sum = 0;
    for (int k = 0; k < classes; k++) {
      sum += ofLabel(k);
    }
    return sum;
  }

  /** Mean over rows of the sum over classes of squared errors. */
  double meanSquaredError() {
    return squaredErrors.toDouble() / total();
  }

  /** Mean over rows of the square of that sum. */
  double meanFourthPower() {
    return fourthPowers.toDouble() / total();
  }

  double right() {
    double sum = 0;
    for (int k = 0; k < classes; k++) {
      sum += count(k, k);
    }
    return sum;
  }

  /** The number of rows without weights that would know as much; see {@link ScoreTable}. */
  public double effectiveRows() {
    return weighted ? scores[0].table().effectiveRows() : rows;
  }

  /** The share of {@link #topK(int)} with Wilson's interval. */
  public Figure topK(int k, double level) {
    Figure share = topK(k);
    return share.defined() ? share.within(wilson(share.value(), level)) : share;
  }

  Interval wilson(double share, double level) {
    double trials = effectiveRows();
    return ProportionInterval.wilson(share * trials, trials, level);
  }

  /** Share of rows whose true class is among the k most probable. */
  public Figure topK(int k) {
    double sum = 0;
    for (int rank = 0; rank < Math.min(k, classes); rank++) {
      sum += ranks[rank].toDouble();
    }
    return Figure.ratio(sum, total(), "no rows");
  }

  /** Writes the state. */
  public void write(DataOutput out) throws IOException {
    StateFormat.begin(out, NAME, FORMAT);
    out.writeInt(classes);
    out.writeBoolean(weighted);
    out.writeLong(rows);
    for (int k = 0; k < classes; k++) {
      scores[k].write(out);
      ranks[k].write(out);
    }
    for (ExactSum sum : matrix) {
      sum.write(out);
    }
    squaredErrors.write(out);
    fourthPowers.write(out);
  }

  /** Reads what {@link #write} wrote. */
  public static MulticlassState read(DataInput in) throws IOException {
    StateFormat.expect(in, NAME, FORMAT);
    MulticlassState state =
        new MulticlassState(in.readInt(), ScoreBins.LEAST_CAPACITY, in.readBoolean());
    state.rows = in.readLong();
    for (int k = 0; k < state.classes; k++) {
      state.scores[k] = ScoreBins.read(in);
      state.ranks[k].merge(ExactSum.read(in));
    }
    for (ExactSum sum : state.matrix) {
      sum.merge(ExactSum.read(in));
    }
    state.squaredErrors.merge(ExactSum.read(in));
    state.fourthPowers.merge(ExactSum.read(in));
    return state;
  }

  /** The state as bytes; equal states have equal bytes. */
  public byte[] toBytes() {
    return StateFormat.toBytes(this::write);
  }

  /** The state of bytes written by {@link #toBytes}. */
  public static MulticlassState fromBytes(byte[] bytes) {
    return StateFormat.fromBytes(bytes, MulticlassState::read);
  }
}
