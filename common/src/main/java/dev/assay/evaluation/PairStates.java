package dev.assay.evaluation;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * What the first pass keeps of a slice for champion and each challenger; of the whole also units.
 */
final class PairStates {
  private final PairSums[] pairs;
  private final UnitRows units;
  private double largestWeight;

  PairStates(EvaluationSpec spec, boolean whole) {
    this(new PairSums[spec.challengers().size()], whole ? new UnitRows() : null);
    for (int i = 0; i < pairs.length; i++) {
      pairs[i] = new PairSums(spec, i + 1, whole);
    }
  }

  private PairStates(PairSums[] pairs, UnitRows units) {
    this.pairs = pairs;
    this.units = units;
  }

  void add(EvaluatedRow row) {
    for (PairSums pair : pairs) {
      pair.add(row);
    }
    if (units != null) {
      units.add(row.unit());
    }
    largestWeight = Math.max(largestWeight, row.weight());
  }

  void merge(PairStates other) {
    for (int i = 0; i < pairs.length; i++) {
      pairs[i].merge(other.pairs[i]);
    }
    if (units != null) {
      units.merge(other.units);
    }
    largestWeight = Math.max(largestWeight, other.largestWeight);
  }

  /** Champion and a challenger, counted from 1 as the models are. */
  PairSums pair(int challenger) {
    return pairs[challenger - 1];
  }

  /** The rows by unit; null of slices. */
  UnitRows units() {
    return units;
  }

  /** The largest weight of a row. */
  double largestWeight() {
    return largestWeight;
  }

  void write(DataOutput out) throws IOException {
    for (PairSums pair : pairs) {
      pair.write(out);
    }
    if (units != null) {
      units.write(out);
    }
    out.writeDouble(largestWeight);
  }

  static PairStates read(EvaluationSpec spec, boolean whole, DataInput in) throws IOException {
    PairSums[] pairs = new PairSums[spec.challengers().size()];
    for (int i = 0; i < pairs.length; i++) {
      pairs[i] = PairSums.read(spec, i + 1, whole, in);
    }
    PairStates states = new PairStates(pairs, whole ? UnitRows.read(in) : null);
    states.largestWeight = in.readDouble();
    return states;
  }
}
