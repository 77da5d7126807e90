package dev.assay.evaluation;

import dev.assay.statistics.StateFormat;
import dev.assay.statistics.UnitHash;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * What the search for slices keeps of the first pass: the losses of the rows of every value of the
 * searched features, and of every pair of values, apart for the half of the units that is searched
 * and the half that confirms.
 */
final class SearchCounts {
  /** The half in which slices are searched. */
  static final int SEARCHED = 0;

  /** The half in which they are confirmed. */
  static final int CONFIRMING = 1;

  private static final String NAME = "SearchCounts";
  private static final int FORMAT = 1;
  private static final int MOST_VALUES = 256;
  private static final int MOST_PAIRS_OF_VALUES = 1 << 21;
  private static final int FIRST_CAPACITY = 8;

  private final EvaluationSpec spec;
  private final int features;
  private final boolean paired;
  private final int most;
  private final long seed;
  private final LossCells cells;
  private final ValueCodes codes;
  private final boolean[] dropped;
  private final int[] capacity;
  private final int[][] singles;
  private final int[][] pairs;
  private final int[] batchCodes;

  /** No rows yet. */
  SearchCounts(EvaluationSpec spec) {
    this.spec = spec;
    features = spec.search().features().size();
    paired = spec.search().predicates() > 1;
    most = mostValues(features);
    seed = spec.bootstrap().seed();
    cells = new LossCells(spec);
    codes = new ValueCodes(features);
    dropped = new boolean[features];
    capacity = new int[features];
    singles = new int[features][];
    pairs = new int[features * features][];
    batchCodes = new int[2 * features * LossCells.BATCH];
    if (features > 0) {
      cells.cell();
      cells.cell();
    }
    for (int f = 0; f < features; f++) {
      resize(f, FIRST_CAPACITY);
    }
  }

  /**
   * The most values that a feature may have: 256, and fewer with so many features that all pairs of
   * values would be more than some millions.
   */
  static int mostValues(int features) {
    int pairs = Math.max(1, features * (features - 1) / 2);
    return (int) Math.min(MOST_VALUES, Math.sqrt((double) MOST_PAIRS_OF_VALUES / pairs));
  }

  /** The half that a unit belongs to. */
  static int half(long unit, long seed) {
    return UnitHash.inHalf(unit, seed) ? SEARCHED : CONFIRMING;
  }

  /** The code of a value, or NONE of a feature that has too many. */
  int code(int feature, String value) {
    if (dropped[feature]) {
      return EvaluatedRow.NONE;
    }
    int code = codes.code(feature, value);
    if (code >= most) {
      drop(feature);
      return EvaluatedRow.NONE;
    }
    if (code >= capacity[feature]) {
      resize(feature, 2 * capacity[feature]);
    }
    return code;
  }

  private void drop(int feature) {
    dropped[feature] = true;
    singles[feature] = null;
    for (int other = 0; other < features; other++) {
      pairs[place(Math.min(feature, other), Math.max(feature, other))] = null;
    }
  }

  private int place(int f, int g) {
    return f * features + g;
  }

  private void resize(int feature, int size) {
    int before = capacity[feature];
    capacity[feature] = size;
    singles[feature] =
        singles[feature] == null ? new int[2 * size] : Arrays.copyOf(singles[feature], 2 * size);
    for (int g = feature + 1; paired && g < features; g++) {
      int[] pair = pairs[place(feature, g)];
      if (pair != null || before == 0) {
        int length = 2 * size * Math.max(FIRST_CAPACITY, capacity[g]);
        pairs[place(feature, g)] = pair == null ? new int[length] : Arrays.copyOf(pair, length);
      }
    }
    for (int f = 0; before > 0 && f < feature; f++) {
      int[] pair = pairs[place(f, feature)];
      if (pair != null) {
        pairs[place(f, feature)] = widened(pair, 2 * before, 2 * size);
      }
    }
  }

  private static int[] widened(int[] table, int width, int wider) {
    int[] copy = new int[table.length / width * wider];
    for (int row = 0; row < table.length / width; row++) {
      System.arraycopy(table, row * width, copy, row * wider, width);
    }
    return copy;
  }

