package dev.assay.quality;

import dev.assay.quality.HistoryCheck.BatchNormal;
import dev.assay.quality.HistoryCheck.OnlineNormal;
import dev.assay.quality.HistoryCheck.RelativeChange;
import dev.assay.quality.HistoryCheck.WeekdayZScore;
import dev.assay.quality.RuleFileChecks.Notes;
import java.util.Arrays;
import java.util.stream.Collectors;

/** What history rules must satisfy before any table is known. */
final class HistoryRuleChecks {

  void check(HistoryRule rule, Notes notes) {
    metric(rule, notes);
    strategy(rule.kind(), rule.check(), notes);
    int least = rule.check().leastHistory();
    if (rule.minHistory() != null && rule.minHistory() < least) {
      String needs = "; " + rule.kind() + " needs as many";
      notes.add(
          "min-history", "found " + rule.minHistory() + ", expected at least " + least + needs);
    }
  }

  private static void metric(HistoryRule rule, Notes notes) {
    MetricName metric = rule.metric();
    if (!metric.inHistoryRules()) {
      String known =
          Arrays.stream(MetricName.values())
              .filter(MetricName::inHistoryRules)
              .map(MetricName::key)
              .collect(Collectors.joining(", "));
      notes.add("metric", "found " + metric.key() + ", which has no history. Use one of " + known);
      return;
    }
    columns(rule, metric, notes);
    quantile(rule, metric, notes);
  }

  private static void columns(HistoryRule rule, MetricName metric, Notes notes) {
    if (rule.column() != null && !rule.columns().isEmpty()) {
      notes.add("columns", "stands beside column, expected only one of them");
    } else if (metric.mostColumns() == 0 && !rule.metricColumns().isEmpty()) {
      String key = rule.column() == null ? "columns" : "column";
      notes.add(key, "is not for " + metric.key() + ". Leave it out");
    } else if (metric.mostColumns() > 0) {
      String key = metric.mostColumns() == 1 || rule.column() != null ? "column" : "columns";
      notes.columns(key, rule.metricColumns(), metric.fewestColumns(), metric.mostColumns());
    }
  }

  private static void quantile(HistoryRule rule, MetricName metric, Notes notes) {
    boolean quantile = metric == MetricName.QUANTILE;
    if (quantile && rule.at() == null) {
      notes.add("at", "is missing, expected a number from 0 to 1: 0.5 is the median");
    } else if (!quantile && rule.at() != null) {
      notes.add("at", "is only for quantile, found metric: " + metric.key());
    } else {
      notes.share("at", rule.at());
    }
  }

  private static void strategy(String kind, HistoryCheck check, Notes notes) {
    if (check instanceof RelativeChange change) {
      double any = Double.POSITIVE_INFINITY;
      notes.bounds(kind, change.bounds(), -any, any);
      notes.within(kind + ".lag", (double) change.lag(), 1, Integer.MAX_VALUE);
    } else if (check instanceof OnlineNormal normal) {
      deviations(kind, normal.deviations(), notes);
    } else if (check instanceof BatchNormal normal) {
      deviations(kind, normal.deviations(), notes);
    } else if (check instanceof WeekdayZScore score) {
      deviations(kind, score.deviations(), notes);
    }
  }

  private static void deviations(String kind, double deviations, Notes notes) {
    if (!(deviations > 0) || Double.isInfinite(deviations)) {
      String found = "found " + Numbers.text(deviations);
      notes.add(kind + ".deviations", found + ", expected a number above 0, such as 3");
    }
  }
}
