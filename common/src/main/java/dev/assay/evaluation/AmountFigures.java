package dev.assay.evaluation;

import dev.assay.statistics.ConfusionMatrix;
import dev.assay.statistics.CostMatrix;
import dev.assay.statistics.Figure;
import java.util.ArrayList;
import java.util.List;

/**
 * The figures of each model that the rows' amounts go into: the amount of each outcome, and what
 * the outcomes cost. They are exact in slices, too, since the second pass counts at the chosen
 * cutoffs.
 */
final class AmountFigures {
  private final EvaluationSpec spec;
  private final SecondPlan plan;
  private final List<MetricRow> rows = new ArrayList<>();

  private AmountFigures(EvaluationSpec spec, SecondPlan plan) {
    this.spec = spec;
    this.plan = plan;
  }

  /** The rows of {@code evaluation_metrics}; none where rows have no amounts. */
  static List<MetricRow> of(EvaluationSpec spec, FirstPass first, SecondPass second) {
    AmountFigures figures = new AmountFigures(spec, second.plan());
    if (spec.points().amounts()) {
      for (NamedSlice slice : NamedSlice.of(spec, first)) {
        SliceTotals totals = second.slice(second.plan().place(first, slice));
        for (int model = 0;
            slice.shown() && totals != null && model < spec.models().size();
            model++) {
          figures.add(slice, totals, model);
        }
      }
    }
    return figures.rows;
  }

  private void add(NamedSlice slice, SliceTotals totals, int model) {
    MetricRows table = new MetricRows(spec, model, slice, rows);
    List<OperatingPoints.Point> points = plan.points().points();
    for (int p = 0; p < points.size(); p++) {
      PairCells cells = totals.valued(p, Math.max(1, model));
      add(table, points.get(p), model, cells);
    }
  }

  private void add(MetricRows table, OperatingPoints.Point point, int model, PairCells cells) {
    boolean second = model > 0;
    ConfusionMatrix amounts = CellCosts.amounts(cells, second);
    add(table, point, model, "true_positives_amount", amounts.truePositives());
    add(table, point, model, "false_positives_amount", amounts.falsePositives());
    add(table, point, model, "false_negatives_amount", amounts.falseNegatives());
    add(table, point, model, "true_negatives_amount", amounts.trueNegatives());
    add(table, point, model, "selected_amount", amounts.selected());
    add(table, point, model, "total_amount", amounts.total());
    CostMatrix costs = spec.points().costs();
    if (costs != null) {
      CellCosts ofCells = new CellCosts(cells, costs);
      double cutoff = point.cutoff(model);
      double weight = PairCells.matrix(cells.weights(), second).total();
      double constant = ofCells.constant();
      Figure mean = ofCells.mean(second, spec.level());
      Figure total = mean.times(weight);
      Figure exact = new Figure(ofCells.total(second), 0, null, total.interval().orElse(null));
      table.add("mean_cost", point.name(), cutoff, mean, Figure.of(constant / weight));
      table.add("total_cost", point.name(), cutoff, exact, Figure.of(constant));
    }
  }

  private static void add(
      MetricRows table, OperatingPoints.Point point, int model, String metric, double amount) {
    table.add(metric, point.name(), point.cutoff(model), Figure.of(amount), null);
  }
}
