package dev.assay.quality;

import dev.assay.quality.BatchCheck.Bounded;
import dev.assay.quality.BatchCheck.ClassBalance;
import dev.assay.quality.BatchCheck.Freshness;
import dev.assay.quality.BatchCheck.SchemaEquals;
import dev.assay.quality.MetricValue.Counts;
import dev.assay.quality.MetricValue.Failed;
import dev.assay.quality.MetricValue.Moment;
import dev.assay.quality.MetricValue.Scalar;
import dev.assay.quality.MetricValue.Undefined;
import java.time.LocalDate;
import java.util.Map;
import java.util.function.DoubleFunction;

/**
 * Decides how rules came out, from counts and metrics alone. A metric that is missing, failed or of
 * another sort than its rule needs gives {@link Status#ERROR}. Without rows, or with fewer than a
 * rule's {@code min-rows}, a rule is {@link Status#NOT_APPLICABLE}, but for row-count and
 * schema-equals, cross rules on row counts, reconciliation, and row rules that tolerate no row.
 */
public final class RuleJudge {
  private final PlannedRules plan;
  private final boolean scoring;

  /** A judge of planned rules in a run that scores the rows. */
  public RuleJudge(PlannedRules plan) {
    this(plan, true);
  }

  private RuleJudge(PlannedRules plan, boolean scoring) {
    this.plan = plan;
    this.scoring = scoring;
  }

  /** A judge of planned rules where no row is scored, and so none is kept from a model. */
  public static RuleJudge withoutScoring(PlannedRules plan) {
    return new RuleJudge(plan, false);
  }

  /** A row rule, by the rows that were counted. */
  public RuleResult row(RowRule rule, RowCounts counts) {
    String tolerated = "at most " + Verdict.percent(rule.maxShare()) + " of rows";
    String bound = rule.maxShare() == 0 ? "no row" : tolerated;
    Verdict verdict = new Verdict(rule, bound).counted(counts);
    if (counts.rows() == 0) {
      return verdict.notApplicable("There are no rows that it is about.");
    }
    double share = (double) counts.failed() / counts.rows();
    RowFindings findings = new RowFindings(rule, plan.input().asOf(), scoring);
    String found = findings.describe(counts, share);
    if (share <= rule.maxShare()) {
      return verdict.pass(share, found);
    }
    boolean few = rule.maxShare() > 0 && counts.rows() < plan.rules().minRowsOf(rule);
    return few
        ? verdict.notApplicable(found + " " + tooFew(rule, counts.rows()))
        : verdict.fail(share, found + " " + Sentence.of(bound + " may"));
  }

  /**
   * A batch rule.
   *
   * @param metrics what was computed of {@link PlannedRules#metricsOf}
   * @param asOf the run's date
   */
  public RuleResult batch(BatchRule rule, Map<MetricKey, MetricValue> metrics, LocalDate asOf) {
    if (rule.check() instanceof SchemaEquals schema) {
      return SchemaComparison.judge(rule, schema, plan.input().columns());
    }
    MetricKey key = RuleNeeds.ofBatch(rule);
    return judged(
        rule,
        BatchFindings.bound(rule.check(), asOf),
        key,
        metrics,
        (verdict, value) -> batch(rule, verdict, key.on(asOf), value, asOf));
  }

  private static RuleResult batch(
      BatchRule rule, Verdict verdict, MetricKey key, MetricValue value, LocalDate asOf) {
    if (rule.check() instanceof Bounded bounded && value instanceof Scalar scalar) {
      return BatchFindings.bounded(verdict, key, bounded, scalar.value());
    }
    if (rule.check() instanceof Freshness freshness && value instanceof Moment newest) {
      return BatchFindings.fresh(verdict, freshness, newest.at(), asOf);
    }
    if (rule.check() instanceof ClassBalance balance && value instanceof Counts counts) {
      return BatchFindings.balanced(verdict, balance, counts.counts());
    }
    return verdict.error("its metric " + key.text() + " came out as " + value);
  }

