package dev.assay.evaluation;

import java.util.List;

/** To be written. */
final class FairnessFigures {
  private FairnessFigures() {}

  static List<FairnessRow> of(EvaluationSpec spec, FirstPass first) {
    return List.of();
  }
}
