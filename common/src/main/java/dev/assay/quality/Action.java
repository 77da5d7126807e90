package dev.assay.quality;

/** What becomes of a row that breaks a row rule. */
public enum Action {
  /** It is scored and its prediction carries the rule's id. */
  TAG,
  /** It reaches no model and goes to the rejected rows with the rule's id. */
  QUARANTINE,
  /** It is only counted: the rule is there to stop the run. Needs severity error. */
  FAIL
}
