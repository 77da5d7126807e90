package dev.assay.quality;

import java.time.LocalDateTime;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** What came out when a metric was computed. */
public sealed interface MetricValue {
  /** A number; may be NaN. */
  record Scalar(double value) implements MetricValue {}

  /**
   * Rows by value.
   *
   * @param counts the rows of each value as text; a null value is not among them
   */
  record Counts(Map<String, Long> counts) implements MetricValue {
    public Counts {
      counts = Collections.unmodifiableMap(new LinkedHashMap<>(counts));
    }
  }

  /** A date (at midnight) or a timestamp in the session's time zone. */
  record Moment(LocalDateTime at) implements MetricValue {}

  /** Bins of numbers. */
  record Bins(FrozenBins bins) implements MetricValue {}

  /** There was no row with a value, so the metric is not defined. */
  record Undefined() implements MetricValue {}

  /**
   * It could not be computed.
   *
   * @param reason half a sentence for a person
   */
  record Failed(String reason) implements MetricValue {}
}
