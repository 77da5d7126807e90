package dev.assay.statistics;

/**
 * Logistic regression on one variable with an intercept, by Newton's method on grouped rows: log
 * odds = intercept + slope x.
 *
 * @param interceptVariance of the intercept
 * @param covariance of intercept and slope
 * @param slopeVariance of the slope
 */
record Logistic(
    double intercept,
    double slope,
    double interceptVariance,
    double covariance,
    double slopeVariance) {
  private static final int ITERATIONS = 100;

  /** The logistic function. */
  static double of(double logOdds) {
    double e = Math.exp(-Math.abs(logOdds)); // never overflows
    return logOdds >= 0 ? 1 / (1 + e) : e / (1 + e);
  }

  /**
   * The maximum-likelihood fit, or null where there is none because one value of x separates the
   * classes, or all x are equal.
   *
   * @param x of each group
   * @param positives weight of the positives of each group
   * @param negatives weight of the negatives of each group
   */
  static Logistic fit(double[] x, double[] positives, double[] negatives) {
    double[] beta = {0, 0};
    double before = Double.NEGATIVE_INFINITY;
    double[] step = {0, 0};
    for (int i = 0; i < ITERATIONS; i++) {
      double[] s = sums(beta, x, positives, negatives);
      if (s[5] < before - 1e-12 * Math.abs(before)) {
        beta[0] -= step[0] /= 2; // overshot
        beta[1] -= step[1] /= 2;
        continue;
      }
      before = s[5];
      double determinant = s[2] * s[4] - s[3] * s[3];
      if (!(determinant > 1e-14 * s[2] * s[4])) {
        return null;
      }
      step[0] = (s[4] * s[0] - s[3] * s[1]) / determinant;
      step[1] = (s[2] * s[1] - s[3] * s[0]) / determinant;
      beta[0] += step[0];
      beta[1] += step[1];
      if (Math.abs(step[0]) + Math.abs(step[1])
          <= 1e-11 * (1 + Math.abs(beta[0]) + Math.abs(beta[1]))) {
        return converged(beta, x, positives, negatives);
      }
    }
    return null;
  }

  private static Logistic converged(double[] beta, double[] x, double[] pos, double[] neg) {
    double[] s = sums(beta, x, pos, neg);
    double determinant = s[2] * s[4] - s[3] * s[3];
    return new Logistic(
        beta[0], beta[1], s[4] / determinant, -s[3] / determinant, s[2] / determinant);
  }

  /** Score (2), information (3) and log likelihood. */
  private static double[] sums(double[] beta, double[] x, double[] pos, double[] neg) {
    double[] s = new double[6];
    for (int i = 0; i < x.length; i++) {
      double logOdds = beta[0] + beta[1] * x[i];
      double p = of(logOdds);
      double q = of(-logOdds);
      double residual = pos[i] * q - neg[i] * p;
      double information = (pos[i] + neg[i]) * p * q;
      s[0] += residual;
      s[1] += residual * x[i];
      s[2] += information;
      s[3] += information * x[i];
      s[4] += information * x[i] * x[i];
      s[5] -= pos[i] * softPlus(-logOdds) + neg[i] * softPlus(logOdds);
    }
    return s;
  }

  private static double softPlus(double x) {
    return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
  }

  /** The intercept where the slope is held at 1: calibration in the large. */
  static double interceptAtSlopeOne(double[] x, double[] positives, double[] negatives) {
    double intercept = 0;
    for (int i = 0; i < ITERATIONS; i++) {
      double[] s = sums(new double[] {intercept, 1}, x, positives, negatives);
      double step = Math.max(-5, Math.min(5, s[0] / s[2]));
      intercept += step;
      if (Math.abs(step) <= 1e-12 * (1 + Math.abs(intercept))) {
        break;
      }
    }
    return intercept;
  }
}
