package dev.assay.statistics;

import java.util.Arrays;

/** P-values adjusted for how many hypotheses are tested; NaN stays NaN and is not counted. */
public final class Multiplicity {
  private Multiplicity() {}

  /** Holm's step-down p-values, which hold the chance of any false claim (Holm 1979). */
  public static double[] holm(double... pValues) {
    int[] order = order(pValues);
    double[] adjusted = filled(pValues.length);
    double running = 0;
    for (int i = 0; i < order.length; i++) {
      running = Math.max(running, Math.min(1, (order.length - i) * pValues[order[i]]));
      adjusted[order[i]] = running;
    }
    return adjusted;
  }

  /**
   * Benjamini and Hochberg's step-up p-values, which hold the expected share of false claims among
   * the claims (Benjamini and Hochberg 1995).
   */
  public static double[] benjaminiHochberg(double... pValues) {
    int[] order = order(pValues);
    double[] adjusted = filled(pValues.length);
    double running = 1;
    for (int i = order.length - 1; i >= 0; i--) {
      running = Math.min(running, pValues[order[i]] * order.length / (i + 1));
      adjusted[order[i]] = running;
    }
    return adjusted;
  }

  private static double[] filled(int length) {
    double[] filled = new double[length];
    Arrays.fill(filled, Double.NaN);
    return filled;
  }

  private static int[] order(double[] pValues) {
    Integer[] order = new Integer[pValues.length];
    Arrays.setAll(order, i -> i);
    return Arrays.stream(order)
        .filter(i -> !Double.isNaN(pValues[i]))
        .sorted((a, b) -> Double.compare(pValues[a], pValues[b]))
        .mapToInt(Integer::intValue)
        .toArray();
  }
}
