package dev.assay.jobs;

import dev.assay.error.AssayException;
import dev.assay.error.ErrorCode;
import java.time.LocalDate;

/**
 * Dates whose kept states are to be merged.
 *
 * @param store the store
 * @param useCase whose store it must be; null for any
 * @param check the recorded checks of this name; null for the runs that scored
 * @param table only runs over this table, as their jobs named it; null for all
 * @param from the first date
 * @param to the last date
 */
public record MergeRequest(
    String store, String useCase, String check, String table, LocalDate from, LocalDate to) {

  public MergeRequest {
    if (to.isBefore(from)) {
      throw new AssayException(
          ErrorCode.USAGE,
          "Cannot merge from " + from + " to " + to + ": the range ends before it begins.");
    }
  }

  /** What the slots of the runs begin with, before a slash and the date. */
  String family() {
    return check == null ? ScorePlanner.SLOTS : CheckRun.slots(check);
  }
}
