package dev.assay.jobs.quality;

import com.amazon.deequ.analyzers.ApproxCountDistinctState;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * HyperLogLog++ registers in Deequ's layout (512 of 6 bits, ten to a word), filled from hashes that
 * Spark computed. The estimate's standard error is 5 %.
 */
final class DistinctSketch extends Accumulator {
  private static final int INDEX_BITS = 9;
  private static final int REGISTERS = 1 << INDEX_BITS;
  private static final long PADDING = 1L << (INDEX_BITS - 1);
  private static final int PER_WORD = 10;
  private static final int REGISTER_BITS = 6;

  private final int hash;
  private long count;
  private final byte[] registers = new byte[REGISTERS];

  /**
   * @param hash ordinal of a bigint: the value's {@code xxhash64}, null where it is null
   */
  DistinctSketch(int hash) {
    this.hash = hash;
  }

  boolean isEmpty() {
    return count == 0;
  }

  /** The estimate. */
  double distinct() {
    long[] words = new long[(REGISTERS + PER_WORD - 1) / PER_WORD];
    for (int i = 0; i < REGISTERS; i++) {
      words[i / PER_WORD] |= (long) registers[i] << (REGISTER_BITS * (i % PER_WORD));
    }
    return new ApproxCountDistinctState(words).metricValue();
  }

  @Override
  Kind kind() {
    return Kind.SKETCH;
  }

  @Override
  void add(Block block, int[] rows, int taken) {
    long[] hashes = block.longs(hash);
    boolean[] nulls = block.nulls(hash);
    for (int i = 0; i < taken; i++) {
      if (nulls == null || !nulls[rows[i]]) {
        count++;
        long x = hashes[rows[i]];
        int index = (int) (x >>> (Long.SIZE - INDEX_BITS));
        int rank = Long.numberOfLeadingZeros((x << INDEX_BITS) | PADDING) + 1;
        registers[index] = (byte) Math.max(registers[index], rank);
      }
    }
  }

  @Override
  void merge(Accumulator other) {
    DistinctSketch sketch = (DistinctSketch) other;
    count += sketch.count;
    for (int i = 0; i < REGISTERS; i++) {
      registers[i] = (byte) Math.max(registers[i], sketch.registers[i]);
    }
  }

  @Override
  void writeFields(DataOutput out) throws IOException {
    out.writeLong(count);
    out.write(registers);
  }

  @Override
  void readFields(DataInput in) throws IOException {
    count = in.readLong();
    in.readFully(registers);
  }
}
