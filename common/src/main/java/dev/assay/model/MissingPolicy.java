package dev.assay.model;

/** What a null (or, for floating point, a NaN) in a feature column means to a model. */
public enum MissingPolicy {
  /** The row is rejected for this model. The default. */
  REJECT,
  /** The model sees NaN. Only for float and double tensors. */
  NAN,
  /** The model sees the empty string. Only for string tensors. */
  EMPTY
}
