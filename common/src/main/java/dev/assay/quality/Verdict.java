package dev.assay.quality;

import dev.assay.quality.MetricValue.Failed;
import java.util.List;

/** A rule's result while it is being made. */
final class Verdict {
  private final Rule rule;
  private final String bound;
  private final String model;
  private final Long rows;
  private final RowCounts counts;

  Verdict(Rule rule, String bound) {
    this(rule, bound, null, null, null);
  }

  private Verdict(Rule rule, String bound, String model, Long rows, RowCounts counts) {
    this.rule = rule;
    this.bound = bound;
    this.model = model;
    this.rows = rows;
    this.counts = counts;
  }

  /** The same, for one model. */
  Verdict about(String name) {
    return new Verdict(rule, bound, name, rows, counts);
  }

  /** The same, of so many rows. */
  Verdict of(long number) {
    return new Verdict(rule, bound, model, number, counts);
  }

  /** The same, with the rows that break the rule. */
  Verdict counted(RowCounts failing) {
    return new Verdict(rule, bound, model, failing.rows(), failing);
  }

  RuleResult pass(Double observed, String message) {
    return result(Status.PASS, observed, message);
  }

  RuleResult fail(Double observed, String message) {
    return result(Status.FAIL, observed, message);
  }

  RuleResult decided(boolean good, Double observed, String message) {
    return result(good ? Status.PASS : Status.FAIL, observed, message);
  }

  RuleResult error(String reason) {
    String stop = reason.endsWith(".") || reason.endsWith("!") ? "" : ".";
    return result(Status.ERROR, null, "Cannot judge the rule: " + reason + stop);
  }

  RuleResult notApplicable(String message) {
    return result(Status.NOT_APPLICABLE, null, message);
  }

  RuleResult insufficientHistory(Double observed, String message) {
    return result(Status.INSUFFICIENT_HISTORY, observed, message);
  }

  private RuleResult result(Status status, Double observed, String message) {
    Double share =
        counts == null || counts.rows() == 0
            ? null
            : Double.valueOf((double) counts.failed() / counts.rows());
    return new RuleResult(
        rule.id(),
        rule.group(),
        rule.kind(),
        rule.severity(),
        model,
        status,
        observed,
        bound,
        rows,
        counts == null ? null : Long.valueOf(counts.failed()),
        share,
        counts == null ? List.of() : counts.sampleKeys(),
        message);
  }

  /** The reason of a metric that failed, to stand behind half a sentence. */
  static String because(MetricValue value) {
    return value instanceof Failed failed ? ": " + failed.reason() : "";
  }

  /** A share as a percentage with as many digits as tell it from 0 and 100. */
  static String percent(double share) {
    String rounded = Numbers.rounded(share * 100);
    boolean nearlyAll = share < 1 && rounded.equals("100");
    return (nearlyAll ? Numbers.text(share * 100) : rounded) + " %";
  }
}
