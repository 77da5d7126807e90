package dev.assay.statistics;

import static dev.assay.statistics.IntervalMethod.DELONG_LOGIT;

/** Figures of how well scores order the positives above the negatives. */
public final class RankMetrics {
  private RankMetrics() {}

  private static Figure oneClass(ScoreTable table) {
    if (table.total() == 0) {
      return Figure.undefined("no rows");
    }
    return Figure.undefined(table.positives() == 0 ? "no positives" : "no negatives");
  }

  private static boolean bothClasses(ScoreTable table) {
    return table.positives() > 0 && table.negatives() > 0;
  }

  private static Figure figure(ScoreTable table, double value, double bound) {
    return table.exact() ? Figure.of(value) : Figure.bounded(value, bound);
  }

  /**
   * Area under the ROC curve, ties counted half (Mann and Whitney 1947), which is off by at most
   * half the share of pairs that have both rows in one bin.
   */
  static Figure auc(ScoreTable table) {
    if (!bothClasses(table)) {
      return oneClass(table);
    }
    double below = 0;
    double ordered = 0;
    double tied = 0;
    for (int i = 0; i < table.bins(); i++) {
      ordered += table.positives(i) * below;
      tied += table.positives(i) * table.negatives(i);
      below += table.negatives(i);
    }
    double pairs = table.positives() * table.negatives();
    return figure(table, (ordered + tied / 2) / pairs, tied / 2 / pairs);
  }

  /** Standard error of the AUC (DeLong, DeLong and Clarke-Pearson 1988), by bins. */
  static double aucStandardError(ScoreTable table, double auc) {
    double below = 0;
    double overPositives = 0;
    double overNegatives = 0;
    double positivesAbove = table.positives();
    for (int i = 0; i < table.bins(); i++) {
      positivesAbove -= table.positives(i);
      double v10 = (below + table.negatives(i) / 2) / table.negatives();
      double v01 = (positivesAbove + table.positives(i) / 2) / table.positives();
      overPositives += table.positives(i) * (v10 - auc) * (v10 - auc);
      overNegatives += table.negatives(i) * (v01 - auc) * (v01 - auc);
      below += table.negatives(i);
    }
    double scale = table.effectiveRows() / table.total();
    double m = table.positives() * scale;
    double n = table.negatives() * scale;
    return Math.sqrt(
        overPositives / table.positives() / (m - 1) + overNegatives / table.negatives() / (n - 1));
  }

  /**
   * The AUC with DeLong's interval on the logit scale, which stays within 0..1 (Pepe 2003, 5.2).
   */
  static Figure auc(ScoreTable table, double level) {
    Figure auc = auc(table);
    double scale = table.effectiveRows() / table.total();
    if (!auc.defined()
        || auc.value() <= 0
        || auc.value() >= 1
        || Math.min(table.positives(), table.negatives()) * scale <= 1) {
      return auc;
    }
    double slope = auc.value() * (1 - auc.value());
    double logit = Math.log(auc.value() / (1 - auc.value()));
    Interval interval =
        new Estimate(logit, aucStandardError(table, auc.value()) / slope)
            .interval(level, DELONG_LOGIT);
    return auc.within(
        new Interval(
            Logistic.of(interval.low()), Logistic.of(interval.high()), level, DELONG_LOGIT));
  }

  static Figure gini(ScoreTable table) {
    return auc(table).map(auc -> 2 * auc - 1, 2);
  }

  /**
   * Average precision: the sum over cutoffs of precision times the growth of recall. Within a bin
   * precision stays between what it is with all negatives first and all positives first.
   */
  static Figure averagePrecision(ScoreTable table) {
    if (table.positives() == 0) {
      return oneClass(table);
    }
    double tp = 0;
    double fp = 0;
    double sum = 0;
    double bound = 0;
    for (int i = table.bins() - 1; i >= 0; i--) {
      double p = table.positives(i);
      double n = table.negatives(i);
      if (p > 0) {
        double precision = (tp + p) / (tp + p + fp + n);
        double best = (tp + p) / (tp + p + fp);
        double worst = tp + fp + n == 0 ? 1 : tp / (tp + fp + n);
        sum += p * precision;
        bound += table.mixed(i) ? p * Math.max(best - precision, precision - worst) : 0;
      }
      tp += p;
      fp += n;
    }
    return figure(table, sum / table.positives(), bound / table.positives());
  }

  /** Area under the precision-recall curve by trapezoids, from precision 1 at recall 0. */
  static Figure precisionRecallArea(ScoreTable table) {
    if (table.positives() == 0) {
      return oneClass(table);
    }
    double tp = 0;
    double fp = 0;
    double before = 1;
    double sum = 0;
    double bound = 0;
    for (int i = table.bins() - 1; i >= 0; i--) {
      double p = table.positives(i);
      double seen = tp + fp + table.negatives(i);
      double worst = seen == 0 ? 1 : tp / seen;
      double best = tp + fp == 0 ? 1 : (tp + p) / (tp + p + fp);
      tp += p;
      fp += table.negatives(i);
      double precision = tp / (tp + fp);
      sum += p * (before + precision) / 2;
      bound += table.mixed(i) ? p * (Math.max(best, before) - worst) : 0;
      before = precision;
    }
    return figure(table, sum / table.positives(), bound / table.positives());
  }

  /**
   * The largest distance between the distribution functions of the two classes' scores (Kolmogorov
   * and Smirnov); inside a bin it is at most the one before it plus the bin's share of a class.
   */
  static Figure kolmogorovSmirnov(ScoreTable table) {
    if (!bothClasses(table)) {
      return oneClass(table);
    }
    double difference = 0;
    double largest = 0;
    double possible = 0;
    for (int i = 0; i < table.bins(); i++) {
      double p = table.positives(i) / table.positives();
      double n = table.negatives(i) / table.negatives();
      possible = Math.max(possible, Math.max(Math.abs(difference + n), Math.abs(difference - p)));
      difference += n - p;
      largest = Math.max(largest, Math.abs(difference));
    }
    return figure(table, largest, Math.max(0, possible - largest));
  }

  /**
   * Share of the positives among the rows with the highest scores, which are so large a share of
   * all. A bin that is needed in part gives its positives in proportion.
   */
  public static Figure gain(ScoreTable table, double depth) {
    if (table.positives() == 0) {
      return oneClass(table);
    }
    double left = depth * table.total();
    double positives = 0;
    for (int i = table.bins() - 1; i >= 0; i--) {
      double p = table.positives(i);
      double weight = table.weight(i);
      if (weight >= left) {
        double expected = p * left / weight;
        double least = Math.max(0, left - table.negatives(i));
        double most = Math.min(p, left);
        double bound = Math.max(most - expected, expected - least) / table.positives();
        return figure(table, (positives + expected) / table.positives(), bound);
      }
      positives += p;
      left -= weight;
    }
    return Figure.of(1);
  }

  /** The gain by the gain of rows drawn by chance. */
  public static Figure lift(ScoreTable table, double depth) {
    return gain(table, depth).map(gain -> gain / depth, 1 / depth);
  }
}
