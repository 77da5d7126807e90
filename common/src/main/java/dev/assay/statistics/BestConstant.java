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

  /** The better of selecting all rows and none, by a figure of the confusion matrix. */
  public static Figure of(ConfusionMetric metric, ConfusionMatrix matrix) {
    Figure all = metric.of(new ConfusionMatrix(matrix.positives(), matrix.negatives(), 0, 0));
    Figure none = metric.of(new ConfusionMatrix(0, 0, matrix.positives(), matrix.negatives()));
    if (!all.defined() || !none.defined()) {
      return all.defined() ? all : none;
    }
    return all.value() >= none.value() ? all : none;
  }

  /** Total cost of the cheaper of selecting all rows and none. */
  public static double cost(ConfusionMatrix matrix, CostMatrix costs) {
    double all = new ConfusionMatrix(matrix.positives(), matrix.negatives(), 0, 0).cost(costs);
    double none = new ConfusionMatrix(0, 0, matrix.positives(), matrix.negatives()).cost(costs);
    return Math.min(all, none);
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
