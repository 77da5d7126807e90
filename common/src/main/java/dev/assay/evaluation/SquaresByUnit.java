package dev.assay.evaluation;

import dev.assay.statistics.Estimate;

/** Differences of RMSE and of R2 between two regressions by groups of units. */
record SquaresByUnit(UnitGroups groups, UnitScales scales, int challenger) {
  Estimate rootMeanSquare() {
    double[] gradient = new double[scales.size()];
    double value = addRoot(gradient, challenger, 1) + addRoot(gradient, 0, -1);
    return estimate(value, gradient);
  }

  private double addRoot(double[] gradient, int model, int sign) {
    double weight = groups.sum(UnitScales.WEIGHT);
    int place = scales.place(model, UnitScales.LOSS);
    double root = Math.sqrt(groups.sum(place) / weight);
    gradient[place] += sign / (2 * root * weight);
    gradient[UnitScales.WEIGHT] -= sign * root / (2 * weight);
    return sign * root;
  }

  Estimate explained() {
    int champion = scales.place(0, UnitScales.LOSS);
    int other = scales.place(challenger, UnitScales.LOSS);
    double weight = groups.sum(UnitScales.WEIGHT);
    double mean = groups.sum(UnitScales.LABEL) / weight;
    double scatter = groups.sum(UnitScales.SQUARED_LABEL) - weight * mean * mean;
    double value = (groups.sum(champion) - groups.sum(other)) / scatter;
    double[] gradient = new double[scales.size()];
    gradient[champion] = 1 / scatter;
    gradient[other] = -1 / scatter;
    gradient[UnitScales.SQUARED_LABEL] = -value / scatter;
    gradient[UnitScales.LABEL] = 2 * mean * value / scatter;
    gradient[UnitScales.WEIGHT] = -mean * mean * value / scatter;
    return estimate(value, gradient);
  }

  private Estimate estimate(double value, double[] gradient) {
    return new Estimate(value, groups.standardError(gradient), groups.degreesOfFreedom());
  }
}
