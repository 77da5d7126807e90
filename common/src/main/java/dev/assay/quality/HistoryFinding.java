package dev.assay.quality;

/**
 * What a history strategy says of a metric's new value.
 *
 * @param lower lowest value that would pass; null where there is none or it is not known
 * @param upper highest value that would pass; null likewise
 * @param anomalous whether the value does not pass
 */
public record HistoryFinding(Double lower, Double upper, boolean anomalous) {

  /** Decided by limits. */
  public static HistoryFinding within(double value, Double lower, Double upper) {
    return new HistoryFinding(lower, upper, !new Bounds(lower, upper).contains(value));
  }
}
