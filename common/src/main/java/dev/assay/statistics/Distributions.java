package dev.assay.statistics;

import java.util.function.DoubleUnaryOperator;
import org.apache.commons.math3.distribution.BinomialDistribution;
import org.apache.commons.math3.distribution.TDistribution;
import org.apache.commons.math3.special.Beta;
import org.apache.commons.math3.special.Erf;
import org.apache.commons.math3.special.Gamma;

/** Distribution functions, their tails without cancellation, and quantiles to full precision. */
final class Distributions {
  private static final double PRECISION = 1e-15;
  private static final int ITERATIONS = 100_000;

  private Distributions() {}

  static double normalUpperTail(double x) {
    return 0.5 * Erf.erfc(x / Math.sqrt(2));
  }

  static double normalCdf(double x) {
    return normalUpperTail(-x);
  }

  static double normalDensity(double x) {
    return Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
  }

  static double normalQuantile(double share) {
    double x = -Math.sqrt(2) * Erf.erfcInv(2 * share);
    if (Double.isInfinite(x)) {
      return x;
    }
    for (int i = 0; i < 2; i++) { // Newton on the smaller tail
      double excess = x > 0 ? (1 - share) - normalUpperTail(x) : normalCdf(x) - share;
      x -= excess / normalDensity(x);
    }
    return x;
  }

  static double studentUpperTail(double t, double degrees) {
    double x = degrees / (degrees + t * t);
    double tail = Beta.regularizedBeta(x, degrees / 2, 0.5, PRECISION, ITERATIONS) / 2;
    return t > 0 ? tail : 1 - tail;
  }

  static double studentQuantile(double share, double degrees) {
    TDistribution distribution = new TDistribution(null, degrees);
    double x = normalQuantile(share);
    for (int i = 0; i < 100; i++) {
      double tail = x > 0 ? (1 - share) - studentUpperTail(x, degrees) : -share;
      double excess = x > 0 ? tail : studentUpperTail(-x, degrees) - share;
      double step = excess / distribution.density(x);
      x -= step;
      if (Math.abs(step) <= 1e-14 * Math.abs(x)) {
        break;
      }
    }
    return x;
  }

  static double chiSquareUpperTail(double x, double degrees) {
    return Gamma.regularizedGammaQ(degrees / 2, x / 2, PRECISION, ITERATIONS);
  }

  static double betaCdf(double x, double alpha, double beta) {
    return Beta.regularizedBeta(x, alpha, beta, PRECISION, ITERATIONS);
  }

  static double betaQuantile(double share, double alpha, double beta) {
    return bisect(x -> betaCdf(x, alpha, beta) - share, 0, 1);
  }

  /** Probability of at most so many successes. */
  static double binomialCdf(long successes, long trials, double probability) {
    return successes >= trials
        ? 1
        : betaCdf(1 - probability, (double) (trials - successes), successes + 1.0);
  }

  /** Probability of at least so many successes. */
  static double binomialUpperTail(long successes, long trials, double probability) {
    return successes <= 0 ? 1 : betaCdf(probability, (double) successes, trials - successes + 1.0);
  }

  static double binomialProbability(long successes, long trials, double probability) {
    return new BinomialDistribution(null, Math.toIntExact(trials), probability)
        .probability(Math.toIntExact(successes));
  }

  /** The root of an increasing function between two values, to the last bits. */
  static double bisect(DoubleUnaryOperator increasing, double from, double to) {
    double low = from;
    double high = to;
    for (int i = 0; i < 200; i++) {
      double middle = low + (high - low) / 2;
      if (middle == low || middle == high) {
        break;
      }
      if (increasing.applyAsDouble(middle) < 0) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low + (high - low) / 2;
  }
}
