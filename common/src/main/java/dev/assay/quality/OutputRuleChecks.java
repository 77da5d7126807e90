package dev.assay.quality;

import dev.assay.quality.OutputCheck.InRange;
import dev.assay.quality.OutputCheck.MeanNearHistory;
import dev.assay.quality.OutputCheck.NotConstant;
import dev.assay.quality.OutputCheck.Reconciliation;
import dev.assay.quality.OutputCheck.ShareAboveCutoff;
import dev.assay.quality.RuleFileChecks.Notes;

/** What output rules must satisfy before any model is known. */
final class OutputRuleChecks {
  private static final double ANY = Double.POSITIVE_INFINITY;

  void check(OutputRule rule, Notes notes) {
    String kind = rule.kind();
    OutputCheck check = rule.check();
    if (rule.model() != null) {
      notes.notBlank("model", rule.model());
    }
    if (check instanceof InRange range) {
      notes.bounds(kind, range.bounds(), -ANY, ANY);
    } else if (check instanceof NotConstant spread) {
      notes.within(kind + ".min-spread", spread.minSpread(), 0, Double.MAX_VALUE);
    } else if (check instanceof ShareAboveCutoff share) {
      notes.bounds(kind, share.bounds(), 0, 1);
      notes.within(kind + ".cutoff", share.cutoff(), -Double.MAX_VALUE, Double.MAX_VALUE);
    } else if (check instanceof MeanNearHistory near) {
      near(kind, near, notes);
    } else if (check instanceof Reconciliation rows) {
      notes.within(kind + ".max-missing", (double) rows.maxMissing(), 0, Long.MAX_VALUE);
      if (rule.where() != null) {
        notes.add("where", "picks rows, but reconciliation is about all rows. Leave it out");
      }
    }
  }

  private static void near(String kind, MeanNearHistory near, Notes notes) {
    notes.within(kind + ".tolerance", near.tolerance(), 0, Double.MAX_VALUE);
    notes.within(kind + ".runs", (double) near.runs(), 1, Integer.MAX_VALUE);
    if (near.minHistory() < 1 || near.minHistory() > near.runs()) {
      String wanted = ", expected from 1 to runs, which is " + near.runs();
      notes.add(kind + ".min-history", "found " + near.minHistory() + wanted);
    }
  }
}
