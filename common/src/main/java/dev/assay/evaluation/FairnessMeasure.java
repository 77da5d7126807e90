package dev.assay.evaluation;

import dev.assay.statistics.ConfusionMatrix;
import dev.assay.statistics.ConfusionMetric;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** A share of the rows of a group that groups are compared by, at an operating point. */
@SuppressWarnings("ImmutableEnumChecker") // the functions are lambdas that hold nothing
enum FairnessMeasure {
  /** Equal in all groups under demographic parity. */
  SELECTION_RATE(ConfusionMetric.SELECTION_RATE, ConfusionMatrix::total),
  /** Equal in all groups under equal opportunity. */
  RECALL(ConfusionMetric.RECALL, ConfusionMatrix::positives),
  /** With the recall equal in all groups under equalized odds. */
  FALSE_POSITIVE_RATE(ConfusionMetric.FALSE_POSITIVE_RATE, ConfusionMatrix::negatives),
  /** Share of the positives that are missed. */
  FALSE_NEGATIVE_RATE(ConfusionMetric.FALSE_NEGATIVE_RATE, ConfusionMatrix::positives),
  /** Share of the selected that are negative. */
  FALSE_DISCOVERY_RATE(ConfusionMetric.FALSE_DISCOVERY_RATE, ConfusionMatrix::selected),
  /** Share of those not selected that are positive. */
  FALSE_OMISSION_RATE(ConfusionMetric.FALSE_OMISSION_RATE, ConfusionMatrix::notSelected),
  /** Equal in all groups under predictive parity. */
  PRECISION(ConfusionMetric.PRECISION, ConfusionMatrix::selected),
  /** Share of rows with the right class. */
  ACCURACY(ConfusionMetric.ACCURACY, ConfusionMatrix::total);

  private final ConfusionMetric metric;
  private final ToDoubleFunction<ConfusionMatrix> trials;

  FairnessMeasure(ConfusionMetric metric, ToDoubleFunction<ConfusionMatrix> trials) {
    this.metric = metric;
    this.trials = trials;
  }

  ConfusionMetric metric() {
    return metric;
  }

  /** What the share is of. */
  double trials(ConfusionMatrix matrix) {
    return trials.applyAsDouble(matrix);
  }

  /** The name in tables. */
  String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
