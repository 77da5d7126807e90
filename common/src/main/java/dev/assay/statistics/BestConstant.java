package dev.assay.statistics;

import java.util.Arrays;

/** What the best score that is the same for every row would reach on the same rows. */
public final class BestConstant {
  private BestConstant() {}

  /** Log loss of the prevalence. */
  public static Figure logLoss(ScoreTable table) {
    return table.total() == 0
        ? Figure.undefined("no rows")
        : Figure.of(ProbabilityMetrics.entropy(table.prevalence()));
  }

  /** Brier score of the prevalence. */
  public static Figure brier(ScoreTable table) {
    return table.total() == 0
        ? Figure.undefined("no rows")
        : Figure.of(table.prevalence() * (1 - table.prevalence()));
  }

  /** A figure of the prevalence as the score of every row. */
  public static Figure of(BinaryMetric metric, ScoreTable table) {
    if (table.total() == 0) {
      return Figure.undefined("no rows");
    }
    if (table.positives() == 0 || table.negatives() == 0) {
      return Figure.undefined(table.positives() == 0 ? "no positives" : "no negatives");
    }
    return switch (metric) {
      case AUC -> Figure.of(0.5);
      case AVERAGE_PRECISION, MEAN_SCORE -> Figure.of(table.prevalence());
      case PRECISION_RECALL_AREA -> Figure.of((1 + table.prevalence()) / 2);
      case LOG_LOSS -> logLoss(table);
      case BRIER -> brier(table);
      case OBSERVED_TO_EXPECTED -> Figure.of(1);
      case GINI,
          KOLMOGOROV_SMIRNOV,
          BRIER_SKILL,
          LOG_LOSS_SKILL,
          ECE,
          MCE,
          ECE_EQUAL_MASS,
          ACE,
          RMS_CALIBRATION_ERROR,
          CALIBRATION_IN_THE_LARGE ->
          Figure.of(0);
      case SPIEGELHALTER_Z, CALIBRATION_SLOPE, CALIBRATION_INTERCEPT ->
          Figure.undefined("all scores are equal");
    };
  }

  /**
   * The better of selecting all rows and none, by a figure of the confusion matrix; none for shares
   * of which neither more nor less is better.
   */
  public static Figure of(ConfusionMetric metric, ConfusionMatrix matrix) {
    if (metric == ConfusionMetric.SELECTION_RATE || metric == ConfusionMetric.PREVALENCE) {
      return Figure.undefined("neither more nor less is better");
    }
    Figure all = metric.of(new ConfusionMatrix(matrix.positives(), matrix.negatives(), 0, 0));
    Figure none = metric.of(new ConfusionMatrix(0, 0, matrix.positives(), matrix.negatives()));
    if (!all.defined() || !none.defined()) {
      return all.defined() ? all : none;
    }
    boolean error =
        switch (metric) {
          case FALSE_POSITIVE_RATE,
              FALSE_NEGATIVE_RATE,
              FALSE_DISCOVERY_RATE,
              FALSE_OMISSION_RATE ->
              true;
          default -> false;
        };
    return all.value() >= none.value() == error ? none : all;
  }

  /** Total cost of the cheaper of selecting all rows and none. */
  public static double cost(ConfusionMatrix matrix, CostMatrix costs) {
    double all = new ConfusionMatrix(matrix.positives(), matrix.negatives(), 0, 0).cost(costs);
    double none = new ConfusionMatrix(0, 0, matrix.positives(), matrix.negatives()).cost(costs);
    return Math.min(all, none);
  }

  /** A figure of the shares of the classes as the probabilities of every row. */
  public static Figure of(MulticlassMetric metric, MulticlassState state) {
    if (state.rows() == 0) {
      return Figure.undefined("no rows");
    }
    double[] weights = new double[state.classes()];
    double squares = 0;
    for (int k = 0; k < weights.length; k++) {
      weights[k] = state.ofLabel(k);
      squares += Math.pow(weights[k] / state.total(), 2);
    }
    return switch (metric) {
      case ACCURACY, WEIGHTED_RECALL -> accuracy(weights);
      case BALANCED_ACCURACY, MACRO_RECALL -> Figure.of(1.0 / weights.length);
      case LOG_LOSS -> logLoss(weights);
      case BRIER -> Figure.of(1 - squares);
      case MACRO_AUC, WEIGHTED_AUC -> Figure.of(0.5);
      case COHEN_KAPPA -> Figure.of(0);
      default -> Figure.undefined("all predictions are equal");
    };
  }

  /** A figure of the labels' mean, or their median for absolute errors, as every prediction. */
  public static Figure of(RegressionMetric metric, RegressionState state) {
    return switch (metric) {
      case RMSE, CONSTANT_RMSE -> RegressionMetric.CONSTANT_RMSE.of(state);
      case MSE -> RegressionMetric.CONSTANT_RMSE.of(state).map(rmse -> rmse * rmse, 0);
      case MAE, CONSTANT_MAE -> RegressionMetric.CONSTANT_MAE.of(state);
      case BIAS -> state.rows() == 0 ? Figure.undefined("no rows") : Figure.of(0);
      case R2, EXPLAINED_VARIANCE -> metric.of(state).map(value -> 0, 0);
      default -> Figure.undefined("the best constant is not known");
    };
  }

  /** The pinball loss of the labels' quantile, which no constant undercuts. */
  public static Figure pinball(RegressionState state, double quantile) {
    ScoreTable labels = state.labels();
    Figure best = labels.quantile(quantile);
    if (!best.defined()) {
      return best;
    }
    double sum = 0;
    for (int i = 0; i < labels.bins(); i++) {
      double error = labels.mean(i) - best.value();
      sum += labels.weight(i) * error * (error > 0 ? quantile : quantile - 1);
    }
    double largest = Math.max(Math.abs(labels.min()), Math.abs(labels.max()));
    double rounding = labels.unrounded() ? 0 : ScoreTable.ROUNDING * largest;
    return Figure.bounded(sum / labels.total(), 2 * best.bound() + rounding);
  }

  /** Share of the most frequent class. */
  public static Figure accuracy(double... classWeights) {
    double total = Arrays.stream(classWeights).sum();
    return Figure.ratio(Arrays.stream(classWeights).max().orElse(0), total, "no rows");
  }

  /** Log loss of the shares of the classes. */
  public static Figure logLoss(double... classWeights) {
    double total = Arrays.stream(classWeights).sum();
    double sum = 0;
    for (double weight : classWeights) {
      sum -= weight == 0 ? 0 : weight * Math.log(weight / total);
    }
    return Figure.ratio(sum, total, "no rows");
  }
}
