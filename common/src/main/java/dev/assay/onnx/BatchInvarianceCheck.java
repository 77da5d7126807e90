package dev.assay.onnx;

import dev.assay.model.Decision;
import dev.assay.model.FeatureBatch;
import dev.assay.model.FeatureRows;
import dev.assay.model.GoldenResult;
import dev.assay.model.GoldenVectors;
import dev.assay.model.LoadedModel;
import dev.assay.model.Manifest;
import dev.assay.model.Scorer;
import dev.assay.model.ScorerScratch;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Measures whether a row's outputs depend on the rows around it: the same rows are scored in order,
 * permuted, in calls of other sizes, and alone in a padded call.
 */
final class BatchInvarianceCheck {
  private static final int LEAST_ROWS = 256;
  private static final int MOST_ROWS = 4096;
  private static final int ALONE = 128;
  private static final long SEED = 20260101;

  private final LoadedModel model;
  private final double tolerance;
  private final FeatureRows rows;
  private final Result result = new Result();

  /** What was seen so far. */
  private static final class Result {
    double maxDifference;
    boolean[] changed;
    final List<String> changedBy = new ArrayList<>();
  }

  private BatchInvarianceCheck(LoadedModel model, double tolerance, FeatureRows rows) {
    this.model = model;
    this.tolerance = tolerance;
    this.rows = rows;
    this.result.changed = new boolean[rows.rows()];
  }

  /**
   * Measures a model.
   *
   * @param sample rows that it takes; more are made from them when they are few
   * @param tolerance for models that decide nothing: a larger difference counts as a changed
   *     decision
   */
  static Manifest.BatchInvariance measure(
      LoadedModel model, FeatureRows sample, double tolerance, boolean accepted) {
    int block = model.manifest().batch().rows();
    int wanted = Math.max(Math.max(LEAST_ROWS, sample.rows()), block * 5 / 2);
    int most = Math.max(MOST_ROWS, block * 5 / 2);
    FeatureRows rows = sample.extend(Math.min(wanted, most), SEED);
    return new BatchInvarianceCheck(model, tolerance, rows).measure(accepted);
  }

  private Manifest.BatchInvariance measure(boolean accepted) {
    int[] inOrder = IntStream.range(0, rows.rows()).toArray();
    double[] base = score((scorer, raw) -> blocks(scorer, rows, raw));
    int[] permutation = permutation();
    FeatureRows permuted = rows.select(permutation);
    compare("permuted", base, score((scorer, raw) -> blocks(scorer, permuted, raw)), permutation);
    compare("split", base, score(this::otherSizes), inOrder);
    int step = Math.max(1, rows.rows() / ALONE);
    int[] some = IntStream.range(0, rows.rows()).filter(row -> row % step == 0).toArray();
    FeatureRows few = rows.select(some);
    compare("alone", base, scoreAlone(few), some);
    int decisions = 0;
    for (boolean changed : result.changed) {
      decisions += changed ? 1 : 0;
    }
    return new Manifest.BatchInvariance(
        result.changedBy.isEmpty(),
        result.maxDifference,
        decisions,
        rows.rows(),
        result.changedBy,
        accepted && decisions > 0);
  }

  private interface Arrangement {
    void score(Scorer scorer, double[] raw);
  }

  private double[] score(Arrangement arrangement) {
    try (ScorerScratch scratch = new ScorerScratch();
        Scorer scorer = model.newScorer(scratch)) {
      double[] raw = new double[rows.rows() * scorer.outputs()];
      arrangement.score(scorer, raw);
      return raw;
    }
  }

  private static void blocks(Scorer scorer, FeatureRows rows, double[] raw) {
    double[] scored = GoldenVectors.score(scorer, rows);
    System.arraycopy(scored, 0, raw, 0, scored.length);
  }

  /** Calls of 1, 2, 3, 7 rows, a few less than half a block, and one less than a block. */
  private void otherSizes(Scorer scorer, double[] raw) {
    FeatureBatch batch = rows.batch();
    int block = scorer.blockRows();
    int[] sizes = {1, 2, 3, 7, block / 2 - 5, block - 1};
    for (int from = 0, call = 0; from < rows.rows(); call++) {
      int size = Math.max(1, Math.min(block, sizes[call % sizes.length]));
      int to = Math.min(rows.rows(), from + size);
      scorer.score(batch, from, to, raw);
      from = to;
    }
  }

  private double[] scoreAlone(FeatureRows few) {
    try (ScorerScratch scratch = new ScorerScratch();
        Scorer scorer = model.newScorer(scratch)) {
      FeatureBatch batch = few.batch();
      double[] raw = new double[few.rows() * scorer.outputs()];
      for (int row = 0; row < few.rows(); row++) {
        scorer.score(batch, row, row + 1, raw);
      }
      return raw;
    }
  }

  private int[] permutation() {
    int[] order = IntStream.range(0, rows.rows()).toArray();
    Random random = new Random(SEED);
    for (int i = order.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swapped = order[i];
      order[i] = order[j];
      order[j] = swapped;
    }
    return order;
  }

  /** Compares row {@code i} of {@code found} with row {@code origin[i]} of {@code base}. */
  private void compare(String arrangement, double[] base, double[] found, int[] origin) {
    int outputs = base.length / rows.rows();
    boolean bitEqual = true;
    double[] expected = new double[found.length];
    double[] largest = new double[origin.length];
    for (int i = 0; i < origin.length; i++) {
      for (int k = 0; k < outputs; k++) {
        double before = base[origin[i] * outputs + k];
        double now = found[i * outputs + k];
        expected[i * outputs + k] = before;
        bitEqual &= Double.doubleToLongBits(before) == Double.doubleToLongBits(now);
        largest[i] = Math.max(largest[i], GoldenResult.difference(before, now));
      }
      result.maxDifference = Math.max(result.maxDifference, largest[i]);
    }
    if (!bitEqual) {
      result.changedBy.add(arrangement);
      markDecisions(expected, found, largest, outputs, origin);
    }
  }

  private void markDecisions(
      double[] before, double[] now, double[] largest, int outputs, int[] origin) {
    Decision decision = new Decision(model.manifest(), outputs);
    int[] classesBefore = new int[origin.length];
    int[] classesNow = new int[origin.length];
    if (decision.hasLabel()) {
      decision.decide(origin.length, before, new double[origin.length], classesBefore);
      decision.decide(origin.length, now.clone(), new double[origin.length], classesNow);
    }
    for (int i = 0; i < origin.length; i++) {
      result.changed[origin[i]] |=
          decision.hasLabel() ? classesBefore[i] != classesNow[i] : largest[i] > tolerance;
    }
  }
}
