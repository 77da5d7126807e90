package dev.assay.statistics;

/** A non-decreasing function from a model's probability to a calibrated one. */
public sealed interface CalibrationMap permits PlattMap, IsotonicMap {
  /** The calibrated probability of a score. */
  double apply(double score);

  /** Its parameters, as a person reads them. */
  String describe();
}
