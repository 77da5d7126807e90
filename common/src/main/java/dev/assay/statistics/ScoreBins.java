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

  /** The largest amount of a row: those of 2^33 rows cannot overflow. */
  private static final double LARGEST_AMOUNT = 0x1p50;

  private static final String NAME = "ScoreBins";
  private static final int FORMAT = 2;
  private static final int FIRST_SIZE = 16;
  private static final long MIX = 0x9E37_79B9_7F4A_7C15L; // golden ratio: spreads neighbours

  // A cell per class: rows, then sums over w, w d and w d^2, where w is 1 or the weight and d the
  // number of float steps from the lower end of the bin. Two longs where 64 bits would not do.
  private static final int PLAIN = 4;
  private static final int WEIGHTED = 7;

  // behind that, where rows have amounts: the sum over w times the amount
  private static final int AMOUNT = 2;
  private static final int HAS_WEIGHTS = 1;
  private static final int HAS_AMOUNTS = 2;

  private final int capacity;
  private final boolean weighted;
  private final boolean amounts;
  private final int amountAt;
  private final int width;
  private final ExactSum squaredWeights;
  private final ScoreEdges edges;
  private ScoreEdges.Place place;
  private ScoreEdges.Batch single;

  private int shift;
  private long offsetMask;
  private boolean rounded;
  private double min = Double.POSITIVE_INFINITY;
  private double max = Double.NEGATIVE_INFINITY;

  // Bins lie one behind the other as they came; a hash table holds the place of each, plus one.
  private int size;
  private long[] keys;
  private long[] cells;
  private int[] slots;
  private int slotShift;

  /**
   * No rows yet.
   *
   * @param capacity the most bins to keep, besides those at edges
   * @param weighted whether rows come with weights
   * @param edges cutoffs at which counts must be exact, in any order
   */
  public ScoreBins(int capacity, boolean weighted, double... edges) {
    this(capacity, weighted, new ScoreEdges(edges));
  }

  /** The same with edges that other bins have, too. */
  public ScoreBins(int capacity, boolean weighted, ScoreEdges edges) {
    this(capacity, weighted, false, edges);
  }

  /** The same of rows that may come with amounts. */
  public ScoreBins(int capacity, boolean weighted, boolean amounts, ScoreEdges edges) {
    if (capacity < LEAST_CAPACITY) {
      throw new IllegalArgumentException("Capacity " + capacity + " is below " + LEAST_CAPACITY);
    }
    this.capacity = capacity;
    this.weighted = weighted;
    this.edges = edges;
    this.squaredWeights = weighted ? new ExactSum() : null;
    this.amounts = amounts;
    this.amountAt = weighted ? WEIGHTED : PLAIN;
    this.width = 2 * (amountAt + (amounts ? AMOUNT : 0));
    allocate(FIRST_SIZE);
  }

  private void allocate(int bins) {
    keys = new long[bins];
    cells = new long[bins * width];
    size = 0;
    allocateSlots(bins);
  }

  /** At least a quarter of the slots stays free. */
  private void allocateSlots(int bins) {
    int bits = Integer.SIZE - Integer.numberOfLeadingZeros(bins + bins / 3);
    slots = new int[1 << bits];
    slotShift = Long.SIZE - bits;
  }

  /**
   * Adds a row without a weight.
   *
   * @throws AssayException if the score is not a number or beyond the range of float
   */
  public void add(double score, boolean positive) {
    add(score, positive, 1, false);
  }

  /**
   * Adds a row with a weight above zero.
   *
   * @throws AssayException if the score or the weight cannot be used
   */
  public void add(double score, boolean positive, double weight) {
    add(score, positive, weight, true);
  }

  private void add(double score, boolean positive, double weight, boolean ofRow) {
    if (single == null) {
      place = new ScoreEdges.Place(edges);
      single = new ScoreEdges.Batch(edges);
    }
    place.set(score);
    single.clear();
    single.add(place, positive);
    find(single);
    if (ofRow || weighted) {
      addWeighted(single, 0, weight);
    } else {
      addPlain(single);
    }
  }

  /** Adds rows without weights. */
  public void add(ScoreEdges.Batch batch) {
    find(batch);
    if (weighted) {
      for (int i = 0; i < batch.size(); i++) {
        addWeighted(batch, i, 1);
      }
    } else {
      addPlain(batch);
    }
  }

  /**
   * Adds rows with weights above zero.
   *
   * @throws AssayException if a weight cannot be used
   */
  public void add(ScoreEdges.Batch batch, double[] weights) {
    find(batch);
    for (int i = 0; i < batch.size(); i++) {
      addWeighted(batch, i, weights[i]);
    }
  }

  /**
   * Adds rows with amounts, and with weights or without.
   *
   * @param weights above zero; null for none
   * @param values amounts times weights, which {@link #checkAmount} lets pass
   */
  public void add(ScoreEdges.Batch batch, double[] weights, double[] values) {
    if (!amounts) {
      throw new IllegalStateException("These bins take rows without amounts");
    }
    if (weights == null) {
      add(batch);
    } else {
      add(batch, weights);
    }
    for (int i = 0; i < batch.size(); i++) {
      Wide.addNumber(cells, batch.cells()[i] + amountAt, values[i]);
    }
  }

  /** Whether an amount, or an amount times a weight, can be added up. */
  public static boolean summable(double amount) {
    return Math.abs(amount) <= LARGEST_AMOUNT;
  }

  /**
   * Checks the amount of a row, or that amount times the row's weight.
   *
   * @throws AssayException if it is not a number, or too large to be added up
   */
  public static void checkAmount(double amount) {
    if (!summable(amount)) {
      throw new AssayException(
          ErrorCode.INPUT,
          "Cannot add up the amount '"
              + amount
              + "': amounts, and amounts times weights, are numbers of at most 2^50, or -2^50."
              + " Correct the column of amounts.");
    }
  }

  /**
   * Checks the weight of a row.
   *
   * @throws AssayException if it is not above zero, or too large to be added up
   */
  public static void checkWeight(double weight) {
    if (!(weight > 0 && weight <= LARGEST_TOTAL_WEIGHT)) {
      throw new AssayException(
          ErrorCode.INPUT,
          "Cannot weigh a row by '"
              + weight
              + "': weights are above 0 and at most 2^37. Correct the column of weights.");
    }
  }

  /**
   * Finds the cell of each row, and takes in what is kept of scores beside them. In a loop of its
   * own, so that the processor waits for many places of the memory at once.
   */
  private void find(ScoreEdges.Batch batch) {
    if (!edges.equals(batch.edges())) {
      throw new IllegalArgumentException("Scores that were placed among other edges");
    }
    rounded |= batch.rounded();
    min = Math.min(min, batch.min());
    max = Math.max(max, batch.max());
    long[] places = batch.places();
    boolean[] positive = batch.positive();
    int[] found = batch.cells();
    int half = width / 2;
    int i = 0;
    while (i < batch.size()) {
      found[i] = index(places[i] >> shift) * width + (positive[i] ? half : 0);
      i++;
      if (size > capacity + edges.size() && shift < ScoreKey.MANTISSA) {
        coarsenWhileFull();
        i = 0; // all bins have moved
      }
    }
  }

  private void addPlain(ScoreEdges.Batch batch) {
    long[] to = cells;
    long[] places = batch.places();
    int[] found = batch.cells();
    for (int i = 0; i < batch.size(); i++) {
      int at = found[i];
      long offset = places[i] & offsetMask;
      long square = offset * offset;
      long low = to[at + 3] + square;
      to[at]++;
      to[at + 1] += offset;
      to[at + 3] = low;
      if (Long.compareUnsigned(low, square) < 0) {
        to[at + 2]++;
      }
    }
  }

  private void addWeighted(ScoreEdges.Batch batch, int i, double weight) {
    checkWeight(weight);
    if (!weighted) {
      throw new IllegalStateException("These bins take rows without weights");
    }
    int at = batch.cells()[i];
    long offset = batch.places()[i] & offsetMask;
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

  /** The place of a bin, which is made if it is new. */
  private int index(long key) {
    int mask = slots.length - 1;
    int slot = (int) ((key * MIX) >>> slotShift);
    while (true) {
      int index = slots[slot] - 1;
      if (index < 0) {
        return append(key, slot);
      }
      if (keys[index] == key) {
        return index;
      }
      slot = (slot + 1) & mask;
    }
  }

  private int append(long key, int slot) {
    if (size == keys.length) {
      enlarge();
      return index(key);
    }
    keys[size] = key;
    slots[slot] = ++size;
    return size - 1;
  }

  private void enlarge() {
    int most = capacity + edges.size() + 1;
    int room = size < most ? Math.min(2 * size, most) : 2 * size;
    keys = Arrays.copyOf(keys, room);
    cells = Arrays.copyOf(cells, room * width);
    allocateSlots(room);
    int mask = slots.length - 1;
    for (int i = 0; i < size; i++) {
      int slot = (int) ((keys[i] * MIX) >>> slotShift);
      while (slots[slot] != 0) {
        slot = (slot + 1) & mask;
      }
      slots[slot] = i + 1;
    }
  }

  private void coarsenWhileFull() {
    while (size > capacity + edges.size() && shift < ScoreKey.MANTISSA) {
      coarsenTo(shift + 1);
    }
  }

  private void coarsenTo(int newShift) {
    if (newShift == shift) {
      return;
    }
    long[] oldKeys = keys;
    long[] oldCells = cells;
    int oldSize = size;
    int oldShift = shift;
    shift = newShift;
    offsetMask = (1L << shift) - 1;
    allocate(Math.max(FIRST_SIZE, oldSize / 2));
    takeIn(oldKeys, oldCells, oldSize, oldShift);
  }

  private void takeIn(long[] fromKeys, long[] fromCells, int count, int fromShift) {
    int steps = shift - fromShift;
    for (int i = 0; i < count; i++) {
      long distance = (fromKeys[i] & ((1L << steps) - 1)) << fromShift;
      int to = index(fromKeys[i] >> steps) * width;
      addCell(to, fromCells, i * width, distance);
      addCell(to + width / 2, fromCells, i * width + width / 2, distance);
    }
  }

  /**
   * Adds a cell whose bin begins a distance above the beginning of the other's: d becomes d + D.
   */
  private void addCell(int to, long[] from, int at, long distance) {
    cells[to] += from[at];
    if (amounts) {
      Wide.add(cells, to + amountAt, from[at + amountAt], from[at + amountAt + 1]);
    }
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

  /**
   * Adds the rows of another state.
   *
   * @throws IllegalArgumentException if it has another capacity, other edges, or weights or amounts
   *     where this has none
   */
  public void merge(ScoreBins other) {
    if (capacity != other.capacity || flags() != other.flags() || !edges.equals(other.edges)) {
      throw new IllegalArgumentException("Bins of different capacity, edges, weights or amounts");
    }
    coarsenTo(Math.max(shift, other.shift));
    takeIn(other.keys, other.cells, other.size, other.shift);
    rounded |= other.rounded;
    min = Math.min(min, other.min);
    max = Math.max(max, other.max);
    if (weighted) {
      squaredWeights.merge(other.squaredWeights);
    }
    coarsenWhileFull();
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
      long first = key << shift;
      int segment = ScoreEdges.Place.segment(first);
      double from = segment == 0 ? min : Math.max(min, edges.edge(segment - 1));
      double to = segment == edges.size() ? max : Math.min(max, Math.nextDown(edges.edge(segment)));
      table.bin(ScoreEdges.Place.key(first), shift, from, to);
      int at = index(key) * width;
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
    if (amounts) {
      table.addAmount(positive, Wide.toDouble(cells, at + amountAt, -Wide.WEIGHT_BITS));
    }
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
    long[] sorted = Arrays.copyOf(keys, size);
    Arrays.sort(sorted);
    return sorted;
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
    out.writeByte(flags());
    out.writeInt(edges.size());
    for (int i = 0; i < edges.size(); i++) {
      out.writeDouble(edges.edge(i));
    }
    out.writeByte(shift);
    out.writeBoolean(rounded);
    out.writeDouble(min);
    out.writeDouble(max);
    if (weighted) {
      squaredWeights.write(out);
    }
    StateFormat.writeVarLong(out, size);
    long before = 0;
    for (long key : sortedKeys()) {
      StateFormat.writeVarLong(out, key - before);
      before = key;
      int at = index(key) * width;
      writeCell(out, at);
      writeCell(out, at + width / 2);
    }
  }

  private int flags() {
    return (weighted ? HAS_WEIGHTS : 0) + (amounts ? HAS_AMOUNTS : 0);
  }

  /** Writes the rows of a class in a bin, and its sums if there are rows. */
  private void writeCell(DataOutput out, int at) throws IOException {
    StateFormat.writeVarLong(out, cells[at]);
    for (int i = 1; cells[at] > 0 && i < writtenWidth(); i++) {
      StateFormat.writeVarLong(out, cells[at + i]);
    }
    for (int i = 0; cells[at] > 0 && amounts && i < AMOUNT; i++) {
      out.writeLong(cells[at + amountAt + i]);
    }
  }

  /** How much of a cell is not always 0: steps are where bins are wider than one. */
  private int writtenWidth() {
    if (shift > 0) {
      return amountAt;
    }
    return weighted ? 3 : 1;
  }

  /** Reads what {@link #write} wrote. */
  public static ScoreBins read(DataInput in) throws IOException {
    StateFormat.expect(in, NAME, FORMAT);
    int capacity = in.readInt();
    int flags = in.readUnsignedByte();
    boolean weighted = (flags & HAS_WEIGHTS) != 0;
    double[] edges = new double[in.readInt()];
    for (int i = 0; i < edges.length; i++) {
      edges[i] = in.readDouble();
    }
    ScoreBins bins =
        new ScoreBins(capacity, weighted, (flags & HAS_AMOUNTS) != 0, new ScoreEdges(edges));
    bins.shift = in.readUnsignedByte();
    bins.offsetMask = (1L << bins.shift) - 1;
    bins.rounded = in.readBoolean();
    bins.min = in.readDouble();
    bins.max = in.readDouble();
    if (weighted) {
      bins.squaredWeights.merge(ExactSum.read(in));
    }
    int size = (int) StateFormat.readVarLong(in);
    bins.allocate(Math.max(FIRST_SIZE, size));
    long key = 0;
    for (int i = 0; i < size; i++) {
      key += StateFormat.readVarLong(in);
      int at = bins.index(key) * bins.width;
      bins.readCell(in, at);
      bins.readCell(in, at + bins.width / 2);
    }
    return bins;
  }

  private void readCell(DataInput in, int at) throws IOException {
    cells[at] = StateFormat.readVarLong(in);
    for (int i = 1; cells[at] > 0 && i < writtenWidth(); i++) {
      cells[at + i] = StateFormat.readVarLong(in);
    }
    for (int i = 0; cells[at] > 0 && amounts && i < AMOUNT; i++) {
      cells[at + amountAt + i] = in.readLong();
    }
  }
}
