package dev.assay.quality;

/** How a rule came out in a run. */
public enum Status {
  /** The data is as the rule wants it. */
  PASS,
  /** The data is not as the rule wants it. */
  FAIL,
  /** The rule could not be evaluated; never a pass. */
  ERROR,
  /** Too few earlier runs to compare with. */
  INSUFFICIENT_HISTORY,
  /** Too few rows, or none, to judge by. */
  NOT_APPLICABLE;

  /** Whether a rule of severity error with this status keeps a run from being published. */
  public boolean stops() {
    return this == FAIL || this == ERROR;
  }
}
