package dev.assay.evaluation;

import java.util.List;

/** To be written. */
final class SliceFigures {
  private SliceFigures() {}

  static List<SliceRow> of(EvaluationSpec spec, FirstPass first, SecondPass second) {
    return List.of();
  }
}
