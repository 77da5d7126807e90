package dev.assay.jobs.quality;

/** Count, sum and extremes of a column of numbers. */
interface Numbers {
  /** Values that are not null. */
  long count();

  /** Their sum; NaN if one of them is NaN. */
  double sum();

  /** Their mean; not called without values. */
  double mean();

  /** The smallest; NaN if one of them is NaN. Not called without values. */
  double min();

  /** The largest; NaN if one of them is NaN. Not called without values. */
  double max();
}
