package dev.assay.evaluation;

import dev.assay.evaluation.PairSums.Difference;
import dev.assay.model.Task;
import dev.assay.statistics.Estimate;
import dev.assay.statistics.Figure;
import dev.assay.statistics.IntervalMethod;
import dev.assay.statistics.McNemar;
import dev.assay.statistics.MulticlassMetric;
import dev.assay.statistics.ProportionInterval;
import dev.assay.statistics.RegressionMetric;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Compares multiclass models and regressions in the whole or a slice. */
final class OtherComparison {
  private final ComparedSlice of;
  private final SecondPlan plan;
  private final List<Comparison> rows = new ArrayList<>();

  OtherComparison(ComparedSlice of, SecondPlan plan) {
    this.of = of;
    this.plan = plan;
  }

  List<Comparison> rows() {
    if (of.spec().task() == Task.MULTICLASS) {
      accuracy();
      loss(MulticlassMetric.LOG_LOSS, Difference.LOG_LOSS);
      loss(MulticlassMetric.BRIER, Difference.LOSS);
      flips();
      if (of.whole()) {
        rows.addAll(ScoreDifferences.furthest(of));
      }
    } else {
      ofSquares(RegressionMetric.RMSE);
      ofSquares(RegressionMetric.R2);
      loss(RegressionMetric.MSE, Difference.LOSS);
      loss(RegressionMetric.MAE, Difference.ABSOLUTE_ERROR);
      loss(RegressionMetric.BIAS, Difference.SCORE);
      rows.addAll(ScoreDifferences.rows(of, plan));
    }
    return rows;
  }

  private Comparison figures(MulticlassMetric metric, String test) {
    ModelStates states = of.slice().models();
    return add(metric, test)
        .figures(metric.of(states.multiclass(0)), metric.of(states.multiclass(of.challenger())));
  }

  private Comparison figures(RegressionMetric metric, String test) {
    ModelStates states = of.slice().models();
    return add(metric, test)
        .figures(metric.of(states.regression(0)), metric.of(states.regression(of.challenger())));
  }

  private Comparison add(Enum<?> metric, String test) {
    Comparison row = of.row(metric.name().toLowerCase(Locale.ROOT), null, test);
    rows.add(row);
    return row;
  }

  private void loss(MulticlassMetric metric, Difference difference) {
    LossComparison.mean(of, plan, difference, figures(metric, LossComparison.test(of)));
  }

  private void loss(RegressionMetric metric, Difference difference) {
    LossComparison.mean(of, plan, difference, figures(metric, LossComparison.test(of)));
  }

  private void accuracy() {
    PairCells cells = of.pair().cells();
    McNemar test = cells.classMcNemar();
    if (of.units() != null) {
      Comparison row = figures(MulticlassMetric.ACCURACY, Comparison.UNIT_GROUPS);
      Estimate error =
          LossComparison.byUnit(of.units(), plan.scales(), UnitScales.RIGHT, of.challenger());
      row.error(error, IntervalMethod.UNIT_GROUPS);
    } else if (cells.weighted()) {
      figures(MulticlassMetric.ACCURACY, Comparison.DELTA)
          .error(weightedAccuracy(cells), IntervalMethod.DELTA);
    } else {
      Comparison row = figures(MulticlassMetric.ACCURACY, Comparison.MCNEMAR);
      BinaryComparison.mcNemar(row, test, cells.rows(), of.spec().level());
    }
  }

  private static Estimate weightedAccuracy(PairCells cells) {
    double[] weights = cells.weights();
    double[] squares = cells.squares();
    double total = 0;
    double sum = 0;
    for (int i = 0; i < weights.length; i++) {
      total += weights[i];
      sum += gain(i) * weights[i];
    }
    double value = sum / total;
    double scatter = 0;
    for (int i = 0; i < weights.length; i++) {
      scatter += squares[i] * (gain(i) - value) * (gain(i) - value);
    }
    double n = cells.rows();
    return new Estimate(value, Math.sqrt(n / (n - 1) * scatter) / total);
  }

  /** Whether only the challenger is right, minus whether only the champion is. */
  private static int gain(int cell) {
    return ((cell & PairCells.FIRST) == 0 ? 0 : 1) - ((cell & PairCells.CLASS) == 0 ? 0 : 1);
  }

  private void flips() {
    double[] weights = of.pair().cells().weights();
    double total = 0;
    double flips = 0;
    for (int i = 0; i < weights.length; i++) {
      total += weights[i];
      flips += (i & PairCells.SECOND) == 0 ? 0 : weights[i];
    }
    Comparison row = of.row("flip_rate", null, Comparison.COUNT);
    rows.add(row);
    if (total == 0) {
      row.undefined("no rows");
      return;
    }
    Figure rate = Figure.of(flips / total);
    boolean counted = !of.spec().weighted() && of.units() == null;
    row.ofPair(
        counted ? rate.within(ProportionInterval.wilson(flips, total, of.spec().level())) : rate);
  }

  private void ofSquares(RegressionMetric metric) {
    UnitGroups units = of.units();
    Comparison row = figures(metric, units == null ? Comparison.DELTA : Comparison.UNIT_GROUPS);
    if (of.pair().rows() < 2) {
      row.untested("fewer than 2 rows");
      return;
    }
    boolean root = metric == RegressionMetric.RMSE;
    if (units == null) {
      Estimate estimate = root ? of.pair().rootMeanSquare() : of.pair().explained();
      boolean student = root && !of.spec().weighted();
      row.error(estimate, student ? IntervalMethod.DELTA_STUDENT : IntervalMethod.DELTA);
    } else {
      SquaresByUnit squares = new SquaresByUnit(units, plan.scales(), of.challenger());
      row.error(root ? squares.rootMeanSquare() : squares.explained(), IntervalMethod.UNIT_GROUPS);
    }
  }
}
