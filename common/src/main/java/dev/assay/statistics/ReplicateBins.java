package dev.assay.statistics;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * The scores of a model by class in few fixed bins, once per bootstrap replicate: from it come the
 * replicates of every figure of ranks and of every confusion matrix at a border. The borders come
 * from the table of a first pass and must be the same in all states that are merged. Counts are
 * integers, so states of the same rows are equal in any order.
 *
 * <p>The replicates of a cell lie together: a row is one addition of arrays.
 */
public final class ReplicateBins {
  private static final String NAME = "ReplicateBins";
  private static final int FORMAT = 1;

  private final double[] borders;
  private final int replicates;
  private final long[] counts;

  /**
   * No rows yet.
   *
   * @param borders ascending; a bin begins at each, and one below the first
   */
  public ReplicateBins(double[] borders, int replicates) {
    this.borders = borders.clone();
    this.replicates = replicates;
    this.counts = new long[2 * (borders.length + 1) * replicates];
  }

  /**
   * Borders between about so many bins of equal weight, with the cutoffs among them.
   *
   * @param cutoffs declared as edges of the table, at which replicates are wanted
   */
  public static double[] borders(ScoreTable table, int bins, double... cutoffs) {
    double[] borders = Arrays.copyOf(cutoffs, cutoffs.length + bins - 1);
    int size = cutoffs.length;
    double below = 0;
    int next = 1;
    for (int i = 0; i < table.bins() && next < bins; i++) {
      if (below >= table.total() * next / bins) {
        borders[size++] = table.low(i);
        while (next < bins && below >= table.total() * next / bins) {
          next++;
        }
      }
      below += table.weight(i);
    }
    return Arrays.stream(borders, 0, size).sorted().distinct().toArray();
  }

  /**
   * Adds a row.
   *
   * @param weights of the row's unit, by {@link PoissonWeights}
   */
  public void add(double score, boolean positive, int[] weights) {
    add(score, positive, weights, 1);
  }

  /**
   * Adds a row that counts so many times.
   *
   * @param multiple the row's weight in a unit of the caller's choice, as an integer
   */
  public void add(double score, boolean positive, int[] weights, int multiple) {
    int found = Arrays.binarySearch(borders, score);
    int bin = found >= 0 ? found + 1 : -found - 1;
    int from = (2 * bin + (positive ? 1 : 0)) * replicates;
    if (multiple == 1) {
      for (int b = 0; b < replicates; b++) {
        counts[from + b] += weights[b];
      }
    } else {
      for (int b = 0; b < replicates; b++) {
        counts[from + b] += (long) multiple * weights[b];
      }
    }
  }

  /** Adds the rows of another state with the same borders. */
  public void merge(ReplicateBins other) {
    if (replicates != other.replicates || !Arrays.equals(borders, other.borders)) {
      throw new IllegalArgumentException("Replicates with other borders");
    }
    for (int i = 0; i < counts.length; i++) {
      counts[i] += other.counts[i];
    }
  }

  /** Number of replicates. */
  public int replicates() {
    return replicates;
  }

  private long count(int bin, int label, int replicate) {
    return counts[(2 * bin + label) * replicates + replicate];
  }

  /** The AUC of a replicate; NaN where it drew one class only. */
  public double auc(int replicate) {
    double below = 0;
    double ordered = 0;
    double positives = 0;
    for (int bin = 0; bin <= borders.length; bin++) {
      double n = count(bin, 0, replicate);
      double p = count(bin, 1, replicate);
      ordered += p * (below + n / 2);
      below += n;
      positives += p;
    }
    return ordered / (positives * below);
  }

  /** The largest distance of the classes' distribution functions in a replicate. */
  public double kolmogorovSmirnov(int replicate) {
    double[] totals = totals(replicate);
    double difference = 0;
    double largest = 0;
    for (int bin = 0; bin <= borders.length; bin++) {
      difference += count(bin, 0, replicate) / totals[0] - count(bin, 1, replicate) / totals[1];
      largest = Math.max(largest, Math.abs(difference));
    }
    return Double.isNaN(difference) ? Double.NaN : largest;
  }

  /** The average precision of a replicate, with the rows of a bin tied. */
  public double averagePrecision(int replicate) {
    double tp = 0;
    double fp = 0;
    double sum = 0;
    for (int bin = borders.length; bin >= 0; bin--) {
      double p = count(bin, 1, replicate);
      tp += p;
      fp += count(bin, 0, replicate);
      sum += p == 0 ? 0 : p * tp / (tp + fp);
    }
    return sum / tp;
  }

  private double[] totals(int replicate) {
    double[] totals = new double[2];
    for (int bin = 0; bin <= borders.length; bin++) {
      totals[0] += count(bin, 0, replicate);
      totals[1] += count(bin, 1, replicate);
    }
    return totals;
  }

  /**
   * The confusion matrix of a replicate at a cutoff.
   *
   * @throws IllegalArgumentException if the cutoff is not a border
   */
  public ConfusionMatrix matrix(int replicate, double cutoff) {
    int first = Arrays.binarySearch(borders, cutoff) + 1;
    if (first < 1) {
      throw new IllegalArgumentException("Cutoff " + cutoff + " is not a border");
    }
    double[] totals = totals(replicate);
    double tp = 0;
    double fp = 0;
    for (int bin = first; bin <= borders.length; bin++) {
      fp += count(bin, 0, replicate);
      tp += count(bin, 1, replicate);
    }
    return new ConfusionMatrix(tp, fp, totals[1] - tp, totals[0] - fp);
  }

  /** Writes the state. */
  public void write(DataOutput out) throws IOException {
    StateFormat.begin(out, NAME, FORMAT);
    out.writeInt(borders.length);
    for (double border : borders) {
      out.writeDouble(border);
    }
    out.writeInt(replicates);
    for (long count : counts) {
      out.writeLong(count);
    }
  }

  /** Reads what {@link #write} wrote. */
  public static ReplicateBins read(DataInput in) throws IOException {
    StateFormat.expect(in, NAME, FORMAT);
    double[] borders = new double[in.readInt()];
    for (int i = 0; i < borders.length; i++) {
      borders[i] = in.readDouble();
    }
    ReplicateBins bins = new ReplicateBins(borders, in.readInt());
    for (int i = 0; i < bins.counts.length; i++) {
      bins.counts[i] = in.readLong();
    }
    return bins;
  }

  /** The state as bytes; equal states have equal bytes. */
  public byte[] toBytes() {
    return StateFormat.toBytes(this::write);
  }

  /** The state of bytes written by {@link #toBytes}. */
  public static ReplicateBins fromBytes(byte[] bytes) {
    return StateFormat.fromBytes(bytes, ReplicateBins::read);
  }
}
