package dev.assay.evaluation;

import java.util.List;

/** To be written. */
final class Comparisons {
  private Comparisons() {}

  static List<ComparisonRow> of(
      EvaluationSpec spec, FirstPass first, SecondPass second, EvaluationContext context) {
    return List.of();
  }
}
