package dev.assay.jobs.score;

import dev.assay.model.Decision;
import dev.assay.model.FeatureBatch;
import dev.assay.model.Scorer;
import dev.assay.plan.PlannedModel;
import org.apache.spark.sql.vectorized.ColumnVector;

/** One model's scorer and output columns within one task. */
final class ModelTask implements AutoCloseable {
  private final PlannedModel planned;
  private final Scorer scorer;
  private final Decision decision;
  private ScoreVectors vectors;
  private double[] raw = new double[0];
  private double[] scores = new double[0];
  private int[] classes = new int[0];

  ModelTask(PlannedModel planned, Scorer scorer) {
    this.planned = planned;
    this.scorer = scorer;
    this.decision = new Decision(planned.manifest(), scorer.outputs());
  }

  int blockRows() {
    return scorer.blockRows();
  }

  long runtimeNanos() {
    return scorer.runtimeNanos();
  }

  void begin(int rows) {
    if (vectors == null || vectors.capacity() < rows) {
      if (vectors != null) {
        vectors.close();
      }
      vectors = new ScoreVectors(planned.manifest(), decision, scorer.outputs(), rows);
      raw = new double[rows * scorer.outputs()];
      scores = new double[rows];
      classes = new int[rows];
    }
  }

  void score(FeatureBatch batch, int from, int to) {
    scorer.score(batch, from, to, raw);
  }

  void finish(int rows, long[] hashes, boolean[] rejected, boolean anyRejected) {
    decision.decide(rows, raw, scores, classes);
    vectors.put(rows, raw, scores, classes, hashes, rejected, anyRejected);
  }

  void appendTo(ColumnVector[] columns, int from) {
    vectors.appendTo(columns, from);
  }

  @Override
  public void close() {
    try {
      scorer.close();
    } finally {
      if (vectors != null) {
        vectors.close();
      }
    }
  }
}
