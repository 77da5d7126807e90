package dev.assay.quality;

import dev.assay.quality.MetricValue.Scalar;
import dev.assay.quality.OutputCheck.InRange;
import dev.assay.quality.OutputCheck.MeanNearHistory;
import dev.assay.quality.OutputCheck.NotConstant;
import dev.assay.quality.OutputCheck.Reconciliation;
import dev.assay.quality.OutputCheck.ShareAboveCutoff;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How a model's scores are judged. */
final class OutputFindings {
  private final int minRows;
  private final LocalDate asOf;
  private final OutputRule rule;
  private final OutputFacts facts;
  private final Map<MetricKey, MetricValue> metrics;
  private final List<MetricKey> keys;
  private final double cutoff;

  OutputFindings(
      int minRows,
      LocalDate asOf,
      OutputRule rule,
      OutputFacts facts,
      double cutoff,
      Map<MetricKey, MetricValue> metrics) {
    this.minRows = minRows;
    this.asOf = asOf;
    this.rule = rule;
    this.facts = facts;
    this.metrics = metrics;
    this.keys = RuleNeeds.ofOutput(rule, facts.model(), cutoff);
    this.cutoff = cutoff;
  }

  RuleResult judge() {
    Verdict verdict = new Verdict(rule, bound()).about(facts.model());
    if (rule.check() instanceof Reconciliation check) {
      return reconciled(check, verdict.of(facts.rowsIn()));
    }
    for (MetricKey key : keys) {
      if (metrics.get(key) == null || metrics.get(key) instanceof MetricValue.Failed) {
        String reason = Verdict.because(metrics.get(key));
        String metric = key.on(asOf).text();
        return verdict.error("its metric " + metric + " was not computed" + reason);
      }
    }
    long rows = (long) value(keys.size() - 1);
    return unjudged(verdict.of(rows), rows).orElseGet(() -> judge(verdict.of(rows), rows));
  }

  private Optional<RuleResult> unjudged(Verdict verdict, long rows) {
    if (rows == 0) {
      return Optional.of(verdict.notApplicable("There are no scores that it is about."));
    }
    String count = rows == 1 ? "1 score is" : rows + " scores are";
    // Every score must lie in its range, however few there are.
    return rows >= minRows || rule.check() instanceof InRange
        ? Optional.empty()
        : Optional.of(
            verdict.notApplicable(
                count + " too few to judge by, expected at least " + minRows + " (min-rows)."));
  }

  private String bound() {
    OutputCheck check = rule.check();
    if (check instanceof InRange range) {
      return "every score " + range.bounds().describe();
    }
    if (check instanceof NotConstant spread) {
      return "spread above " + Numbers.text(spread.minSpread());
    }
    if (check instanceof ShareAboveCutoff share) {
      return share.bounds().describe();
    }
    if (check instanceof MeanNearHistory near) {
      return "within " + Verdict.percent(near.tolerance()) + " of the last runs' mean";
    }
    return "at most " + ((Reconciliation) check).maxMissing() + " rows missing";
  }

  private RuleResult judge(Verdict verdict, long rows) {
    OutputCheck check = rule.check();
    if (check instanceof InRange range) {
      return inRange(range, verdict, rows);
    }
    if (check instanceof NotConstant spread) {
      return spread(spread, verdict);
    }
    return check instanceof ShareAboveCutoff share
        ? share(share, verdict)
        : near((MeanNearHistory) check, verdict);
  }

  private RuleResult inRange(InRange check, Verdict verdict, long rows) {
    long failed = rows - Math.round(value(0) * rows);
    boolean good = value(0) == 1;
    // A share next to 1 can round to all rows.
    long bad = good ? 0 : Math.max(1, failed);
    String found =
        good
            ? "All " + rows + " scores are " + check.bounds().describe() + "."
            : bad + " of " + rows + " scores are not " + check.bounds().describe() + ".";
    return verdict
        .counted(new RowCounts(rows, bad, List.of()))
        .decided(good, (double) bad / rows, found);
  }

  private RuleResult spread(NotConstant check, Verdict verdict) {
    double lowest = value(0);
    double spread = value(1) - lowest;
    boolean good = spread > check.minSpread();
    String same = "Every score is " + Numbers.rounded(lowest) + ".";
    String range =
        "The scores go from " + Numbers.rounded(lowest) + " to " + Numbers.rounded(value(1)) + ".";
    return verdict.decided(good, spread, spread == 0 ? same : range);
  }

  private RuleResult share(ShareAboveCutoff check, Verdict verdict) {
    double at = check.cutoff() == null ? cutoff : check.cutoff();
    boolean good = check.bounds().contains(value(0));
    String found =
        Verdict.percent(value(0)) + " of the scores are at or above " + Numbers.rounded(at);
    String wanted = good ? "." : ", expected a share " + check.bounds().describe() + ".";
    return verdict.decided(good, value(0), found + wanted);
  }

  private RuleResult near(MeanNearHistory check, Verdict verdict) {
    double mean = value(0);
    List<Double> all = facts.earlierMeans();
    List<Double> last = all.subList(Math.max(0, all.size() - check.runs()), all.size());
    if (last.size() < check.minHistory()) {
      String there = "Earlier runs of the model: " + last.size();
      return verdict.insufficientHistory(
          mean, there + ", expected at least " + check.minHistory() + " (min-history).");
    }
    double before = last.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    boolean good = Math.abs(mean - before) <= check.tolerance() * Math.abs(before);
    String runs = last.size() == 1 ? "the last run" : "the last " + last.size() + " runs";
    return verdict.decided(
        good,
        mean,
        "The mean score is "
            + Numbers.rounded(mean)
            + ", that of "
            + runs
            + " was "
            + Numbers.rounded(before)
            + ".");
  }

  private RuleResult reconciled(Reconciliation check, Verdict verdict) {
    long known = facts.scored() + facts.rejected() + facts.quarantined();
    long missing = facts.rowsIn() - known;
    boolean good = missing >= 0 && missing <= check.maxMissing();
    String sum =
        facts.rowsIn()
            + " rows in, "
            + facts.scored()
            + " scored, "
            + facts.rejected()
            + " rejected, "
            + facts.quarantined()
            + " quarantined";
    String apart = missing < 0 ? ": " + -missing + " too many." : ": " + missing + " missing.";
    return verdict.decided(good, (double) missing, sum + (missing == 0 ? "." : apart));
  }

  private double value(int index) {
    MetricValue value = metrics.get(keys.get(index));
    return value instanceof Scalar scalar ? scalar.value() : Double.NaN;
  }
}
