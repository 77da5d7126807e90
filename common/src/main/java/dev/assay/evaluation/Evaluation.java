package dev.assay.evaluation;

import java.util.ArrayList;
import java.util.List;

/** Computes an evaluation's tables from the states of its two passes. */
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
    List<MetricRow> metrics = new ArrayList<>(MetricFigures.of(spec, first));
    metrics.addAll(Runtimes.of(spec, first, context.runtimes()));
    metrics.addAll(AmountFigures.of(spec, first, second));
    List<ComparisonRow> comparisons = Comparisons.of(spec, first, second, context);
    List<FairnessRow> fairness = FairnessFigures.of(spec, first);
    return new EvaluationResult(
        metrics,
        comparisons,
        SliceFigures.of(spec, first, second),
        CalibrationFigures.of(spec, first),
        fairness,
        Differences.of(spec, first, second),
        Curves.of(spec, first),
        Verdicts.of(
            spec,
            new Figures(metrics, comparisons, fairness, new OtherLevels(spec, first)),
            context));
  }
}
