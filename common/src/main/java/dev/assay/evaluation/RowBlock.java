package dev.assay.evaluation;

import dev.assay.statistics.PoissonWeights;
import dev.assay.statistics.ReplicateBlock;
import dev.assay.statistics.ScoreCodes;
import java.util.Arrays;

/**
 * Some rows of binary models on their way into the second pass. A row's bootstrap weights are drawn
 * once; then slice after slice takes its rows together, cell by cell, so that what is added up
 * stays in registers and caches.
 */
final class RowBlock {
  /** Their weights in 1,000 replicates take 4 MB. */
  static final int ROWS = 4096;

  private final SecondPlan plan;
  private final ReplicateBlock weights;
  private final char[][] codes;
  private final int[][] slices;
  private final boolean[] positive;
  private final double[] weight;
  private final int[] multiples;
  private final double[] amount; // null without amounts
  private final boolean[][] atCutoff; // by model, likewise
  private final int[] rowCodes;
  private final long[][] placement;
  private final int[] all = new int[ROWS];
  private final int[] bySlice = new int[ROWS];
  private final int[] sorted = new int[ROWS];
  private final int[] ofClass = new int[ROWS];
  private final int[] cells = new int[ROWS];
  private int[] ends = new int[1024];
  private int size;

  RowBlock(SecondPlan plan) {
    this.plan = plan;
    EvaluationSpec spec = plan.spec();
    int models = plan.scoreCodes().length;
    int replicates = spec.bootstrap().replicates();
    weights =
        replicates == 0
            ? null
            : new ReplicateBlock(new PoissonWeights(spec.bootstrap().seed(), replicates), ROWS);
    codes = new char[models][ROWS];
    slices = new int[spec.slicers().size()][ROWS];
    positive = new boolean[ROWS];
    weight = new double[ROWS];
    multiples = spec.weighted() ? new int[ROWS] : null;
    boolean valued = spec.points().amounts();
    amount = valued ? new double[ROWS] : null;
    atCutoff = valued ? new boolean[models][ROWS] : null;
    rowCodes = new int[models];
    placement = new long[models][ROWS];
    Arrays.setAll(all, i -> i);
  }

  /** Takes a row; returns its codes. */
  int[] add(EvaluatedRow row) {
    int at = size++;
    ScoreCodes[] scoreCodes = plan.scoreCodes();
    for (int m = 0; m < rowCodes.length; m++) {
      rowCodes[m] = scoreCodes[m].of(row.scores()[m]);
      codes[m][at] = (char) rowCodes[m];
    }
    for (int slicer = 0; slicer < slices.length; slicer++) {
      slices[slicer][at] = row.slices()[slicer];
    }
    positive[at] = row.positive();
    weight[at] = row.weight();
    if (multiples != null) {
      multiples[at] = plan.multiple(row.weight());
    }
    if (amount != null) {
      amount[at] = row.amount();
      for (int m = 0; m < atCutoff.length; m++) {
        atCutoff[m][at] = row.scores()[m] >= plan.spec().models().get(m).cutoff();
      }
    }
    if (weights != null) {
      weights.set(at, row.unit());
    }
    return rowCodes;
  }

  boolean full() {
    return size == ROWS;
  }

  /** What takes the rows of a slice. */
  interface Taker {
    void take(int place, int[] rows, int size);
  }

  /** Gives the rows to the whole and to their slices, and forgets them. */
  void flush(Taker taker) {
    if (size == 0) {
      return;
    }
    taker.take(0, all, size);
    for (int slicer = 0; slicer < slices.length; slicer++) {
      flush(taker, slicer);
    }
    size = 0;
  }

  private void flush(Taker taker, int slicer) {
    int[] ofRows = slices[slicer];
    int count = plan.codes().size(slicer);
    int[] starts = new int[count + 1];
    for (int i = 0; i < size; i++) {
      if (ofRows[i] != EvaluatedRow.NONE) {
        starts[ofRows[i] + 1]++;
      }
    }
    for (int code = 0; code < count; code++) {
      starts[code + 1] += starts[code];
    }
    int[] places = new int[starts[count]];
    int[] next = starts.clone();
    for (int i = 0; i < size; i++) {
      if (ofRows[i] != EvaluatedRow.NONE) {
        places[next[ofRows[i]]++] = i;
      }
    }
    for (int code = 0; code < count; code++) {
      int rows = starts[code + 1] - starts[code];
      if (rows > 0) {
        System.arraycopy(places, starts[code], bySlice, 0, rows);
        taker.take(plan.place(slicer, code), bySlice, rows);
      }
    }
  }

  int code(int model, int place) {
    return codes[model][place];
  }

  boolean positive(int place) {
    return positive[place];
  }

  double weight(int place) {
    return weight[place];
  }

  boolean selected(int point, int model, int place) {
    return plan.selects(point, model, codes[model][place]);
  }

  /** Whether a model's own cutoff selects a row; of rows with amounts. */
  boolean selectedAtCutoff(int model, int place) {
    return atCutoff[model][place];
  }

  double amount(int place) {
    return amount[place];
  }

  int[] multiples() {
    return multiples;
  }

  ReplicateBlock weights() {
    return weights;
  }

  /** Room for placements, by model. */
  long[][] placement() {
    return placement;
  }

  /** The places that were selected last. */
  int[] ofClass() {
    return ofClass;
  }

  /** Selects the places of rows of a class, and returns how many they are. */
  int select(int[] places, int count, boolean ofPositives) {
    int selected = 0;
    for (int i = 0; i < count; i++) {
      ofClass[selected] = places[i];
      selected += positive[places[i]] == ofPositives ? 1 : 0;
    }
    return selected;
  }

  /** The places that were sorted last. */
  int[] sorted() {
    return sorted;
  }

  /**
   * Sorts rows by a model's bin of the bootstrap and class.
   *
   * @return where each cell ends in {@link #sorted}
   */
  int[] sortByCell(SlicePlan slice, int model, int[] places, int count) {
    int number = 2 * slice.size(model);
    if (ends.length <= number) {
      ends = new int[number + 1];
    }
    Arrays.fill(ends, 0, number + 1, 0);
    char[] groups = slice.groups(model);
    for (int i = 0; i < count; i++) {
      int bin = slice.bins(model).bin(codes[model][places[i]]);
      int cell = 2 * groups[bin] + (positive[places[i]] ? 1 : 0);
      cells[i] = cell;
      ends[cell + 1]++;
    }
    for (int cell = 0; cell < number; cell++) {
      ends[cell + 1] += ends[cell];
    }
    for (int i = 0; i < count; i++) {
      sorted[ends[cells[i]]++] = places[i];
    }
    return ends;
  }
}
