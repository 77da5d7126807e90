package dev.assay.jobs.quality;

import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.util.AccumulatorV2;

/** SQL texts that failed on a row in some task, each with one of the reasons. */
final class Complaints extends AccumulatorV2<Map.Entry<String, String>, Map<String, String>> {
  private static final long serialVersionUID = 1L;

  private final TreeMap<String, String> reasons = new TreeMap<>();

  @Override
  public boolean isZero() {
    return reasons.isEmpty();
  }

  @Override
  public Complaints copy() {
    Complaints copy = new Complaints();
    copy.reasons.putAll(reasons);
    return copy;
  }

  @Override
  public void reset() {
    reasons.clear();
  }

  @Override
  public void add(Map.Entry<String, String> complaint) {
    reasons.putIfAbsent(complaint.getKey(), complaint.getValue());
  }

  @Override
  public void merge(AccumulatorV2<Map.Entry<String, String>, Map<String, String>> other) {
    other.value().forEach(reasons::putIfAbsent);
  }

  @Override
  public Map<String, String> value() {
    return Map.copyOf(reasons);
  }
}
