package dev.assay.evaluation;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** What the first pass keeps of a slice. */
final class SliceState {
  private final ModelStates models;
  private final PairStates pairs;

  SliceState(EvaluationSpec spec, boolean whole) {
    this(new ModelStates(spec, whole), new PairStates(spec, whole));
  }

  private SliceState(ModelStates models, PairStates pairs) {
    this.models = models;
    this.pairs = pairs;
  }

  void add(EvaluatedRow row) {
    models.add(row);
    pairs.add(row);
  }

  void merge(SliceState other) {
    models.merge(other.models);
    pairs.merge(other.pairs);
  }

  ModelStates models() {
    return models;
  }

  PairStates pairs() {
    return pairs;
  }

  void write(DataOutput out) throws IOException {
    models.write(out);
    pairs.write(out);
  }

  static SliceState read(EvaluationSpec spec, boolean whole, DataInput in) throws IOException {
    return new SliceState(ModelStates.read(spec, whole, in), PairStates.read(spec, whole, in));
  }
}
