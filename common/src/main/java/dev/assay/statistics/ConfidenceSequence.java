package dev.assay.statistics;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The mean of a difference over all looks so far, with an interval that holds at all looks at once:
 * the asymptotic confidence sequence of Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas
 * (Time-uniform central limit theory, 2024). Each look has a name and counts once, so that a
 * retried job changes nothing.
 */
public final class ConfidenceSequence {
  private static final String NAME = "ConfidenceSequence";
  private static final int FORMAT = 1;

  private final LossSums sums = new LossSums();
  private final List<String> looks = new ArrayList<>();

  /**
   * Adds the rows of a look.
   *
   * @param look its name, such as the date as of which it is
   * @return whether it was new; a known look is not counted again
   */
  public boolean add(String look, LossSums rows) {
    if (looks.contains(look)) {
      return false;
    }
    looks.add(look);
    sums.merge(rows);
    return true;
  }

  /** Names of the looks, in the order in which they came. */
  public List<String> looks() {
    return List.copyOf(looks);
  }

  /** Rows of all looks. */
  public long rows() {
    return sums.rows();
  }

  /** Mean over all looks. */
  public double mean() {
    return sums.mean();
  }

  /**
   * The interval: mean +- sd sqrt(2 (t r + 1) / (t^2 r) ln(sqrt(t r + 1) / alpha)) with r = rho^2.
   *
   * @param level one minus alpha
   * @param tightestAt number of rows at which the interval should be tightest
   */
  public Interval interval(double level, double tightestAt) {
    double alpha = 1 - level;
    double squaredRho = squaredRho(alpha, tightestAt);
    double t = sums.rows();
    double growth = t * squaredRho + 1;
    double half =
        Math.sqrt(sums.variance())
            * Math.sqrt(2 * growth / (t * t * squaredRho) * Math.log(Math.sqrt(growth) / alpha));
    return new Interval(mean() - half, mean() + half, level, IntervalMethod.CONFIDENCE_SEQUENCE);
  }

  /**
   * One side of the interval, for claims that are made at any look.
   *
   * @param alpha one-sided level for which it should be tightest at some number of rows; bounds and
   *     p-values hold at any other level, too
   * @param tightestAt that number of rows
   */
  public SequenceBound bound(double alpha, double tightestAt) {
    double deviation = Math.sqrt(sums.variance());
    return new SequenceBound(mean(), deviation, (double) rows(), squaredRho(2 * alpha, tightestAt));
  }

  static double squaredRho(double alpha, double tightestAt) {
    double log = -2 * Math.log(alpha);
    return (log + Math.log(log + 1)) / tightestAt;
  }

  /** Writes the state. */
  public void write(DataOutput out) throws IOException {
    StateFormat.begin(out, NAME, FORMAT);
    out.writeInt(looks.size());
    for (String look : looks) {
      out.writeUTF(look);
    }
    sums.write(out);
  }

  /** Reads what {@link #write} wrote. */
  public static ConfidenceSequence read(DataInput in) throws IOException {
    StateFormat.expect(in, NAME, FORMAT);
    ConfidenceSequence state = new ConfidenceSequence();
    int looks = in.readInt();
    for (int i = 0; i < looks; i++) {
      state.looks.add(in.readUTF());
    }
    state.sums.merge(LossSums.read(in));
    return state;
  }

  /** The state as bytes. */
  public byte[] toBytes() {
    return StateFormat.toBytes(this::write);
  }

  /** The state of bytes written by {@link #toBytes}. */
  public static ConfidenceSequence fromBytes(byte[] bytes) {
    return StateFormat.fromBytes(bytes, ConfidenceSequence::read);
  }
}
