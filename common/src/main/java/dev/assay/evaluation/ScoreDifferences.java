package dev.assay.evaluation;

import dev.assay.evaluation.PairSums.Difference;
import java.util.ArrayList;
import java.util.List;

/** How far the predictions of two models differ, whatever the labels are. */
final class ScoreDifferences {
  /** Of a thousand rows one differs by more. */
  static final double FAR = 0.999;

  private ScoreDifferences() {}

  static List<Comparison> rows(ComparedSlice of, SecondPlan plan) {
    Comparison mean = of.row("mean_score_difference", null, LossComparison.test(of));
    List<Comparison> rows = new ArrayList<>();
    rows.add(LossComparison.mean(of, plan, Difference.SCORE, mean));
    rows.addAll(furthest(of));
    return rows;
  }

  /** The largest difference, and in the whole a quantile. */
  static List<Comparison> furthest(ComparedSlice of) {
    List<Comparison> rows = new ArrayList<>();
    rows.add(
        of.row("largest_score_difference", null, Comparison.COUNT)
            .ofPair(of.pair().largestScoreDifference()));
    if (of.whole()) {
      rows.add(
          of.row("score_difference_p999", null, Comparison.COUNT)
              .ofPair(of.pair().scoreDifference(FAR)));
    }
    return rows;
  }
}
