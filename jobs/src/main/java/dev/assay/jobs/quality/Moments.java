package dev.assay.jobs.quality;

import com.amazon.deequ.analyzers.StandardDeviationState;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.apache.spark.sql.catalyst.InternalRow;

/** Mean and squared distances from it, by Welford's update; merged as Deequ does. */
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
  void add(InternalRow row) {
    if (!row.isNullAt(column)) {
      double value = row.getDouble(column);
      double distance = value - mean;
      count++;
      mean += distance / count;
      squares += distance * (value - mean);
    }
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
