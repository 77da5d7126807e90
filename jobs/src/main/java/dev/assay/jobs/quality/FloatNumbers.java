package dev.assay.jobs.quality;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

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
  void add(Block block, int[] rows, int taken) {
    double[] values = block.doubles(column);
    boolean[] nulls = block.nulls(column);
    double total = sum;
    double lost = error;
    double smallest = min;
    double largest = max;
    int filled = 0;
    int notNumbers = 0;
    for (int i = 0; i < taken; i++) {
      int row = rows[i];
      if (nulls != null && nulls[row]) {
        continue;
      }
      double value = values[row];
      filled++;
      if (Double.isNaN(value)) {
        notNumbers++;
      } else {
        double next = total + value;
        lost +=
            Math.abs(total) >= Math.abs(value) ? (total - next) + value : (value - next) + total;
        total = next;
        smallest = value < smallest ? value : smallest;
        largest = value > largest ? value : largest;
      }
    }
    count += filled;
    nans += notNumbers;
    sum = total;
    error = lost;
    min = smallest;
    max = largest;
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
