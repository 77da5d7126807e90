package dev.assay.statistics;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Two binary models on the same rows: which of them select a row, by class, and how far their
 * scores differ.
 */
public final class PairState {
  private static final String NAME = "PairState";
  private static final int FORMAT = 1;

  private final double firstCutoff;
  private final double secondCutoff;
  private final long[] counts = new long[8];
  private final ScoreBins differences;
  private final LossSums difference = new LossSums();
  private final LossSums squaredError = new LossSums();

  /**
   * No rows yet.
   *
   * @param capacity of the bins of score differences, see {@link ScoreBins}
   */
  public PairState(double firstCutoff, double secondCutoff, int capacity) {
    this(firstCutoff, secondCutoff, new ScoreBins(capacity, false));
  }

  private PairState(double firstCutoff, double secondCutoff, ScoreBins differences) {
    this.firstCutoff = firstCutoff;
    this.secondCutoff = secondCutoff;
    this.differences = differences;
  }

  /** Adds a row. */
  public void add(double first, double second, boolean positive) {
    double label = positive ? 1 : 0;
    counts[index(positive, first >= firstCutoff, second >= secondCutoff)]++;
    differences.add(Math.abs(second - first), positive);
    difference.add(second - first);
    squaredError.add((second - label) * (second - label) - (first - label) * (first - label));
  }

  private static int index(boolean positive, boolean byFirst, boolean bySecond) {
    return (positive ? 4 : 0) + (byFirst ? 2 : 0) + (bySecond ? 1 : 0);
  }

  /** Adds the rows of another state with the same cutoffs. */
  public void merge(PairState other) {
    if (firstCutoff != other.firstCutoff || secondCutoff != other.secondCutoff) {
      throw new IllegalArgumentException("States with other cutoffs");
    }
    differences.merge(other.differences);
    difference.merge(other.difference);
    squaredError.merge(other.squaredError);
    for (int i = 0; i < counts.length; i++) {
      counts[i] += other.counts[i];
    }
  }

  /** Rows of a class that are selected by the models as said. */
  public long count(boolean positive, boolean byFirst, boolean bySecond) {
    return counts[index(positive, byFirst, bySecond)];
  }

  /** Number of rows. */
  public long rows() {
    return difference.rows();
  }

  /** Share of rows that only one of the models selects. */
  public Figure flipRate() {
    long flips =
        counts[index(false, true, false)]
            + counts[index(false, false, true)]
            + counts[index(true, true, false)]
            + counts[index(true, false, true)];
    return Figure.ratio((double) flips, (double) rows(), "no rows");
  }

  /** The rows on which only one of the models is right. */
  public McNemar mcNemar() {
    return new McNemar(
        count(true, true, false) + count(false, false, true),
        count(true, false, true) + count(false, true, false));
  }

  /** Interval of the second model's accuracy minus the first's (Tango 1998). */
  public Interval accuracyDifference(double level) {
    McNemar rows = mcNemar();
    return ProportionInterval.pairedScore(
        (double) rows.onlySecond(), (double) rows.onlyFirst(), (double) rows(), level);
  }

  /**
   * What the swap costs: expected cost under the second model minus that under the first, over the
   * rows that change sides. A negative cost is a gain.
   */
  public double swapCost(CostMatrix costs) {
    double positives = count(true, false, true) - (double) count(true, true, false);
    double negatives = count(false, false, true) - (double) count(false, true, false);
    return positives * (costs.truePositive() - costs.falseNegative())
        + negatives * (costs.falsePositive() - costs.trueNegative());
  }

  /** Mean of second score minus first, with its error. */
  public Estimate scoreDifference() {
    return difference.estimate();
  }

  /** Mean of the second's squared error minus the first's, with its error. */
  public Estimate brierDifference() {
    return squaredError.estimate();
  }

  /** Quantile of the absolute score differences. */
  public Figure differenceQuantile(double share) {
    return differences.table().quantile(share);
  }

  /** The largest absolute score difference. */
  public Figure largestDifference() {
    return rows() == 0 ? Figure.undefined("no rows") : Figure.of(differences.table().max());
  }

  /** Writes the state. */
  public void write(DataOutput out) throws IOException {
    StateFormat.begin(out, NAME, FORMAT);
    out.writeDouble(firstCutoff);
    out.writeDouble(secondCutoff);
    differences.write(out);
    for (long count : counts) {
      out.writeLong(count);
    }
    difference.write(out);
    squaredError.write(out);
  }

  /** Reads what {@link #write} wrote. */
  public static PairState read(DataInput in) throws IOException {
    StateFormat.expect(in, NAME, FORMAT);
    PairState state = new PairState(in.readDouble(), in.readDouble(), ScoreBins.read(in));
    for (int i = 0; i < state.counts.length; i++) {
      state.counts[i] = in.readLong();
    }
    state.difference.merge(LossSums.read(in));
    state.squaredError.merge(LossSums.read(in));
    return state;
  }

  /** The state as bytes; equal states have equal bytes. */
  public byte[] toBytes() {
    return StateFormat.toBytes(this::write);
  }

  /** The state of bytes written by {@link #toBytes}. */
  public static PairState fromBytes(byte[] bytes) {
    return StateFormat.fromBytes(bytes, PairState::read);
  }
}
