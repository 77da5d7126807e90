package dev.assay.statistics;

import java.io.Serializable;

/**
 * What a row costs by outcome; a negative cost is a gain.
 *
 * @param ofAmount what is added for each unit of the row's amount; null where costs are fixed
 */
public record CostMatrix(
    double truePositive,
    double falsePositive,
    double falseNegative,
    double trueNegative,
    CostMatrix ofAmount)
    implements Serializable {
  /** Fixed costs. */
  public CostMatrix(
      double truePositive, double falsePositive, double falseNegative, double trueNegative) {
    this(truePositive, falsePositive, falseNegative, trueNegative, null);
  }

  /** The fixed cost of an outcome. */
  public double of(boolean positive, boolean selected) {
    if (positive) {
      return selected ? truePositive : falseNegative;
    }
    return selected ? falsePositive : trueNegative;
  }

  /** The cost of a row with an amount. */
  public double of(boolean positive, boolean selected, double amount) {
    double fixed = of(positive, selected);
    return ofAmount == null ? fixed : fixed + ofAmount.of(positive, selected) * amount;
  }

  /** The largest fixed cost of an outcome, whatever its sign. */
  public double largest() {
    return Math.max(
        Math.max(Math.abs(truePositive), Math.abs(falsePositive)),
        Math.max(Math.abs(falseNegative), Math.abs(trueNegative)));
  }

  /** The squared distances of the fixed costs from a cost. */
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
