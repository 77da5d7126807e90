package dev.assay.quality;

import dev.assay.quality.BatchCheck.Bounded;
import dev.assay.quality.BatchCheck.ClassBalance;
import dev.assay.quality.BatchCheck.Freshness;
import dev.assay.quality.BatchCheck.SchemaEquals;
import dev.assay.quality.RuleFileChecks.Notes;

/** What batch rules must satisfy before any table is known. */
final class BatchRuleChecks {
  private static final double ROUNDING = 1e-9;

  void check(BatchRule rule, Notes notes) {
    BatchCheck check = rule.check();
    if (check instanceof Bounded bounded) {
      bounded(rule.kind(), bounded, notes);
    } else if (check instanceof Freshness freshness) {
      freshness(freshness, notes);
    } else if (check instanceof ClassBalance balance) {
      balance(balance, notes);
    } else if (check instanceof SchemaEquals schema) {
      schema(rule, schema, notes);
    }
  }

  private static void bounded(String kind, Bounded check, Notes notes) {
    MetricName metric = check.metric();
    notes.bounds(kind, check.bounds(), metric.least(), metric.most());
    if (check.at() != null) {
      notes.share(kind + ".at", check.at());
    }
    String key = metric.mostColumns() == 1 ? kind + ".column" : kind + ".columns";
    if (metric.mostColumns() > 0) {
      notes.columns(key, check.columns(), metric.fewestColumns(), metric.mostColumns());
    }
  }

  private static void freshness(Freshness check, Notes notes) {
    notes.columns("freshness.column", check.columns(), 1, 1);
    double most = Integer.MAX_VALUE;
    notes.within("freshness.max-days", (double) check.maxDays(), 0, most);
    if (check.maxDaysAhead() != null) {
      notes.within("freshness.max-days-ahead", (double) check.maxDaysAhead(), 0, most);
    }
  }

  private static void balance(ClassBalance check, Notes notes) {
    notes.columns("class-balance.column", check.columns(), 1, 1);
    notes.share("class-balance.max-other", check.maxOther());
    if (check.shares().isEmpty()) {
      notes.add("class-balance.shares", "names no value, expected at least one with its share");
    }
    check
        .shares()
        .forEach(
            (value, share) -> {
              String key = dev.assay.yaml.KeyPath.child("class-balance.shares", value);
              notes.bounds(key, share.bounds(), 0, 1);
            });
    double least =
        check.shares().values().stream().mapToDouble(s -> s.min() == null ? 0 : s.min()).sum();
    if (least > 1 + ROUNDING) {
      String sum = Numbers.rounded(least);
      notes.add(
          "class-balance.shares", "has min shares of " + sum + " together, expected at most 1");
    }
  }

  private static void schema(BatchRule rule, SchemaEquals check, Notes notes) {
    if (check.types().isEmpty()) {
      notes.add("schema-equals.types", "names no column, expected at least one with its type");
    }
    if (rule.where() != null) {
      notes.add("where", "picks rows, but schema-equals is not about rows. Leave it out");
    }
  }
}
