package dev.assay.jobs.score;

import java.util.List;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.SparkStrategy;
import scala.collection.Seq;

/** Plans {@link ScoreNode} as {@link ScoreExec}. */
final class ScoreStrategy extends SparkStrategy {
  private static final long serialVersionUID = 1L;

  @Override
  public Seq<SparkPlan> apply(LogicalPlan plan) {
    if (plan instanceof ScoreNode node) {
      return Scalas.seq(
          List.of(
              new ScoreExec(
                  planLater(node.child()),
                  node.child().output(),
                  node.passed(),
                  node.produced(),
                  node.spec())));
    }
    return Scalas.seq(List.of());
  }
}
