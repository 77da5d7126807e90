package dev.assay.statistics;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Counts of numbers in bins. Each distinct number has a bin of its own until there are more than
 * the capacity; then the bins become two, four, ... neighbouring doubles wide, as wide as needed
 * and no wider. How wide depends on the set of numbers only, and a bin knows its smallest and its
 * largest number, so states of the same numbers are equal, whatever the order and the partitions.
 *
 * <p>Not safe for use by several threads.
 */
public final class NumberBins {
  private static final String NAME = "NumberBins";
  private static final int FORMAT = 1;
  private static final int FIRST_SIZE = 16;
  private static final long MIX = 0x9E37_79B9_7F4A_7C15L; // golden ratio: spreads neighbours

  private final int capacity;
  private int shift;
  private long rows;

  // Bins lie one behind the other as they came; a hash table holds the place of each, plus one.
  private int size;
  private long[] lows;
  private long[] highs;
  private long[] counts;
  private int[] slots;
  private int slotShift;

  /**
   * No numbers yet.
   *
   * @param capacity the most bins to keep, 2 or more
   */
  public NumberBins(int capacity) {
    if (capacity < 2) {
      throw new IllegalArgumentException("Capacity " + capacity + " is below 2");
    }
    this.capacity = capacity;
    allocate(FIRST_SIZE);
  }

  /**
   * A bin.
   *
   * @param low its smallest number
   * @param high its largest
   * @param rows its numbers
   */
  public record Bin(double low, double high, long rows) {}

  private void allocate(int bins) {
    lows = new long[bins];
    highs = new long[bins];
    counts = new long[bins];
    size = 0;
    allocateSlots(bins);
  }

  /** At least half of the slots stays free. */
  private void allocateSlots(int bins) {
    int bits = Integer.SIZE - Integer.numberOfLeadingZeros(2 * bins - 1);
    slots = new int[1 << bits];
    slotShift = Long.SIZE - bits;
  }

  /** Adds a number that is not NaN. */
  public void add(double number) {
    if (Double.isNaN(number)) {
      throw new IllegalArgumentException("NaN is in no bin");
    }
    long key = key(number);
    add(key, key, 1);
  }

  private void add(long low, long high, long count) {
    int bin = bin(low >> shift);
    if (counts[bin] == 0) {
      lows[bin] = low;
      highs[bin] = high;
    } else {
      lows[bin] = Math.min(lows[bin], low);
      highs[bin] = Math.max(highs[bin], high);
    }
    counts[bin] += count;
    rows += count;
    while (size > capacity) {
      coarsen();
    }
  }

  /** Adds the numbers of another state with the same capacity. */
  public void merge(NumberBins other) {
    if (other.capacity != capacity) {
      throw new IllegalArgumentException("Capacities " + capacity + " and " + other.capacity);
    }
    while (shift < other.shift) {
      coarsen();
    }
    for (int i = 0; i < other.size; i++) {
      add(other.lows[i], other.highs[i], other.counts[i]);
    }
  }

  /** How many numbers there are. */
  public long rows() {
    return rows;
  }

  /** The bins in the order of the numbers. */
  public List<Bin> bins() {
    List<Bin> bins = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      bins.add(new Bin(number(lows[i]), number(highs[i]), counts[i]));
    }
    bins.sort(Comparator.comparingDouble(Bin::low));
    return bins;
  }

  /** Doubles as integers in the order of the doubles; zero is one number. */
  private static long key(double number) {
    long bits = Double.doubleToRawLongBits(number + 0.0); // no negative zero
    return bits >= 0 ? bits : Long.MIN_VALUE - bits;
  }

  private static double number(long key) {
    return Double.longBitsToDouble(key >= 0 ? key : Long.MIN_VALUE - key);
  }

  /** The place of a bin, which is made if it is new. */
  private int bin(long prefix) {
    int mask = slots.length - 1;
    int slot = (int) ((prefix * MIX) >>> slotShift);
    while (slots[slot] != 0) {
      if (lows[slots[slot] - 1] >> shift == prefix) {
        return slots[slot] - 1;
      }
      slot = (slot + 1) & mask;
    }
    if (size == lows.length) {
      enlarge();
      return bin(prefix);
    }
    slots[slot] = ++size;
    return size - 1;
  }

  private void enlarge() {
    int room = 2 * size;
    lows = Arrays.copyOf(lows, room);
    highs = Arrays.copyOf(highs, room);
    counts = Arrays.copyOf(counts, room);
    allocateSlots(room);
    for (int i = 0; i < size; i++) {
      int slot = (int) (((lows[i] >> shift) * MIX) >>> slotShift);
      while (slots[slot] != 0) {
        slot = (slot + 1) & (slots.length - 1);
      }
      slots[slot] = i + 1;
    }
  }

  /** Makes the bins twice as wide. */
  private void coarsen() {
    long[] oldLows = lows;
    long[] oldHighs = highs;
    long[] oldCounts = counts;
    int old = size;
    long all = rows;
    shift++;
    allocate(lows.length);
    for (int i = 0; i < old; i++) {
      add(oldLows[i], oldHighs[i], oldCounts[i]);
    }
    rows = all;
  }

  /** Writes the state. */
  public void write(DataOutput out) throws IOException {
    StateFormat.begin(out, NAME, FORMAT);
    StateFormat.writeVarLong(out, capacity);
    out.writeByte(shift);
    StateFormat.writeVarLong(out, size);
    long last = 0;
    for (Bin bin : bins()) {
      long low = key(bin.low());
      long high = key(bin.high());
      StateFormat.writeVarLong(out, low - last);
      StateFormat.writeVarLong(out, high - low);
      StateFormat.writeVarLong(out, bin.rows());
      last = high;
    }
  }

  /** Reads what {@link #write} wrote. */
  public static NumberBins read(DataInput in) throws IOException {
    StateFormat.expect(in, NAME, FORMAT);
    NumberBins bins = new NumberBins((int) StateFormat.readVarLong(in));
    bins.shift = in.readByte();
    int size = (int) StateFormat.readVarLong(in);
    long last = 0;
    for (int i = 0; i < size; i++) {
      long low = last + StateFormat.readVarLong(in);
      long high = low + StateFormat.readVarLong(in);
      bins.add(low, high, StateFormat.readVarLong(in));
      last = high;
    }
    return bins;
  }

  /** The state as bytes; equal states have equal bytes. */
  public byte[] toBytes() {
    return StateFormat.toBytes(this::write);
  }

  /** The state of bytes written by {@link #toBytes}. */
  public static NumberBins fromBytes(byte[] bytes) {
    return StateFormat.fromBytes(bytes, NumberBins::read);
  }
}
