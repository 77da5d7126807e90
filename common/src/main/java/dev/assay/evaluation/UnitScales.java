package dev.assay.evaluation;

import dev.assay.model.Task;
import dev.assay.statistics.RegressionMetric;
import java.io.Serializable;

/**
 * The numbers of a row that are added up by groups of units, and how finely each is counted, as an
 * integer. Places: the weight, then weight times label and times its square, then those of each
 * model.
 */
final class UnitScales implements Serializable {
  static final int WEIGHT = 0;
  static final int LABEL = 1;
  static final int SQUARED_LABEL = 2;

  // of a model
  static final int LOSS = 0;
  static final int LOG_LOSS = 1;
  static final int ABSOLUTE = 2;
  static final int SCORE = 3;
  static final int RIGHT = 4;
  static final int PLACE_OF_POSITIVE = 5;
  static final int PLACE_OF_NEGATIVE = 6;
  static final int POINTS = 7;

  private static final long serialVersionUID = 1;
  private static final int FIRST = 3;

  /** Bounded numbers have so many steps: 2^30 rows of 2^33 steps fit a long. */
  private static final double STEPS = 0x1p28;

  /**
   * Unbounded ones are counted by steps of their mean, and are cut off where no long could be:
   * there is no error then.
   */
  private static final double STEPS_OF_MEAN = 0x1p20;

  static final long MOST = 1L << 33;

  private final int points;
  private final boolean costs; // of amounts, of each model at each point
  private final double[] scale;

  private UnitScales(int points, boolean costs, int models) {
    this.points = points;
    this.costs = costs;
    this.scale = new double[FIRST + models * ofModel()];
  }

  private int ofModel() {
    return POINTS + (costs ? 3 : 2) * points;
  }

  static UnitScales of(EvaluationSpec spec, FirstPass first) {
    int points = OperatingPoints.of(spec, first).points().size();
    int models = spec.models().size();
    boolean costs = spec.points().amounts() && spec.points().costs() != null;
    UnitScales scales = new UnitScales(points, costs, models);
    double[] scale = scales.scale;
    double largest = first.whole().pairs().largestWeight();
    java.util.Arrays.fill(scale, STEPS / (spec.weighted() ? largest : 1));
    if (spec.task() == Task.REGRESSION) {
      double weight = first.whole().models().weight() / first.whole().models().rows();
      double label = first.whole().pairs().pair(1).meanSquaredLabel();
      scale[LABEL] = step(Math.sqrt(label) * weight);
      scale[SQUARED_LABEL] = step(label * weight);
      for (int m = 0; m < models; m++) {
        double mse = RegressionMetric.MSE.of(first.whole().models().regression(m)).value();
        scale[scales.place(m, LOSS)] = step(mse * weight);
        scale[scales.place(m, ABSOLUTE)] = step(Math.sqrt(mse) * weight);
        scale[scales.place(m, SCORE)] = step(Math.sqrt(mse + label) * weight);
      }
    }
    if (costs) {
      double step = step(meanCost(spec.points(), first.whole().models()));
      for (int place = 0; place < models * points; place++) {
        scale[scales.place(place / points, scales.cost(place % points))] = step;
      }
    }
    return scales;
  }

  /** No less than the mean cost of a row by any decisions, whatever its sign. */
  private static double meanCost(EvaluationSpec.Points points, ModelStates whole) {
    double sum = points.costs().largest() * whole.weight();
    if (points.costsOfAmounts()) {
      sum += points.costs().ofAmount().largest() * whole.absoluteAmount();
    }
    return sum / whole.rows();
  }

  private static double step(double mean) {
    return mean > 0 ? STEPS_OF_MEAN / mean : 1;
  }

  /** Number of numbers. */
  int size() {
    return scale.length;
  }

  /** The place of a model's number. */
  int place(int model, int number) {
    return FIRST + model * ofModel() + number;
  }

  /** The place of a model's true positives at an operating point; the false ones are behind it. */
  int place(int model, int point, boolean positive) {
    return place(model, POINTS + 2 * point + (positive ? 0 : 1));
  }

  /** The number of a model that is the cost of the row by its decision at an operating point. */
  int cost(int point) {
    return POINTS + 2 * points + point;
  }

  /** Whether there are such numbers. */
  boolean costs() {
    return costs;
  }

  long count(int place, double value) {
    return (long) Math.rint(Math.max(-MOST, Math.min(value * scale[place], MOST)));
  }

  double value(int place, long count) {
    return count / scale[place];
  }
}
