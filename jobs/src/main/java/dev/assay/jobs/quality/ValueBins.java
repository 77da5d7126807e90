package dev.assay.jobs.quality;

import dev.assay.quality.FrozenBins;
import dev.assay.statistics.NumberBins;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Counts of numbers in bins; NaN is in none. */
final class ValueBins extends Accumulator {
  /** Distinct numbers up to which the bins are exact: some hundred kilobytes for a column. */
  private static final int CAPACITY = 8192;

  private final int column;
  private NumberBins bins = new NumberBins(CAPACITY);

  /**
   * @param column ordinal of a double
   */
  ValueBins(int column) {
    this.column = column;
  }

  boolean isEmpty() {
    return bins.rows() == 0;
  }

  FrozenBins frozen() {
    return FrozenBins.of(bins);
  }

  @Override
  Kind kind() {
    return Kind.BINS;
  }

  @Override
  void add(Block block, int[] rows, int taken) {
    double[] values = block.doubles(column);
    boolean[] nulls = block.nulls(column);
    for (int i = 0; i < taken; i++) {
      double value = values[rows[i]];
      if ((nulls == null || !nulls[rows[i]]) && !Double.isNaN(value)) {
        bins.add(value);
      }
    }
  }

  @Override
  void merge(Accumulator other) {
    bins.merge(((ValueBins) other).bins);
  }

  @Override
  void writeFields(DataOutput out) throws IOException {
    bins.write(out);
  }

  @Override
  void readFields(DataInput in) throws IOException {
    bins = NumberBins.read(in);
  }
}
