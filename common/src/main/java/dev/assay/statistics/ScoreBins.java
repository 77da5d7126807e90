package dev.assay.statistics;

import dev.assay.error.AssayException;
import dev.assay.error.ErrorCode;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * Counts, and sums of scores and of their squares, per class in bins of the score: the state behind
 * all figures of binary classification, and behind quantiles.
 *
 * <p>Each distinct score has a bin of its own until there are more than the capacity; then the bins
 * become two, four, ... float steps wide, as wide as needed and no wider. How wide depends on the
 * set of scores only, and all sums are of integers, so states of the same rows are equal, whatever
 * the order and the partitions. Bins never cross one of the declared edges, so that counts at those
 * cutoffs are exact.
 *
 * <p>Scores are taken to 24 significant bits of their distance from 0 or 1, weights to multiples of
 * 2^-44. Not safe for use by several threads.
 */
public final class ScoreBins {
  /** Enough for every binade of the scores, at both ends. */
  public static final int LEAST_CAPACITY = 1024;

  /** The largest sum of weights that cannot overflow. */
  public static final double LARGEST_TOTAL_WEIGHT = 0x1p37;

  private static final String NAME = "ScoreBins";
  private static final int FORMAT = 1;
  private static final long EMPTY = Long.MIN_VALUE;
  private static final int SEGMENT_SHIFT = 40;

  // A cell per class: rows, then sums over w, w d and w d^2, where w is 1 or the weight and d the
  // number of float steps from the lower end of the bin. Two longs where 64 bits would not do.
  private static final int PLAIN = 4;
  private static final int WEIGHTED = 7;

  private final int capacity;
  private final double[] edges;
  private final boolean weighted;
  private final int width;
  private final ExactSum squaredWeights = new ExactSum();

  private int shift;
  private boolean rounded;
  private double min = Double.POSITIVE_INFINITY;
  private double max = Double.NEGATIVE_INFINITY;
  private int size;
  private long[] keys;
  private long[] cells;

  /**
   * No rows yet.
   *
   * @param capacity the most bins to keep, besides those at edges
   * @param weighted whether rows come with weights
   * @param edges cutoffs at which counts must be exact, in any order
   */
  public ScoreBins(int capacity, boolean weighted, double... edges) {
    if (capacity < LEAST_CAPACITY) {
      throw new IllegalArgumentException("Capacity " + capacity + " is below " + LEAST_CAPACITY);
    }
    this.capacity = capacity;
    this.weighted = weighted;
    this.edges = Arrays.stream(edges).sorted().distinct().toArray();
    this.width = 2 * (weighted ? WEIGHTED : PLAIN);
    allocate(64);
  }

  private void allocate(int slots) {
    keys = new long[slots];
    Arrays.fill(keys, EMPTY);
    cells = new long[slots * width];
    size = 0;
  }

  /**
   * Adds a row without a weight.
   *
   * @throws AssayException if the score is not a number or beyond the range of float
   */
  public void add(double score, boolean positive) {
    long key = key(score);
    int at = cell(score, key, positive);
    long offset = offset(key);
    if (weighted) {
      addWeighted(at, offset, 1);
    } else {
      cells[at]++;
      cells[at + 1] += offset;
      Wide.add(cells, at + 2, 0, offset * offset);
    }
    coarsenIfFull();
  }

  /**
   * Adds a row with a weight above zero.
   *
   * @throws AssayException if the score or the weight cannot be used
   */
  public void add(double score, boolean positive, double weight) {
    if (!(weight > 0 && weight <= LARGEST_TOTAL_WEIGHT)) {
      throw new AssayException(
          ErrorCode.INPUT,
          "Cannot weigh a row by '"
              + weight
              + "': weights are above 0 and at most 2^37. Correct the column of weights.");
    }
    if (!weighted) {
      throw new IllegalStateException("These bins take rows without weights");
    }
    long key = key(score);
    addWeighted(cell(score, key, positive), offset(key), weight);
    coarsenIfFull();
  }

  private void addWeighted(int at, long offset, double weight) {
    long high = Wide.weightHigh(weight);
    long low = Wide.weightLow(weight);
    cells[at]++;
    Wide.add(cells, at + 1, high, low);
    if (offset != 0) {
      Wide.addProduct(cells, at + 3, high, low, offset);
      Wide.addProduct(cells, at + 5, high, low, offset * offset);
    }
    squaredWeights.add(weight * weight);
  }

