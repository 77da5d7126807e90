package dev.assay.quality;

/** What a failed rule means for the run. */
public enum Severity {
  /** The run is published; the result says that the rule failed. */
  WARN,
  /** The run is not published. */
  ERROR
}
