package dev.assay.statistics;

/**
 * The mean of a loss over some rows.
 *
 * @param weight of the rows
 * @param effectiveRows the number of rows without weights that would know as much
 * @param mean of the loss
 * @param variance of the loss, dividing by the weight
 */
public record MeanLoss(double weight, double effectiveRows, double mean, double variance) {
  /** Squared errors of probabilities: the Brier score; NaN of scores that are none. */
  public static MeanLoss brier(ScoreTable table) {
    if (ProbabilityMetrics.problem(table) != null) {
      return new MeanLoss(table.total(), table.effectiveRows(), Double.NaN, Double.NaN);
    }
    RowFunction.Sum squares =
        RowFunction.FOURTH_POWER
            .sum(table, true, false)
            .plus(RowFunction.FOURTH_POWER.sum(table, false, true));
    double mean = ProbabilityMetrics.brier(table).value();
    return of(table.total(), table.effectiveRows(), mean, squares.value() / table.total());
  }

  /** Sums over classes of squared errors of probabilities: the Brier score of several classes. */
  public static MeanLoss brier(MulticlassState state) {
    return of(
        state.total(), state.effectiveRows(), state.meanSquaredError(), state.meanFourthPower());
  }

  /** Squared errors of numbers. */
  public static MeanLoss squaredError(RegressionState state) {
    return of(
        state.total(), state.effectiveRows(), state.meanSquaredError(), state.meanFourthPower());
  }

  private static MeanLoss of(double weight, double effectiveRows, double mean, double meanSquare) {
    return new MeanLoss(weight, effectiveRows, mean, Math.max(0, meanSquare - mean * mean));
  }

  /** The rows that are not in a part of these. */
  public MeanLoss without(MeanLoss part) {
    double left = weight - part.weight;
    double squaredWeights =
        weight * weight / effectiveRows - part.weight * part.weight / part.effectiveRows;
    double meanLeft = mean + (mean - part.mean) * part.weight / left;
    double between = part.weight * left / weight * Math.pow(part.mean - meanLeft, 2);
    double scatter = weight * variance - part.weight * part.variance - between;
    return new MeanLoss(left, left * left / squaredWeights, meanLeft, Math.max(0, scatter / left));
  }

  /**
   * This mean minus that of other rows, with the degrees of freedom of Welch and Satterthwaite
   * (Welch 1947); NaN where either has fewer than two rows.
   */
  public Estimate minus(MeanLoss other) {
    double ours = squaredError();
    double theirs = other.squaredError();
    double squaredError = ours + theirs;
    double degrees =
        squaredError == 0
            ? effectiveRows + other.effectiveRows - 2
            : squaredError
                * squaredError
                / (ours * ours / (effectiveRows - 1) + theirs * theirs / (other.effectiveRows - 1));
    return new Estimate(mean - other.mean, Math.sqrt(squaredError), degrees);
  }

  private double squaredError() {
    return effectiveRows > 1 ? variance / (effectiveRows - 1) : Double.NaN;
  }
}
