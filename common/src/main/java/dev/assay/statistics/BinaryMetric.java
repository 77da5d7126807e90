package dev.assay.statistics;

import java.util.function.Function;

/** Figures of binary classification that need no cutoff. */
@SuppressWarnings("ImmutableEnumChecker") // the functions are lambdas that hold nothing
public enum BinaryMetric {
  /** Area under the ROC curve. */
  AUC(RankMetrics::auc, RankMetrics::auc),
  /** Twice the AUC minus one; the accuracy ratio of credit scoring. */
  GINI(
      RankMetrics::gini,
      (table, level) -> BinaryMetric.doubled(RankMetrics.auc(table, level), level)),
  /** Sum over cutoffs of precision times the growth of recall. */
  AVERAGE_PRECISION(RankMetrics::averagePrecision),
  /** Area under the precision-recall curve by trapezoids. */
  PRECISION_RECALL_AREA(RankMetrics::precisionRecallArea),
  /** Largest distance between the distribution functions of both classes. */
  KOLMOGOROV_SMIRNOV(RankMetrics::kolmogorovSmirnov),
  /** Mean negative log likelihood. */
  LOG_LOSS(ProbabilityMetrics::logLoss, ProbabilityMetrics::logLoss),
  /** Mean squared error of the probability. */
  BRIER(ProbabilityMetrics::brier, ProbabilityMetrics::brier),
  /** One minus Brier by the Brier of the prevalence. */
  BRIER_SKILL(ProbabilityMetrics::brierSkill),
  /** One minus log loss by the log loss of the prevalence. */
  LOG_LOSS_SKILL(ProbabilityMetrics::logLossSkill),
  /** Mean of the scores. */
  MEAN_SCORE(ProbabilityMetrics::meanScore),
  /** Number of positives by the sum of the scores. */
  OBSERVED_TO_EXPECTED(ProbabilityMetrics::observedToExpected),
  /** Test statistic of calibration, standard normal where scores are calibrated. */
  SPIEGELHALTER_Z(ProbabilityMetrics::spiegelhalter),
  /** Expected calibration error over ten groups of equal width. */
  ECE(
      table -> equalWidth(table).expectedError(),
      (table, level) -> equalWidth(table).expectedError(level)),
  /** Largest calibration error over ten groups of equal width. */
  MCE(table -> equalWidth(table).largestError()),
  /** Expected calibration error over ten groups of equal mass. */
  ECE_EQUAL_MASS(table -> equalMass(table).expectedError()),
  /** Adaptive calibration error: unweighted mean over ten groups of equal mass. */
  ACE(table -> equalMass(table).averageError()),
  /** Debiased root mean squared calibration error over ten groups of equal mass. */
  RMS_CALIBRATION_ERROR(table -> equalMass(table).debiasedRootMeanSquare()),
  /** Slope of logistic recalibration. */
  CALIBRATION_SLOPE(
      table -> CoxCalibration.of(table, 0.95).slope(),
      (table, level) -> CoxCalibration.of(table, level).slope()),
  /** Intercept of logistic recalibration. */
  CALIBRATION_INTERCEPT(
      table -> CoxCalibration.of(table, 0.95).intercept(),
      (table, level) -> CoxCalibration.of(table, level).intercept()),
  /** Intercept of logistic recalibration whose slope is held at 1. */
  CALIBRATION_IN_THE_LARGE(table -> CoxCalibration.of(table, 0.95).inTheLarge());

  private interface Leveled {
    Figure of(ScoreTable table, double level);
  }

  private final Function<ScoreTable, Figure> formula;
  private final Leveled withInterval;

  BinaryMetric(Function<ScoreTable, Figure> formula) {
    this(formula, (table, level) -> formula.apply(table));
  }

  BinaryMetric(Function<ScoreTable, Figure> formula, Leveled withInterval) {
    this.formula = formula;
    this.withInterval = withInterval;
  }

  /** The figure, without an interval. */
  public Figure of(ScoreTable table) {
    Figure figure = formula.apply(table);
    return new Figure(figure.value(), figure.bound(), figure.undefined(), null);
  }

  /** The figure, with an interval where one follows from the table. */
  public Figure of(ScoreTable table, double level) {
    return withInterval.of(table, level);
  }

  private static CalibrationGroups equalWidth(ScoreTable table) {
    return CalibrationGroups.equalWidth(table, CalibrationGroups.USUAL);
  }

  private static CalibrationGroups equalMass(ScoreTable table) {
    return CalibrationGroups.equalMass(table, CalibrationGroups.USUAL);
  }

  private static Figure doubled(Figure auc, double level) {
    Figure gini = auc.map(value -> 2 * value - 1, 2);
    return auc.interval()
        .map(i -> new Interval(2 * i.low() - 1, 2 * i.high() - 1, level, i.method()))
        .map(gini::within)
        .orElse(gini);
  }
}
