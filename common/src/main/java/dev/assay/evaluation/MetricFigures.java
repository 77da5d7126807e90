package dev.assay.evaluation;

import java.util.List;

/** To be written. */
final class MetricFigures {
  private MetricFigures() {}

  static List<MetricRow> of(EvaluationSpec spec, FirstPass first) {
    return List.of();
  }
}
