package dev.assay.statistics;

import static dev.assay.statistics.Distributions.betaCdf;
import static dev.assay.statistics.Distributions.binomialUpperTail;
import static dev.assay.statistics.Distributions.normalUpperTail;

import java.util.List;

/**
 * A rating grade: how many it holds, how many of them defaulted, and the default probability it
 * stands for. Small p-values say that the probability is too low.
 */
public record Grade(String name, long rows, long defaults, double probability) {

  /**
   * Jeffreys' test: the posterior chance that the true probability is at or below the grade's
   * (European Central Bank, Instructions for reporting the validation results of internal models,
   * 2019, 2.5.3.1).
   */
  public double jeffreys() {
    return betaCdf(probability, defaults + 0.5, rows - defaults + 0.5);
  }

  /** The exact chance of so many defaults or more. */
  public double binomial() {
    return binomialUpperTail(defaults, rows, probability);
  }

  /** The normal approximation of the binomial test. */
  public double normal() {
    double expected = rows * probability;
    return normalUpperTail((defaults - expected) / Math.sqrt(expected * (1 - probability)));
  }

  /** Share of defaults. */
  public double observed() {
    return (double) defaults / rows;
  }

  /** Hosmer and Lemeshow's test over all grades, with as many degrees of freedom as grades. */
  public static TestResult hosmerLemeshow(List<Grade> grades) {
    double statistic = 0;
    for (Grade grade : grades) {
      double expected = grade.rows() * grade.probability();
      double difference = grade.defaults() - expected;
      statistic += difference * difference / (expected * (1 - grade.probability()));
    }
    if (Double.isInfinite(statistic)) {
      return TestResult.undefined("the mean score of a group is 0 or 1");
    }
    return grades.isEmpty() || Double.isNaN(statistic)
        ? TestResult.undefined("no grades, or one without rows")
        : TestResult.of(statistic, Distributions.chiSquareUpperTail(statistic, grades.size()));
  }

  /** Herfindahl's index of concentration: the sum of squared shares, 1/k to 1. */
  public static Figure herfindahl(List<Grade> grades) {
    double total = grades.stream().mapToDouble(Grade::rows).sum();
    double squares = grades.stream().mapToDouble(g -> (double) g.rows() * g.rows()).sum();
    return Figure.ratio(squares, total * total, "no rows");
  }

  /** Herfindahl's index from 0, all grades alike, to 1, all rows in one. */
  public static Figure normalizedHerfindahl(List<Grade> grades) {
    if (grades.size() < 2) {
      return Figure.undefined("fewer than two grades");
    }
    double least = 1.0 / grades.size();
    return herfindahl(grades).map(index -> (index - least) / (1 - least), 1 / (1 - least));
  }
}