  /** Adds a row whose codes this state gave. */
  void add(EvaluatedRow row) {
    if (features == 0) {
      return;
    }
    int half = half(row.unit(), seed);
    int place = cells.batched(half);
    cells.take(row, half);
    for (int f = 0; f < features; f++) {
      batchCodes[batchOf(f, half) + place] = row.features()[f];
    }
    if (place + 1 == LossCells.BATCH) {
      addBatch(half);
    }
  }

  private int batchOf(int feature, int half) {
    return (2 * feature + half) * LossCells.BATCH;
  }

  private void addBatches() {
    addBatch(SEARCHED);
    addBatch(CONFIRMING);
  }

  private void addBatch(int half) {
    for (int row = 0; row < cells.batched(half); row++) {
      cells.add(row, half, half);
    }
    for (int f = 0; f < features; f++) {
      if (!dropped[f]) {
        addSingles(f, half);
        for (int g = f + 1; paired && g < features; g++) {
          if (!dropped[g]) {
            addPairs(f, g, half);
          }
        }
      }
    }
    cells.clearBatch(half);
  }

  private void addSingles(int f, int half) {
    int[] table = singles[f];
    int codesOf = batchOf(f, half);
    for (int row = 0; row < cells.batched(half); row++) {
      int code = batchCodes[codesOf + row];
      if (code != EvaluatedRow.NONE) {
        cells.add(row, cell(table, 2 * code + half), half);
      }
    }
  }

  private void addPairs(int f, int g, int half) {
    int[] table = pairs[place(f, g)];
    int width = capacity[g];
    int codesF = batchOf(f, half);
    int codesG = batchOf(g, half);
    for (int row = 0; row < cells.batched(half); row++) {
      int a = batchCodes[codesF + row];
      int b = batchCodes[codesG + row];
      if ((a | b) >= 0) {
        cells.add(row, cell(table, 2 * (a * width + b) + half), half);
      }
    }
  }

  /** Tables hold the cell's number plus one, 0 where there is none yet. */
  private int cell(int[] table, int at) {
    if (table[at] == 0) {
      table[at] = cells.cell() + 1;
    }
    return table[at] - 1;
  }

  /** Adds the rows of another state of the same evaluation. */
  void merge(SearchCounts other) {
    if (features == 0) {
      return;
    }
    addBatches();
    other.addBatches();
    cells.mergeUnsummed(other.cells);
    cells.merge(SEARCHED, other.cells, SEARCHED, SEARCHED);
    cells.merge(CONFIRMING, other.cells, CONFIRMING, CONFIRMING);
    int[][] ours = new int[features][];
    for (int f = 0; f < features; f++) {
      ours[f] = codesOf(other, f);
    }
    for (int f = 0; f < features; f++) {
      if (!dropped[f]) {
        mergeSingles(other, f, ours[f]);
        for (int g = f + 1; paired && g < features; g++) {
          if (!dropped[g]) {
            mergePairs(other, f, g, ours);
          }
        }
      }
    }
  }

  /** Our codes of another state's values of a feature; drops it if there are too many. */
  private int[] codesOf(SearchCounts other, int feature) {
    if (other.dropped[feature] && !dropped[feature]) {
      drop(feature);
    }
    int[] ours = new int[dropped[feature] ? 0 : other.codes.size(feature)];
    for (int code = 0; code < ours.length; code++) {
      ours[code] = code(feature, other.codes.value(feature, code));
    }
    return ours;
  }

  private void mergeSingles(SearchCounts other, int f, int[] ours) {
    for (int code = 0; code < ours.length; code++) {
      for (int half = 0; half < 2; half++) {
        int from = other.single(f, code, half);
        if (from >= 0) {
          cells.merge(cell(singles[f], 2 * ours[code] + half), other.cells, from, half);
        }
      }
    }
  }

  private void mergePairs(SearchCounts other, int f, int g, int[][] ours) {
    for (int a = 0; a < ours[f].length; a++) {
      for (int b = 0; b < ours[g].length; b++) {
        for (int half = 0; half < 2; half++) {
          int from = other.pair(f, g, a, b, half);
          if (from >= 0) {
            int at = 2 * (ours[f][a] * capacity[g] + ours[g][b]) + half;
            cells.merge(cell(pairs[place(f, g)], at), other.cells, from, half);
          }
        }
      }
    }
  }

  /** The cells, of which the first two are all rows of each half. */
  LossCells cells() {
    return cells;
  }

