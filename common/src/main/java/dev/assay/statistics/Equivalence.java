package dev.assay.statistics;

/**
 * Two one-sided tests that a difference lies between two limits (Schuirmann 1987).
 *
 * @param difference one minus the other
 * @param low the least difference that does not matter
 * @param high the largest that does not
 */
public record Equivalence(Estimate difference, double low, double high) {
  /** The larger p-value of the two tests. */
  public double pValue() {
    return Math.max(difference.pValueAbove(low), difference.pValueBelow(high));
  }

  /** Whether both tests reject. */
  public boolean holds(double alpha) {
    return pValue() < alpha;
  }
}
