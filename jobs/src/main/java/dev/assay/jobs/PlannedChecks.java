package dev.assay.jobs;

import dev.assay.jobs.quality.MetricPlan;
import dev.assay.jobs.read.Lookups;
import dev.assay.plan.PinnedInput;
import dev.assay.quality.MetricKey;
import dev.assay.quality.PlannedRules;
import dev.assay.quality.RowPredicate;
import dev.assay.quality.RowPredicate.Lookup;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Rules that were matched with a pinned input, and with what they are to be evaluated.
 *
 * @param rules the rules
 * @param file where they stand
 * @param digest SHA-256 of what in them, in reference tables and profiles can change a result
 * @param pinned the input as it was pinned
 * @param input the filtered rows with all columns and derived features
 * @param pins the reference tables as they were pinned, by their names in the rule file
 * @param tables their rows
 */
public record PlannedChecks(
    PlannedRules rules,
    String file,
    String digest,
    PinnedInput pinned,
    Dataset<Row> input,
    Map<String, PinnedInput> pins,
    Map<String, Dataset<Row>> tables) {

  public PlannedChecks {
    pins = Collections.unmodifiableMap(new LinkedHashMap<>(pins));
    tables = Collections.unmodifiableMap(new LinkedHashMap<>(tables));
  }

  /** The date the rules are judged for. */
  public LocalDate asOf() {
    return rules.input().asOf();
  }

  /** How the metrics of the input are computed; nothing beside them where there are none. */
  public MetricPlan inputPlan() {
    return MetricPlan.of(input, inputMetrics(), asOf());
  }

  Collection<MetricKey> inputMetrics() {
    return rules.metrics().isEmpty() ? List.of() : withRows(rules.metrics());
  }

  private static Set<MetricKey> withRows(Collection<MetricKey> metrics) {
    Set<MetricKey> keys = new LinkedHashSet<>(metrics);
    keys.add(MetricKey.rowCount(null));
    return keys;
  }

  /** The same with the counts of row rules, where no models are called that could count them. */
  MetricPlan wholePlan() {
    Set<MetricKey> keys = withRows(rules.metrics());
    for (RowPredicate row : rules.rows()) {
      keys.add(about(row));
      keys.add(broken(row));
    }
    return MetricPlan.of(lookedUp(), keys, asOf());
  }

  /** Counts the rows that a row rule is about. */
  static MetricKey about(RowPredicate row) {
    return MetricKey.rowCount(row.about());
  }

  /** Counts the rows that break it. */
  static MetricKey broken(RowPredicate row) {
    return MetricKey.rowCount("NOT (" + row.good() + "\n)");
  }

  /** How the metrics of reference tables are computed, by their names. */
  public Map<String, MetricPlan> referencePlans() {
    Map<String, MetricPlan> plans = new LinkedHashMap<>();
    rules
        .referenceMetrics()
        .forEach((name, keys) -> plans.put(name, MetricPlan.of(tables.get(name), keys, asOf())));
    return plans;
  }

  /** The input with a boolean column for each key that rules look up elsewhere. */
  Dataset<Row> lookedUp() {
    return lookedUp(rules.rows());
  }

  /** The input with what some rules look up. */
  Dataset<Row> lookedUp(List<RowPredicate> some) {
    return Lookups.join(input, lookups(some), tables::get);
  }

  List<Lookup> lookups() {
    return lookups(rules.rows());
  }

  /** What some rules look up, each once. */
  static List<Lookup> lookups(List<RowPredicate> some) {
    return some.stream().map(RowPredicate::lookup).filter(Objects::nonNull).distinct().toList();
  }

  /** Passes over data beside scoring, and why, one line each. */
  public List<String> scans() {
    List<String> scans = new ArrayList<>();
    inputPlan().scans().forEach(scan -> scans.add("the input: " + scan.reason()));
    scans.addAll(scansOfOthers());
    if (!rules.rules().output().isEmpty()) {
      scans.add("the predictions, once they are written: one scan for all output rules");
    }
    return List.copyOf(scans);
  }

  /** Passes over reference tables. */
  List<String> scansOfOthers() {
    List<String> scans = new ArrayList<>();
    referencePlans()
        .forEach(
            (name, plan) ->
                plan.scans().forEach(scan -> scans.add("table " + name + ": " + scan.reason())));
    lookups().forEach(lookup -> scans.add("table " + lookup.table() + ": its keys, for exists-in"));
    return scans;
  }
}
