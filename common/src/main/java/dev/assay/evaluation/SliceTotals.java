package dev.assay.evaluation;

import dev.assay.model.Task;
import dev.assay.statistics.DeLong;
import dev.assay.statistics.ReplicateBlock;
import dev.assay.statistics.ReplicateCounts;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * What the second pass keeps of the whole or a slice: of binary models the covariance of the AUCs,
 * the decisions at the operating points and the bootstrap; sums by unit where units have several
 * rows.
 */
final class SliceTotals {
  private static final boolean[] CLASSES = {false, true};

  private final SecondPlan plan;
  private final SlicePlan slice;
  private final DeLong deLong;
  private final PairCells[][] cells; // by point, then challenger
  private final PairCells[] cellsAtCutoff; // with amounts; else none
  private final ReplicateCounts counts;
  private final UnitGroups units;

  SliceTotals(SecondPlan plan, int place) {
    this(plan, place, null, null, null);
  }

  private SliceTotals(
      SecondPlan plan, int place, DeLong deLong, ReplicateCounts counts, UnitGroups units) {
    EvaluationSpec spec = plan.spec();
    this.plan = plan;
    this.slice = plan.slice(place);
    boolean binary = spec.task() == Task.BINARY;
    boolean placed = binary && !spec.weighted();
    boolean drawn = binary && slice.replicates() > 0;
    this.deLong = deLong == null && placed ? new DeLong(spec.models().size()) : deLong;
    this.counts =
        counts == null && drawn
            ? new ReplicateCounts(slice.cells(), slice.replicates(), spec.weighted())
            : counts;
    this.units =
        units == null && plan.clustered()
            ? new UnitGroups(plan.scales(), plan.unitBits(place))
            : units;
    boolean valued = spec.points().amounts();
    // without challengers the champion stands on both sides, so that its outcomes are known
    int pairs = valued ? Math.max(1, spec.challengers().size()) : spec.challengers().size();
    this.cells = new PairCells[plan.otherPoints()][pairs];
    this.cellsAtCutoff = new PairCells[valued ? pairs : 0];
    for (PairCells[] ofPoint : cells) {
      Arrays.setAll(ofPoint, i -> new PairCells(spec.weighted(), valued));
    }
    Arrays.setAll(cellsAtCutoff, i -> new PairCells(spec.weighted(), valued));
  }

  /** Adds rows of a block to all but the sums by unit. */
  void add(RowBlock block, int[] places, int size) {
    int models = plan.scoreCodes().length;
    if (deLong != null) {
      int[] ofClass = block.ofClass();
      for (boolean positive : CLASSES) {
        addPlacements(block, ofClass, block.select(places, size, positive), positive);
      }
    }
    for (int p = 0; p < cells.length; p++) {
      for (int i = 0; i < size; i++) {
        addCells(p, block, places[i]);
      }
    }
    for (int i = 0; cellsAtCutoff.length > 0 && i < size; i++) {
      addAtCutoff(block, places[i]);
    }
    for (int m = 0; counts != null && m < models; m++) {
      addCounts(m, block, places, size);
    }
  }

  private void addPlacements(RowBlock block, int[] places, int size, boolean positive) {
    long[][] placement = block.placement();
    for (int m = 0; m < placement.length; m++) {
      for (int i = 0; i < size; i++) {
        int bin = slice.bins(m).bin(block.code(m, places[i]));
        placement[m][i] = slice.bins(m).placement(bin, positive);
      }
    }
    deLong.add(placement, size, positive);
  }

  private void addCells(int point, RowBlock block, int place) {
    int common =
        (block.positive(place) ? PairCells.CLASS : 0)
            + (block.selected(point, 0, place) ? PairCells.FIRST : 0);
    for (int c = 0; c < cells[point].length; c++) {
      int second = block.selected(point, secondModel(c), place) ? PairCells.SECOND : 0;
      add(cells[point][c], common + second, block, place);
    }
  }

  private void addAtCutoff(RowBlock block, int place) {
    int common =
        (block.positive(place) ? PairCells.CLASS : 0)
            + (block.selectedAtCutoff(0, place) ? PairCells.FIRST : 0);
    for (int c = 0; c < cellsAtCutoff.length; c++) {
      int second = block.selectedAtCutoff(secondModel(c), place) ? PairCells.SECOND : 0;
      add(cellsAtCutoff[c], common + second, block, place);
    }
  }

