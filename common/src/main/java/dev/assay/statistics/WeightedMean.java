package dev.assay.statistics;

/**
 * The mean of a number, such as a loss, over some rows.
 *
 * @param weight of the rows
 * @param effectiveRows the number of rows without weights that would know as much
 * @param mean of the number
 * @param variance of the number, dividing by the weight
 */
public record WeightedMean(double weight, double effectiveRows, double mean, double variance) {
  /** Squared errors of probabilities: the Brier score; NaN of scores that are none. */
  public static WeightedMean brier(ScoreTable table) {
    if (ProbabilityMetrics.problem(table) != null) {
      return new WeightedMean(table.total(), table.effectiveRows(), Double.NaN, Double.NaN);
    }
    RowFunction.Sum squares =
        RowFunction.FOURTH_POWER
            .sum(table, true, false)
            .plus(RowFunction.FOURTH_POWER.sum(table, false, true));
    double mean = ProbabilityMetrics.brier(table).value();
    return of(table.total(), table.effectiveRows(), mean, squares.value() / table.total());
  }

  /** Scores. */
  public static WeightedMean score(ScoreTable table) {
    double squares = table.scores(true).sumOfSquares() + table.scores(false).sumOfSquares();
    double mean = (table.scores(true).sum() + table.scores(false).sum()) / table.total();
    return of(table.total(), table.effectiveRows(), mean, squares / table.total());
  }

  /** Outcomes minus the probabilities that were given to them: 0 where scores are calibrated. */
  public static WeightedMean residual(ScoreTable table) {
    double mean = table.prevalence() - score(table).mean();
    return of(table.total(), table.effectiveRows(), mean, brier(table).mean());
  }

  /** Sums over classes of squared errors of probabilities: the Brier score of several classes. */
  public static WeightedMean brier(MulticlassState state) {
    return of(
        state.total(), state.effectiveRows(), state.meanSquaredError(), state.meanFourthPower());
  }

  /** Squared errors of numbers. */
  public static WeightedMean squaredError(RegressionState state) {
    return of(
        state.total(), state.effectiveRows(), state.meanSquaredError(), state.meanFourthPower());
  }

  private static WeightedMean of(
      double weight, double effectiveRows, double mean, double meanSquare) {
    return new WeightedMean(weight, effectiveRows, mean, Math.max(0, meanSquare - mean * mean));
  }

  /** The rows that are not in a part of these. */
  public WeightedMean without(WeightedMean part) {
    double left = weight - part.weight;
    double squaredWeights =
        weight * weight / effectiveRows - part.weight * part.weight / part.effectiveRows;
    double meanLeft = mean + (mean - part.mean) * part.weight / left;
    double between = part.weight * left / weight * Math.pow(part.mean - meanLeft, 2);
    double scatter = weight * variance - part.weight * part.variance - between;
    return new WeightedMean(
        left, left * left / squaredWeights, meanLeft, Math.max(0, scatter / left));
  }

  /**
   * This mean minus that of other rows, with the degrees of freedom of Welch and Satterthwaite
   * (Welch 1947); NaN where either has fewer than two rows.
   */
  public Estimate minus(WeightedMean other) {
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

  /** The mean with its standard error; NaN below two rows. */
  public Estimate estimate() {
    return new Estimate(mean, Math.sqrt(squaredError()), effectiveRows - 1);
  }

  /** The logarithm of this mean by that of other rows, with its error by the delta method. */
  public Estimate logRatio(WeightedMean other) {
    double variance =
        squaredError() / (mean * mean) + other.squaredError() / (other.mean * other.mean);
    return new Estimate(Math.log(mean / other.mean), Math.sqrt(variance));
  }

  private double squaredError() {
    return effectiveRows > 1 ? variance / (effectiveRows - 1) : Double.NaN;
  }
}
