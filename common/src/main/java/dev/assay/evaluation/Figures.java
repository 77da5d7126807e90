package dev.assay.evaluation;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** The rows of an evaluation's tables, looked up as a rule names them. */
record Figures(
    List<MetricRow> metrics, List<ComparisonRow> comparisons, List<FairnessRow> fairness) {
  private static final String WHOLE = "all";
  private static final String CUTOFF = "cutoff";

  static String slice(String asked) {
    return asked == null ? WHOLE : asked;
  }

  /** The figure of a model; without a point that of the scores, else at the model's cutoff. */
  Optional<MetricRow> metric(EvaluatedModel model, String metric, String slice, String point) {
    return metrics.stream()
        .filter(row -> row.model().equals(model.name()))
        .filter(row -> row.modelVersion().equals(model.version()))
        .filter(row -> row.metric().equals(metric) && row.slice().equals(slice(slice)))
        .filter(row -> at(row.point(), point))
        .findFirst();
  }

  /** The comparison of a challenger that a decision rests on. */
  Optional<ComparisonRow> comparison(
      EvaluatedModel challenger, Decision.Criterion criterion, boolean clustered) {
    List<ComparisonRow> found =
        comparisons.stream()
            .filter(row -> row.challenger().equals(challenger.name()))
            .filter(row -> row.challengerVersion().equals(challenger.version()))
            .filter(row -> row.metric().equals(criterion.metric()))
            .filter(row -> row.slice().equals(slice(criterion.slice())))
            .filter(row -> at(row.point(), criterion.point()))
            .filter(row -> !row.test().startsWith("confidence-sequence"))
            .toList();
    return found.stream()
        .filter(row -> usable(row) && byUnit(row) == clustered)
        .findFirst()
        .or(() -> found.stream().filter(row -> usable(row) && !clustered).findFirst())
        .or(() -> found.stream().filter(row -> !usable(row)).findFirst());
  }

  private static boolean at(String point, String asked) {
    return asked == null ? point == null || point.equals(CUTOFF) : asked.equals(point);
  }

  /** Whether a difference comes with an error. */
  static boolean usable(ComparisonRow row) {
    return row.difference() != null
        && (row.standardError() != null || (row.low() != null && row.high() != null));
  }

  private static boolean byUnit(ComparisonRow row) {
    return row.test().equals(Comparison.UNIT_GROUPS) || row.test().equals(Comparison.BOOTSTRAP);
  }

  /** Ratios of a model's groups to their reference groups. */
  List<FairnessRow> fairness(EvaluatedModel model, Decision.Fair rule) {
    return fairness.stream()
        .filter(row -> row.model().equals(model.name()))
        .filter(row -> row.modelVersion().equals(model.version()))
        .filter(row -> row.comparedWith() == null && row.reference() != null)
        .filter(row -> row.ratio() != null && row.outcome() != null) // not the reference itself
        .filter(row -> row.measure().equals(rule.measure()))
        .filter(row -> rule.attribute() == null || row.attribute().equals(rule.attribute()))
        .filter(row -> row.point() == null || Objects.equals(row.point(), CUTOFF))
        .toList();
  }
}
