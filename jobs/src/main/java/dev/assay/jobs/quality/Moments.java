package dev.assay.jobs.quality;

import com.amazon.deequ.analyzers.StandardDeviationState;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Mean and squared distances from it, of each block by itself, joined by the pairwise update (Chan,
 * Golub and LeVeque, 1979); merged as Deequ does.
 */
final class Moments extends Accumulator {
  private final int column;
  private double count;
  private double mean;
  private double squares;

  /**
   * @param column ordinal of a double
   */
  Moments(int column) {
    this.column = column;
  }

  boolean isEmpty() {
    return count == 0;
  }

  /** Standard deviation of the population. */
  double deviation() {
    return state().metricValue();
  }

  private StandardDeviationState state() {
    return new StandardDeviationState(count, mean, squares);
  }

  @Override
  Kind kind() {
    return Kind.MOMENTS;
  }

  @Override
  void add(Block block, int[] rows, int taken) {
    double[] values = block.doubles(column);
    boolean[] nulls = block.nulls(column);
    double sum = 0;
    int filled = 0;
    for (int i = 0; i < taken; i++) {
      if (nulls == null || !nulls[rows[i]]) {
        sum += values[rows[i]];
        filled++;
      }
    }
    double ownMean = sum / filled;
    double ownSquares = 0;
    for (int i = 0; i < taken; i++) {
      if (nulls == null || !nulls[rows[i]]) {
        double distance = values[rows[i]] - ownMean;
        ownSquares += distance * distance;
      }
    }
    merge(filled, ownMean, ownSquares);
  }

  private void merge(double otherCount, double otherMean, double otherSquares) {
    if (otherCount == 0) {
      return;
    }
    double all = count + otherCount;
    double distance = otherMean - mean;
    squares += otherSquares + distance * distance * count * otherCount / all;
    mean += distance * otherCount / all;
    count = all;
  }

  @Override
  void merge(Accumulator other) {
    Moments moments = (Moments) other;
    if (isEmpty()) {
      set(moments.count, moments.mean, moments.squares);
    } else if (!moments.isEmpty()) {
      StandardDeviationState merged = state().sum(moments.state());
      set(merged.n(), merged.avg(), merged.m2());
    }
  }

  private void set(double newCount, double newMean, double newSquares) {
    count = newCount;
    mean = newMean;
    squares = newSquares;
  }

  @Override
  void writeFields(DataOutput out) throws IOException {
    out.writeDouble(count);
    out.writeDouble(mean);
    out.writeDouble(squares);
  }

  @Override
  void readFields(DataInput in) throws IOException {
    set(in.readDouble(), in.readDouble(), in.readDouble());
  }
}
