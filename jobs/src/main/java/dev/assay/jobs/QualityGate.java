package dev.assay.jobs;

import dev.assay.jobs.quality.Measured;
import dev.assay.jobs.quality.MetricHistory;
import dev.assay.jobs.quality.MetricPlan;
import dev.assay.jobs.quality.MetricScan;
import dev.assay.jobs.store.MetricPoint;
import dev.assay.quality.BatchRule;
import dev.assay.quality.CrossRule;
import dev.assay.quality.HistoryRule;
import dev.assay.quality.MetricKey;
import dev.assay.quality.MetricName;
import dev.assay.quality.MetricValue;
import dev.assay.quality.MetricValue.Failed;
import dev.assay.quality.MetricValue.Scalar;
import dev.assay.quality.OutputFacts;
import dev.assay.quality.OutputRule;
import dev.assay.quality.RowCounts;
import dev.assay.quality.RowPredicate;
import dev.assay.quality.RowRule;
import dev.assay.quality.RuleJudge;
import dev.assay.quality.RuleResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Measures what the rules need, judges them, and notes both in a book. */
final class QualityGate {
  /** What the predictions are called among the metrics. */
  static final String SCORES = "predictions";

  private final PlannedChecks checks;
  private final QualityBook book;
  private final RuleJudge judge;
  private final Function<String, Map<String, List<MetricPoint>>> history;

  /**
   * A gate.
   *
   * @param judge of the rules, in a run that scores or without one
   * @param history earlier values of a table's metrics, by the table and the metric's text
   */
  QualityGate(
      PlannedChecks checks,
      QualityBook book,
      RuleJudge judge,
      Function<String, Map<String, List<MetricPoint>>> history) {
    this.checks = checks;
    this.book = book;
    this.judge = judge;
    this.history = history;
  }

  /**
   * Judges the rules on the input as a whole.
   *
   * @param measured the metrics of the input
   * @return the rows of the input, where they were counted
   */
  OptionalLong judgeInput(Measured measured) {
    Map<MetricKey, MetricValue> metrics = measured.values();
    Map<MetricKey, MetricValue> kept = new LinkedHashMap<>(metrics);
    kept.keySet().retainAll(checks.inputMetrics()); // not what only counts the rows of row rules
    book.add(table(), kept);
    for (BatchRule rule : checks.rules().rules().batch()) {
      book.add(rule, judge.batch(rule, metrics, checks.asOf()));
    }
    judgeHistory(metrics);
    judgeCross(metrics);
    return metrics.get(MetricKey.rowCount(null)) instanceof Scalar rows
        ? OptionalLong.of((long) rows.value())
        : OptionalLong.empty();
  }

  private String table() {
    return checks.pinned().name();
  }

  private void judgeHistory(Map<MetricKey, MetricValue> metrics) {
    List<HistoryRule> rules = checks.rules().rules().history();
    if (rules.isEmpty()) {
      return;
    }
    Map<String, List<MetricPoint>> earlier = history.apply(table());
    for (HistoryRule rule : rules) {
      List<MetricPoint> points = earlier.getOrDefault(rule.metricKey().text(), List.of());
      MetricHistory known =
          MetricHistory.of(
              rule.check(),
              points.stream().map(p -> new MetricHistory.Point(p.asOf(), p.value())).toList(),
              checks.asOf());
      book.add(rule, judged(rule, metrics, known));
    }
  }

  private RuleResult judged(
      HistoryRule rule, Map<MetricKey, MetricValue> metrics, MetricHistory known) {
    try {
      return judge.history(rule, metrics, known.points(), known::judge);
    } catch (IllegalStateException e) { // a strategy that fails is never a silent pass
      return judge.error(rule, null, e.getMessage());
    }
  }

  private void judgeCross(Map<MetricKey, MetricValue> metrics) {
    Map<String, Map<MetricKey, MetricValue>> references = new LinkedHashMap<>();
    checks
        .referencePlans()
        .forEach(
            (name, plan) -> {
              Map<MetricKey, MetricValue> values = MetricScan.measure(plan).values();
              references.put(name, values);
              book.add(checks.pins().get(name).name(), values);
            });
    for (CrossRule rule : checks.rules().rules().cross()) {
      book.add(rule, judge.cross(rule, metrics, references));
    }
  }