  private long key(double score) {
    if (!(Math.abs(score) <= Float.MAX_VALUE)) {
      throw new AssayException(
          ErrorCode.INPUT,
          "Cannot evaluate score '"
              + score
              + "': it is not a number within the range of float. Leave such rows out.");
    }
    rounded |= !ScoreKey.exact(score);
    min = Math.min(min, score);
    max = Math.max(max, score);
    return ScoreKey.of(score);
  }

  private long offset(long key) {
    return key & ((1L << shift) - 1);
  }

  private int cell(double score, long key, boolean positive) {
    long bin = ((long) segment(score) << SEGMENT_SHIFT) + (key >> shift);
    return slot(bin) * width + (positive ? width / 2 : 0);
  }

  /** How many edges are at or below the score. */
  private int segment(double score) {
    int from = 0;
    int to = edges.length;
    while (from < to) {
      int middle = (from + to) >>> 1;
      if (edges[middle] <= score) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    return from;
  }

  private int slot(long key) {
    int slot = find(key);
    if (keys[slot] == key) {
      return slot;
    }
    if (2 * (size + 1) > keys.length) {
      enlarge();
      slot = find(key);
    }
    keys[slot] = key;
    size++;
    return slot;
  }

  private int find(long key) {
    int mask = keys.length - 1;
    int slot = (int) ((key * 0x9E37_79B9_7F4A_7C15L) >>> 32) & mask;
    while (keys[slot] != key && keys[slot] != EMPTY) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private void enlarge() {
    long[] oldKeys = keys;
    long[] oldCells = cells;
    allocate(2 * oldKeys.length);
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldKeys[i] != EMPTY) {
        System.arraycopy(oldCells, i * width, cells, slot(oldKeys[i]) * width, width);
      }
    }
  }

  private void coarsenIfFull() {
    while (size > capacity + edges.length && shift < ScoreKey.MANTISSA) {
      coarsenTo(shift + 1);
    }
  }

  private void coarsenTo(int newShift) {
    if (newShift == shift) {
      return;
    }
    long[] oldKeys = keys;
    long[] oldCells = cells;
    int oldShift = shift;
    shift = newShift;
    allocate(64);
    takeIn(oldKeys, oldCells, oldShift);
  }

  private void takeIn(long[] fromKeys, long[] fromCells, int fromShift) {
    int steps = shift - fromShift;
    for (int i = 0; i < fromKeys.length; i++) {
      if (fromKeys[i] != EMPTY) {
        long bin = bin(fromKeys[i]);
        long key = fromKeys[i] - bin + (bin >> steps);
        long distance = (bin & ((1L << steps) - 1)) << fromShift;
        int to = slot(key) * width;
        addCell(to, fromCells, i * width, distance);
        addCell(to + width / 2, fromCells, i * width + width / 2, distance);
      }
    }
  }

  /**
   * Adds a cell whose bin begins a distance above the beginning of the other's: d becomes d + D.
   */
  private void addCell(int to, long[] from, int at, long distance) {
    cells[to] += from[at];
    if (weighted) {
      addWide(to + 5, from, at + 5, at + 3, at + 1, distance);
      Wide.add(cells, to + 3, from[at + 3], from[at + 4]);
      Wide.addProduct(cells, to + 3, from[at + 1], from[at + 2], distance);
      Wide.add(cells, to + 1, from[at + 1], from[at + 2]);
    } else {
      Wide.add(cells, to + 2, from[at + 2], from[at + 3]);
      Wide.addProduct(cells, to + 2, 0, from[at + 1], 2 * distance);
      Wide.addProduct(cells, to + 2, 0, from[at], distance * distance);
      cells[to + 1] += from[at + 1] + distance * from[at];
    }
  }

  private void addWide(int to, long[] from, int squares, int sums, int weights, long distance) {
    Wide.add(cells, to, from[squares], from[squares + 1]);
    Wide.addProduct(cells, to, from[sums], from[sums + 1], 2 * distance);
    Wide.addProduct(cells, to, from[weights], from[weights + 1], distance * distance);
  }

  private static long bin(long key) {
    return (key << (64 - SEGMENT_SHIFT)) >> (64 - SEGMENT_SHIFT);
  }

