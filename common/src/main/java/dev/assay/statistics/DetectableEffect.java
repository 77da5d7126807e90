package dev.assay.statistics;

import static dev.assay.statistics.Distributions.normalQuantile;

/** What effect a comparison could have found, and how many rows it would take to find another. */
public final class DetectableEffect {
  private DetectableEffect() {}

  /**
   * The minimum detectable effect (z(1-alpha) + z(power)) SE (Bloom 1995).
   *
   * @param alpha one-sided
   */
  public static double of(double standardError, double alpha, double power) {
    return (normalQuantile(1 - alpha) + normalQuantile(power)) * standardError;
  }

  /** Rows at which a true effect would be found, if the standard error falls with their root. */
  public static double rows(
      double effect, double standardError, double rows, double alpha, double power) {
    double ratio = of(standardError, alpha, power) / effect;
    return Math.ceil(rows * ratio * ratio);
  }
}
