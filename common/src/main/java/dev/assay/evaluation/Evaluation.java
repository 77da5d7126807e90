package dev.assay.evaluation;

import java.util.List;

/** Computes an evaluation's tables from the states of its two passes. To be written. */
public final class Evaluation {
  private Evaluation() {}

  /**
   * The tables.
   *
   * @param spec what was to be computed
   * @param first all rows of the first pass
   * @param second all rows of the second pass
   * @param context what the rows do not tell
   */
  public static EvaluationResult of(
      EvaluationSpec spec, FirstPass first, SecondPass second, EvaluationContext context) {
    return new EvaluationResult(
        List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of());
  }
}
