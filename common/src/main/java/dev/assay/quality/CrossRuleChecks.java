package dev.assay.quality;

import dev.assay.quality.CrossCheck.RowCountMatches;
import dev.assay.quality.CrossCheck.SumMatches;
import dev.assay.quality.CrossCheck.TrainingServingSkew;
import dev.assay.quality.RuleFileChecks.Notes;

/** What cross rules must satisfy before any table is known. */
final class CrossRuleChecks {

  void check(CrossRule rule, Notes notes) {
    String kind = rule.kind();
    CrossCheck check = rule.check();
    if (check instanceof RowCountMatches rows) {
      matches(kind, rows.table(), rows.tolerance(), rows.otherWhere(), notes);
    } else if (check instanceof SumMatches sum) {
      matches(kind, sum.table(), sum.tolerance(), sum.otherWhere(), notes);
      notes.notBlank(kind + ".column", sum.column());
      notes.notBlank(kind + ".other-column", sum.referenced());
    } else if (check instanceof TrainingServingSkew skew) {
      skew(kind, skew, notes);
    }
  }

  private static void matches(
      String kind, String table, double tolerance, String where, Notes notes) {
    notes.table(kind + ".table", table);
    notes.within(kind + ".tolerance", tolerance, 0, Double.MAX_VALUE);
    if (where != null) {
      notes.notBlank(kind + ".other-where", where);
    }
  }

  private static void skew(String kind, TrainingServingSkew skew, Notes notes) {
    notes.share(kind + ".max-unseen-share", skew.maxUnseenShare());
    notes.share(kind + ".max-out-of-range-share", skew.maxOutOfRangeShare());
    notes.share(kind + ".max-null-rise", skew.maxNullRise());
    notes.columns(kind + ".columns", skew.columns(), 0, Integer.MAX_VALUE);
    if (skew.profile() != null) {
      notes.notBlank(kind + ".profile", skew.profile());
    }
  }
}
