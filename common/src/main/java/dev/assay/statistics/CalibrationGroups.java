package dev.assay.statistics;

import java.util.ArrayList;
import java.util.List;

/**
 * A partition of the rows by score, and the figures of calibration that depend on it.
 *
 * @param groups in ascending order; none is empty
 * @param slacks for each group, what may belong to a neighbour because its bin crosses the border
 * @param brier the Brier score of the rows
 */
public record CalibrationGroups(List<CalibrationGroup> groups, List<Slack> slacks, Figure brier) {
  /** Groups that scikit-learn, nannyml and others take unless told otherwise. */
  public static final int USUAL = 10;

  /** Copies the lists. */
  public CalibrationGroups {
    groups = List.copyOf(groups);
    slacks = List.copyOf(slacks);
  }

  /**
   * By how much a group may differ from what it would be without bins.
   *
   * @param gained the most weight that it may lack
   * @param lost the most weight that it may have too much
   * @param excess the most by which positives minus the sum of scores may be off
   * @param whole whether the groups are those of the rows without bins, but for these differences
   */
  public record Slack(double gained, double lost, double excess, boolean whole) {
    static final Slack NONE = new Slack(0, 0, 0, true);

    /** Some of a bin's rows, of the weight given, may belong elsewhere. */
    private static double excess(ScoreTable table, int bin, double weight) {
      double positives = Math.min(weight, table.positives(bin)) * (1 - table.low(bin));
      double negatives = Math.min(weight, table.negatives(bin)) * table.high(bin);
      return Math.max(positives, negatives);
    }

    Slack gain(ScoreTable table, int bin, double weight, boolean known) {
      return new Slack(gained + weight, lost, excess + excess(table, bin, weight), whole && known);
    }

    Slack lose(ScoreTable table, int bin, double weight, boolean known) {
      return new Slack(gained, lost + weight, excess + excess(table, bin, weight), whole && known);
    }
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
    List<Slack> slacks = new ArrayList<>();
    int from = 0;
    for (int i = 0; i < groups && from < table.bins(); i++) {
      int to = from;
      while (to < table.bins() && (i == groups - 1 || isBelow(table, to, edges[i]))) {
        to++;
      }
      if (to > from) {
        Slack slack = Slack.NONE;
        for (int bin : from == to - 1 ? new int[] {from} : new int[] {from, to - 1}) {
          slack = crosses(table, bin, edges) ? lose(slack, table, bin) : slack;
        }
        slack = from > 0 && crosses(table, from - 1, edges) ? gain(slack, table, from - 1) : slack;
        slack = to < table.bins() && crosses(table, to, edges) ? gain(slack, table, to) : slack;
        all.add(group(table, from, to));
        slacks.add(slack);
      }
      from = to;
    }
    return new CalibrationGroups(all, slacks, ProbabilityMetrics.brier(table));
  }

  private static Slack gain(Slack slack, ScoreTable table, int bin) {
    return slack.gain(table, bin, table.weight(bin), false);
  }

  private static Slack lose(Slack slack, ScoreTable table, int bin) {
    return slack.lose(table, bin, table.weight(bin), false);
  }

  private static boolean isBelow(ScoreTable table, int bin, double edge) {
    return table.low(bin) < edge && (table.high(bin) < edge || table.mean(bin) < edge);
  }

  private static boolean crosses(ScoreTable table, int bin, double[] edges) {
    for (double edge : edges) {
      if (table.low(bin) < edge && table.high(bin) >= edge) {
        return true;
      }
    }
    return false;
  }

