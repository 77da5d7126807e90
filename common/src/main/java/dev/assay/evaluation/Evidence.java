package dev.assay.evaluation;

import dev.assay.statistics.DetectableEffect;
import dev.assay.statistics.Equivalence;
import dev.assay.statistics.Estimate;
import dev.assay.statistics.SequenceBound;

/** What rows say of a difference, turned so that more is better; all levels are one-sided. */
sealed interface Evidence {
  double difference();

  double lowerBound(double alpha);

  double upperBound(double alpha);

  /** P-value that the true difference is at or below a limit. */
  double aboveP(double limit);

  /** P-value that the true difference is not within a margin on both sides. */
  double withinP(double margin);

  /** The smallest true difference that these rows would have found. */
  double detectable(double alpha);

  /** Rows that would find a true difference of so much; infinite where that is never. */
  double rowsFor(double distance, double alpha);

  /**
   * The rows of one look.
   *
   * @param lower the difference with the error that bounds it from below
   * @param upper the difference with the error that bounds it from above
   * @param rows their number
   */
  record OneLook(Estimate lower, Estimate upper, double rows) implements Evidence {
    @Override
    public double difference() {
      return lower.value();
    }

    @Override
    public double lowerBound(double alpha) {
      return lower.lowerBound(alpha);
    }

    @Override
    public double upperBound(double alpha) {
      return upper.upperBound(alpha);
    }

    @Override
    public double aboveP(double limit) {
      return lower.pValueAbove(limit);
    }

    @Override
    public double withinP(double margin) {
      return new Equivalence(lower, upper, -margin, margin).pValue();
    }

    private double largerError() {
      return Math.max(lower.standardError(), upper.standardError());
    }

    @Override
    public double detectable(double alpha) {
      return DetectableEffect.of(largerError(), alpha, Decision.POWER);
    }

    @Override
    public double rowsFor(double distance, double alpha) {
      return largerError() > 0 && rows > 0
          ? DetectableEffect.rows(distance, largerError(), rows, alpha, Decision.POWER)
          : Double.POSITIVE_INFINITY;
    }
  }

  /**
   * The rows of all looks so far, by a confidence sequence that may be looked at again and again.
   *
   * @param bound challenger minus champion
   * @param sign 1 where more is better, else -1
   * @param looks their number
   */
  record AllLooks(SequenceBound bound, int sign, int looks) implements Evidence {
    @Override
    public double difference() {
      return sign * bound.mean();
    }

    @Override
    public double lowerBound(double alpha) {
      return difference() - bound.reach(alpha);
    }

    @Override
    public double upperBound(double alpha) {
      return difference() + bound.reach(alpha);
    }

    @Override
    public double aboveP(double limit) {
      return sign > 0 ? bound.pValueAbove(limit) : bound.pValueBelow(-limit);
    }

    @Override
    public double withinP(double margin) {
      return Math.max(bound.pValueAbove(-margin), bound.pValueBelow(margin));
    }

    @Override
    public double detectable(double alpha) {
      return bound.detectable(alpha, Decision.POWER);
    }

    @Override
    public double rowsFor(double distance, double alpha) {
      return bound.rowsFor(distance, alpha, Decision.POWER);
    }
  }
}
