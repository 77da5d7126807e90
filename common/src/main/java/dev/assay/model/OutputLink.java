package dev.assay.model;

/** What stands between a graph's output and a probability or value. */
public enum OutputLink {
  /** The output is used as it is. */
  IDENTITY,
  /** The output is a logit: the logistic function is applied. Only for binary models. */
  LOGIT,
  /** The outputs are logits of several classes: softmax is applied. Only for multiclass models. */
  SOFTMAX
}
