package dev.assay.evaluation;

import dev.assay.statistics.BestConstant;
import dev.assay.statistics.RegressionMetric;
import dev.assay.statistics.RegressionState;
import java.util.Locale;

/** The figures of a regression in a slice. */
final class RegressionFigures {
  private static final double[] QUANTILES = {0.1, 0.5, 0.9};

  private RegressionFigures() {}

  static void addAll(EvaluationSpec spec, RegressionState state, MetricRows figures) {
    for (RegressionMetric metric : RegressionMetric.values()) {
      switch (metric) {
        case CONSTANT_RMSE, CONSTANT_MAE -> {} // beside the others
        default ->
            figures.add(
                metric.name().toLowerCase(Locale.ROOT),
                metric.of(state, spec.level()),
                BestConstant.of(metric, state));
      }
    }
    for (double quantile : QUANTILES) {
      figures.add(
          "pinball_" + quantile, state.pinball(quantile), BestConstant.pinball(state, quantile));
    }
  }
}
