package dev.assay.statistics;

import java.io.Serializable;

/** What a row costs by outcome; a negative cost is a gain. */
public record CostMatrix(
    double truePositive, double falsePositive, double falseNegative, double trueNegative)
    implements Serializable {
  /** The squared distances of the costs from a cost. */
  CostMatrix squaredFrom(double cost) {
    return new CostMatrix(
        square(truePositive - cost),
        square(falsePositive - cost),
        square(falseNegative - cost),
        square(trueNegative - cost));
  }

  private static double square(double x) {
    return x * x;
  }
}
