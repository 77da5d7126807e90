package dev.assay.evaluation;

import dev.assay.evaluation.PairSums.Difference;
import dev.assay.statistics.BinaryMetric;
import dev.assay.statistics.ConfusionMetric;
import dev.assay.statistics.CostMatrix;
import dev.assay.statistics.DeLong;
import dev.assay.statistics.Estimate;
import dev.assay.statistics.Figure;
import dev.assay.statistics.IntervalMethod;
import dev.assay.statistics.McNemar;
import dev.assay.statistics.ProportionInterval;
import dev.assay.statistics.Replicates;
import dev.assay.statistics.ScoreTable;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Compares binary models in the whole or a slice, all challengers one after the other. */
final class BinaryComparison {
  private static final List<BinaryMetric> OF_SCORES =
      List.of(
          BinaryMetric.AUC,
          BinaryMetric.GINI,
          BinaryMetric.AVERAGE_PRECISION,
          BinaryMetric.KOLMOGOROV_SMIRNOV,
          BinaryMetric.BRIER,
          BinaryMetric.LOG_LOSS);

  private static final List<ConfusionMetric> OF_REPLICATES =
      List.of(
          ConfusionMetric.ACCURACY,
          ConfusionMetric.PRECISION,
          ConfusionMetric.RECALL,
          ConfusionMetric.SELECTION_RATE,
          ConfusionMetric.F1,
          ConfusionMetric.BALANCED_ACCURACY,
          ConfusionMetric.MATTHEWS_CORRELATION);

  private static final String ALL_EQUAL = "each model gives all these rows one score";

  private final EvaluationSpec spec;
  private final SecondPlan plan;
  private final NamedSlice slice;
  private final SliceTotals totals;
  private final List<Map<BinaryMetric, Figure>> figures = new ArrayList<>();
  private final List<Bootstrap.Draw[]> draws = new ArrayList<>();
  private final List<Comparison> rows = new ArrayList<>();
  private ComparedSlice of;

  BinaryComparison(EvaluationSpec spec, SecondPlan plan, NamedSlice slice, SliceTotals totals) {
    this.spec = spec;
    this.plan = plan;
    this.slice = slice;
    this.totals = totals;
    boolean drawn = totals != null && totals.counts() != null;
    for (int model = 0; model < spec.models().size(); model++) {
      ScoreTable table = slice.models().table(model);
      Map<BinaryMetric, Figure> ofModel = new EnumMap<>(BinaryMetric.class);
      OF_SCORES.forEach(metric -> ofModel.put(metric, metric.of(table)));
      figures.add(ofModel);
      draws.add(drawn ? new Bootstrap(totals).draws(model) : null);
    }
  }

  List<Comparison> rows() {
    for (int challenger = 1; challenger < spec.models().size(); challenger++) {
      of = new ComparedSlice(spec, challenger, slice, totals);
      ofScores();
      ofLosses();
      for (int p = 0; p < plan.points().points().size(); p++) {
        atPoint(p, plan.points().points().get(p).name());
      }
      ofDifferences();
    }
    return rows;
  }

  private static String name(Enum<?> metric) {
    return metric.name().toLowerCase(Locale.ROOT);
  }

  private Comparison figures(BinaryMetric metric, String test) {
    Comparison row = of.row(name(metric), null, test);
    rows.add(row);
    return row.figures(figures.get(0).get(metric), figures.get(of.challenger()).get(metric));
  }

  private void ofScores() {
    auc(BinaryMetric.AUC, 1);
    auc(BinaryMetric.GINI, 2);
    ranked(BinaryMetric.AUC, Bootstrap.Draw::auc);
    ranked(BinaryMetric.AVERAGE_PRECISION, Bootstrap.Draw::averagePrecision);
    ranked(BinaryMetric.KOLMOGOROV_SMIRNOV, Bootstrap.Draw::kolmogorovSmirnov);
  }

  private void ranked(BinaryMetric metric, ToDoubleFunction<Bootstrap.Draw> figure) {
    Comparison row = figures(metric, Comparison.BOOTSTRAP);
    if (nothingRanked()) {
      row.untested(ALL_EQUAL);
    } else {
      replicated(row, figure);
    }
  }

  /** Whether no model tells one row from another: that both do so on these rows proves nothing. */
  private boolean nothingRanked() {
    return allEqual(0) && allEqual(of.challenger());
  }

  private boolean allEqual(int model) {
    ScoreTable table = slice.models().table(model);
    return table.bins() == 0 || table.low(0) == table.high(table.bins() - 1);
  }

