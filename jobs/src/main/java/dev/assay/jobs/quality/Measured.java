package dev.assay.jobs.quality;

import dev.assay.quality.MetricKey;
import dev.assay.quality.MetricValue;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Metrics that were computed.
 *
 * @param values what each came out as; those that could not be computed have failed
 * @param scans passes over the data that it took
 * @param again why there was a second pass, for a person; null where there was none
 */
public record Measured(Map<MetricKey, MetricValue> values, int scans, String again) {
  public Measured {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  Measured(Map<MetricKey, MetricValue> values, int scans) {
    this(values, scans, null);
  }
}
