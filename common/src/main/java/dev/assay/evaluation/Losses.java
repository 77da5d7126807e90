package dev.assay.evaluation;

import dev.assay.model.Task;
import dev.assay.statistics.LogLoss;

/** The loss of a row by which slices are compared: never negative, 0 for a perfect prediction. */
final class Losses {
  private Losses() {}

  /** What the loss is called in tables. */
  static String name(Task task) {
    return task == Task.REGRESSION ? "squared_error" : "brier";
  }

  /** The squared error of the number or the probability; of several classes, their sum. */
  static double of(EvaluationSpec spec, EvaluatedRow row, int model) {
    if (spec.task() != Task.MULTICLASS) {
      double error = row.scores()[model] - row.label();
      return error * error;
    }
    double[] probabilities = row.probabilities()[model];
    double loss = 0;
    for (int k = 0; k < probabilities.length; k++) {
      double error = probabilities[k] - (k == row.label() ? 1 : 0);
      loss += error * error;
    }
    return loss;
  }

  /** The log loss; NaN of a score outside 0..1, 0 of a regression. */
  static double log(EvaluationSpec spec, EvaluatedRow row, int model) {
    if (spec.task() == Task.REGRESSION) {
      return 0;
    }
    double p =
        spec.task() == Task.BINARY
            ? row.scores()[model]
            : row.probabilities()[model][(int) row.label()];
    if (!(p >= 0 && p <= 1)) {
      return Double.NaN;
    }
    return spec.task() == Task.BINARY ? LogLoss.of(p, row.positive()) : LogLoss.of(p);
  }

  /** The class that a multiclass model predicts: the most probable, of equals the first. */
  static int predicted(double[] probabilities) {
    int best = 0;
    for (int k = 1; k < probabilities.length; k++) {
      best = probabilities[k] > probabilities[best] ? k : best;
    }
    return best;
  }
}
