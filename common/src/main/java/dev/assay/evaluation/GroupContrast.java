package dev.assay.evaluation;

import dev.assay.statistics.Estimate;
import dev.assay.statistics.Interval;
import dev.assay.statistics.IntervalMethod;
import dev.assay.statistics.TwoProportions;
import dev.assay.statistics.WeightedMean;

/**
 * A measure in two groups.
 *
 * @param difference the first minus the second
 * @param differenceRange its interval; null where there is none
 * @param ratio the first by the second; null where it is not defined
 * @param ratioRange its interval, likewise
 * @param pValue two-sided, that both are the same; NaN where there is none
 */
record GroupContrast(
    double difference, Interval differenceRange, Double ratio, Interval ratioRange, double pValue) {
  /** Nothing to compare with: the reference group itself. */
  static final GroupContrast SELF = new GroupContrast(0, null, 1.0, null, Double.NaN);

  /** The shares of two groups, by successes and trials. */
  static GroupContrast of(TwoProportions shares, double level) {
    double first = shares.successes() / shares.trials();
    double second = shares.otherSuccesses() / shares.otherTrials();
    return new GroupContrast(
        first - second,
        shares.difference(level),
        second == 0 ? null : (Double) (first / second),
        shares.ratio(level),
        shares.pValue());
  }

  /** The means of two groups; with their ratio where both are above 0 and it says something. */
  static GroupContrast of(WeightedMean first, WeightedMean second, double level, boolean ratio) {
    Estimate difference = first.minus(second);
    boolean tested = !Double.isNaN(difference.standardError());
    boolean positive = ratio && first.mean() > 0 && second.mean() > 0;
    return new GroupContrast(
        difference.value(),
        tested ? difference.interval(level, IntervalMethod.WELCH) : null,
        positive ? (Double) (first.mean() / second.mean()) : null,
        positive && tested ? exp(first.logRatio(second), level) : null,
        tested ? difference.pValue(0) : Double.NaN);
  }

  /** The interval of a ratio by that of its logarithm. */
  static Interval exp(Estimate logarithm, double level) {
    Interval range = logarithm.interval(level, IntervalMethod.DELTA);
    return new Interval(Math.exp(range.low()), Math.exp(range.high()), level, IntervalMethod.DELTA);
  }

  /** The worse of two measures for each figure, as equalized odds takes recall and false alarms. */
  GroupContrast worse(GroupContrast other) {
    boolean ours = Math.abs(difference) >= Math.abs(other.difference);
    boolean ourRatio = distance(ratio) >= distance(other.ratio);
    return new GroupContrast(
        ours ? difference : other.difference,
        ours ? differenceRange : other.differenceRange,
        ourRatio ? ratio : other.ratio,
        ourRatio ? ratioRange : other.ratioRange,
        Math.min(pValue, other.pValue));
  }

  private static double distance(Double ratio) {
    return ratio == null ? -1 : Math.abs(Math.log(ratio));
  }

  /** The same of a measure whose ratio says nothing. */
  GroupContrast withoutRatio() {
    return new GroupContrast(difference, differenceRange, null, null, pValue);
  }

  /** The same with a p-value that is adjusted for so many comparisons by Bonferroni's rule. */
  GroupContrast amongst(int comparisons) {
    double adjusted = Math.min(1, comparisons * pValue);
    return new GroupContrast(difference, differenceRange, ratio, ratioRange, adjusted);
  }

  /** What the interval of the ratio says. */
  Outcome outcome(double tau) {
    if (ratioRange == null) {
      return Outcome.INCONCLUSIVE;
    }
    if (ratioRange.low() >= tau && ratioRange.high() <= 1 / tau) {
      return Outcome.FAIR;
    }
    return ratioRange.high() < tau || ratioRange.low() > 1 / tau
        ? Outcome.UNFAIR
        : Outcome.INCONCLUSIVE;
  }

  /** Whether groups are treated alike. */
  enum Outcome {
    /** The ratio is within tau and 1 / tau. */
    FAIR,
    /** It is outside. */
    UNFAIR,
    /** The rows do not tell. */
    INCONCLUSIVE;

    /** The outcome of two measures that must both be alike. */
    Outcome and(Outcome other) {
      if (this == UNFAIR || other == UNFAIR) {
        return UNFAIR;
      }
      return this == FAIR && other == FAIR ? FAIR : INCONCLUSIVE;
    }
  }
}