  /**
   * A history rule.
   *
   * @param metrics what was computed of {@link PlannedRules#metricsOf}
   * @param points earlier runs with the metric that the strategy can use; for weekday-z-score those
   *     of the same weekday
   * @param strategy judges the new value; it is not asked when points are too few
   */
  public RuleResult history(
      HistoryRule rule,
      Map<MetricKey, MetricValue> metrics,
      int points,
      DoubleFunction<HistoryFinding> strategy) {
    MetricKey key = rule.metricKey();
    return judged(
        rule,
        HistoryFindings.bound(rule),
        key,
        metrics,
        (verdict, value) ->
            value instanceof Scalar scalar
                ? HistoryFindings.judge(rule, verdict, shown(key), scalar.value(), points, strategy)
                : verdict.error("its metric " + shown(key) + " is no number"));
  }

  /**
   * A cross rule.
   *
   * @param metrics what was computed of {@link PlannedRules#metricsOf}
   * @param references what was computed of {@link PlannedRules#referenceMetrics}
   */
  public RuleResult cross(
      CrossRule rule,
      Map<MetricKey, MetricValue> metrics,
      Map<String, Map<MetricKey, MetricValue>> references) {
    return new CrossFindings(plan, rule, metrics, references).judge();
  }

  /**
   * An output rule, for one model.
   *
   * @param cutoff the model's cutoff, the same as for {@link PlannedRules#outputMetricsOf}
   * @param metrics what was computed of {@link PlannedRules#outputMetricsOf}
   */
  public RuleResult output(
      OutputRule rule, OutputFacts facts, double cutoff, Map<MetricKey, MetricValue> metrics) {
    int minRows = plan.rules().minRowsOf(rule);
    LocalDate asOf = plan.input().asOf();
    return new OutputFindings(minRows, asOf, rule, facts, cutoff, metrics).judge();
  }

  /**
   * A rule that could not be evaluated.
   *
   * @param model for output rules: the model; else null
   * @param reason half a sentence
   */
  public RuleResult error(Rule rule, String model, String reason) {
    return new Verdict(rule, "").about(model).error(reason);
  }

  /** What is made of a metric that could be computed. */
  @FunctionalInterface
  interface Finding {
    RuleResult of(Verdict verdict, MetricValue value);
  }

  private RuleResult judged(
      Rule rule, String bound, MetricKey key, Map<MetricKey, MetricValue> metrics, Finding use) {
    Verdict verdict = new Verdict(rule, bound);
    MetricValue rows = metrics.get(MetricKey.rowCount(rule.where()));
    if (!(rows instanceof Scalar counted)) {
      return verdict.error("its rows were not counted" + Verdict.because(rows));
    }
    long count = (long) counted.value();
    verdict = verdict.of(count);
    MetricValue value = metrics.get(key);
    if (value == null || value instanceof Failed) {
      return verdict.error(
          "its metric " + shown(key) + " was not computed" + Verdict.because(value));
    }
    if (key.name() != MetricName.ROW_COUNT) {
      if (count == 0) {
        return verdict.notApplicable("There are no rows that it is about.");
      }
      if (count < plan.rules().minRowsOf(rule)) {
        return verdict.notApplicable(tooFew(rule, count));
      }
    }
    return value instanceof Undefined
        ? verdict.error("none of its " + count + " rows has a value that " + shown(key) + " is of")
        : use.of(verdict, value);
  }

  /** The metric with the run's date in it, as it was computed. */
  private String shown(MetricKey key) {
    return key.on(plan.input().asOf()).text();
  }

  private String tooFew(Rule rule, long rows) {
    String count = rows == 1 ? "1 row is" : rows + " rows are";
    return count
        + " too few to judge by, expected at least "
        + plan.rules().minRowsOf(rule)
        + " (min-rows).";
  }
}
