package dev.assay.statistics;

import java.util.Arrays;

/**
 * Logistic recalibration: log odds of a positive = intercept + slope * log odds of the score (Cox
 * 1958; Miller and others 1993). Calibrated scores have intercept 0 and slope 1.
 *
 * @param intercept of the fit
 * @param slope of the fit
 * @param inTheLarge the intercept where the slope is held at 1
 * @param largestError the largest |score - recalibrated score| of the rows (Harrell's Emax)
 * @param ninetiethError the 0.9 quantile of |score - recalibrated score| (Harrell's E90)
 * @param meanError the mean of |score - recalibrated score| (Harrell's Eavg)
 */
public record CoxCalibration(
    Figure intercept,
    Figure slope,
    Figure inTheLarge,
    Figure largestError,
    Figure ninetiethError,
    Figure meanError) {

  /** Fits the calibration on the bins; scores are held 2^-23 away from 0 and 1. */
  public static CoxCalibration of(ScoreTable table, double level) {
    String problem = ProbabilityMetrics.problem(table);
    if (problem == null && (table.positives() == 0 || table.negatives() == 0)) {
      problem = table.positives() == 0 ? "no positives" : "no negatives";
    }
    if (problem != null) {
      return undefined(problem);
    }
    double[] x = new double[table.bins()];
    double[] positives = new double[table.bins()];
    double[] negatives = new double[table.bins()];
    for (int i = 0; i < x.length; i++) {
      x[i] = logOdds(table.mean(i), table.complement(i));
      positives[i] = table.positives(i);
      negatives[i] = table.negatives(i);
    }
    Logistic fit = Logistic.fit(x, positives, negatives);
    if (fit == null) {
      return undefined("the scores separate the classes, or are all equal");
    }
    return of(table, fit, x, positives, negatives, level);
  }

  private static CoxCalibration undefined(String reason) {
    Figure none = Figure.undefined(reason);
    return new CoxCalibration(none, none, none, none, none, none);
  }

  private static CoxCalibration of(
      ScoreTable table, Logistic fit, double[] x, double[] pos, double[] neg, double level) {
    double[] halfWidths = halfWidths(table, x);
    double[] bounds = bounds(fit, x, pos, neg, halfWidths);
    double scale = table.total() / table.effectiveRows();
    double atOne = Logistic.interceptAtSlopeOne(x, pos, neg);
    double widest = Arrays.stream(halfWidths).max().orElse(0);
    double[] errors = new double[x.length];
    double[] errorBounds = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      double recalibrated = Logistic.of(fit.intercept() + fit.slope() * x[i]);
      errors[i] = Math.abs(table.mean(i) - recalibrated);
      double ofFit = bounds[0] + bounds[1] * Math.abs(x[i]) + Math.abs(fit.slope()) * halfWidths[i];
      errorBounds[i] =
          recalibrated * (1 - recalibrated) * ofFit
              + table.mean(i) * table.complement(i) * halfWidths[i];
    }
    double errorBound = Arrays.stream(errorBounds).max().orElse(0);
    return new CoxCalibration(
        figure(fit.intercept(), bounds[0], fit.interceptVariance() * scale, level),
        figure(fit.slope(), bounds[1], fit.slopeVariance() * scale, level),
        Figure.bounded(atOne, widest),
        Figure.bounded(Arrays.stream(errors).max().orElse(0), errorBound),
        Figure.bounded(quantile(table, errors, 0.9), errorBound),
        Figure.bounded(mean(table, errors), mean(table, errorBounds)));
  }

  private static Figure figure(double value, double bound, double variance, double level) {
    Estimate estimate = new Estimate(value, Math.sqrt(variance));
    return Figure.bounded(value, bound).within(estimate.interval(level, IntervalMethod.DELTA));
  }

  static double logOdds(double p, double q) {
    return Math.log(held(p)) - Math.log(held(q));
  }

  private static double held(double p) {
    return Math.max(RowFunction.LEAST, Math.min(p, 1 - RowFunction.LEAST));
  }

  /** By how much at most the log odds of a bin's rows differ from those of their mean. */
  private static double[] halfWidths(ScoreTable table, double[] x) {
    double[] half = new double[x.length];
    if (!table.exact()) {
      for (int i = 0; i < half.length; i++) {
        double low = logOdds(table.low(i), table.lowComplement(i));
        double high = logOdds(table.high(i), table.highComplement(i));
        half[i] = Math.max(high - x[i], x[i] - low) + 2 * ScoreTable.ROUNDING;
      }
    }
    return half;
  }

  /** The influence of each row's log odds on the fit, all at their worst (first order). */
  private static double[] bounds(
      Logistic fit, double[] x, double[] pos, double[] neg, double[] half) {
    double[] bounds = new double[2];
    for (int i = 0; i < x.length; i++) {
      double p = Logistic.of(fit.intercept() + fit.slope() * x[i]);
      double weight = pos[i] + neg[i];
      double steep = weight * p * (1 - p) * fit.slope();
      double residual = pos[i] * (1 - p) + neg[i] * p; // of both classes, at their worst
      double one =
          Math.abs(fit.interceptVariance() * steep + fit.covariance() * steep * x[i])
              + Math.abs(fit.covariance()) * residual;
      double two =
          Math.abs(fit.covariance() * steep + fit.slopeVariance() * steep * x[i])
              + Math.abs(fit.slopeVariance()) * residual;
      bounds[0] += one * half[i];
      bounds[1] += two * half[i];
    }
    return bounds;
  }

  private static double mean(ScoreTable table, double[] values) {
    double sum = 0;
    for (int i = 0; i < values.length; i++) {
      sum += table.weight(i) * values[i];
    }
    return sum / table.total();
  }

  private static double quantile(ScoreTable table, double[] values, double share) {
    Integer[] order = new Integer[values.length];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, (a, b) -> Double.compare(values[a], values[b]));
    double below = 0;
    for (int bin : order) {
      below += table.weight(bin);
      if (below >= share * table.total()) {
        return values[bin];
      }
    }
    return values[order[order.length - 1]];
  }
}