  private void auc(BinaryMetric metric, double factor) {
    boolean byUnit = of.units() != null;
    Comparison row = figures(metric, byUnit ? Comparison.UNIT_GROUPS : Comparison.DELONG);
    DeLong deLong = totals == null ? null : totals.deLong();
    if (nothingRanked()) {
      row.untested(ALL_EQUAL);
      return;
    }
    if (deLong == null) {
      row.untested("DeLong's variance is of rows without weights; see poisson-bootstrap");
      return;
    }
    if (Math.min(deLong.rows(true), deLong.rows(false)) < 2) {
      row.untested("fewer than 2 rows of a class");
      return;
    }
    Estimate by = byUnit ? aucByUnit(deLong) : deLong.studentDifference(0, of.challenger());
    Estimate error =
        new Estimate(factor * by.value(), factor * by.standardError(), by.degreesOfFreedom());
    row.error(error, byUnit ? IntervalMethod.UNIT_GROUPS : IntervalMethod.DELONG_STUDENT);
  }

  /** The variance of the placements between units (Obuchowski 1997), by groups of units. */
  private Estimate aucByUnit(DeLong deLong) {
    UnitScales scales = plan.scales();
    double p = deLong.rows(true);
    double n = deLong.rows(false);
    double value = deLong.auc(of.challenger()) - deLong.auc(0);
    double[] gradient = new double[scales.size()];
    gradient[scales.place(0, UnitScales.PLACE_OF_POSITIVE)] = -1 / p;
    gradient[scales.place(0, UnitScales.PLACE_OF_NEGATIVE)] = -1 / n;
    gradient[scales.place(of.challenger(), UnitScales.PLACE_OF_POSITIVE)] = 1 / p;
    gradient[scales.place(of.challenger(), UnitScales.PLACE_OF_NEGATIVE)] = 1 / n;
    // the sums are of placements, their scatter is around the AUCs: positives are labels, and
    // negatives the other rows
    gradient[UnitScales.LABEL] = -value / p + value / n;
    gradient[UnitScales.WEIGHT] = -value / n;
    UnitGroups groups = of.units();
    return new Estimate(value, groups.standardError(gradient), groups.degreesOfFreedom());
  }

  private void replicated(Comparison row, ToDoubleFunction<Bootstrap.Draw> figure) {
    if (draws.get(0) == null) {
      row.untested(
          spec.bootstrap().replicates() == 0
              ? "no replicates were asked for"
              : "replicates of so many slices would not fit into memory");
      return;
    }
    if (row.row().difference() == null) {
      return;
    }
    Replicates replicates =
        Bootstrap.difference(
            draws.get(0), draws.get(of.challenger()), figure, row.row().difference());
    int all = draws.get(0).length - 1;
    if (replicates.defined() < Math.max(2, Bootstrap.DEFINED * all)) {
      row.untested("the figure is not defined in many replicates");
      return;
    }
    row.replicates(replicates).error(replicates.estimate(), IntervalMethod.BOOTSTRAP_NORMAL);
    if (all >= Bootstrap.PERCENTILES && replicates.standardError() > 0) {
      row.interval(replicates.percentiles(spec.level()));
    }
  }

  private void ofLosses() {
    String test = LossComparison.test(of);
    LossComparison.mean(of, plan, Difference.LOSS, figures(BinaryMetric.BRIER, test));
    LossComparison.mean(of, plan, Difference.LOG_LOSS, figures(BinaryMetric.LOG_LOSS, test));
  }

  private void atPoint(int point, String name) {
    PairCells cells = point == 0 ? of.pair().cells() : cells(point - 1);
    if (cells == null) {
      return;
    }
    accuracy(cells, point, name);
    for (ConfusionMetric metric : ConfusionMetric.values()) {
      if (metric != ConfusionMetric.ACCURACY && metric != ConfusionMetric.PREVALENCE) {
        decided(name(metric), cells, point, name, CellFunction.of(metric));
      }
    }
    CostMatrix costs = spec.points().amounts() ? null : spec.points().costs();
    if (costs != null) {
      decided("mean_cost", cells, point, name, CellFunction.meanCost(costs));
    }
    if (point == 0) {
      OF_REPLICATES.forEach(metric -> replicated(metric, cells, name));
    }
    agreement(cells, name, costs);
    if (spec.points().amounts() && totals != null) {
      rows.addAll(AmountComparison.rows(of, plan, point));
    }
  }

  private PairCells cells(int point) {
    return totals == null ? null : totals.cells(point, of.challenger());
  }

