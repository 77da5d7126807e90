package dev.assay.statistics;

import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** Figures of a confusion matrix; definitions as in scikit-learn, but undefined is NaN. */
@SuppressWarnings("ImmutableEnumChecker") // the functions are lambdas that hold nothing
public enum ConfusionMetric {
  /** Share of rows with the right class. */
  ACCURACY(m -> m.truePositives() + m.trueNegatives(), ConfusionMatrix::total, "no rows"),
  /** Share of the selected that are positive. */
  PRECISION(ConfusionMatrix::truePositives, ConfusionMatrix::selected, "no row is selected"),
  /** Share of the positives that are selected; true positive rate. */
  RECALL(ConfusionMatrix::truePositives, ConfusionMatrix::positives, "no positives"),
  /** Share of the negatives that are not selected; true negative rate. */
  SPECIFICITY(ConfusionMatrix::trueNegatives, ConfusionMatrix::negatives, "no negatives"),
  /** Share of the negatives that are selected. */
  FALSE_POSITIVE_RATE(ConfusionMatrix::falsePositives, ConfusionMatrix::negatives, "no negatives"),
  /** Share of the positives that are not selected. */
  FALSE_NEGATIVE_RATE(ConfusionMatrix::falseNegatives, ConfusionMatrix::positives, "no positives"),
  /** Share of the selected that are negative. */
  FALSE_DISCOVERY_RATE(
      ConfusionMatrix::falsePositives, ConfusionMatrix::selected, "no row is selected"),
  /** Share of those not selected that are positive. */
  FALSE_OMISSION_RATE(
      ConfusionMatrix::falseNegatives, ConfusionMatrix::notSelected, "every row is selected"),
  /** Share of those not selected that are negative. */
  NEGATIVE_PREDICTIVE_VALUE(
      ConfusionMatrix::trueNegatives, ConfusionMatrix::notSelected, "every row is selected"),
  /** Share of rows that are selected. */
  SELECTION_RATE(ConfusionMatrix::selected, ConfusionMatrix::total, "no rows"),
  /** Share of rows that are positive. */
  PREVALENCE(ConfusionMatrix::positives, ConfusionMatrix::total, "no rows"),
  /** Harmonic mean of precision and recall. */
  F1(m -> m.fBeta(1)),
  /** F-beta that counts recall twice as much as precision. */
  F2(m -> m.fBeta(2)),
  /** F-beta that counts recall half as much as precision. */
  F_HALF(m -> m.fBeta(0.5)),
  /** True positives by all that are positive or selected. */
  JACCARD(
      ConfusionMatrix::truePositives,
      m -> m.positives() + m.falsePositives(),
      "no positives and none selected"),
  /** Mean of recall and specificity. */
  BALANCED_ACCURACY(ConfusionMetric::balancedAccuracy),
  /** Recall plus specificity minus one (Youden 1950). */
  YOUDEN_J(m -> balancedAccuracy(m).map(balanced -> 2 * balanced - 1, 2)),
  /** Correlation of predicted and true class (Matthews 1975). */
  MATTHEWS_CORRELATION(ConfusionMetric::matthews),
  /** Agreement beyond chance (Cohen 1960). */
  COHEN_KAPPA(ConfusionMetric::kappa);

  private static final double STEP = 1e-6;

  private final Function<ConfusionMatrix, Figure> formula;
  private final ToDoubleFunction<ConfusionMatrix> numerator;
  private final ToDoubleFunction<ConfusionMatrix> denominator;

  ConfusionMetric(
      ToDoubleFunction<ConfusionMatrix> numerator,
      ToDoubleFunction<ConfusionMatrix> denominator,
      String undefined) {
    this.numerator = numerator;
    this.denominator = denominator;
    this.formula =
        m -> Figure.ratio(numerator.applyAsDouble(m), denominator.applyAsDouble(m), undefined);
  }

  ConfusionMetric(Function<ConfusionMatrix, Figure> formula) {
    this.numerator = null;
    this.denominator = null;
    this.formula = formula;
  }

  /** The figure. */
  public Figure of(ConfusionMatrix matrix) {
    return formula.apply(matrix);
  }

  /**
   * The figure with an interval: Wilson's for a share, else by the delta method over the four
   * counts.
   *
   * @param effectiveShare rows, or effective rows, by the total of the matrix: 1 without weights
   */
  public Figure of(ConfusionMatrix matrix, double level, double effectiveShare) {
    Figure figure = of(matrix);
    if (!figure.defined()) {
      return figure;
    }
    if (numerator == null) {
      Interval interval = delta(matrix, figure.value(), level, effectiveShare);
      return Double.isNaN(interval.low()) ? figure : figure.within(interval);
    }
    double successes = numerator.applyAsDouble(matrix) * effectiveShare;
    double trials = denominator.applyAsDouble(matrix) * effectiveShare;
    return figure.within(ProportionInterval.wilson(successes, trials, level));
  }

  /** Variance of a function of multinomial counts (Agresti, Categorical Data Analysis, 16.1). */
  private Interval delta(ConfusionMatrix m, double value, double level, double effectiveShare) {
    double[] counts = {
      m.truePositives(), m.falsePositives(), m.falseNegatives(), m.trueNegatives()
    };
    double total = m.total();
    double mean = 0;
    double square = 0;
    for (int i = 0; i < counts.length; i++) {
      double slope = slope(counts, i, total * STEP) * total;
      mean += slope * counts[i] / total;
      square += slope * slope * counts[i] / total;
    }
    double variance = Math.max(0, square - mean * mean) / (total * effectiveShare);
    return new Estimate(value, Math.sqrt(variance)).interval(level, IntervalMethod.DELTA);
  }

  private double slope(double[] counts, int index, double step) {
    double[] up = counts.clone();
    up[index] += step;
    double[] down = counts.clone();
    down[index] -= Math.min(step, counts[index]);
    return (value(up) - value(down)) / (up[index] - down[index]);
  }

  private double value(double[] counts) {
    return of(new ConfusionMatrix(counts[0], counts[1], counts[2], counts[3])).value();
  }

  private static Figure balancedAccuracy(ConfusionMatrix m) {
    if (m.positives() == 0 || m.negatives() == 0) {
      return Figure.undefined(m.positives() == 0 ? "no positives" : "no negatives");
    }
    return Figure.of((m.truePositives() / m.positives() + m.trueNegatives() / m.negatives()) / 2);
  }

  private static Figure matthews(ConfusionMatrix m) {
    double margins =
        Math.sqrt(m.positives())
            * Math.sqrt(m.negatives())
            * Math.sqrt(m.selected())
            * Math.sqrt(m.notSelected());
    double covariance =
        m.truePositives() * m.trueNegatives() - m.falsePositives() * m.falseNegatives();
    return Figure.ratio(covariance, margins, "only one class is predicted or true");
  }

  private static Figure kappa(ConfusionMatrix m) {
    double total = m.total();
    if (total == 0) {
      return Figure.undefined("no rows");
    }
    double agreed = (m.truePositives() + m.trueNegatives()) / total;
    double chance =
        (m.positives() / total) * (m.selected() / total)
            + (m.negatives() / total) * (m.notSelected() / total);
    return Figure.ratio(agreed - chance, 1 - chance, "only one class is predicted and true");
  }
}
