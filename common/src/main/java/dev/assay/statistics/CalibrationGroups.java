package dev.assay.statistics;

import java.util.ArrayList;
import java.util.List;

/**
 * A partition of the rows by score, and the figures of calibration that depend on it.
 *
 * @param groups in ascending order; none is empty
 * @param strayed weight of rows that may be in a neighbouring group, because their bin crosses the
 *     border of two groups
 * @param brier the Brier score of the rows
 */
public record CalibrationGroups(List<CalibrationGroup> groups, double strayed, Figure brier) {
  /** Groups that scikit-learn, nannyml and others take unless told otherwise. */
  public static final int USUAL = 10;

  /** Copies the list. */
  public CalibrationGroups {
    groups = List.copyOf(groups);
  }

  /** Groups [-inf, b1), [b1, b2), ..., [bk, inf) by declared edges; those without rows left out. */
  public static CalibrationGroups between(ScoreTable table, double... borders) {
    return byBorders(table, borders);
  }

  /** The inner borders of groups of equal width, to be declared as edges of the bins. */
  public static double[] equalWidthEdges(int groups) {
    double[] edges = new double[groups - 1];
    for (int i = 1; i < groups; i++) {
      edges[i - 1] = (double) i / groups;
    }
    return edges;
  }

  /** Groups [0, 1/k), [1/k, 2/k), ..., [1 - 1/k, 1]. */
  public static CalibrationGroups equalWidth(ScoreTable table, int groups) {
    return byBorders(table, equalWidthEdges(groups));
  }

  private static CalibrationGroups byBorders(ScoreTable table, double[] edges) {
    int groups = edges.length + 1;
    List<CalibrationGroup> all = new ArrayList<>();
    double strayed = 0;
    int from = 0;
    for (int i = 0; i < groups && from < table.bins(); i++) {
      int to = from;
      while (to < table.bins() && (i == groups - 1 || isBelow(table, to, edges[i]))) {
        to++;
      }
      strayed += strayed(table, to - 1, edges, i) + strayed(table, to, edges, i);
      if (to > from) {
        all.add(group(table, from, to));
      }
      from = to;
    }
    return new CalibrationGroups(all, strayed, ProbabilityMetrics.brier(table));
  }

  private static boolean isBelow(ScoreTable table, int bin, double edge) {
    return table.low(bin) < edge && (table.high(bin) < edge || table.mean(bin) < edge);
  }

  /** The weight of a bin beside a border if the bin crosses that border. */
  private static double strayed(ScoreTable table, int bin, double[] edges, int border) {
    boolean crosses =
        border < edges.length
            && bin >= 0
            && bin < table.bins()
            && table.low(bin) < edges[border]
            && table.high(bin) >= edges[border];
    return crosses ? table.weight(bin) : 0;
  }

  /**
   * Groups of about equal weight: group i ends with the bin at which the weight reaches i/k of the
   * total, so that equal scores stay together.
   */
  public static CalibrationGroups equalMass(ScoreTable table, int groups) {
    List<CalibrationGroup> all = new ArrayList<>();
    double below = 0;
    double strayed = 0;
    int from = 0;
    for (int i = 1; i <= groups && from < table.bins(); i++) {
      double wanted = table.total() * i / groups;
      int to = from;
      while (to < table.bins() && (below < wanted || i == groups)) {
        below += table.weight(to++);
      }
      if (to > from) {
        all.add(group(table, from, to));
        strayed += to < table.bins() && table.mixed(to - 1) ? table.weight(to - 1) : 0;
      }
      from = to;
    }
    return new CalibrationGroups(all, strayed, ProbabilityMetrics.brier(table));
  }

  private static CalibrationGroup group(ScoreTable table, int from, int to) {
    double weight = 0;
    double positives = 0;
    double scores = 0;
    long rows = 0;
    for (int i = from; i < to; i++) {
      rows += table.rows(i);
      weight += table.weight(i);
      positives += table.positives(i);
      scores += table.weight(i) * table.mean(i);
    }
    return new CalibrationGroup(
        table.low(from), table.high(to - 1), rows, weight, scores / weight, positives);
  }

