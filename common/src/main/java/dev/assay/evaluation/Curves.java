package dev.assay.evaluation;

import java.util.List;

/** To be written. */
final class Curves {
  private Curves() {}

  static List<CurveRow> of(EvaluationSpec spec, FirstPass first) {
    return List.of();
  }
}
