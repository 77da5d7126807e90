package dev.assay.report;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.evaluation.ComparisonRow;
import dev.assay.evaluation.EvaluationResult;
import dev.assay.evaluation.MetricRow;
import dev.assay.evaluation.VerdictRow;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Everything that a report shows. */
public final class EvaluationReport {
  private final RunFacts facts;
  private final EvaluationResult result;
  private final List<QualityFact> quality;
  private final List<Contender> contenders;

  /**
   * A report.
   *
   * @param facts what the run record says
   * @param result the rows of the evaluation's tables
   * @param quality how the rules on the scored data came out; empty where there were none
   */
  public EvaluationReport(RunFacts facts, EvaluationResult result, List<QualityFact> quality) {
    this.facts = facts;
    this.result = result;
    this.quality = List.copyOf(quality);
    this.contenders = contenders(facts, result);
  }

  RunFacts facts() {
    return facts;
  }

  EvaluationResult result() {
    return result;
  }

  List<QualityFact> quality() {
    return quality;
  }

  /** The report as one HTML file that needs neither network nor scripts. */
  public String html() {
    return Page.of(this);
  }

  /** The same figures as JSON. */
  public String json() {
    return Twin.of(this);
  }

  /** The models, champion first. */
  List<Contender> contenders() {
    return contenders;
  }

  private record Named(String name, String version) {}

  private static List<Contender> contenders(RunFacts facts, EvaluationResult result) {
    Set<Named> named = new LinkedHashSet<>();
    facts.models().forEach(m -> named.add(new Named(m.name(), m.version())));
    result.verdicts().forEach(v -> named.add(new Named(v.champion(), v.championVersion())));
    result.metrics().forEach(m -> named.add(new Named(m.model(), m.modelVersion())));
    result.verdicts().forEach(v -> named.add(new Named(v.challenger(), v.challengerVersion())));
    named.removeIf(model -> model.name() == null || model.version() == null); // of no one model
    List<Contender> contenders = new ArrayList<>();
    for (Named model : named) {
      contenders.add(Contender.at(contenders.size(), named.size(), model.name(), model.version()));
    }
    return List.copyOf(contenders);
  }

  /** The contender of a name. */
  Optional<Contender> contender(String name, String version) {
    return contenders.stream().filter(c -> c.is(name, version)).findFirst();
  }

  /** Figures of models on all rows; rows without a model count rows and labels. */
  List<MetricRow> wholeMetrics() {
    return result.metrics().stream()
        .filter(row -> row.slicer() == null && row.model() != null)
        .toList();
  }

  /** Comparisons on all rows. */
  List<ComparisonRow> wholeComparisons() {
    return result.comparisons().stream().filter(row -> row.slicer() == null).toList();
  }

  /** The figure that the verdict rests on; else the first that is compared. */
  Optional<String> primaryMetric() {
    return result.verdicts().stream()
        .map(VerdictRow::metric)
        .filter(Objects::nonNull)
        .findFirst()
        .or(
            () ->
                result.comparisons().stream()
                    .map(ComparisonRow::metric)
                    .filter(metric -> Measure.of(metric).sign() != 0)
                    .min(java.util.Comparator.comparingInt(Measure::rank)));
  }

  /**
   * Whether a figure stands where a page shows it first: at the point that the rule names where it
   * is the one that decides, else at the models' own cutoffs.
   */
  boolean isShownAt(String metric, String point) {
    return point == null || point.equals(primaryPoint(metric).orElse("cutoff"));
  }

  /** The operating point that the rule names for a figure, where that decides. */
  Optional<String> primaryPoint(String metric) {
    for (VerdictRow verdict : result.verdicts()) {
      JsonNode conditions = VerdictSection.parsed(verdict.conditions());
      JsonNode first = conditions == null ? null : conditions.path(0);
      if (first != null
          && metric.equals(verdict.metric())
          && metric.equals(first.path("metric").asText())
          && first.path("point").isTextual()) {
        return Optional.of(first.path("point").asText());
      }
    }
    return Optional.empty();
  }

  /** Rows that are compared. */
  Optional<Long> rows() {
    return wholeMetrics().stream().map(MetricRow::rows).filter(Objects::nonNull).findFirst();
  }

  /** Rows with label 1 among them; none where labels are not classes 0 and 1. */
  Optional<Long> positives() {
    return wholeMetrics().stream().map(MetricRow::positives).filter(Objects::nonNull).findFirst();
  }

  /** The level of the intervals, in percent. */
  String level() {
    return result.comparisons().stream()
        .map(ComparisonRow::level)
        .filter(Objects::nonNull)
        .findFirst()
        .or(
            () ->
                result.metrics().stream()
                    .map(MetricRow::level)
                    .filter(Objects::nonNull)
                    .findFirst())
        .map(Numerals::level)
        .orElse("95\u00A0%");
  }
}
