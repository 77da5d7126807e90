package dev.assay.quality;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Rules that fit the tables they are about, and what must be computed for them.
 *
 * @param rules the rule set
 * @param input what they were matched with
 * @param rows one predicate for each row rule, in their order
 * @param metrics metrics of the input that batch, history and cross rules need, each once
 * @param referenceMetrics metrics of other tables that cross rules need, by the table's name
 */
public record PlannedRules(
    RuleSet rules,
    QualityInput input,
    List<RowPredicate> rows,
    List<MetricKey> metrics,
    Map<String, List<MetricKey>> referenceMetrics) {

  public PlannedRules {
    rows = List.copyOf(rows);
    metrics = List.copyOf(metrics);
    referenceMetrics = Collections.unmodifiableMap(new LinkedHashMap<>(referenceMetrics));
  }

  /** The metrics of the input that one batch, history or cross rule needs. */
  public Collection<MetricKey> metricsOf(Rule rule) {
    return RuleNeeds.ofInput(rule, input);
  }

  /**
   * The metrics of the predictions that an output rule needs for one model; each picks the model's
   * rows itself, so that the metrics of all models can be computed in one scan.
   *
   * @param cutoff the model's cutoff
   */
  public Collection<MetricKey> outputMetricsOf(OutputRule rule, String model, double cutoff) {
    return RuleNeeds.ofOutput(rule, model, cutoff);
  }
}
