package dev.assay.jobs.quality;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.codegen.CodegenContext;
import org.apache.spark.sql.catalyst.expressions.codegen.CodegenFallback;
import org.apache.spark.sql.catalyst.expressions.codegen.ExprCode;
import org.apache.spark.sql.types.DataType;
import scala.collection.IndexedSeq;
import scala.collection.JavaConverters;
import scala.collection.Seq;

/**
 * A predicate that is null of a row on which it fails, and complains. It is evaluated without
 * generated code: there Spark would evaluate what predicates have in common outside of the attempt.
 */
final class Attempt extends Expression implements CodegenFallback, Serializable {
  private static final long serialVersionUID = 1L;

  private final Expression child;
  private final String sql;
  private final Complaints complaints;

  Attempt(Expression child, String sql, Complaints complaints) {
    this.child = child;
    this.sql = sql;
    this.complaints = complaints;
  }

  @Override
  public Seq<Expression> children() {
    return JavaConverters.asScalaBuffer(List.of(child)).toList();
  }

  @Override
  public DataType dataType() {
    return child.dataType();
  }

  @Override
  public boolean nullable() {
    return true;
  }

  @Override
  public Object eval(InternalRow row) {
    try {
      return child.eval(row);
    } catch (Exception e) { // Scala throws checked exceptions that no signature names
      if (Causes.isCancelled(e)) {
        throw e;
      }
      complaints.add(Map.entry(sql, Causes.firstLine(e)));
      return null;
    }
  }

  @Override
  public ExprCode doGenCode(CodegenContext context, ExprCode code) {
    return CodegenFallback.super.doGenCode(context, code);
  }

  @Override
  public Expression withNewChildrenInternal(IndexedSeq<Expression> newChildren) {
    return new Attempt(newChildren.head(), sql, complaints);
  }

  @Override
  public int productArity() {
    return 2;
  }

  @Override
  public Object productElement(int index) {
    return index == 0 ? child : sql;
  }

  @Override
  public boolean canEqual(Object other) {
    return other instanceof Attempt;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Attempt attempt
        && child.equals(attempt.child)
        && sql.equals(attempt.sql)
        && complaints == attempt.complaints;
  }

  @Override
  public int hashCode() {
    return 31 * child.hashCode() + sql.hashCode();
  }
}