  private Comparison row(
      String metric, PairCells cells, String point, String test, CellFunction function) {
    double[] weights = cells.weights();
    Comparison row = of.row(metric, point, test);
    rows.add(row);
    return row.figures(
        function.of(PairCells.matrix(weights, false)),
        function.of(PairCells.matrix(weights, true)));
  }

  private void decided(
      String metric, PairCells cells, int point, String name, CellFunction function) {
    UnitGroups units = of.units();
    Comparison row =
        row(
            metric,
            cells,
            name,
            units == null ? Comparison.DELTA : Comparison.UNIT_GROUPS,
            function);
    Estimate error =
        units == null
            ? function.error(cells)
            : function.error(units, plan.scales(), point, of.challenger());
    row.error(error, CellFunction.method(units));
  }

  private void accuracy(PairCells cells, int point, String name) {
    CellFunction accuracy = CellFunction.of(ConfusionMetric.ACCURACY);
    String metric = name(ConfusionMetric.ACCURACY);
    if (of.units() != null || cells.weighted()) {
      decided(metric, cells, point, name, accuracy);
    } else {
      Comparison row = row(metric, cells, name, Comparison.MCNEMAR, accuracy);
      mcNemar(row, cells.binaryMcNemar(), cells.rows(), spec.level());
    }
  }

  /** Sets McNemar's test with its interval. */
  static void mcNemar(Comparison row, McNemar test, long rows, double level) {
    if (rows == 0) {
      return;
    }
    double n = rows;
    double difference = (test.onlySecond() - test.onlyFirst()) / n;
    double variance = (test.discordant() / n - difference * difference) / n;
    row.standardError(Math.sqrt(Math.max(0, variance)))
        .interval(test.difference(rows, level))
        .pValue(test.midP());
  }

  private void replicated(ConfusionMetric metric, PairCells cells, String name) {
    replicated(
        row(name(metric), cells, name, Comparison.BOOTSTRAP, CellFunction.of(metric)),
        draw -> draw.at(metric));
  }

  private void agreement(PairCells cells, String point, CostMatrix costs) {
    double[] w = cells.weights();
    int one = PairCells.FIRST;
    int two = PairCells.SECOND;
    double total = 0;
    double flips = 0;
    for (int i = 0; i < w.length; i++) {
      total += w[i];
      flips += ((i & one) != 0) != ((i & two) != 0) ? w[i] : 0;
    }
    Comparison flipRate = of.row("flip_rate", point, Comparison.COUNT);
    rows.add(flipRate);
    if (total == 0) {
      flipRate.undefined("no rows");
    } else {
      flipRate.ofPair(flipRate(flips, total, cells));
    }
    for (int positive = 0; positive <= PairCells.CLASS; positive += PairCells.CLASS) {
      String of = positive == 0 ? "_negatives" : "_positives";
      double both = w[positive + one + two];
      count("both_select" + of, point, both, both);
      count("neither_selects" + of, point, w[positive], w[positive]);
      count("only_one_selects" + of, point, w[positive + one], w[positive + two]);
    }
    if (costs != null) {
      swapCost(w, point, costs);
    }
  }

  private Figure flipRate(double flips, double total, PairCells cells) {
    Figure rate = Figure.of(flips / total);
    return cells.weighted() || of.units() != null
        ? rate
        : rate.within(ProportionInterval.wilson(flips, total, spec.level()));
  }

  private void count(String metric, String point, double champion, double challenger) {
    rows.add(of.row(metric, point, Comparison.COUNT).counts(champion, challenger));
  }

  /** The cost of the rows that change sides, as each model decides them. */
  private void swapCost(double[] w, String point, CostMatrix costs) {
    double selectedByChampion = w[PairCells.CLASS | PairCells.FIRST];
    double selectedByChallenger = w[PairCells.CLASS | PairCells.SECOND];
    double negativesByChampion = w[PairCells.FIRST];
    double negativesByChallenger = w[PairCells.SECOND];
    double champion =
        selectedByChampion * costs.truePositive()
            + selectedByChallenger * costs.falseNegative()
            + negativesByChampion * costs.falsePositive()
            + negativesByChallenger * costs.trueNegative();
    double challenger =
        selectedByChallenger * costs.truePositive()
            + selectedByChampion * costs.falseNegative()
            + negativesByChallenger * costs.falsePositive()
            + negativesByChampion * costs.trueNegative();
    count("swap_cost", point, champion, challenger);
  }

  private void ofDifferences() {
    rows.addAll(ScoreDifferences.rows(of, plan));
  }
}
