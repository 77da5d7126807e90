package dev.assay.evaluation;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** To be written. */
final class PairStates {
  PairStates(EvaluationSpec spec, boolean whole) {}

  void add(EvaluatedRow row) {}

  void merge(PairStates other) {}

  void write(DataOutput out) throws IOException {}

  static PairStates read(EvaluationSpec spec, boolean whole, DataInput in) throws IOException {
    return new PairStates(spec, whole);
  }
}
