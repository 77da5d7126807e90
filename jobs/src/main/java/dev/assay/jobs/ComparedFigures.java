package dev.assay.jobs;

import dev.assay.evaluation.Direction;
import dev.assay.model.Task;
import dev.assay.statistics.BinaryMetric;
import dev.assay.statistics.ConfusionMetric;
import dev.assay.statistics.MulticlassMetric;
import dev.assay.statistics.RegressionMetric;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * The figures by which a challenger can be found not worse than the champion: those whose
 * differences are in {@code evaluation_comparisons}, and of which more is better or worse.
 */
final class ComparedFigures {
  /** The one that is there only if it is said what outcomes cost. */
  static final String COST = "mean_cost";

  private ComparedFigures() {}

  /** Their names, as tables have them. */
  static Set<String> of(Task task) {
    List<Enum<?>> figures = new ArrayList<>();
    switch (task) {
      case BINARY -> {
        figures.addAll(
            List.of(
                BinaryMetric.AUC,
                BinaryMetric.GINI,
                BinaryMetric.AVERAGE_PRECISION,
                BinaryMetric.KOLMOGOROV_SMIRNOV,
                BinaryMetric.BRIER,
                BinaryMetric.LOG_LOSS));
        figures.addAll(Arrays.asList(ConfusionMetric.values()));
      }
      case MULTICLASS ->
          figures.addAll(
              List.of(
                  MulticlassMetric.ACCURACY, MulticlassMetric.LOG_LOSS, MulticlassMetric.BRIER));
      case REGRESSION ->
          figures.addAll(
              List.of(
                  RegressionMetric.RMSE,
                  RegressionMetric.MSE,
                  RegressionMetric.MAE,
                  RegressionMetric.R2));
      case MULTI_OUTPUT, EMBEDDING -> {
        // nothing is compared
      }
    }
    Set<String> names = new TreeSet<>();
    if (task == Task.BINARY) {
      names.add(COST);
    }
    for (Enum<?> figure : figures) {
      String name = figure.name().toLowerCase(Locale.ROOT);
      if (Direction.of(name) != Direction.NEITHER) {
        names.add(name);
      }
    }
    return names;
  }
}
