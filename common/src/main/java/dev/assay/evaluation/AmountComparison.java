package dev.assay.evaluation;

import dev.assay.statistics.CostMatrix;
import dev.assay.statistics.Estimate;
import dev.assay.statistics.IntervalMethod;
import java.util.ArrayList;
import java.util.List;

/** Compares what decisions about rows with amounts cost, and the amounts that change sides. */
final class AmountComparison {
  private final ComparedSlice of;
  private final SecondPlan plan;
  private final int point;
  private final String name;
  private final PairCells cells;
  private final List<Comparison> rows = new ArrayList<>();

  private AmountComparison(ComparedSlice of, SecondPlan plan, int point) {
    this.of = of;
    this.plan = plan;
    this.point = point;
    this.name = plan.points().points().get(point).name();
    this.cells = of.totals().valued(point, of.challenger());
  }

  /** The rows of an operating point. */
  static List<Comparison> rows(ComparedSlice of, SecondPlan plan, int point) {
    AmountComparison comparison = new AmountComparison(of, plan, point);
    comparison.swaps();
    CostMatrix costs = of.spec().points().costs();
    if (costs != null) {
      comparison.costs(new CellCosts(comparison.cells, costs));
    }
    return comparison.rows;
  }

  private void swaps() {
    double[] amounts = cells.amounts().sums();
    for (int positive = 0; positive <= PairCells.CLASS; positive += PairCells.CLASS) {
      String metric = "only_one_selects_" + (positive == 0 ? "negatives" : "positives") + "_amount";
      rows.add(
          of.row(metric, name, Comparison.COUNT)
              .counts(amounts[positive + PairCells.FIRST], amounts[positive + PairCells.SECOND]));
    }
  }

  private void costs(CellCosts costs) {
    Comparison row =
        of.row("mean_cost", name, LossComparison.test(of))
            .figures(costs.mean(false), costs.mean(true));
    rows.add(row);
    Estimate mean = costs.difference();
    if (of.units() == null) {
      row.exact(mean, of.spec().weighted() ? IntervalMethod.DELTA : IntervalMethod.STUDENT_T);
    } else {
      Estimate byUnit =
          LossComparison.byUnit(
              of.units(), plan.scales(), plan.scales().cost(point), of.challenger());
      row.exact(
          new Estimate(mean.value(), byUnit.standardError(), byUnit.degreesOfFreedom()),
          IntervalMethod.UNIT_GROUPS);
    }
    rows.add(
        of.row("swap_cost", name, Comparison.COUNT)
            .counts(costs.ofSwap(false), costs.ofSwap(true)));
  }
}
