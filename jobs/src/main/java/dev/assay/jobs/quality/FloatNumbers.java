package dev.assay.jobs.quality;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.apache.spark.sql.catalyst.InternalRow;

/**
 * Floating-point numbers. The sum carries its rounding errors along (Neumaier,
 * "Rundungsfehleranalyse einiger Verfahren zur Summation endlicher Summen", 1974), so that merged
 * sums do not drift apart from whole ones.
 */
final class FloatNumbers extends Accumulator implements Numbers {
  private final int column;
  private long count;
  private long nans;
  private double sum;
  private double error;
  private double min = Double.POSITIVE_INFINITY;
  private double max = Double.NEGATIVE_INFINITY;

  /**
   * @param column ordinal of a double
   */
  FloatNumbers(int column) {
    this.column = column;
  }

  @Override
  Kind kind() {
    return Kind.FLOATING;
  }

  @Override
  void add(InternalRow row) {
    if (!row.isNullAt(column)) {
      double value = row.getDouble(column);
      count++;
      if (Double.isNaN(value)) {
        nans++;
      } else {
        addToSum(value);
        min = Math.min(min, value);
        max = Math.max(max, value);
      }
    }
  }

  private void addToSum(double value) {
    double next = sum + value;
    error += Math.abs(sum) >= Math.abs(value) ? (sum - next) + value : (value - next) + sum;
    sum = next;
  }

  @Override
  void merge(Accumulator other) {
    FloatNumbers numbers = (FloatNumbers) other;
    count += numbers.count;
    nans += numbers.nans;
    addToSum(numbers.sum);
    error += numbers.error;
    min = Math.min(min, numbers.min);
    max = Math.max(max, numbers.max);
  }

  @Override
  public long count() {
    return count;
  }

  @Override
  public double sum() {
    return orNaN(Double.isInfinite(sum) || Double.isNaN(sum) ? sum : sum + error);
  }

  @Override
  public double mean() {
    return sum() / count;
  }

  @Override
  public double min() {
    return orNaN(min);
  }

  @Override
  public double max() {
    return orNaN(max);
  }

  private double orNaN(double value) {
    return nans > 0 ? Double.NaN : value;
  }

  @Override
  void writeFields(DataOutput out) throws IOException {
    out.writeLong(count);
    out.writeLong(nans);
    out.writeDouble(sum);
    out.writeDouble(error);
    out.writeDouble(min);
    out.writeDouble(max);
  }

  @Override
  void readFields(DataInput in) throws IOException {
    count = in.readLong();
    nans = in.readLong();
    sum = in.readDouble();
    error = in.readDouble();
    min = in.readDouble();
    max = in.readDouble();
  }
}
