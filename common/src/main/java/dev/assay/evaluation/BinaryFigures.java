package dev.assay.evaluation;

import dev.assay.statistics.BestConstant;
import dev.assay.statistics.BinaryMetric;
import dev.assay.statistics.BrierDecomposition;
import dev.assay.statistics.CalibrationGroups;
import dev.assay.statistics.ConfusionMatrix;
import dev.assay.statistics.ConfusionMetric;
import dev.assay.statistics.CostMatrix;
import dev.assay.statistics.CoxCalibration;
import dev.assay.statistics.Figure;
import dev.assay.statistics.Grade;
import dev.assay.statistics.OperatingPoint;
import dev.assay.statistics.RankMetrics;
import dev.assay.statistics.ScoreTable;
import dev.assay.statistics.TestResult;
import java.util.List;
import java.util.Locale;

/** The figures of a binary model in a slice. */
final class BinaryFigures {
  /** Percentages of the rows with the highest scores for gain and lift. */
  static final int[] DEPTHS = {1, 5, 10, 20};

  private final EvaluationSpec spec;
  private final ModelStates states;
  private final int model;
  private final MetricRows figures;
  private final ScoreTable table;

  BinaryFigures(EvaluationSpec spec, ModelStates states, int model, MetricRows figures) {
    this.spec = spec;
    this.states = states;
    this.model = model;
    this.figures = figures;
    this.table = states.table(model);
  }

  void addAll(OperatingPoints points) {
    addScoreFigures();
    addCalibration();
    if (!spec.calibration().grades().isEmpty()) {
      addGrades();
    }
    for (int depth : DEPTHS) {
      String top = "_at_" + depth + "_percent";
      figures.add("gain" + top, RankMetrics.gain(table, depth / 100.0), constant(depth / 100.0));
      figures.add("lift" + top, RankMetrics.lift(table, depth / 100.0), constant(1));
    }
    points.points().forEach(this::addPoint);
  }

  private void addScoreFigures() {
    CoxCalibration cox = CoxCalibration.of(table, spec.level());
    for (BinaryMetric metric : BinaryMetric.values()) {
      Figure figure =
          switch (metric) {
            case CALIBRATION_SLOPE -> cox.slope();
            case CALIBRATION_INTERCEPT -> cox.intercept();
            case CALIBRATION_IN_THE_LARGE -> cox.inTheLarge();
            default -> metric.of(table, spec.level());
          };
      figures.add(name(metric), figure, BestConstant.of(metric, table));
    }
    figures.add("calibration_error_max", cox.largestError(), null);
    figures.add("calibration_error_p90", cox.ninetiethError(), null);
    figures.add("calibration_error_mean", cox.meanError(), null);
  }

  private void addCalibration() {
    CalibrationGroups groups = CalibrationGroups.equalWidth(table, CalibrationGroups.USUAL);
    BrierDecomposition parts = groups.decomposition();
    figures.add("brier_reliability", part(parts, parts.reliability()), constant(0));
    figures.add("brier_resolution", part(parts, parts.resolution()), constant(0));
    figures.add(
        "brier_uncertainty", part(parts, parts.uncertainty()), constant(parts.uncertainty()));
    addTest("hosmer_lemeshow", groups.hosmerLemeshow(false));
  }

  /** A part of the Brier score, undefined where that is; rounded scores move it as much. */
  private static Figure part(BrierDecomposition parts, double value) {
    return parts.brier().defined()
        ? Figure.bounded(value, 4 * parts.brier().bound())
        : parts.brier();
  }

  private void addGrades() {
    List<Grade> grades = CalibrationFigures.grades(spec, table);
    addTest("grades_hosmer_lemeshow", Grade.hosmerLemeshow(grades));
    figures.add("grades_herfindahl", Grade.herfindahl(grades), null);
  }

  private void addTest(String name, TestResult test) {
    TestResult found = spec.weighted() ? TestResult.undefined("rows are weighted") : test;
    figures.add(name, figure(found, found.statistic()), null);
    figures.add(name + "_p", figure(found, found.pValue()), null);
  }

  private static Figure figure(TestResult test, double value) {
    if (!test.defined()) {
      return Figure.undefined(test.reason().orElseThrow());
    }
    return Figure.of(value);
  }

  private static Figure constant(double value) {
    return Double.isNaN(value) ? null : Figure.of(value);
  }

  private void addPoint(OperatingPoints.Point named) {
    double cutoff = named.cutoff(model);
    OperatingPoint point = states.at(model, cutoff, table);
    ConfusionMatrix matrix = point.matrix();
    double share = table.effectiveRows() / table.total();
    for (ConfusionMetric metric : ConfusionMetric.values()) {
      Figure constant = BestConstant.of(metric, matrix);
      Figure figure = point.figure(metric, spec.level(), share);
      figures.add(name(metric), named.name(), cutoff, figure, constant);
    }
    addCount(named, "true_positives", matrix.truePositives(), point);
    addCount(named, "false_positives", matrix.falsePositives(), point);
    addCount(named, "false_negatives", matrix.falseNegatives(), point);
    addCount(named, "true_negatives", matrix.trueNegatives(), point);
    if (spec.points().costs() != null && !spec.points().amounts()) {
      addCosts(named, point, spec.points().costs(), share);
    }
  }

  private void addCount(
      OperatingPoints.Point named, String metric, double count, OperatingPoint point) {
    Figure figure = Figure.bounded(count, point.uncertain());
    figures.add(metric, named.name(), named.cutoff(model), figure, null);
  }

  private void addCosts(
      OperatingPoints.Point named, OperatingPoint point, CostMatrix costs, double share) {
    double cutoff = named.cutoff(model);
    double total = point.matrix().total();
    double constant = BestConstant.cost(point.matrix(), costs);
    Figure mean = point.meanCost(costs, spec.level(), share);
    Figure ofConstant = total == 0 ? null : Figure.of(constant / total);
    figures.add("mean_cost", named.name(), cutoff, mean, ofConstant);
    Figure sum = mean.times(total);
    figures.add("total_cost", named.name(), cutoff, sum, Figure.of(constant));
  }

  private static String name(Enum<?> metric) {
    return metric.name().toLowerCase(Locale.ROOT);
  }
}
