package dev.assay.statistics;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * How much each of some cells, such as bins of scores by class, weighs in each replicate of a
 * bootstrap. Counts are integers, so states of the same rows are equal in any order.
 */
public final class ReplicateCounts {
  /** The largest multiple of a row. */
  public static final int LARGEST_MULTIPLE = 8191;

  private static final String NAME = "ReplicateCounts";
  private static final int FORMAT = 1;

  /** Rows of a cell whose 32-bit counts cannot overflow, at 8 for each. */
  private static final long NARROW_ROWS = 1L << 28;

  private final int cells;
  private final int replicates;
  private final int longs;
  private final boolean weighted;
  private final long[] totals;
  private final long[] rows;
  private long[] narrow; // 32-bit counts, while no cell has more rows than they can hold
  private long[] wide;
  private final long[] bytes;
  private long[] scratch;

  /**
   * No rows yet.
   *
   * @param replicates those of the blocks, or fewer, of which they are then others
   * @param weighted whether rows count several times
   */
  public ReplicateCounts(int cells, int replicates, boolean weighted) {
    this.cells = cells;
    this.replicates = replicates;
    this.weighted = weighted;
    this.longs = ReplicateLanes.longs(replicates);
    this.totals = new long[cells];
    this.rows = new long[cells];
    this.bytes = new long[longs];
    if (weighted) {
      wide = new long[Math.multiplyExact(cells, replicates)];
    } else {
      narrow = new long[Math.multiplyExact(cells, 4 * longs)];
    }
  }

  /** Bytes that a cell takes. */
  public static long bytesOfCell(int replicates, boolean weighted) {
    return weighted ? 8L * replicates : 32L * ReplicateLanes.longs(replicates);
  }

  /** Number of replicates. */
  public int replicates() {
    return replicates;
  }

  /** Adds the rows of a block whose places stand in a part of an array. */
  public void add(int cell, ReplicateBlock block, int[] places, int from, int to) {
    rows[cell] += to - from;
    totals[cell] += to - from;
    if (wide != null || rows[cell] > NARROW_ROWS) {
      addWide(cell, block, places, from, to);
      return;
    }
    for (int i = from; i < to; i += ReplicateLanes.ROWS_OF_BYTES) {
      int end = Math.min(to, i + ReplicateLanes.ROWS_OF_BYTES);
      block.sum(places, i, end, bytes);
      ReplicateLanes.addBytes(bytes, narrow, 4 * longs * cell);
    }
  }

  private void addWide(int cell, ReplicateBlock block, int[] places, int from, int to) {
    widen();
    long[] counts = cleared();
    for (int i = from; i < to; i++) {
      block.addTo(counts, places[i], 1);
    }
    spread(counts, cell);
  }

  /**
   * Adds rows that count several times.
   *
   * @param multiples by place, at most {@link #LARGEST_MULTIPLE}
   */
  public void add(int cell, ReplicateBlock block, int[] places, int from, int to, int[] multiples) {
    rows[cell] += to - from;
    long[] counts = cleared();
    for (int i = from; i < to; i++) {
      totals[cell] += multiples[places[i]];
      block.addTo(counts, places[i], multiples[places[i]]);
    }
    spread(counts, cell);
  }

  private long[] cleared() {
    if (scratch == null) {
      scratch = new long[4 * longs];
    }
    java.util.Arrays.fill(scratch, 0);
    return scratch;
  }

  private void spread(long[] counts, int cell) {
    for (int b = 0; b < replicates; b++) {
      wide[cell * replicates + b] += ReplicateLanes.count(counts, 0, b, longs);
    }
  }

  private void widen() {
    if (wide != null) {
      return;
    }
    long[] counts = new long[Math.multiplyExact(cells, replicates)];
    for (int cell = 0; cell < cells; cell++) {
      for (int b = 0; b < replicates; b++) {
        counts[cell * replicates + b] = count(cell, b);
      }
    }
    wide = counts;
    narrow = null;
  }

