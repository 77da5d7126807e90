package dev.assay.quality;

import dev.assay.yaml.Key;
import java.util.List;

/** A metric of the input against the same metric of runs with an earlier as-of date. */
public record HistoryRule(
    @Key(doc = "The rule's name in kebab case, unique in the file.") String id,
    @Key(doc = "The metric that is followed.") MetricName metric,
    @Key(doc = "Its column, where it has one.", def = "null") String column,
    @Key(doc = "Its columns, where it has several.", def = "[]") List<String> columns,
    @Key(doc = "For quantile: which one, such as 0.5.", def = "null") Double at,
    @Key(doc = "What it asks for: the rule's kind.") HistoryCheck check,
    @Key(doc = "Fewest earlier runs; with fewer the rule is not judged.", def = "null")
        Integer minHistory,
    @Key(doc = "What a failure means: warn, or error: the run is not published.", def = "error")
        Severity severity,
    @Key(doc = "Spark SQL predicate: the metric is of these rows only.", def = "null") String where,
    @Key(doc = "With fewer rows the rule is not judged.", def = "null") Integer minRows,
    @Key(doc = "What the rule is for.", def = "null") String description,
    @Key(doc = "Who is asked when it fails.", def = "null") String owner)
    implements Rule {

  public HistoryRule {
    columns = List.copyOf(columns);
  }

  /** The column or columns, in their order. */
  public List<String> metricColumns() {
    return column == null ? columns : List.of(column);
  }

  /** The metric it follows; its columns as the rule spells them. */
  public MetricKey metricKey() {
    return new MetricKey(metric, metricColumns(), at, null, where);
  }

  /** Earlier runs needed: what the rule says, but no fewer than the strategy can work with. */
  public int historyNeeded() {
    int least = check.leastHistory();
    return minHistory == null ? check.usualHistory() : Math.max(minHistory, least);
  }

  @Override
  public Group group() {
    return Group.HISTORY;
  }

  @Override
  public String kind() {
    return Kinds.of((Record) check);
  }
}
