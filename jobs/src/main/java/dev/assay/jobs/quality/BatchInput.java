package dev.assay.jobs.quality;

import dev.assay.jobs.expression.ColumnBinding;
import dev.assay.jobs.quality.Block.Form;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.And;
import org.apache.spark.sql.catalyst.expressions.AttributeReference;
import org.apache.spark.sql.catalyst.expressions.ExprId;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.expressions.PlanExpression;
import org.apache.spark.sql.execution.ColumnarToRowExec;
import org.apache.spark.sql.execution.FilterExec;
import org.apache.spark.sql.execution.InputAdapter;
import org.apache.spark.sql.execution.ProjectExec;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.WholeStageCodegenExec;
import scala.PartialFunction;
import scala.collection.JavaConverters;
import scala.collection.Seq;
import scala.runtime.AbstractPartialFunction;

/**
 * The columns that states read, as expressions over the batches of a scan.
 *
 * @param columns the expressions, with the ordinals of the batches
 * @param forms how their values are kept
 * @param filter true for the rows to take; null for all
 */
record BatchInput(List<Expression> columns, List<Form> forms, Expression filter)
    implements Serializable {

  BatchInput {
    columns = List.copyOf(columns);
    forms = List.copyOf(forms);
  }

  /** A plan that gives batches, and what to make of them. */
  record Planned(SparkPlan scan, BatchInput input) {}

  /**
   * Finds the scan under a projection, where there is nothing between them but projections, filters
   * and Spark's turning of batches into rows.
   */
  static Optional<Planned> of(Dataset<Row> projected, List<Form> forms) {
    SparkPlan top = unwrapped(projected.queryExecution().executedPlan());
    if (!(top instanceof ProjectExec project)) {
      return Optional.empty();
    }
    List<Expression> columns = new ArrayList<>();
    for (NamedExpression column : list(project.projectList())) {
      columns.add(column instanceof Alias alias ? alias.child() : (Expression) column);
    }
    Expression filter = null;
    SparkPlan below = unwrapped(project.child());
    while (below instanceof FilterExec || below instanceof ProjectExec) {
      if (below instanceof FilterExec where) {
        filter = filter == null ? where.condition() : new And(where.condition(), filter);
      } else {
        Definitions inner = new Definitions(list(((ProjectExec) below).projectList()));
        columns = transformed(columns, inner);
        filter = filter == null ? null : filter.transform(inner);
      }
      below = unwrapped(list(below.children()).get(0));
    }
    return below instanceof ColumnarToRowExec rows
        ? bound(unwrapped(rows.child()), columns, forms, filter)
        : Optional.empty();
  }

  private static Optional<Planned> bound(
      SparkPlan scan, List<Expression> columns, List<Form> forms, Expression filter) {
    ColumnBinding binding = new ColumnBinding(list(scan.output()));
    List<Expression> of = transformed(columns, binding);
    Expression kept = filter == null ? null : filter.transform(binding);
    boolean plain = of.stream().allMatch(BatchInput::isPlain) && (kept == null || isPlain(kept));
    return plain && scan.supportsColumnar()
        ? Optional.of(new Planned(scan, new BatchInput(of, forms, kept)))
        : Optional.empty();
  }

  private static List<Expression> transformed(
      List<Expression> expressions, PartialFunction<Expression, Expression> change) {
    return expressions.stream().map(expression -> expression.transform(change)).toList();
  }

  private static SparkPlan unwrapped(SparkPlan plan) {
    SparkPlan node = plan;
    while (node instanceof WholeStageCodegenExec || node instanceof InputAdapter) {
      node = list(node.children()).get(0);
    }
    return node;
  }

  /** Whether a task can evaluate it row by row without being told anything. */
  private static boolean isPlain(Expression expression) {
    return expression.deterministic()
        && !(expression instanceof PlanExpression)
        && list(expression.children()).stream().allMatch(BatchInput::isPlain);
  }

  private static <T> List<T> list(Seq<T> seq) {
    return JavaConverters.seqAsJavaList(seq);
  }

  /** Puts what a projection defines in the place of its names. */
  private static final class Definitions extends AbstractPartialFunction<Expression, Expression> {
    private static final long serialVersionUID = 1L;

    private final transient Map<ExprId, Expression> defined = new HashMap<>();

    Definitions(List<NamedExpression> columns) {
      for (NamedExpression column : columns) {
        if (column instanceof Alias alias) {
          defined.put(alias.exprId(), alias.child());
        }
      }
    }

    @Override
    public boolean isDefinedAt(Expression e) {
      return e instanceof AttributeReference name && defined.containsKey(name.exprId());
    }

    @Override
    public Expression apply(Expression e) {
      return defined.get(((AttributeReference) e).exprId());
    }
  }
}
