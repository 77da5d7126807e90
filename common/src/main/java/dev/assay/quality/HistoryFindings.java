package dev.assay.quality;

import dev.assay.quality.HistoryCheck.BatchNormal;
import dev.assay.quality.HistoryCheck.OnlineNormal;
import dev.assay.quality.HistoryCheck.RelativeChange;
import dev.assay.quality.HistoryCheck.WeekdayZScore;
import java.util.function.DoubleFunction;

/** How metrics are judged by their history. */
final class HistoryFindings {
  private HistoryFindings() {}

  static String bound(HistoryRule rule) {
    HistoryCheck check = rule.check();
    if (check instanceof RelativeChange change) {
      String since = change.lag() == 1 ? "the last run" : "the run " + change.lag() + " runs back";
      return "change " + change.bounds().describe() + " against " + since;
    }
    if (check instanceof OnlineNormal normal) {
      return deviations(normal.deviations()) + " from the running mean";
    }
    if (check instanceof BatchNormal normal) {
      return deviations(normal.deviations()) + " from the mean of earlier runs";
    }
    return check instanceof WeekdayZScore score
        ? deviations(score.deviations()) + " from the mean of the same weekday"
        : "near the seasonal forecast";
  }

  private static String deviations(double number) {
    return "at most " + Numbers.text(number) + " standard deviations";
  }

  static RuleResult judge(
      HistoryRule rule,
      Verdict verdict,
      String metric,
      double value,
      int points,
      DoubleFunction<HistoryFinding> strategy) {
    if (Double.isNaN(value)) {
      return verdict.error("its metric " + metric + " is NaN");
    }
    if (points < rule.historyNeeded()) {
      return verdict.insufficientHistory(value, tooFew(rule, points));
    }
    HistoryFinding finding = strategy.apply(value);
    String found = metric + " is " + Numbers.rounded(value);
    String runs = " by " + (points == 1 ? "1 earlier run" : points + " earlier runs");
    return verdict.decided(!finding.anomalous(), value, found + expected(finding) + runs + ".");
  }

  private static String expected(HistoryFinding finding) {
    Bounds bounds = new Bounds(round(finding.lower()), round(finding.upper()));
    String known =
        bounds.min() == null && bounds.max() == null
            ? ""
            : (finding.anomalous() ? ", expected " : ", within ") + bounds.describe();
    return known.isEmpty() && finding.anomalous() ? ", which is not expected" : known;
  }

  private static Double round(Double bound) {
    boolean none = bound == null || bound.isInfinite() || bound.isNaN();
    return none ? null : Double.valueOf(Numbers.rounded(bound));
  }

  private static String tooFew(HistoryRule rule, int points) {
    String kind = rule.check() instanceof WeekdayZScore ? " of the same weekday" : "";
    String there = points == 1 ? "There is 1 earlier run" : "There are " + points + " earlier runs";
    return there + kind + ", expected at least " + rule.historyNeeded() + " (min-history).";
  }
}
