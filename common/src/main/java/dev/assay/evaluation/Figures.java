package dev.assay.evaluation;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** The rows of an evaluation's tables, looked up as a rule names them. */
record Figures(
    List<MetricRow> metrics,
    List<ComparisonRow> comparisons,
    List<FairnessRow> fairness,
    Levels levels) {
  private static final String WHOLE = "all";
  private static final String CUTOFF = "cutoff";
  private static final String OVERALL = "overall";

  /** Gives figures with intervals at other levels. */
  interface Levels {
    /** The same figure with an interval at a level; empty where it cannot be computed again. */
    Optional<MetricRow> at(MetricRow row, double level);
  }

  static String slice(String asked) {
    return asked == null ? WHOLE : asked;
  }

  /** The figure of a model; without a point that of the scores, else at the model's cutoff. */
  Optional<MetricRow> metric(EvaluatedModel model, String metric, String slice, String point) {
    return of(metric, slice, point)
        .filter(row -> row.model().equals(model.name()))
        .filter(row -> row.modelVersion().equals(model.version()))
        .findFirst();
  }

  /** The same with its interval at a level, where it can be computed again. */
  MetricRow at(MetricRow row, double level) {
    boolean same = row.level() == null || Math.abs(row.level() - level) < 1e-12;
    return same ? row : levels.at(row, level).orElse(row);
  }

  /** Why a slice is not shown; empty where it is shown or not there. */
  Optional<String> suppressed(String slice) {
    return metrics.stream()
        .filter(row -> row.slice().equals(slice(slice)) && row.metric().equals(MetricRows.ALL))
        .map(MetricRow::reason)
        .findFirst();
  }

  /** The same figure of any model, for the rows it rests on, which are the same for all. */
  Optional<MetricRow> basis(Decision.Criterion criterion) {
    return of(criterion.metric(), criterion.slice(), criterion.point())
        .filter(row -> row.rows() != null)
        .findFirst();
  }

  private Stream<MetricRow> of(String metric, String slice, String point) {
    return metrics.stream()
        .filter(row -> row.metric().equals(metric) && row.slice().equals(slice(slice)))
        .filter(row -> at(row.point(), point));
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
            .filter(row -> !row.test().equals(Comparison.SEQUENCE))
            .toList();
    // Where the rows show no units of several rows, no errors by unit were computed or needed.
    boolean units = clustered && comparisons.stream().anyMatch(Figures::grouped);
    return found.stream()
        .filter(row -> usable(row) && byUnit(row) == units)
        .findFirst()
        .or(() -> found.stream().filter(row -> usable(row) && !units).findFirst())
        .or(() -> found.stream().filter(row -> !usable(row)).findFirst());
  }

  /** The confidence sequence of a challenger's figure; empty where the figure has none. */
  Optional<ComparisonRow> sequence(EvaluatedModel challenger, Decision.Criterion criterion) {
    return comparisons.stream()
        .filter(row -> row.challenger().equals(challenger.name()))
        .filter(row -> row.challengerVersion().equals(challenger.version()))
        .filter(row -> row.metric().equals(criterion.metric()))
        .filter(row -> row.slice().equals(slice(criterion.slice())))
        .filter(row -> at(row.point(), criterion.point()))
        .filter(row -> row.test().equals(Comparison.SEQUENCE))
        .findFirst();
  }

  private static boolean at(String point, String asked) {
    return asked == null ? point == null || point.equals(CUTOFF) : asked.equals(point);
  }

  /** Whether a difference comes with an error. */
  static boolean usable(ComparisonRow row) {
    boolean spread = row.standardError() != null && row.standardError() > 0;
    return row.difference() != null && (spread || (row.low() != null && row.high() != null));
  }

  private static boolean byUnit(ComparisonRow row) {
    return grouped(row) || row.test().equals(Comparison.BOOTSTRAP);
  }

  private static boolean grouped(ComparisonRow row) {
    return row.test().equals(Comparison.UNIT_GROUPS);
  }

  /** A model's groups against their reference groups, and groups that are suppressed. */
  List<FairnessRow> fairness(EvaluatedModel model, Decision.Fair rule) {
    return fairness.stream()
        .filter(row -> row.model().equals(model.name()))
        .filter(row -> row.modelVersion().equals(model.version()))
        .filter(row -> row.comparedWith() == null && row.outcome() != null)
        .filter(row -> !row.groupName().equals(row.reference()))
        .filter(row -> !OVERALL.equals(row.groupName()))
        .filter(row -> suppressed(row) || rule.measure().equals(row.measure()))
        .filter(row -> rule.attribute() == null || row.attribute().equals(rule.attribute()))
        .filter(row -> row.point() == null || Objects.equals(row.point(), CUTOFF))
        .toList();
  }

  /** Whether a group is too small to be shown. */
  static boolean suppressed(FairnessRow row) {
    return "SUPPRESSED".equals(row.outcome());
  }
}
