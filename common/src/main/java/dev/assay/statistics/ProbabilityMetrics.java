package dev.assay.statistics;

/** Figures of scores as probabilities, without grouping. */
final class ProbabilityMetrics {
  private static final String NO_PROBABILITIES = "scores are outside 0..1";

  private ProbabilityMetrics() {}

  /** Why figures of probabilities cannot be had, or null. */
  static String problem(ScoreTable table) {
    if (table.total() == 0) {
      return "no rows";
    }
    return table.probabilities() ? null : NO_PROBABILITIES;
  }

  /** Mean negative log likelihood; probabilities are held 2^-23 away from 0 and 1. */
  static Figure logLoss(ScoreTable table) {
    return mean(table, RowFunction.MINUS_LOG);
  }

  /** The mean over rows of f(p) for positives and of f(1 - p) for negatives. */
  private static Figure mean(ScoreTable table, RowFunction loss) {
    String problem = problem(table);
    if (problem != null) {
      return Figure.undefined(problem);
    }
    RowFunction.Sum sum = loss.sum(table, true, false).plus(loss.sum(table, false, true));
    return Figure.bounded(sum.value() / table.total(), sum.bound() / table.total());
  }

  static Figure logLoss(ScoreTable table, double level) {
    return withInterval(table, logLoss(table), RowFunction.SQUARED_LOG, level);
  }

  static Figure brier(ScoreTable table, double level) {
    return withInterval(table, brier(table), RowFunction.FOURTH_POWER, level);
  }

  private static Figure withInterval(
      ScoreTable table, Figure mean, RowFunction squaredLoss, double level) {
    double rows = table.effectiveRows();
    if (!mean.defined() || !(rows > 1)) {
      return mean;
    }
    double variance = mean(table, squaredLoss).value() - mean.value() * mean.value();
    double error = Math.sqrt(Math.max(0, variance) / (rows - 1));
    return mean.within(new Estimate(mean.value(), error).interval(level, IntervalMethod.DELTA));
  }

  /** Mean squared difference of probability and outcome (Brier 1950). */
  static Figure brier(ScoreTable table) {
    String problem = problem(table);
    if (problem != null) {
      return Figure.undefined(problem);
    }
    double sum = table.scores(true).sumOfSquaredComplements() + table.scores(false).sumOfSquares();
    return rounded(table, sum / table.total(), 0.5);
  }

  /** A figure whose slope in a score's distance from its end is nowhere steeper than given. */
  private static Figure rounded(ScoreTable table, double value, double steepest) {
    return table.unrounded()
        ? Figure.of(value)
        : Figure.bounded(value, steepest * ScoreTable.ROUNDING);
  }

  /** One minus the Brier score by that of the prevalence. */
  static Figure brierSkill(ScoreTable table) {
    double constant = table.prevalence() * (1 - table.prevalence());
    return skill(table, brier(table), constant);
  }

  /** One minus the log loss by that of the prevalence (McFadden's form). */
  static Figure logLossSkill(ScoreTable table) {
    return skill(table, logLoss(table), entropy(table.prevalence()));
  }

  private static Figure skill(ScoreTable table, Figure loss, double ofConstant) {
    if (loss.defined() && ofConstant == 0) {
      return Figure.undefined(table.positives() == 0 ? "no positives" : "no negatives");
    }
    return loss.map(value -> 1 - value / ofConstant, 1 / ofConstant);
  }

  static double entropy(double p) {
    return p <= 0 || p >= 1 ? 0 : -p * Math.log(p) - (1 - p) * Math.log1p(-p);
  }

  /** Mean of the scores. */
  static Figure meanScore(ScoreTable table) {
    if (table.total() == 0) {
      return Figure.undefined("no rows");
    }
    double largest = Math.max(Math.abs(table.min()), Math.abs(table.max()));
    return rounded(table, sumOfScores(table) / table.total(), largest);
  }

  private static double sumOfScores(ScoreTable table) {
    return table.scores(true).sum() + table.scores(false).sum();
  }

  /** Number of positives by the number expected. */
  static Figure observedToExpected(ScoreTable table) {
    String problem = problem(table);
    if (problem != null) {
      return Figure.undefined(problem);
    }
    double expected = sumOfScores(table);
    if (expected == 0) {
      return Figure.undefined("all scores are 0");
    }
    double ratio = table.positives() / expected;
    return rounded(table, ratio, ratio);
  }

  /**
   * Spiegelhalter's z: the Brier score's excess over its expectation under calibration
   * (Spiegelhalter 1986).
   */
  static Figure spiegelhalter(ScoreTable table) {
    String problem = problem(table);
    if (problem != null) {
      return Figure.undefined(problem);
    }
    RowFunction.Sum variance =
        RowFunction.SPIEGELHALTER
            .sum(table, true, false)
            .plus(RowFunction.SPIEGELHALTER.sum(table, false, false));
    if (!(variance.value() > 0)) {
      return Figure.undefined("all scores are 0, 0.5 or 1");
    }
    ScoreTable.ClassScores p = table.scores(true);
    ScoreTable.ClassScores n = table.scores(false);
    // (y - p)(1 - 2p) is 2 (1 - p)^2 - (1 - p) for positives and 2 p^2 - p for negatives
    double excess =
        2 * p.sumOfSquaredComplements()
            - (table.positives() - p.sum())
            + 2 * n.sumOfSquares()
            - n.sum();
    double z = excess / Math.sqrt(variance.value());
    double rounding =
        table.unrounded() ? 0 : table.total() * ScoreTable.ROUNDING / Math.sqrt(variance.value());
    return Figure.bounded(z, Math.abs(z) * variance.bound() / (2 * variance.value()) + rounding);
  }
}