  /** Adds the rows of another state of the same cells. */
  public void merge(ReplicateCounts other) {
    if (cells != other.cells || replicates != other.replicates || weighted != other.weighted) {
      throw new IllegalArgumentException("Replicates of other cells");
    }
    boolean fits = narrow != null && other.narrow != null;
    for (int cell = 0; cell < cells; cell++) {
      rows[cell] += other.rows[cell];
      totals[cell] += other.totals[cell];
      fits &= rows[cell] <= NARROW_ROWS;
    }
    if (fits) {
      for (int i = 0; i < narrow.length; i++) {
        narrow[i] += other.narrow[i];
      }
      return;
    }
    widen();
    for (int cell = 0; cell < cells; cell++) {
      for (int b = 0; b < replicates; b++) {
        wide[cell * replicates + b] += other.count(cell, b);
      }
    }
  }

  /** What a cell weighs in a replicate. */
  public long count(int cell, int replicate) {
    return wide != null
        ? wide[cell * replicates + replicate]
        : ReplicateLanes.count(narrow, 4 * longs * cell, replicate, longs);
  }

  /** What a cell weighs without any bootstrap: its rows times their multiples. */
  public long total(int cell) {
    return totals[cell];
  }

  /** Writes the state: of each cell the least count, and the others above it in few bytes. */
  public void write(DataOutput out) throws IOException {
    StateFormat.begin(out, NAME, FORMAT);
    out.writeInt(cells);
    out.writeInt(replicates);
    out.writeBoolean(weighted);
    byte[] bytes = new byte[8 * replicates];
    for (int cell = 0; cell < cells; cell++) {
      out.writeLong(rows[cell]);
      if (rows[cell] > 0) {
        out.writeLong(totals[cell]);
        writeCounts(out, cell, bytes);
      }
    }
  }

  private void writeCounts(DataOutput out, int cell, byte[] bytes) throws IOException {
    long least = Long.MAX_VALUE;
    long most = 0;
    for (int b = 0; b < replicates; b++) {
      least = Math.min(least, count(cell, b));
      most = Math.max(most, count(cell, b));
    }
    int width = (71 - Long.numberOfLeadingZeros(most - least)) / 8;
    out.writeLong(least);
    out.writeByte(width);
    int size = 0;
    for (int b = 0; b < replicates; b++) {
      long value = count(cell, b) - least;
      for (int i = 0; i < width; i++) {
        bytes[size++] = (byte) (value >>> (8 * i));
      }
    }
    out.write(bytes, 0, size);
  }

  /** Reads what {@link #write} wrote. */
  public static ReplicateCounts read(DataInput in) throws IOException {
    StateFormat.expect(in, NAME, FORMAT);
    ReplicateCounts state = new ReplicateCounts(in.readInt(), in.readInt(), in.readBoolean());
    byte[] bytes = new byte[8 * state.replicates];
    for (int cell = 0; cell < state.cells; cell++) {
      state.rows[cell] = in.readLong();
      if (state.rows[cell] > 0) {
        state.totals[cell] = in.readLong();
        state.readCounts(in, cell, bytes);
      }
    }
    return state;
  }

  private void readCounts(DataInput in, int cell, byte[] bytes) throws IOException {
    if (rows[cell] > NARROW_ROWS) {
      widen();
    }
    long least = in.readLong();
    int width = in.readUnsignedByte();
    in.readFully(bytes, 0, width * replicates);
    int at = 0;
    for (int b = 0; b < replicates; b++) {
      long value = 0;
      for (int i = 0; i < width; i++) {
        value |= (bytes[at++] & 0xFFL) << (8 * i);
      }
      set(cell, b, least + value);
    }
  }

  private void set(int cell, int replicate, long count) {
    if (wide != null) {
      wide[cell * replicates + replicate] = count;
    } else {
      int lane = ReplicateLanes.lane(replicate, longs);
      int place = ReplicateLanes.place(replicate, longs);
      narrow[4 * longs * cell + lane % 4 * longs + place] += count << (lane < 4 ? 0 : 32);
    }
  }

  /** The state as bytes; equal states have equal bytes. */
  public byte[] toBytes() {
    return StateFormat.toBytes(this::write);
  }

  /** The state of bytes written by {@link #toBytes}. */
  public static ReplicateCounts fromBytes(byte[] bytes) {
    return StateFormat.fromBytes(bytes, ReplicateCounts::read);
  }
}
