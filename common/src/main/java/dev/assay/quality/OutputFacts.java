package dev.assay.quality;

import java.util.List;

/**
 * What is known of a model's part in a run beside the metrics of its scores.
 *
 * @param model the model's name
 * @param rowsIn rows of the input
 * @param scored rows it scored
 * @param rejected rows it rejected
 * @param quarantined rows that no model was given
 * @param earlierMeans mean scores of its earlier published runs, the oldest first
 */
public record OutputFacts(
    String model,
    long rowsIn,
    long scored,
    long rejected,
    long quarantined,
    List<Double> earlierMeans) {
  public OutputFacts {
    earlierMeans = List.copyOf(earlierMeans);
  }
}
