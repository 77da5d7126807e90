package dev.assay.evaluation;

import dev.assay.model.Task;

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
}
