package dev.assay.evaluation;

import dev.assay.evaluation.PairSums.Difference;
import dev.assay.statistics.Estimate;
import dev.assay.statistics.IntervalMethod;

/** Comparisons of means over rows: of losses and of scores. */
final class LossComparison {
  private LossComparison() {}

  /**
   * Sets the difference of two means with its error: by units where they have several rows, by the
   * delta method with weights, else by Student's t.
   */
  static Comparison mean(ComparedSlice of, SecondPlan plan, Difference difference, Comparison row) {
    Estimate mean = of.pair().mean(difference);
    if (of.units() != null) {
      Estimate byUnit = byUnit(of.units(), plan.scales(), number(difference), of.challenger());
      Estimate both = new Estimate(mean.value(), byUnit.standardError(), byUnit.degreesOfFreedom());
      return row.exact(both, IntervalMethod.UNIT_GROUPS);
    }
    return row.exact(mean, of.spec().weighted() ? IntervalMethod.DELTA : IntervalMethod.STUDENT_T);
  }

  /** What tests of means are called. */
  static String test(ComparedSlice of) {
    if (of.units() != null) {
      return Comparison.UNIT_GROUPS;
    }
    return of.spec().weighted() ? Comparison.DELTA : Comparison.PAIRED_T;
  }

  private static int number(Difference difference) {
    return switch (difference) {
      case LOSS -> UnitScales.LOSS;
      case LOG_LOSS -> UnitScales.LOG_LOSS;
      case SCORE -> UnitScales.SCORE;
      case ABSOLUTE_ERROR -> UnitScales.ABSOLUTE;
    };
  }

  /** The difference of two means per weight, by groups of units. */
  static Estimate byUnit(UnitGroups groups, UnitScales scales, int number, int challenger) {
    double weight = groups.sum(UnitScales.WEIGHT);
    int first = scales.place(0, number);
    int second = scales.place(challenger, number);
    double value = (groups.sum(second) - groups.sum(first)) / weight;
    double[] gradient = new double[scales.size()];
    gradient[first] = -1 / weight;
    gradient[second] = 1 / weight;
    gradient[UnitScales.WEIGHT] = -value / weight;
    return new Estimate(value, groups.standardError(gradient), groups.degreesOfFreedom());
  }
}