  /**
   * Groups of about equal weight: group i ends with the score at which the weight reaches i/k of
   * the total, so that equal scores stay together. Of the bin that holds this score the later rows
   * may belong to the next group.
   */
  public static CalibrationGroups equalMass(ScoreTable table, int groups) {
    List<CalibrationGroup> all = new ArrayList<>();
    List<Slack> slacks = new ArrayList<>();
    Slack fromBelow = Slack.NONE;
    double below = 0;
    int from = 0;
    for (int i = 1; i <= groups && from < table.bins(); i++) {
      double wanted = table.total() * i / groups;
      int to = from;
      while (to < table.bins() && (below < wanted || i == groups)) {
        below += table.weight(to++);
      }
      if (to == from) {
        continue;
      }
      all.add(group(table, from, to));
      Slack slack = fromBelow;
      fromBelow = Slack.NONE;
      if (to < table.bins() && table.mixed(to - 1)) {
        boolean known = below < table.total() * (i + 1) / groups;
        double later = known ? below - wanted : table.weight(to - 1);
        slack = slack.lose(table, to - 1, later, known);
        fromBelow = fromBelow.gain(table, to - 1, later, known);
      }
      slacks.add(slack);
      from = to;
    }
    return new CalibrationGroups(all, slacks, ProbabilityMetrics.brier(table));
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
   * (Naeini, Cooper and Hauskrecht 2015).
   */
  public Figure expectedError() {
    double sum = 0;
    for (CalibrationGroup group : groups) {
      sum += group.weight() * Math.abs(group.observed() - group.meanScore());
    }
    // where a bin holds several groups, each of its rows may count by itself
    double slack = slacks.stream().mapToDouble(s -> s.whole() ? s.excess() : 2 * s.excess()).sum();
    return defined(sum / total(), slack / total());
  }

  /**
   * The same with an interval: of all rates that lie within the groups' Wilson intervals at once
   * (Bonferroni), the smallest and the largest error. It holds at least at its level. Rows with
   * weights get none.
   */
  public Figure expectedError(double level) {
    Figure figure = expectedError();
    boolean weighted = groups.stream().anyMatch(group -> group.weight() != group.rows());
    if (!figure.defined() || weighted) {
      return figure;
    }
    double each = 1 - (1 - level) / groups.size();
    double low = 0;
    double high = 0;
    for (CalibrationGroup group : groups) {
      Interval rate = group.interval(each);
      double p = group.meanScore();
      double share = group.weight() / total();
      low += share * Math.max(0, Math.max(rate.low() - p, p - rate.high()));
      high += share * Math.max(Math.abs(rate.low() - p), Math.abs(rate.high() - p));
    }
    return figure.within(
        new Interval(
            Math.max(0, low - figure.bound()),
            Math.min(1, high + figure.bound()),
            level,
            IntervalMethod.WILSON_TOGETHER));
  }

  /** The unweighted mean of |observed - mean score| (Nixon and others 2019, for one class). */
  public Figure averageError() {
    double sum = 0;
    for (CalibrationGroup group : groups) {
      sum += Math.abs(group.observed() - group.meanScore());
    }
    double bound = 0;
    for (int i = 0; i < groups.size(); i++) {
      bound += errorBound(i);
    }
    return defined(sum / groups.size(), bound / groups.size());
  }

  /** The largest |observed - mean score| of a group. */
  public Figure largestError() {
    double largest = 0;
    for (CalibrationGroup group : groups) {
      largest = Math.max(largest, Math.abs(group.observed() - group.meanScore()));
    }
    double bound = 0;
    for (int i = 0; i < groups.size(); i++) {
      bound = Math.max(bound, errorBound(i));
    }
    return defined(largest, bound);
  }

  /** By how much |observed - mean score| of a group may be off. */
  private double errorBound(int i) {
    Slack slack = slacks.get(i);
    CalibrationGroup group = groups.get(i);
    double least = group.weight() - slack.lost();
    if (!slack.whole() || !(least > 0)) {
      return 1;
    }
    double excess = Math.abs(group.positives() - group.weight() * group.meanScore());
    return Math.min(1, excess * (1 / least - 1 / group.weight()) + slack.excess() / least);
  }

  /**
   * Root mean squared calibration error, debiased: from each group's squared error the variance of
   * its share of positives is taken (Kumar, Liang and Ma 2019); 0 where more is taken than there
   * is.
   */
  public Figure debiasedRootMeanSquare() {
    double sum = 0;
    double above = 0;
    double below = 0;
    for (int i = 0; i < groups.size(); i++) {
      CalibrationGroup group = groups.get(i);
      if (group.rows() < 2) {
        return Figure.undefined("a group has fewer than two rows");
      }
      double[] terms = squaredErrorTerms(group, slacks.get(i));
      sum += terms[0];
      below += terms[0] - terms[1];
      above += terms[2] - terms[0];
    }
    double root = Math.sqrt(Math.max(0, sum / total()));
    double highest = Math.sqrt(Math.max(0, (sum + above) / total()));
    double lowest = Math.sqrt(Math.max(0, (sum - below) / total()));
    return defined(root, Math.min(1, Math.max(highest - root, root - lowest)));
  }

  /** A group's weighted debiased squared error: as it is, the least and the most it may be. */
  private static double[] squaredErrorTerms(CalibrationGroup group, Slack slack) {
    double weight = group.weight();
    double rows = group.rows();
    double excess = Math.abs(group.positives() - weight * group.meanScore());
    double spread = group.observed() * (1 - group.observed());
    double ofRow = weight / (rows - 1);
    double value = excess * excess / weight - ofRow * spread;
    if (slack.equals(Slack.NONE)) {
      return new double[] {value, value, value};
    }
    double lightest = weight - slack.lost();
    double leastRows = rows * (1 - slack.lost() / weight) - 1;
    if (!slack.whole() || !(lightest > 0) || !(leastRows > 0)) {
      return new double[] {value, Math.min(value, -weight), Math.max(value, weight)};
    }
    double heaviest = weight + slack.gained();
    double ofRowMost = heaviest / leastRows;
    double ofRowLeast = lightest / (rows * heaviest / weight);
    double change = (slack.lost() + slack.gained()) / lightest;
    double most = Math.pow(excess + slack.excess(), 2) / lightest;
    double least = Math.pow(Math.max(0, excess - slack.excess()), 2) / heaviest;
    return new double[] {
      value,
      Math.min(value, least - ofRowMost * Math.min(0.25, spread + change)),
      Math.max(value, most - ofRowLeast * Math.max(0, spread - change))
    };
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
    if (!Double.isFinite(statistic)) {
      return TestResult.undefined("the mean score of a group is 0 or 1");
    }
    return TestResult.of(statistic, Distributions.chiSquareUpperTail(statistic, degrees));
  }
}
