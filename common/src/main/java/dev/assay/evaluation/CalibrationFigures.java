package dev.assay.evaluation;

import java.util.List;

/** To be written. */
final class CalibrationFigures {
  private CalibrationFigures() {}

  static List<CalibrationRow> of(EvaluationSpec spec, FirstPass first) {
    return List.of();
  }
}
