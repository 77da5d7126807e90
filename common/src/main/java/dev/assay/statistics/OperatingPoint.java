package dev.assay.statistics;

/**
 * A cutoff and what happens at it.
 *
 * @param cutoff scores at or above it are selected; infinite where none is
 * @param matrix the outcomes
 * @param uncertain weight of rows whose bin holds the cutoff and a score below it, counted by the
 *     bin's mean; 0 at declared edges and at cutoffs chosen here
 */
public record OperatingPoint(double cutoff, ConfusionMatrix matrix, double uncertain) {

  /** The point at a given cutoff. */
  public static OperatingPoint atCutoff(ScoreTable table, double cutoff) {
    double truePositives = 0;
    double falsePositives = 0;
    double uncertain = 0;
    for (int i = table.bins() - 1; i >= 0 && table.high(i) >= cutoff; i--) {
      boolean split = table.low(i) < cutoff;
      if (!split || table.mean(i) >= cutoff) {
        truePositives += table.positives(i);
        falsePositives += table.negatives(i);
      }
      uncertain += split ? table.weight(i) : 0;
    }
    return point(table, cutoff, truePositives, falsePositives, uncertain);
  }

  /** The highest cutoff that selects at least a share of the rows, such as an approval rate. */
  public static OperatingPoint atSelectionRate(ScoreTable table, double share) {
    return descend(table, (tp, fp) -> tp + fp >= share * table.total() ? 1 : 0);
  }

  /**
   * The lowest cutoff that selects at most a share of the rows: what is left by approving at least
   * one minus that share where low scores are approved.
   */
  public static OperatingPoint atMostSelectionRate(ScoreTable table, double share) {
    return descend(table, (tp, fp) -> tp + fp <= share * table.total() ? tp + fp : -1);
  }

  /** The highest cutoff with at least a recall. */
  public static OperatingPoint atRecall(ScoreTable table, double recall) {
    return descend(table, (tp, fp) -> tp >= recall * table.positives() ? 1 : 0);
  }

  /** The cutoff of least cost; among equals the highest. */
  public static OperatingPoint ofLeastCost(ScoreTable table, CostMatrix costs) {
    return descend(table, (tp, fp) -> -matrix(table, tp, fp).cost(costs));
  }

  /** What a cutoff is worth by the true and the false positives. */
  private interface Worth {
    double of(double truePositives, double falsePositives);
  }

  /** The cutoff of the largest worth; among equals the highest. */
  private static OperatingPoint descend(ScoreTable table, Worth worth) {
    double truePositives = 0;
    double falsePositives = 0;
    OperatingPoint best = point(table, Double.POSITIVE_INFINITY, 0, 0, 0);
    double most = worth.of(0, 0);
    for (int i = table.bins() - 1; i >= 0; i--) {
      truePositives += table.positives(i);
      falsePositives += table.negatives(i);
      double value = worth.of(truePositives, falsePositives);
      if (value > most) {
        most = value;
        best = point(table, table.low(i), truePositives, falsePositives, 0);
      }
    }
    return best;
  }

  private static OperatingPoint point(
      ScoreTable table, double cutoff, double tp, double fp, double uncertain) {
    return new OperatingPoint(cutoff, matrix(table, tp, fp), uncertain);
  }

  private static ConfusionMatrix matrix(ScoreTable table, double tp, double fp) {
    return new ConfusionMatrix(tp, fp, table.positives() - tp, table.negatives() - fp);
  }
}
