package dev.assay.jobs;

import dev.assay.config.JobConfig;
import dev.assay.config.JobConfig.OnBadRow;
import dev.assay.error.AssayException;
import dev.assay.error.ErrorCode;
import dev.assay.jobs.score.ScoreTotals;
import dev.assay.model.RejectReason;
import dev.assay.plan.PlannedModel;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Whether a run with rejected rows may be published. */
final class RejectPolicy {
  private RejectPolicy() {}

  /**
   * Refuses a run that rejected too many rows.
   *
   * @param chosen whether its rows are no sample of the table, so that a share of them says nothing
   */
  static void check(
      List<PlannedModel> models, ScoreTotals.Task totals, JobConfig.Score rules, boolean chosen) {
    List<String> problems = new ArrayList<>();
    double share = rules.onBadRow() == OnBadRow.FAIL ? 0 : rules.maxRejectedShare();
    double tolerated = chosen && share > 0 ? 1 : share;
    for (int m = 0; m < models.size(); m++) {
      ScoreTotals.Model counted = totals.models().get(m);
      // Rows that a rule quarantines are tolerated, or not, by that rule.
      long rejected = counted.rejected() - totals.quarantined();
      if (rejected > tolerated * totals.rowsIn()) {
        problems.add(problem(models.get(m), counted, rejected, totals.rowsIn()));
      }
    }
    if (!problems.isEmpty()) {
      throw new AssayException(
          ErrorCode.TOO_MANY_REJECTED,
          ("Cannot publish the run: %s. %s The rejected rows are in rejected_rows, under this run's"
                  + " id. Mend the data, change what the model's manifest allows, or raise"
                  + " score.max-rejected-share.")
              .formatted(String.join("; ", problems), rule(rules)));
    }
  }

  private static String rule(JobConfig.Score rules) {
    return rules.onBadRow() == OnBadRow.FAIL
        ? "score.on-bad-row is fail, which tolerates none."
        : "score.max-rejected-share tolerates %s.".formatted(percent(rules.maxRejectedShare()));
  }

  private static String problem(
      PlannedModel model, ScoreTotals.Model counted, long rejected, long rowsIn) {
    return "model '%s' rejected %,d of %,d rows (%s): %s"
        .formatted(
            model.manifest().reference(),
            rejected,
            rowsIn,
            percent((double) rejected / rowsIn),
            reasons(counted.reasons()));
  }

  private static String reasons(Map<RejectReason, Long> reasons) {
    List<String> parts = new ArrayList<>();
    new TreeMap<>(reasons).forEach((reason, rows) -> parts.add(reason + " " + rows));
    return String.join(", ", parts);
  }

  private static String percent(double share) {
    return BigDecimal.valueOf(100 * share)
            .round(new MathContext(3))
            .stripTrailingZeros()
            .toPlainString()
        + " %";
  }
}
