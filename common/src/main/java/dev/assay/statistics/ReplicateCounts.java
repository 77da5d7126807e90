package dev.assay.statistics;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * How much each of some cells, such as bins of scores by class, weighs in each replicate of a
 * bootstrap. Counts are integers, so states of the same rows are equal in any order.
 */
public final class ReplicateCounts {
  /** The largest multiple of a row. */
  public static final int LARGEST_MULTIPLE = ReplicateLanes.ROWS_OF_SHORTS;

  private static final String NAME = "ReplicateCounts";
  private static final int FORMAT = 1;

  private final int cells;
  private final int replicates;
  private final int longs;
  private final boolean weighted;
  private final long[] rows;
  private final long[] totals;
  // A count is the sum of both: 16 bits, and what they could not take up. Most cells of a task
  // never
  // outgrow the 16 bits, and the less memory is gone through, the faster.
  private final long[][] even;
  private final long[][] odd;
  private final int[] rowsOfShorts;
  private final long[][] wide;
  private final long[] bytes;
  private final long[] evenProducts;
  private final long[] oddProducts;

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
    this.rows = new long[cells];
    this.totals = new long[cells];
    this.even = new long[cells][];
    this.odd = new long[cells][];
    this.rowsOfShorts = new int[cells];
    this.wide = new long[cells][];
    this.bytes = new long[longs];
    this.evenProducts = new long[weighted ? longs : 0];
    this.oddProducts = new long[weighted ? longs : 0];
  }

  /** Bytes that a cell of many rows takes. */
  public static long bytesOfCell(int replicates) {
    return 8L * replicates;
  }

  /** Number of replicates. */
  public int replicates() {
    return replicates;
  }

  /** Adds the rows of a block whose places stand in a part of an array. */
  public void add(int cell, ReplicateBlock block, int[] places, int from, int to) {
    rows[cell] += to - from;
    totals[cell] += to - from;
    for (int i = from; i < to; i += ReplicateLanes.ROWS_OF_BYTES) {
      int end = Math.min(to, i + ReplicateLanes.ROWS_OF_BYTES);
      makeRoom(cell, end - i);
      block.sum(places, i, end, bytes);
      ReplicateLanes.addEvenBytes(bytes, even[cell]);
      ReplicateLanes.addOddBytes(bytes, odd[cell]);
    }
  }

  /** Makes sure that so many rows more can be added to 16-bit counts. */
  private void makeRoom(int cell, int more) {
    if (even[cell] == null) {
      even[cell] = new long[longs];
      odd[cell] = new long[longs];
    }
    if (rowsOfShorts[cell] + more > ReplicateLanes.ROWS_OF_SHORTS) {
      ReplicateLanes.addShorts(even[cell], odd[cell], wide(cell));
      Arrays.fill(even[cell], 0);
      Arrays.fill(odd[cell], 0);
      rowsOfShorts[cell] = 0;
    }
    rowsOfShorts[cell] += more;
  }

  private long[] wide(int cell) {
    if (wide[cell] == null) {
      wide[cell] = new long[8 * longs];
    }
    return wide[cell];
  }

  /**
   * Adds rows that count several times.
   *
   * @param multiples by place, at most {@link #LARGEST_MULTIPLE}
   */
  public void add(int cell, ReplicateBlock block, int[] places, int from, int to, int[] multiples) {
    rows[cell] += to - from;
    int taken = 0;
    for (int i = from; i < to; i++) {
      int multiple = multiples[places[i]];
      totals[cell] += multiple;
      if (taken + multiple > LARGEST_MULTIPLE) {
        spread(cell);
        taken = 0;
      }
      block.addTo(evenProducts, oddProducts, places[i], multiple);
      taken += multiple;
    }
    spread(cell);
  }

  private void spread(int cell) {
    ReplicateLanes.addShorts(evenProducts, oddProducts, wide(cell));
    Arrays.fill(evenProducts, 0);
    Arrays.fill(oddProducts, 0);
  }

  /** Adds the rows of another state of the same cells. */
  public void merge(ReplicateCounts other) {
    if (cells != other.cells || replicates != other.replicates || weighted != other.weighted) {
      throw new IllegalArgumentException("Replicates of other cells");
    }
    for (int cell = 0; cell < cells; cell++) {
      if (other.rows[cell] > 0) {
        merge(other, cell);
      }
    }
  }

  private void merge(ReplicateCounts other, int cell) {
    rows[cell] += other.rows[cell];
    totals[cell] += other.totals[cell];
    if (other.rowsOfShorts[cell] > 0) {
      makeRoom(cell, other.rowsOfShorts[cell]);
      for (int i = 0; i < longs; i++) {
        even[cell][i] += other.even[cell][i];
        odd[cell][i] += other.odd[cell][i];
      }
    }
    if (other.wide[cell] != null) {
      long[] counts = wide(cell);
      for (int i = 0; i < counts.length; i++) {
        counts[i] += other.wide[cell][i];
      }
    }
  }

  /** What a cell weighs in a replicate. */
  public long count(int cell, int replicate) {
    long above = wide[cell] == null ? 0 : wide[cell][ReplicateLanes.wide(replicate, longs)];
    long below =
        rowsOfShorts[cell] == 0 ? 0 : ReplicateLanes.count(even[cell], odd[cell], replicate);
    return below + above;
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
    long[] counts = new long[replicates];
    byte[] written = new byte[8 * replicates];
    for (int cell = 0; cell < cells; cell++) {
      out.writeLong(rows[cell]);
      if (rows[cell] > 0) {
        out.writeLong(totals[cell]);
        for (int b = 0; b < replicates; b++) {
          counts[b] = count(cell, b);
        }
        writeCounts(out, counts, written);
      }
    }
  }

  private static void writeCounts(DataOutput out, long[] counts, byte[] written)
      throws IOException {
    long least = Arrays.stream(counts).min().orElse(0);
    long most = Arrays.stream(counts).max().orElse(0);
    int width = (71 - Long.numberOfLeadingZeros(most - least)) / 8;
    out.writeLong(least);
    out.writeByte(width);
    int size = 0;
    for (long count : counts) {
      for (int i = 0; i < width; i++) {
        written[size++] = (byte) ((count - least) >>> (8 * i));
      }
    }
    out.write(written, 0, size);
  }

  /** Reads what {@link #write} wrote. */
  public static ReplicateCounts read(DataInput in) throws IOException {
    StateFormat.expect(in, NAME, FORMAT);
    ReplicateCounts state = new ReplicateCounts(in.readInt(), in.readInt(), in.readBoolean());
    byte[] written = new byte[8 * state.replicates];
    for (int cell = 0; cell < state.cells; cell++) {
      state.rows[cell] = in.readLong();
      if (state.rows[cell] > 0) {
        state.totals[cell] = in.readLong();
        state.readCounts(in, cell, written);
      }
    }
    return state;
  }

  private void readCounts(DataInput in, int cell, byte[] written) throws IOException {
    long least = in.readLong();
    int width = in.readUnsignedByte();
    in.readFully(written, 0, width * replicates);
    boolean fits = !weighted && rows[cell] <= ReplicateLanes.ROWS_OF_SHORTS;
    if (fits) {
      makeRoom(cell, (int) rows[cell]);
    }
    long[] counts = fits ? null : wide(cell);
    int at = 0;
    for (int b = 0; b < replicates; b++) {
      long count = least;
      for (int i = 0; i < width; i++) {
        count += (written[at++] & 0xFFL) << (8 * i);
      }
      if (fits) {
        long[] shorts = ReplicateLanes.odd(b, longs) ? odd[cell] : even[cell];
        shorts[ReplicateLanes.place(b, longs)] |= count << ReplicateLanes.shift(b, longs);
      } else {
        counts[ReplicateLanes.wide(b, longs)] = count;
      }
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