  private int secondModel(int pair) {
    return Math.min(pair + 1, plan.spec().models().size() - 1);
  }

  private static void add(PairCells to, int cell, RowBlock block, int place) {
    if (to.amounts() == null) {
      to.add(cell, block.weight(place));
    } else {
      to.add(cell, block.weight(place), block.amount(place));
    }
  }

  private void addCounts(int model, RowBlock block, int[] places, int size) {
    int first = slice.firstCell(model);
    int[] ends = block.sortByCell(slice, model, places, size);
    int[] sorted = block.sorted();
    ReplicateBlock weights = block.weights();
    int from = 0;
    for (int cell = 0; cell < 2 * slice.size(model); cell++) {
      int to = ends[cell];
      if (to > from && plan.spec().weighted()) {
        counts.add(first + cell, weights, sorted, from, to, block.multiples());
      } else if (to > from) {
        counts.add(first + cell, weights, sorted, from, to);
      }
      from = to;
    }
  }

  /** Adds a row to the sums by unit. */
  void addUnit(EvaluatedRow row, UnitNumbers numbers, int[] codes) {
    if (deLong != null) {
      numbers.setPlaces(slice, row.positive(), slice.bins(0).rows(!row.positive()), codes);
    }
    units.add(units.group(row.unit()), numbers.counts());
  }

  void merge(SliceTotals other) {
    if (deLong != null) {
      deLong.merge(other.deLong);
    }
    if (counts != null) {
      counts.merge(other.counts);
    }
    if (units != null) {
      units.merge(other.units);
    }
    for (int p = 0; p < cells.length; p++) {
      for (int c = 0; c < cells[p].length; c++) {
        cells[p][c].merge(other.cells[p][c]);
      }
    }
    for (int c = 0; c < cellsAtCutoff.length; c++) {
      cellsAtCutoff[c].merge(other.cellsAtCutoff[c]);
    }
  }

  SlicePlan plan() {
    return slice;
  }

  /** The covariance of the AUCs; null of weighted rows and of models that are not binary. */
  DeLong deLong() {
    return deLong;
  }

  /** The decisions at one of the points beside the cutoffs. */
  PairCells cells(int point, int challenger) {
    return cells[point][challenger - 1];
  }

  /**
   * The decisions with their amounts at one of all points, the cutoffs first; without challengers
   * the first one is the champion itself.
   */
  PairCells valued(int point, int challenger) {
    return point == 0 ? cellsAtCutoff[challenger - 1] : cells[point - 1][challenger - 1];
  }

  /** The bootstrap; null where there is none. */
  ReplicateCounts counts() {
    return counts;
  }

  /** Sums by unit; null where units have one row each. */
  UnitGroups units() {
    return units;
  }

  void write(DataOutput out) throws IOException {
    if (deLong != null) {
      deLong.write(out);
    }
    if (counts != null) {
      counts.write(out);
    }
    if (units != null) {
      units.write(out);
    }
    for (PairCells[] ofPoint : cells) {
      for (PairCells ofPair : ofPoint) {
        ofPair.write(out);
      }
    }
    for (PairCells ofPair : cellsAtCutoff) {
      ofPair.write(out);
    }
  }

  static SliceTotals read(SecondPlan plan, int place, DataInput in) throws IOException {
    SlicePlan slice = plan.slice(place);
    boolean binary = plan.spec().task() == Task.BINARY;
    DeLong deLong = binary && !plan.spec().weighted() ? DeLong.read(in) : null;
    ReplicateCounts counts = binary && slice.replicates() > 0 ? ReplicateCounts.read(in) : null;
    UnitGroups units =
        plan.clustered() ? UnitGroups.read(plan.scales(), plan.unitBits(place), in) : null;
    SliceTotals totals = new SliceTotals(plan, place, deLong, counts, units);
    boolean valued = plan.spec().points().amounts();
    for (PairCells[] ofPoint : totals.cells) {
      for (int c = 0; c < ofPoint.length; c++) {
        ofPoint[c] = PairCells.read(plan.spec().weighted(), valued, in);
      }
    }
    for (int c = 0; c < totals.cellsAtCutoff.length; c++) {
      totals.cellsAtCutoff[c] = PairCells.read(plan.spec().weighted(), valued, in);
    }
    return totals;
  }
}
