package dev.assay.statistics;

/**
 * Two one-sided tests that a difference lies between two limits (Schuirmann 1987).
 *
 * @param fromBelow the difference with the error that bounds it from below
 * @param fromAbove the difference with the error that bounds it from above
 * @param low the least difference that does not matter
 * @param high the largest that does not
 */
public record Equivalence(Estimate fromBelow, Estimate fromAbove, double low, double high) {
  /** The tests of a difference with one error. */
  public Equivalence(Estimate difference, double low, double high) {
    this(difference, difference, low, high);
  }

  /** The larger p-value of the two tests. */
  public double pValue() {
    return Math.max(fromBelow.pValueAbove(low), fromAbove.pValueBelow(high));
  }

  /** Whether both tests reject. */
  public boolean holds(double alpha) {
    return pValue() < alpha;
  }
}
