package dev.assay.evaluation;

/** What is said of a challenger. */
public enum VerdictKind {
  /** Better than the champion, and no guardrail broken. */
  SUPERIOR,
  /** Not worse than the champion by more than the margin, and no guardrail broken. */
  NON_INFERIOR,
  /** The same for all practical purposes. */
  EQUIVALENT,
  /** The rows do not settle it. */
  INCONCLUSIVE,
  /** Worse than the champion by more than the margin, or a guardrail broken. */
  INFERIOR,
  /** There were no labels, too few of them, or the figure is not defined. */
  NOT_EVALUABLE
}
