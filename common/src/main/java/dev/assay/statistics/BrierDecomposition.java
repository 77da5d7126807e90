package dev.assay.statistics;

/**
 * Brier score = reliability - resolution + uncertainty + what is left within groups, which is 0
 * where all scores of a group are equal (Murphy 1973; Stephenson, Coelho and Jolliffe 2008).
 *
 * @param brier the Brier score of the rows
 * @param reliability mean squared difference of mean score and share of positives: 0 is best
 * @param resolution mean squared difference of a group's share of positives from the prevalence
 * @param uncertainty the Brier score of the prevalence
 */
public record BrierDecomposition(
    Figure brier, double reliability, double resolution, double uncertainty) {
  /** What differences of scores within groups add. */
  public double withinGroups() {
    return brier.value() - (reliability - resolution + uncertainty);
  }
}
