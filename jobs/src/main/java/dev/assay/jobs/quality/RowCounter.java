package dev.assay.jobs.quality;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Counts rows; with a column of booleans only those where it is true. */
final class RowCounter extends Accumulator {
  private final int flag;
  private long count;

  /**
   * @param flag ordinal of a boolean that is never null; -1 to count all rows
   */
  RowCounter(int flag) {
    this.flag = flag;
  }

  long count() {
    return count;
  }

  @Override
  Kind kind() {
    return Kind.ROWS;
  }

  @Override
  void add(Block block, int[] rows, int taken) {
    if (flag < 0) {
      count += taken;
      return;
    }
    boolean[] flags = block.flags(flag);
    int more = 0;
    for (int i = 0; i < taken; i++) {
      more += flags[rows[i]] ? 1 : 0;
    }
    count += more;
  }

  @Override
  void merge(Accumulator other) {
    count += ((RowCounter) other).count;
  }

  @Override
  void writeFields(DataOutput out) throws IOException {
    out.writeLong(count);
  }

  @Override
  void readFields(DataInput in) throws IOException {
    count = in.readLong();
  }
}
