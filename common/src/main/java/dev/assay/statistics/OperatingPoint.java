package dev.assay.statistics;

/**
 * A cutoff and what happens at it. At declared edges and at cutoffs chosen here that is known;
 * elsewhere a bin may hold the cutoff and scores below it, and is counted by its mean.
 *
 * @param cutoff scores at or above it are selected; infinite where none is
 * @param matrix the outcomes
 * @param least the outcomes if no row of that bin is selected
 * @param most the outcomes if all rows of that bin are selected
 */
public record OperatingPoint(
    double cutoff, ConfusionMatrix matrix, ConfusionMatrix least, ConfusionMatrix most) {
  private static final int NEGATIVE = 0;
  private static final int POSITIVE = 1;

  /** The point at a given cutoff. */
  public static OperatingPoint atCutoff(ScoreTable table, double cutoff) {
    int most = table.bins();
    while (most > 0 && table.high(most - 1) >= cutoff) {
      most--;
    }
    int least = most;
    while (least < table.bins() && table.low(least) < cutoff) {
      least++;
    }
    int selected = most;
    while (selected < least && table.mean(selected) < cutoff) {
      selected++;
    }
    return new OperatingPoint(
        cutoff, matrix(table, selected), matrix(table, least), matrix(table, most));
  }

  /** Weight of the rows of which it is not known whether they are selected. */
  public double uncertain() {
    return most.selected() - least.selected();
  }

  /**
   * A figure of the outcomes with its interval. The bound is from the outcomes that are possible:
   * each figure rises or falls with the true positives, and with the false positives.
   *
   * @param effectiveShare rows, or effective rows, by the total of the matrix: 1 without weights
   */
  public Figure figure(ConfusionMetric metric, double level, double effectiveShare) {
    Figure figure = metric.of(matrix, level, effectiveShare);
    if (uncertain() == 0 || !figure.defined()) {
      return figure;
    }
    double bound = 0;
    for (double tp : new double[] {least.truePositives(), most.truePositives()}) {
      for (double fp : new double[] {least.falsePositives(), most.falsePositives()}) {
        ConfusionMatrix possible =
            new ConfusionMatrix(tp, fp, matrix.positives() - tp, matrix.negatives() - fp);
        Figure other = metric.of(possible);
        bound = Math.max(bound, other.defined() ? Math.abs(other.value() - figure.value()) : 0);
      }
    }
    return new Figure(figure.value(), bound, null, figure.range());
  }

  /**
   * Cost of a row with its interval, by the variance of the fixed costs of the four outcomes.
   *
   * @param effectiveShare rows, or effective rows, by the total of the matrix: 1 without weights
   */
  public Figure meanCost(CostMatrix costs, double level, double effectiveShare) {
    double total = matrix.total();
    if (total == 0) {
      return Figure.undefined("no rows");
    }
    double mean = matrix.cost(costs) / total;
    double variance = matrix.cost(costs.squaredFrom(mean)) / total;
    double rows = total * effectiveShare;
    double range =
        Math.max(
            Math.abs(costs.truePositive() - costs.falseNegative()),
            Math.abs(costs.falsePositive() - costs.trueNegative()));
    Figure figure = Figure.bounded(mean, uncertain() / total * range);
    if (!(rows > 1)) {
      return figure;
    }
    Estimate estimate = new Estimate(mean, Math.sqrt(variance / (rows - 1)));
    return figure.within(estimate.interval(level, IntervalMethod.DELTA));
  }

  /** The highest cutoff that selects at least a share of the rows, such as an approval rate. */
  public static OperatingPoint atSelectionRate(ScoreTable table, double share) {
    return descend(table, (selected, amounts) -> rows(selected) >= share * table.total() ? 1 : 0);
  }

  /**
   * The lowest cutoff that selects at most a share of the rows: what is left by approving at least
   * one minus that share where low scores are approved.
   */
  public static OperatingPoint atMostSelectionRate(ScoreTable table, double share) {
    return descend(
        table,
        (selected, amounts) -> rows(selected) <= share * table.total() ? rows(selected) : -1);
  }

  /** The highest cutoff with at least a recall. */
  public static OperatingPoint atRecall(ScoreTable table, double recall) {
    return descend(
        table, (selected, amounts) -> selected[POSITIVE] >= recall * table.positives() ? 1 : 0);
  }

  /**
   * The cutoff of least cost; among equals the highest. Where costs depend on the rows' amounts,
   * the table has them.
   */
  public static OperatingPoint ofLeastCost(ScoreTable table, CostMatrix costs) {
    double[] rows = {table.negatives(), table.positives()};
    if (costs.ofAmount() == null) {
      return descend(table, (selected, amounts) -> -cost(selected, rows, costs));
    }
    double[] all = {table.amounts(false), table.amounts(true)};
    return descend(
        table,
        (selected, amounts) -> -cost(selected, rows, costs) - cost(amounts, all, costs.ofAmount()));
  }

  private static double cost(double[] selected, double[] all, CostMatrix costs) {
    return new ConfusionMatrix(
            selected[POSITIVE],
            selected[NEGATIVE],
            all[POSITIVE] - selected[POSITIVE],
            all[NEGATIVE] - selected[NEGATIVE])
        .cost(costs);
  }

  private static double rows(double[] selected) {
    return selected[POSITIVE] + selected[NEGATIVE];
  }

  /** What a cutoff is worth by the rows it selects and by their amounts, of each class. */
  private interface Worth {
    double of(double[] selected, double[] amounts);
  }

  /** The cutoff of the largest worth; among equals the highest. */
  private static OperatingPoint descend(ScoreTable table, Worth worth) {
    double[] selected = new double[2];
    double[] amounts = new double[2];
    int best = table.bins();
    double most = worth.of(selected, amounts);
    for (int i = table.bins() - 1; i >= 0; i--) {
      selected[POSITIVE] += table.positives(i);
      selected[NEGATIVE] += table.negatives(i);
      amounts[POSITIVE] += table.amount(true, i);
      amounts[NEGATIVE] += table.amount(false, i);
      double value = worth.of(selected, amounts);
      if (value > most) {
        most = value;
        best = i;
      }
    }
    double cutoff = best == table.bins() ? Double.POSITIVE_INFINITY : table.low(best);
    ConfusionMatrix matrix = matrix(table, best);
    return new OperatingPoint(cutoff, matrix, matrix, matrix);
  }

  /** The outcomes where the bins from one on are selected, each summed by itself. */
  private static ConfusionMatrix matrix(ScoreTable table, int from) {
    double[] selected = new double[2];
    double[] others = new double[2];
    for (int i = 0; i < table.bins(); i++) {
      double[] to = i < from ? others : selected;
      to[0] += table.positives(i);
      to[1] += table.negatives(i);
    }
    return new ConfusionMatrix(selected[0], selected[1], others[0], others[1]);
  }
}
