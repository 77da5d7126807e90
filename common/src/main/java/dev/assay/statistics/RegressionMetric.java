package dev.assay.statistics;

import java.util.function.Function;

/** Figures of regression; definitions as in scikit-learn, but undefined is NaN. */
@SuppressWarnings("ImmutableEnumChecker") // the functions are lambdas that hold nothing
public enum RegressionMetric {
  /** Root mean squared error. */
  RMSE(state -> Figure.of(Math.sqrt(state.meanSquaredError()))),
  /** Mean squared error. */
  MSE(state -> Figure.of(state.meanSquaredError())),
  /** Mean absolute error. */
  MAE(state -> Figure.of(state.meanAbsoluteError())),
  /** Mean of |error / label|. */
  MAPE(
      state ->
          state.zeroLabels() > 0
              ? Figure.undefined(state.zeroLabels() + " labels are 0")
              : Figure.of(state.meanRelativeError())),
  /** Median of the absolute errors: the smallest that half of the rows do not exceed. */
  MEDIAN_ABSOLUTE_ERROR(state -> state.absoluteErrors().quantile(0.5)),
  /** 0.9 quantile of the absolute errors. */
  ABSOLUTE_ERROR_P90(state -> state.absoluteErrors().quantile(0.9)),
  /** Largest absolute error. */
  MAX_ERROR(state -> Figure.of(state.absoluteErrors().max())),
  /** Mean of prediction minus label. */
  BIAS(state -> Figure.of(-state.meanError())),
  /** Share of the labels' variance that is explained; the best constant has 0. */
  R2(state -> explained(state, state.meanSquaredError())),
  /** The same with the bias left out. */
  EXPLAINED_VARIANCE(state -> explained(state, state.errorVariance())),
  /** RMSE of the labels' mean. */
  CONSTANT_RMSE(state -> Figure.of(Math.sqrt(state.labelVariance()))),
  /** MAE of the labels' median. */
  CONSTANT_MAE(RegressionMetric::constantMae);

  private final Function<RegressionState, Figure> formula;

  RegressionMetric(Function<RegressionState, Figure> formula) {
    this.formula = formula;
  }

  /** The figure. */
  public Figure of(RegressionState state) {
    return state.rows() == 0 ? Figure.undefined("no rows") : formula.apply(state);
  }

  /** The figure, with an interval where one follows from the sums. */
  public Figure of(RegressionState state, double level) {
    Figure figure = of(state);
    double rows = state.effectiveRows();
    if (!figure.defined() || !(rows > 1)) {
      return figure;
    }
    double mse = state.meanSquaredError();
    double errorOfMse = error(state.meanFourthPower() - mse * mse, rows);
    double mae = state.meanAbsoluteError();
    return switch (this) {
      case MSE -> within(figure, errorOfMse, level);
      case RMSE -> mse > 0 ? within(figure, errorOfMse / (2 * figure.value()), level) : figure;
      case MAE -> within(figure, error(mse - mae * mae, rows), level);
      case BIAS -> within(figure, error(state.errorVariance(), rows), level);
      default -> figure;
    };
  }

  private static double error(double variance, double rows) {
    return Math.sqrt(Math.max(0, variance) / (rows - 1));
  }

  private static Figure within(Figure figure, double error, double level) {
    return figure.within(new Estimate(figure.value(), error).interval(level, IntervalMethod.DELTA));
  }

  private static Figure explained(RegressionState state, double unexplained) {
    double variance = state.labelVariance();
    return variance == 0
        ? Figure.undefined("all labels are equal")
        : Figure.of(1 - unexplained / variance);
  }

  private static Figure constantMae(RegressionState state) {
    ScoreTable labels = state.labels();
    Figure median = labels.quantile(0.5);
    double sum = 0;
    for (int i = 0; i < labels.bins(); i++) {
      sum += labels.weight(i) * Math.abs(labels.mean(i) - median.value());
    }
    double largest = Math.max(Math.abs(labels.min()), Math.abs(labels.max()));
    double rounding = labels.unrounded() ? 0 : ScoreTable.ROUNDING * largest;
    return Figure.bounded(sum / labels.total(), 2 * median.bound() + rounding);
  }
}
