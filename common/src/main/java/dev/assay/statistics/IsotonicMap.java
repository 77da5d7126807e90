package dev.assay.statistics;

import dev.assay.error.AssayException;
import dev.assay.error.ErrorCode;
import java.util.Arrays;

/**
 * Isotonic calibration: the non-decreasing function of the score nearest to the outcomes by least
 * squares, by pooling adjacent violators (Ayer and others 1955), with straight lines between its
 * thresholds and held constant beyond them, as scikit-learn has it.
 */
public final class IsotonicMap implements CalibrationMap {
  private final double[] scores;
  private final double[] probabilities;

  private IsotonicMap(double[] scores, double[] probabilities) {
    this.scores = scores;
    this.probabilities = probabilities;
  }

  /**
   * Fits the map by bins: exact where each bin holds one score.
   *
   * @throws AssayException if there are no rows
   */
  public static IsotonicMap fit(ScoreTable table) {
    if (table.bins() == 0) {
      throw new AssayException(
          ErrorCode.INPUT,
          "Cannot fit a calibration 'isotonic': there are no rows. Fit it on other rows.");
    }
    double[] positives = new double[table.bins()];
    double[] weights = new double[table.bins()];
    int[] ends = new int[table.bins()];
    int blocks = 0;
    for (int i = 0; i < table.bins(); i++) {
      positives[blocks] = table.positives(i);
      weights[blocks] = table.weight(i);
      ends[blocks++] = i + 1;
      while (blocks > 1 && violates(positives, weights, blocks)) {
        blocks--;
        positives[blocks - 1] += positives[blocks];
        weights[blocks - 1] += weights[blocks];
        ends[blocks - 1] = ends[blocks];
      }
    }
    return thresholds(table, positives, weights, ends, blocks);
  }

  private static boolean violates(double[] positives, double[] weights, int blocks) {
    int last = blocks - 1;
    return positives[last - 1] * weights[last] >= positives[last] * weights[last - 1];
  }

  /** The first and the last score of each block. */
  private static IsotonicMap thresholds(
      ScoreTable table, double[] positives, double[] weights, int[] ends, int blocks) {
    double[] x = new double[2 * blocks];
    double[] y = new double[2 * blocks];
    int size = 0;
    int from = 0;
    for (int block = 0; block < blocks; block++) {
      double value = positives[block] / weights[block];
      x[size] = table.mean(from);
      y[size++] = value;
      if (ends[block] - from > 1) {
        x[size] = table.mean(ends[block] - 1);
        y[size++] = value;
      }
      from = ends[block];
    }
    return new IsotonicMap(Arrays.copyOf(x, size), Arrays.copyOf(y, size));
  }

  /** The scores between which the map is straight, ascending. */
  public double[] scores() {
    return scores.clone();
  }

  /** The probabilities at those scores. */
  public double[] probabilities() {
    return probabilities.clone();
  }

  @Override
  public String describe() {
    return "%d thresholds, %s at %s to %s at %s"
        .formatted(
            scores.length,
            probabilities[0],
            scores[0],
            probabilities[scores.length - 1],
            scores[scores.length - 1]);
  }

  @Override
  public double apply(double score) {
    int found = Arrays.binarySearch(scores, score);
    if (found >= 0) {
      return probabilities[found];
    }
    int above = -found - 1;
    if (above == 0 || above == scores.length) {
      return probabilities[Math.max(0, above - 1)];
    }
    double share = (score - scores[above - 1]) / (scores[above] - scores[above - 1]);
    return probabilities[above - 1] + share * (probabilities[above] - probabilities[above - 1]);
  }
}
