package dev.assay.jobs.store;

import dev.assay.record.RunRecord;
import java.util.Optional;

/** What came of the wish to begin a run. */
public sealed interface Begun {

  /** The run may work. */
  record Started(RunHandle run) implements Begun {}

  /**
   * The same run was published before: there is nothing to do.
   *
   * @param run its row
   * @param supersededBy the run that holds its slot by now; null if it is the current one
   */
  record AlreadyPublished(RunRecord run, String supersededBy) implements Begun {

    /** The run that holds its slot by now, if another does. */
    public Optional<String> successor() {
      return Optional.ofNullable(supersededBy);
    }
  }
}
