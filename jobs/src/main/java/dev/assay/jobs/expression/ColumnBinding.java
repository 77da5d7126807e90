package dev.assay.jobs.expression;

import java.util.List;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeReference;
import org.apache.spark.sql.catalyst.expressions.BoundReference;
import org.apache.spark.sql.catalyst.expressions.Expression;
import scala.runtime.AbstractPartialFunction;

/**
 * Puts the ordinals of columns in the place of their names, for expressions that are evaluated on
 * batches. Every column may hold nulls, whatever a plan says: it may say so of the rows that a
 * filter left, and batches have the others, too.
 */
public final class ColumnBinding extends AbstractPartialFunction<Expression, Expression> {
  private static final long serialVersionUID = 1L;

  private final transient List<Attribute> columns;

  /** A binding to these columns, in the order of the batches. */
  public ColumnBinding(List<Attribute> columns) {
    this.columns = columns;
  }

  @Override
  public boolean isDefinedAt(Expression e) {
    return e instanceof AttributeReference;
  }

  @Override
  public Expression apply(Expression e) {
    AttributeReference wanted = (AttributeReference) e;
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).exprId().equals(wanted.exprId())) {
        return new BoundReference(i, wanted.dataType(), true);
      }
    }
    throw new IllegalStateException("no " + wanted + " in " + columns);
  }
}
