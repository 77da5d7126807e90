package dev.assay.jobs.store;

/** Named steps of the write protocol at which a test can stop the process. */
public enum FaultPoint {
  /** Before the run is in the ledger. */
  BEFORE_BEGIN,
  /** The run is STARTED; rows that earlier attempts left are still there. */
  AFTER_LEDGER_BEGIN,
  /** The run is STARTED and nothing of earlier attempts is left. */
  AFTER_BEGIN,
  /** The predictions are committed. */
  AFTER_PREDICTIONS,
  /** The rejected rows are committed. */
  AFTER_REJECTED,
  /** The results of the rules are committed; their metrics are not. */
  AFTER_QUALITY_RESULTS,
  /** The results of the rules and their metrics are committed. */
  AFTER_QUALITY,
  /** Some tables of an evaluation are committed; others may not be. */
  WITHIN_EVALUATION,
  /** Everything is written and counted; the ledger says STARTED. */
  BEFORE_PUBLISH,
  /** The ledger was read for publication; its change is not committed. */
  WITHIN_PUBLISH,
  /** The run is PUBLISHED. */
  AFTER_PUBLISH
}
