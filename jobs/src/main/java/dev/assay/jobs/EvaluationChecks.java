package dev.assay.jobs;

import dev.assay.error.AssayException;
import dev.assay.error.ErrorCode;
import dev.assay.evaluation.EvaluationSpec;
import dev.assay.jobs.evaluate.Exclusion;
import dev.assay.jobs.evaluate.JoinCounts;
import dev.assay.model.Task;
import java.util.ArrayList;
import java.util.List;

/** What must hold of labelled rows before figures are computed of them. */
final class EvaluationChecks {
  private EvaluationChecks() {}

  /**
   * Checks.
   *
   * @throws AssayException (INPUT, EMPTY_INPUT, RECONCILIATION) with what stands in the way
   */
  static void check(PreparedEvaluation prepared, JoinCounts counts) {
    EvaluationSpec spec = prepared.join().spec();
    String labels =
        prepared.labels() == null ? prepared.input().table() : prepared.labels().pin().table();
    if (counts.oddLabelRows() > 0) {
      throw oddLabels(prepared, spec, labels, counts);
    }
    if (counts.badWeights() > 0) {
      throw new AssayException(
          ErrorCode.INPUT,
          "Cannot weight the rows by '%s': the weight of %d %s is not a number above 0, such as that of the row with key %s. Correct them, or leave them out by input.filter or labels.filter."
              .formatted(
                  prepared.join().weight(),
                  counts.badWeights(),
                  counts.badWeights() == 1 ? "row" : "rows",
                  counts.badWeightKey()));
    }
    if (counts.badAmounts() > 0) {
      throw new AssayException(
          ErrorCode.INPUT,
          "Cannot use '%s' as the rows' amounts: that of %d %s is not a number of at most 2^50, such as that of the row with key %s. Correct them, or leave them out by input.filter or labels.filter."
              .formatted(
                  prepared.join().amount(),
                  counts.badAmounts(),
                  counts.badAmounts() == 1 ? "row" : "rows",
                  counts.badAmountKey()));
    }
    if (!counts.reconciled()) {
      throw new AssayException(
          ErrorCode.RECONCILIATION,
          "Cannot publish the evaluation: %d rows were read, and those compared and excluded are others: %s. Nothing of it is visible; run it again, and report this if it stays."
              .formatted(counts.rows(), counts.byName()));
    }
    Long published =
        prepared.published().stream()
            .map(scores -> scores.run().outcome().rowsIn())
            .findFirst()
            .orElse(counts.rows());
    if (published != counts.rows()) {
      throw new AssayException(
          ErrorCode.RECONCILIATION,
          "Cannot publish the evaluation: the run whose predictions it uses read %d rows, and %d were found. Nothing of it is visible; run it again, and report this if it stays."
              .formatted(published, counts.rows()));
    }
    if (counts.compared() == 0) {
      throw nothing(prepared, labels, counts);
    }
  }

  private static AssayException oddLabels(
      PreparedEvaluation prepared, EvaluationSpec spec, String labels, JoinCounts counts) {
    List<String> found = counts.oddLabels().stream().map(text -> "'" + text + "'").toList();
    String wanted =
        spec.task() == Task.REGRESSION
            ? "finite numbers"
            : "the classes of the champion, " + String.join(", ", spec.classes());
    return new AssayException(
        ErrorCode.INPUT,
        "Cannot evaluate by column '%s' of '%s': %d of the labels are not %s; found %s%s. Correct them, or leave them out by labels.filter."
            .formatted(
                prepared.loaded().config().labels().column(),
                labels,
                counts.oddLabelRows(),
                wanted,
                String.join(", ", found),
                counts.oddLabelRows() > found.size() && found.size() == 10 ? " and others" : ""));
  }

  private static AssayException nothing(
      PreparedEvaluation prepared, String labels, JoinCounts counts) {
    List<String> reasons = new ArrayList<>();
    for (Exclusion why : Exclusion.values()) {
      if (counts.of(why) > 0) {
        reasons.add(counts.of(why) + " " + why.phrase());
      }
    }
    return new AssayException(
        ErrorCode.EMPTY_INPUT,
        "Cannot evaluate '%s' by the labels in '%s': none of %d rows can be compared%s. Check the key, the filter and the dates of both tables."
            .formatted(
                prepared.input().table(),
                labels,
                counts.rows(),
                reasons.isEmpty() ? "" : " (" + String.join("; ", reasons) + ")"));
  }
}
