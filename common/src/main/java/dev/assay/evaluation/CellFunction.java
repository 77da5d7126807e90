package dev.assay.evaluation;

import dev.assay.statistics.ConfusionMatrix;
import dev.assay.statistics.ConfusionMetric;
import dev.assay.statistics.CostMatrix;
import dev.assay.statistics.Estimate;
import dev.assay.statistics.Figure;
import dev.assay.statistics.IntervalMethod;

/** A figure of decisions whose paired difference has an error by the delta method. */
interface CellFunction {
  /** Part of all rows by which slopes are measured. */
  double STEP = 1e-6;

  /** The figure of a model. */
  Figure of(ConfusionMatrix matrix);

  static CellFunction of(ConfusionMetric metric) {
    return metric::of;
  }

  /** Cost of a row. */
  static CellFunction meanCost(CostMatrix costs) {
    return matrix ->
        matrix.total() == 0
            ? Figure.undefined("no rows")
            : Figure.of(matrix.cost(costs) / matrix.total());
  }

  /** The error of the difference by the joint cells of both models. */
  default Estimate error(PairCells cells) {
    double[] weights = cells.weights();
    double[] squares = cells.squares();
    double[] slopes = slopes(weights, this::difference);
    double n = cells.rows();
    double sum = 0;
    double scatter = 0;
    for (int i = 0; i < slopes.length; i++) {
      sum += weights[i] == 0 ? 0 : weights[i] * slopes[i];
      scatter += squares[i] == 0 ? 0 : squares[i] * slopes[i] * slopes[i];
    }
    double variance = n / (n - 1) * (scatter - sum * sum / n);
    return new Estimate(difference(weights), Math.sqrt(Math.max(0, variance)));
  }

  private double difference(double[] cells) {
    return of(PairCells.matrix(cells, true)).value() - of(PairCells.matrix(cells, false)).value();
  }

  /** The error of the difference by groups of units. */
  default Estimate error(UnitGroups groups, UnitScales scales, int point, int challenger) {
    int[] places = {
      scales.place(0, point, true),
      scales.place(0, point, false),
      scales.place(challenger, point, true),
      scales.place(challenger, point, false),
      UnitScales.LABEL,
      UnitScales.WEIGHT
    };
    double[] sums = new double[places.length];
    for (int i = 0; i < sums.length; i++) {
      sums[i] = groups.sum(places[i]);
    }
    double[] slopes = slopes(sums, this::differenceOfSums);
    double[] gradient = new double[scales.size()];
    for (int i = 0; i < places.length; i++) {
      gradient[places[i]] = slopes[i];
    }
    return new Estimate(
        differenceOfSums(sums), groups.standardError(gradient), groups.degreesOfFreedom());
  }

  private double differenceOfSums(double[] s) {
    return of(matrix(s[2], s[3], s)).value() - of(matrix(s[0], s[1], s)).value();
  }

  private static ConfusionMatrix matrix(double tp, double fp, double[] s) {
    return new ConfusionMatrix(tp, fp, s[4] - tp, s[5] - s[4] - fp);
  }

  private static double[] slopes(
      double[] at, java.util.function.ToDoubleFunction<double[]> function) {
    double total = 0;
    for (double value : at) {
      total += Math.abs(value);
    }
    double[] slopes = new double[at.length];
    for (int i = 0; i < at.length; i++) {
      double[] up = at.clone();
      double[] down = at.clone();
      up[i] += total * STEP;
      down[i] -= Math.min(total * STEP, at[i]);
      slopes[i] = (function.applyAsDouble(up) - function.applyAsDouble(down)) / (up[i] - down[i]);
    }
    return slopes;
  }

  /** How its interval is named, by whether units have several rows. */
  static IntervalMethod method(UnitGroups groups) {
    return groups == null ? IntervalMethod.DELTA : IntervalMethod.UNIT_GROUPS;
  }
}
