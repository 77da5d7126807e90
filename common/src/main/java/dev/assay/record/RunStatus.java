package dev.assay.record;

/** Where a run stands. Only {@link #PUBLISHED} runs are seen by readers, and they never change. */
public enum RunStatus {
  /** At work, or crashed: a crashed run stays so until it is run again. */
  STARTED,
  /** Whole and visible. */
  PUBLISHED,
  /** Ended by an error. */
  FAILED,
  /** Ended from outside. */
  CANCELLED,
  /** Whole, but another run took its slot while it worked. */
  REFUSED
}
