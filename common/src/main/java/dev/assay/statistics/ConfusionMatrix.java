package dev.assay.statistics;

/**
 * Rows, or their weight, by predicted and true class at a cutoff: positive are the scores at or
 * above it.
 */
public record ConfusionMatrix(
    double truePositives, double falsePositives, double falseNegatives, double trueNegatives) {

  /** True positives and false negatives. */
  public double positives() {
    return truePositives + falseNegatives;
  }

  /** False positives and true negatives. */
  public double negatives() {
    return falsePositives + trueNegatives;
  }

  /** Rows at or above the cutoff. */
  public double selected() {
    return truePositives + falsePositives;
  }

  /** Rows below the cutoff. */
  public double notSelected() {
    return trueNegatives + falseNegatives;
  }

  /** All rows. */
  public double total() {
    return positives() + negatives();
  }

  /** The same rows counted so many times. */
  ConfusionMatrix times(double factor) {
    return new ConfusionMatrix(
        truePositives * factor,
        falsePositives * factor,
        falseNegatives * factor,
        trueNegatives * factor);
  }

  /** Total of the fixed costs of the four outcomes; a negative cost is a gain. */
  public double cost(CostMatrix costs) {
    return truePositives * costs.truePositive()
        + falsePositives * costs.falsePositive()
        + falseNegatives * costs.falseNegative()
        + trueNegatives * costs.trueNegative();
  }

  /**
   * The weighted harmonic mean of precision and recall, where recall counts beta times as much (van
   * Rijsbergen 1979).
   */
  public Figure fBeta(double beta) {
    double squared = beta * beta;
    return Figure.ratio(
        (1 + squared) * truePositives,
        (1 + squared) * truePositives + squared * falseNegatives + falsePositives,
        "no positives and none selected");
  }
}
