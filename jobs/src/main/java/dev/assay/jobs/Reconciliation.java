package dev.assay.jobs;

import dev.assay.error.AssayException;
import dev.assay.error.ErrorCode;
import dev.assay.jobs.score.ScoreTotals;
import dev.assay.jobs.store.Written;
import dev.assay.plan.PlannedModel;
import java.util.List;

/** Rows in = rows scored + rows rejected, for each model, as counted and as written. */
final class Reconciliation {
  private Reconciliation() {}

  static void check(
      List<PlannedModel> models, ScoreTotals.Task totals, Written predictions, Written rejected) {
    for (int m = 0; m < models.size(); m++) {
      PlannedModel model = models.get(m);
      ScoreTotals.Model counted = totals.models().get(m);
      long scored = predictions.rows(model.name(), model.version());
      long refused = rejected.rows(model.name(), model.version());
      boolean whole =
          scored == counted.scored()
              && refused == counted.rejected()
              && scored + refused == totals.rowsIn();
      if (!whole) {
        throw new AssayException(
            ErrorCode.RECONCILIATION,
            ("Cannot publish the run: for model '%s' %d rows were read, %d scored and %d rejected,"
                    + " and the tables hold %d and %d. Nothing of it is visible; run it again, and"
                    + " report this if it stays.")
                .formatted(
                    model.manifest().reference(),
                    totals.rowsIn(),
                    counted.scored(),
                    counted.rejected(),
                    scored,
                    refused));
      }
    }
  }

  /** Refuses a run over chosen rows that did not read just those. */
  static void check(long chosen, ScoreTotals.Task totals) {
    if (totals.rowsIn() != chosen) {
      throw new AssayException(
          ErrorCode.RECONCILIATION,
          ("Cannot publish the run: %d rows were chosen by their keys, and %d were read. Nothing of"
                  + " it is visible; run it again, and report this if it stays.")
              .formatted(chosen, totals.rowsIn()));
    }
  }
}
