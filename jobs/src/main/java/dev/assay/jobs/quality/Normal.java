package dev.assay.jobs.quality;

import dev.assay.quality.HistoryFinding;
import java.util.List;

/**
 * Mean and standard deviation.
 *
 * @param mean arithmetic mean
 * @param deviation standard deviation
 */
record Normal(double mean, double deviation) {
  /** A constant history must not alarm because the last bit of a double differs. */
  private static final double ROUNDING = 1e-9;

  /** Of a sample: with one degree of freedom less than values. */
  static Normal of(List<Double> sample) {
    double mean = sample.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    double squares = sample.stream().mapToDouble(v -> (v - mean) * (v - mean)).sum();
    return new Normal(mean, Math.sqrt(squares / Math.max(1, sample.size() - 1)));
  }

  /** Whether a value lies within so many deviations. */
  HistoryFinding finding(double value, double deviations) {
    double margin = deviations * deviation + ROUNDING * Math.abs(mean);
    return HistoryFinding.within(value, mean - margin, mean + margin);
  }
}
