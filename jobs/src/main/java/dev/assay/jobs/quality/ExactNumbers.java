package dev.assay.jobs.quality;

import dev.assay.statistics.IntegerSum;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;

/** Integers, or decimals by their unscaled values: the sum is exact, in 128 bits. */
final class ExactNumbers extends Accumulator implements Numbers {
  private final int column;
  private int scale;
  private long count;
  private IntegerSum sum = new IntegerSum();
  private long min = Long.MAX_VALUE;
  private long max = Long.MIN_VALUE;

  /**
   * @param column ordinal of a bigint
   * @param scale digits behind the point that the integers stand for
   */
  ExactNumbers(int column, int scale) {
    this.column = column;
    this.scale = scale;
  }

  @Override
  Kind kind() {
    return Kind.EXACT;
  }

  @Override
  void add(Block block, int[] rows, int taken) {
    long[] values = block.longs(column);
    boolean[] nulls = block.nulls(column);
    long smallest = min;
    long largest = max;
    int filled = 0;
    for (int i = 0; i < taken; i++) {
      int row = rows[i];
      if (nulls == null || !nulls[row]) {
        long value = values[row];
        filled++;
        sum.add(value);
        smallest = Math.min(smallest, value);
        largest = Math.max(largest, value);
      }
    }
    count += filled;
    min = smallest;
    max = largest;
  }

  @Override
  boolean accepts(Accumulator other) {
    return other instanceof ExactNumbers numbers && numbers.scale == scale;
  }

  @Override
  void merge(Accumulator other) {
    ExactNumbers numbers = (ExactNumbers) other;
    count += numbers.count;
    sum.merge(numbers.sum);
    min = Math.min(min, numbers.min);
    max = Math.max(max, numbers.max);
  }

  @Override
  public long count() {
    return count;
  }

  @Override
  public double sum() {
    return exactSum().doubleValue();
  }

  private BigDecimal exactSum() {
    return new BigDecimal(sum.toBigInteger(), scale);
  }

  @Override
  public double mean() {
    return exactSum().divide(BigDecimal.valueOf(count), MathContext.DECIMAL128).doubleValue();
  }

  @Override
  public double min() {
    return BigDecimal.valueOf(min, scale).doubleValue();
  }

  @Override
  public double max() {
    return BigDecimal.valueOf(max, scale).doubleValue();
  }

  @Override
  void writeFields(DataOutput out) throws IOException {
    out.writeInt(scale);
    out.writeLong(count);
    sum.write(out);
    out.writeLong(min);
    out.writeLong(max);
  }

  @Override
  void readFields(DataInput in) throws IOException {
    scale = in.readInt();
    count = in.readLong();
    sum = IntegerSum.read(in);
    min = in.readLong();
    max = in.readLong();
  }
}
