package dev.assay.bench;

import java.util.Arrays;

/** Median and range of a few values. */
record Stat(double median, double min, double max) {

  static Stat of(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int n = sorted.length;
    return new Stat((sorted[(n - 1) / 2] + sorted[n / 2]) / 2, sorted[0], sorted[n - 1]);
  }

  /** The reciprocals: a cost becomes a rate. */
  Stat inverse() {
    return new Stat(1 / median, 1 / max, 1 / min);
  }
}
