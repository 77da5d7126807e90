package dev.assay.jobs.store;

import dev.assay.record.RunRecord;
import dev.assay.record.RunStart;

/**
 * A run at work: the right to write its rows and to publish it, until a newer attempt takes it.
 *
 * @param start what was known when it began
 * @param generation its place in the slot, if nobody publishes before it
 * @param attempt how often the run was begun, counted from 1
 * @param supersedes the run that held the slot when this one began; null for a free slot
 */
public record RunHandle(RunStart start, long generation, int attempt, String supersedes) {

  /** The run's id. */
  public String runId() {
    return start.runId();
  }

  /** What at most one current run can fill. */
  public String slot() {
    return start.slot();
  }

  /** What this attempt keeps states of metrics as. */
  public String states() {
    return states(runId(), attempt);
  }

  /**
   * What an attempt keeps states of metrics as. Attempts share no directory: an earlier one that is
   * still alive cannot add to, or delete, what counts.
   */
  public static String states(String runId, int attempt) {
    return runId + "-" + attempt;
  }

  /** The run's row as it stands while it works. */
  RunRecord record() {
    return RunRecord.started(start, generation, attempt, supersedes);
  }

  /**
   * The version under which the deletion of earlier attempts' rows is recorded in a table's log.
   * Delta refuses every older one from then on, so that an earlier attempt that is still alive
   * cannot write any more.
   */
  long fenceVersion() {
    return 2L * attempt;
  }

  /** The version under which this attempt's rows are recorded. */
  long appendVersion() {
    return 2L * attempt + 1;
  }
}
