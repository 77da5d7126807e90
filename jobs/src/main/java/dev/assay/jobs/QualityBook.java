package dev.assay.jobs;

import dev.assay.error.AssayException;
import dev.assay.error.ErrorCode;
import dev.assay.jobs.store.MetricRow;
import dev.assay.jobs.store.QualityRow;
import dev.assay.quality.MetricKey;
import dev.assay.quality.MetricValue;
import dev.assay.quality.MetricValue.Counts;
import dev.assay.quality.MetricValue.Failed;
import dev.assay.quality.MetricValue.Moment;
import dev.assay.quality.MetricValue.Scalar;
import dev.assay.quality.Rule;
import dev.assay.quality.RuleResult;
import dev.assay.quality.RuleSet;
import dev.assay.quality.Status;
import dev.assay.record.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What came out of the rules of a run so far, and what was measured for them. */
final class QualityBook {
  private static final int NAMED = 5;

  private final RuleSet rules;
  private final List<QualityRow> results = new ArrayList<>();
  private final Map<List<String>, MetricRow> metrics = new LinkedHashMap<>();

  QualityBook(RuleSet rules) {
    this.rules = rules;
  }

  void add(Rule rule, RuleResult result) {
    results.add(new QualityRow(result, rules.ownerOf(rule)));
  }

  void add(String table, Map<MetricKey, MetricValue> values) {
    values.forEach(
        (key, value) -> metrics.put(List.of(table, key.text()), row(table, key.text(), value)));
  }

  private static MetricRow row(String table, String metric, MetricValue value) {
    if (value instanceof Scalar scalar) {
      return new MetricRow(table, metric, scalar.value(), null);
    }
    if (value instanceof Counts counts) {
      return new MetricRow(table, metric, null, Json.write(counts.counts()));
    }
    if (value instanceof Moment moment) {
      return new MetricRow(table, metric, null, moment.at().toString());
    }
    String reason = value instanceof Failed failed ? "failed: " + failed.reason() : "undefined";
    return new MetricRow(table, metric, null, reason);
  }

  List<QualityRow> results() {
    return List.copyOf(results);
  }

  List<MetricRow> metrics() {
    return List.copyOf(metrics.values());
  }

  boolean isEmpty() {
    return results.isEmpty();
  }

  /** Rules by status; those without are left out. */
  Map<String, Long> totals() {
    return results.stream()
        .collect(
            Collectors.groupingBy(
                row -> row.result().status().name(), TreeMap::new, Collectors.counting()));
  }

  /**
   * Refuses to go on where a rule of severity error failed or could not be judged.
   *
   * @param what what the rules are about, such as {@code the input}
   * @param consequence what is not done
   * @param show the command that shows all rules of the run
   */
  void requireGood(String what, String consequence, String show) {
    List<RuleResult> stopping =
        results.stream().map(QualityRow::result).filter(RuleResult::stopsTheRun).toList();
    if (stopping.isEmpty()) {
      return;
    }
    String named =
        stopping.stream().limit(NAMED).map(QualityBook::line).collect(Collectors.joining());
    String more = stopping.size() <= NAMED ? "" : "\n  and " + (stopping.size() - NAMED) + " more";
    throw new AssayException(
        ErrorCode.QUALITY,
        "Cannot publish the run: "
            + (stopping.size() == 1 ? "1 rule" : stopping.size() + " rules")
            + " of severity error did not hold of "
            + what
            + "."
            + named
            + more
            + "\n"
            + consequence
            + " All rules of the run: "
            + show
            + "\nMend the data, or change the rule file if the data is right.");
  }

  /** The command that shows all rules of a run, as a shell takes it. */
  static String command(String runId, String store) {
    boolean plain = store.matches("[A-Za-z0-9_./:@%+=,-]+");
    String word = plain ? store : "'" + store.replace("'", "'\\''") + "'";
    return "assay quality --run " + runId + " --store " + word;
  }

  private static String line(RuleResult result) {
    String model = result.model() == null ? "" : " (model " + result.model() + ")";
    String how = result.status() == Status.ERROR ? "could not be judged" : "failed";
    return "\n  - " + result.ruleId() + model + " " + how + ": " + result.message();
  }
}