  /** Weight of all groups. */
  public double total() {
    return groups.stream().mapToDouble(CalibrationGroup::weight).sum();
  }

  private Figure defined(double value, double bound) {
    // where scores were rounded, the bound of the Brier score is that of a group's mean score
    return brier.defined() ? Figure.bounded(value, bound + 4 * brier.bound()) : brier;
  }

  /**
   * Expected calibration error: the mean of |observed - mean score|, weighted by the groups
   * (Naeini, Cooper and Hauskrecht 2015). A row in the wrong group changes at most two terms by its
   * weight.
   */
  public Figure expectedError() {
    double sum = 0;
    for (CalibrationGroup group : groups) {
      sum += group.weight() * Math.abs(group.observed() - group.meanScore());
    }
    return defined(sum / total(), 2 * strayed / total());
  }

  /** The unweighted mean of |observed - mean score| (Nixon and others 2019, for one class). */
  public Figure averageError() {
    double sum = 0;
    for (CalibrationGroup group : groups) {
      sum += Math.abs(group.observed() - group.meanScore());
    }
    return defined(sum / groups.size(), worstOfGroup());
  }

  /** The largest |observed - mean score| of a group. */
  public Figure largestError() {
    double largest = 0;
    for (CalibrationGroup group : groups) {
      largest = Math.max(largest, Math.abs(group.observed() - group.meanScore()));
    }
    return defined(largest, worstOfGroup());
  }

  private double worstOfGroup() {
    double least = groups.stream().mapToDouble(CalibrationGroup::weight).min().orElse(1);
    return strayed == 0 ? 0 : Math.min(1, 4 * strayed / Math.max(least, strayed));
  }

  /**
   * Root mean squared calibration error, debiased: from each group's squared error the variance of
   * its share of positives is taken (Kumar, Liang and Ma 2019); 0 where more is taken than there
   * is.
   */
  public Figure debiasedRootMeanSquare() {
    double sum = 0;
    for (CalibrationGroup group : groups) {
      if (group.rows() < 2) {
        return Figure.undefined("a group has fewer than two rows");
      }
      double error = group.observed() - group.meanScore();
      double variance = group.observed() * (1 - group.observed()) / (group.rows() - 1);
      sum += group.weight() * (error * error - variance);
    }
    double square = Math.max(0, sum / total());
    double bound = 6 * strayed / total();
    double ofRoot = bound == 0 ? 0 : Math.min(Math.sqrt(bound), bound / Math.sqrt(square));
    return defined(Math.sqrt(square), ofRoot);
  }

  /** Murphy's decomposition of the Brier score over the groups (Murphy 1973). */
  public BrierDecomposition decomposition() {
    double total = total();
    double positives = groups.stream().mapToDouble(CalibrationGroup::positives).sum();
    double prevalence = positives / total;
    double reliability = 0;
    double resolution = 0;
    for (CalibrationGroup group : groups) {
      double error = group.meanScore() - group.observed();
      double difference = group.observed() - prevalence;
      reliability += group.weight() * error * error;
      resolution += group.weight() * difference * difference;
    }
    return new BrierDecomposition(
        brier, reliability / total, resolution / total, prevalence * (1 - prevalence));
  }

  /**
   * Hosmer and Lemeshow's test that the scores are the probabilities: the sum over groups of
   * (observed - expected)^2 / (n p (1 - p)) against chi-square (Hosmer and Lemeshow 1980).
   *
   * @param fittedOnTheseRows whether the model was fitted on them, which costs two degrees of
   *     freedom
   */
  public TestResult hosmerLemeshow(boolean fittedOnTheseRows) {
    double statistic = 0;
    for (CalibrationGroup group : groups) {
      double p = group.meanScore();
      double difference = group.positives() - group.weight() * p;
      statistic += difference == 0 ? 0 : difference * difference / (group.weight() * p * (1 - p));
    }
    double degrees = groups.size() - (fittedOnTheseRows ? 2 : 0);
    if (!brier.defined() || degrees < 1) {
      return TestResult.undefined(
          brier.defined() ? "too few groups" : brier.reason().orElseThrow());
    }
    return TestResult.of(statistic, Distributions.chiSquareUpperTail(statistic, degrees));
  }
}
