package dev.assay.evaluation;

import dev.assay.model.Task;
import dev.assay.statistics.BinaryMetric;
import dev.assay.statistics.ConfusionMetric;
import dev.assay.statistics.MulticlassMetric;
import dev.assay.statistics.RegressionMetric;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** Whether more of a figure is better. */
public enum Direction {
  /** Such as AUC. */
  MORE_IS_BETTER(1),
  /** Such as log loss. */
  LESS_IS_BETTER(-1),
  /** Such as the share of selected rows. */
  NEITHER(0);

  private static final Set<String> LESS =
      Set.of(
          "log_loss",
          "brier",
          "ece",
          "mce",
          "ece_equal_mass",
          "ace",
          "rms_calibration_error",
          "false_positive_rate",
          "false_negative_rate",
          "false_discovery_rate",
          "false_omission_rate",
          "rmse",
          "mse",
          "mae",
          "mape",
          "median_absolute_error",
          "absolute_error_p90",
          "max_error",
          "mean_cost",
          "total_cost",
          Runtimes.SECONDS);
  private static final Set<String> NONE =
      Set.of(
          "mean_score",
          "observed_to_expected",
          "spiegelhalter_z",
          "calibration_slope",
          "calibration_intercept",
          "calibration_in_the_large",
          "selection_rate",
          "prevalence",
          "bias",
          "constant_rmse",
          "constant_mae",
          "constant_accuracy",
          "constant_log_loss");

  private static final Set<String> ESTIMATES = new TreeSet<>();

  static {
    for (Task task : List.of(Task.BINARY, Task.MULTICLASS, Task.REGRESSION)) {
      ESTIMATES.addAll(metrics(task));
    }
    ESTIMATES.remove(Runtimes.SECONDS); // it was measured, over all rows
  }

  private final int sign;

  Direction(int sign) {
    this.sign = sign;
  }

  /** 1, -1, or 0. */
  public int sign() {
    return sign;
  }

  /** The direction of a figure, as tables name it. */
  public static Direction of(String metric) {
    if (LESS.contains(metric)) {
      return LESS_IS_BETTER;
    }
    return NONE.contains(metric) ? NEITHER : MORE_IS_BETTER;
  }

  /**
   * Whether a figure is estimated from a sample of rows, so that its value alone decides nothing.
   */
  static boolean isEstimate(String metric) {
    return ESTIMATES.contains(metric);
  }

  /** The names of all figures of models that predict such things. */
  public static Set<String> metrics(Task task) {
    Set<String> names = new TreeSet<>();
    switch (task) {
      case BINARY -> {
        names.addAll(lower(BinaryMetric.values()));
        names.addAll(lower(ConfusionMetric.values()));
        names.add("mean_cost");
      }
      case MULTICLASS -> names.addAll(lower(MulticlassMetric.values()));
      case REGRESSION -> names.addAll(lower(RegressionMetric.values()));
      case MULTI_OUTPUT, EMBEDDING -> {
        // several numbers without one score: nothing is compared
        return names;
      }
    }
    names.add(Runtimes.SECONDS);
    return names;
  }

  private static Set<String> lower(Enum<?>... values) {
    Set<String> names = new TreeSet<>();
    Arrays.stream(values).forEach(value -> names.add(value.name().toLowerCase(Locale.ROOT)));
    return names;
  }
}
