package dev.assay.jobs;

import dev.assay.record.RunRecord;
import java.util.Optional;

/**
 * How a scoring run ended.
 *
 * @param run its row in the ledger
 * @param alreadyPublished whether it had been published before, so that nothing was done
 * @param supersededBy the run that holds its slot by now; null where it is the current one
 */
public record ScoreResult(RunRecord run, boolean alreadyPublished, String supersededBy) {

  /** The run that holds the slot by now, if another does. */
  public Optional<String> successor() {
    return Optional.ofNullable(supersededBy);
  }
}
