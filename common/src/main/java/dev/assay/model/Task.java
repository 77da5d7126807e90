package dev.assay.model;

/** What a model predicts. */
public enum Task {
  /** Two classes; the score is the probability of the second. */
  BINARY,
  /** Several classes; the score is the probability of the predicted one, scores hold them all. */
  MULTICLASS,
  /** One number. */
  REGRESSION,
  /** Several numbers; scores hold them all and the score is null. */
  MULTI_OUTPUT,
  /** A vector; scores hold it and the score is null. */
  EMBEDDING
}
