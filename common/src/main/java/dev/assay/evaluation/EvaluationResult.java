package dev.assay.evaluation;

import java.util.List;

/**
 * The rows of an evaluation's tables.
 *
 * @param metrics of {@code evaluation_metrics}
 * @param comparisons of {@code evaluation_comparisons}
 * @param slices of {@code slices}
 * @param calibration of {@code calibration}
 * @param fairness of {@code fairness}
 * @param differences of {@code evaluation_differences}
 * @param curves of {@code evaluation_curves}
 * @param verdicts of {@code verdicts}
 */
public record EvaluationResult(
    List<MetricRow> metrics,
    List<ComparisonRow> comparisons,
    List<SliceRow> slices,
    List<CalibrationRow> calibration,
    List<FairnessRow> fairness,
    List<DifferenceRow> differences,
    List<CurveRow> curves,
    List<VerdictRow> verdicts) {
  public EvaluationResult {
    metrics = List.copyOf(metrics);
    comparisons = List.copyOf(comparisons);
    slices = List.copyOf(slices);
    calibration = List.copyOf(calibration);
    fairness = List.copyOf(fairness);
    differences = List.copyOf(differences);
    curves = List.copyOf(curves);
    verdicts = List.copyOf(verdicts);
  }
}