  /**
   * Adds the rows of another state.
   *
   * @throws IllegalArgumentException if it has another capacity, other edges, or weights where this
   *     has none
   */
  public void merge(ScoreBins other) {
    if (capacity != other.capacity
        || weighted != other.weighted
        || !Arrays.equals(edges, other.edges)) {
      throw new IllegalArgumentException("Bins of different capacity, edges or weights");
    }
    coarsenTo(Math.max(shift, other.shift));
    takeIn(other.keys, other.cells, other.shift);
    rounded |= other.rounded;
    min = Math.min(min, other.min);
    max = Math.max(max, other.max);
    squaredWeights.merge(other.squaredWeights);
    coarsenIfFull();
  }

  /**
   * The bins in ascending order, for computing figures.
   *
   * @throws AssayException if the weights add up to more than can be held
   */
  public ScoreTable table() {
    long[] sorted = sortedKeys();
    ScoreTable.Builder table = new ScoreTable.Builder(sorted.length, min, max);
    for (long key : sorted) {
      long bin = bin(key);
      int segment = (int) ((key - bin) >> SEGMENT_SHIFT);
      double from = segment == 0 ? min : Math.max(min, edges[segment - 1]);
      double to = segment == edges.length ? max : Math.min(max, Math.nextDown(edges[segment]));
      table.bin(bin << shift, shift, from, to);
      int at = find(key) * width;
      addClass(table, at, false);
      addClass(table, at + width / 2, true);
    }
    double squares = weighted ? squaredWeights.toDouble() : Double.NaN;
    ScoreTable built = table.build(shift == 0, !rounded, squares);
    if (!(built.total() <= LARGEST_TOTAL_WEIGHT) && weighted) {
      throw new AssayException(
          ErrorCode.INPUT,
          "Cannot add up the weights: their sum is above 2^37. Divide all weights by one number.");
    }
    return built;
  }

  private void addClass(ScoreTable.Builder table, int at, boolean positive) {
    if (weighted) {
      int unit = -Wide.WEIGHT_BITS;
      table.add(
          positive,
          cells[at],
          Wide.toDouble(cells, at + 1, unit),
          Wide.toDouble(cells, at + 3, unit),
          Wide.toDouble(cells, at + 5, unit));
    } else {
      double rows = cells[at];
      table.add(positive, cells[at], rows, (double) cells[at + 1], Wide.toDouble(cells, at + 2, 0));
    }
  }

  private long[] sortedKeys() {
    return Arrays.stream(keys).filter(key -> key != EMPTY).sorted().toArray();
  }

  /** The state as bytes; equal states have equal bytes. */
  public byte[] toBytes() {
    return StateFormat.toBytes(this::write);
  }

  /** The state of bytes written by {@link #toBytes}. */
  public static ScoreBins fromBytes(byte[] bytes) {
    return StateFormat.fromBytes(bytes, ScoreBins::read);
  }

  /** Writes the state. */
  public void write(DataOutput out) throws IOException {
    StateFormat.begin(out, NAME, FORMAT);
    out.writeInt(capacity);
    out.writeBoolean(weighted);
    out.writeInt(edges.length);
    for (double edge : edges) {
      out.writeDouble(edge);
    }
    out.writeByte(shift);
    out.writeBoolean(rounded);
    out.writeDouble(min);
    out.writeDouble(max);
    squaredWeights.write(out);
    out.writeInt(size);
    for (long key : sortedKeys()) {
      out.writeLong(key);
      int at = find(key) * width;
      for (int i = 0; i < width; i++) {
        out.writeLong(cells[at + i]);
      }
    }
  }

  /** Reads what {@link #write} wrote. */
  public static ScoreBins read(DataInput in) throws IOException {
    StateFormat.expect(in, NAME, FORMAT);
    int capacity = in.readInt();
    boolean weighted = in.readBoolean();
    double[] edges = new double[in.readInt()];
    for (int i = 0; i < edges.length; i++) {
      edges[i] = in.readDouble();
    }
    ScoreBins bins = new ScoreBins(capacity, weighted, edges);
    bins.shift = in.readUnsignedByte();
    bins.rounded = in.readBoolean();
    bins.min = in.readDouble();
    bins.max = in.readDouble();
    bins.squaredWeights.merge(ExactSum.read(in));
    int size = in.readInt();
    for (int i = 0; i < size; i++) {
      int at = bins.slot(in.readLong()) * bins.width;
      for (int j = 0; j < bins.width; j++) {
        bins.cells[at + j] = in.readLong();
      }
    }
    return bins;
  }
}