  /** Judges the row rules by what was counted while the rows were scored. */
  void judgeRows(Map<String, RowCounts> counts) {
    for (RowRule rule : checks.rules().rules().rows()) {
      book.add(rule, judge.row(rule, counts.get(rule.id())));
    }
  }

  /**
   * Judges the row rules by counts in the metrics of {@link PlannedChecks#wholePlan}.
   *
   * @param samples gives keys of some rows that break rules, by the rule; asked once, if at all
   */
  void judgeRows(
      Measured measured, Function<List<RowPredicate>, Map<String, List<String>>> samples) {
    List<RowPredicate> broken =
        checks.rules().rows().stream()
            .filter(row -> counted(measured, row).filter(counts -> counts.failed() > 0).isPresent())
            .toList();
    Map<String, List<String>> keys = broken.isEmpty() ? Map.of() : samples.apply(broken);
    List<RowRule> rules = checks.rules().rules().rows();
    for (int i = 0; i < rules.size(); i++) {
      RowRule rule = rules.get(i);
      RowPredicate row = checks.rules().rows().get(i);
      List<String> some = keys.getOrDefault(rule.id(), List.of());
      book.add(
          rule,
          counted(measured, row)
              .map(counts -> judge.row(rule, counts.withSamples(some)))
              .orElseGet(() -> judge.error(rule, null, uncounted(measured, row))));
    }
  }

  private static Optional<RowCounts> counted(Measured measured, RowPredicate row) {
    MetricValue about = measured.values().get(PlannedChecks.about(row));
    MetricValue broken = measured.values().get(PlannedChecks.broken(row));
    return about instanceof Scalar rows && broken instanceof Scalar failed
        ? Optional.of(new RowCounts((long) rows.value(), (long) failed.value(), List.of()))
        : Optional.empty();
  }

  private static String uncounted(Measured measured, RowPredicate row) {
    return Stream.of(PlannedChecks.about(row), PlannedChecks.broken(row))
        .map(measured.values()::get)
        .filter(Failed.class::isInstance)
        .map(value -> ": " + ((Failed) value).reason())
        .findFirst()
        .map("its rows were not counted"::concat)
        .orElse("its rows were not counted");
  }

  /**
   * What a model did.
   *
   * @param name its name
   * @param cutoff its cutoff
   * @param rowsIn rows of the input
   * @param scored rows it scored
   * @param rejected rows it could not score
   * @param quarantined rows that no model was given
   */
  record Scored(
      String name, double cutoff, long rowsIn, long scored, long rejected, long quarantined) {}

  /** Judges the rules on the scores, all models in one scan of the run's predictions. */
  void judgeOutput(Dataset<Row> predictions, List<Scored> models) {
    List<OutputRule> rules = checks.rules().rules().output();
    if (rules.isEmpty()) {
      return;
    }
    Set<MetricKey> keys = new LinkedHashSet<>();
    rules.forEach(rule -> of(rule, models).forEach(m -> keys.addAll(needs(rule, m))));
    Map<MetricKey, MetricValue> metrics =
        MetricScan.measure(MetricPlan.of(predictions, keys, checks.asOf())).values();
    book.add(SCORES, metrics);
    Map<String, List<MetricPoint>> earlier = history.apply(SCORES);
    for (OutputRule rule : rules) {
      for (Scored model : of(rule, models)) {
        OutputFacts facts =
            new OutputFacts(
                model.name(),
                model.rowsIn(),
                model.scored(),
                model.rejected(),
                model.quarantined(),
                means(needs(rule, model), earlier));
        book.add(rule, judge.output(rule, facts, model.cutoff(), metrics));
      }
    }
  }

  private static List<Scored> of(OutputRule rule, List<Scored> models) {
    return models.stream()
        .filter(m -> rule.model() == null || rule.model().equals(m.name()))
        .toList();
  }

  private List<MetricKey> needs(OutputRule rule, Scored model) {
    return new ArrayList<>(checks.rules().outputMetricsOf(rule, model.name(), model.cutoff()));
  }

  private static List<Double> means(List<MetricKey> needs, Map<String, List<MetricPoint>> earlier) {
    return needs.stream()
        .filter(key -> key.name() == MetricName.MEAN)
        .flatMap(key -> earlier.getOrDefault(key.text(), List.of()).stream())
        .map(MetricPoint::value)
        .toList();
  }
}
