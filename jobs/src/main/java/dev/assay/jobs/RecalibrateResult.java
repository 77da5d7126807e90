package dev.assay.jobs;

import dev.assay.jobs.registry.ModelAdmin;
import dev.assay.statistics.Recalibration;
import java.util.Optional;

/**
 * A model that was recalibrated, or might be.
 *
 * @param original the model it was made of: {@code name@version}
 * @param rows what became of the table's rows
 * @param fitted rows of the half that the map was fitted on
 * @param cutoffBefore the original's cutoff
 * @param recalibration the map and how it was judged
 * @param added the version that was saved; null where none was
 */
public record RecalibrateResult(
    String original,
    LabelledHalves.Counts rows,
    long fitted,
    double cutoffBefore,
    Recalibration recalibration,
    ModelAdmin.AddResult added) {

  /** The version that was saved. */
  public Optional<ModelAdmin.AddResult> saved() {
    return Optional.ofNullable(added);
  }
}
