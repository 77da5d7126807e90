package dev.assay.evaluation;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** To be written. */
final class ModelStates {
  ModelStates(EvaluationSpec spec, boolean whole) {}

  void add(EvaluatedRow row) {}

  void merge(ModelStates other) {}

  void write(DataOutput out) throws IOException {}

  static ModelStates read(EvaluationSpec spec, boolean whole, DataInput in) throws IOException {
    return new ModelStates(spec, whole);
  }
}