  /** The cell of a value in a half, or -1 where it has no rows. */
  int single(int feature, int code, int half) {
    return singles[feature][2 * code + half] - 1;
  }

  /** The cell of two values of a feature and a later one in a half, or -1 likewise. */
  int pair(int f, int g, int a, int b, int half) {
    return pairs[place(f, g)][2 * (a * capacity[g] + b) + half] - 1;
  }

  /** Whether a feature has too many values to be searched. */
  boolean dropped(int feature) {
    return dropped[feature];
  }

  /** Number of values of a feature; 0 of a dropped one. */
  int size(int feature) {
    return dropped[feature] ? 0 : codes.size(feature);
  }

  /** The value of a code. */
  String value(int feature, int code) {
    return codes.value(feature, code);
  }

  /** The values of features that are not dropped, with codes in their order. */
  ValueCodes sortedCodes() {
    ValueCodes kept = new ValueCodes(features);
    for (int f = 0; f < features; f++) {
      for (int code = 0; code < size(f); code++) {
        kept.code(f, codes.value(f, code));
      }
    }
    return kept.sorted();
  }

  /** The same counts with codes in the order of the values: results do not depend on row order. */
  SearchCounts sorted() {
    return StateFormat.fromBytes(StateFormat.toBytes(this::write), in -> read(spec, in));
  }

  /** Writes the state; equal states have equal bytes. */
  void write(DataOutput out) throws IOException {
    StateFormat.begin(out, NAME, FORMAT);
    if (features == 0) {
      return;
    }
    addBatches();
    cells.writeUnsummed(out);
    cells.write(SEARCHED, out);
    cells.write(CONFIRMING, out);
    for (boolean without : dropped) {
      out.writeBoolean(without);
    }
    ValueCodes sorted = sortedCodes();
    sorted.write(out);
    int[][] ours = new int[features][];
    for (int f = 0; f < features; f++) {
      ours[f] = new int[sorted.size(f)];
      for (int code = 0; code < ours[f].length; code++) {
        ours[f][code] = codes.find(f, sorted.value(f, code));
      }
    }
    for (int f = 0; f < features; f++) {
      for (int a : ours[f]) {
        writeCells(out, single(f, a, SEARCHED), single(f, a, CONFIRMING));
        for (int g = f + 1; paired && g < features; g++) {
          for (int b : ours[g]) {
            writeCells(out, pair(f, g, a, b, SEARCHED), pair(f, g, a, b, CONFIRMING));
          }
        }
      }
    }
  }

  private void writeCells(DataOutput out, int searched, int confirming) throws IOException {
    out.writeByte((searched >= 0 ? 1 : 0) + (confirming >= 0 ? 2 : 0));
    if (searched >= 0) {
      cells.write(searched, out);
    }
    if (confirming >= 0) {
      cells.write(confirming, out);
    }
  }

  private void readCells(DataInput in, int[] table, int at) throws IOException {
    int halves = in.readUnsignedByte();
    for (int half = 0; half < 2; half++) {
      if ((halves >> half & 1) == 1) {
        cells.read(cell(table, at + half), in);
      }
    }
  }

  /** Reads what {@link #write} wrote. */
  static SearchCounts read(EvaluationSpec spec, DataInput in) throws IOException {
    StateFormat.expect(in, NAME, FORMAT);
    SearchCounts state = new SearchCounts(spec);
    if (state.features > 0) {
      state.readFields(in);
    }
    return state;
  }

  private void readFields(DataInput in) throws IOException {
    cells.readUnsummed(in);
    cells.read(SEARCHED, in);
    cells.read(CONFIRMING, in);
    for (int f = 0; f < features; f++) {
      if (in.readBoolean()) {
        drop(f);
      }
    }
    ValueCodes sorted = ValueCodes.read(in);
    for (int f = 0; f < features; f++) {
      for (int code = 0; code < sorted.size(f); code++) {
        code(f, sorted.value(f, code));
      }
    }
    for (int f = 0; f < features; f++) {
      for (int a = 0; a < size(f); a++) {
        readCells(in, singles[f], 2 * a);
        for (int g = f + 1; paired && g < features; g++) {
          for (int b = 0; b < size(g); b++) {
            readCells(in, pairs[place(f, g)], 2 * (a * capacity[g] + b));
          }
        }
      }
    }
  }
}
