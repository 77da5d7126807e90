package dev.assay.jobs.score;

import java.util.List;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.rules.Rule;
import org.apache.spark.sql.execution.ColumnarRule;
import org.apache.spark.sql.execution.ProjectExec;
import org.apache.spark.sql.execution.SparkPlan;
import scala.runtime.AbstractPartialFunction;

/**
 * Takes away a projection under the operator that only picks or reorders columns of a columnar
 * child: Spark plans one wherever the columns stand in another order than in the table, and would
 * turn every batch into rows and back for it. The operator finds its columns itself.
 */
final class ColumnarInput extends ColumnarRule {
  @Override
  public Rule<SparkPlan> preColumnarTransitions() {
    return new WithoutProjection();
  }

  private static final class WithoutProjection extends Rule<SparkPlan> {
    @Override
    public SparkPlan apply(SparkPlan plan) {
      return plan.transformUp(new Operator());
    }
  }

  private static final class Operator extends AbstractPartialFunction<SparkPlan, SparkPlan> {
    private static final long serialVersionUID = 1L;

    @Override
    public boolean isDefinedAt(SparkPlan plan) {
      return plan instanceof ScoreExec score
          && score.child() instanceof ProjectExec project
          && project.child().supportsColumnar()
          && picks(project);
    }

    private static boolean picks(ProjectExec project) {
      List<NamedExpression> columns = Scalas.list(project.projectList());
      return columns.stream().allMatch(Attribute.class::isInstance);
    }

    @Override
    public SparkPlan apply(SparkPlan plan) {
      ScoreExec score = (ScoreExec) plan;
      return score.withNewChildren(Scalas.seq(List.of(((ProjectExec) score.child()).child())));
    }
  }
}
