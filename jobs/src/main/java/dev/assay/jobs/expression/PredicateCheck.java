package dev.assay.jobs.expression;

import dev.assay.plan.Nearest;
import dev.assay.plan.SchemaMatch;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.RaiseError;
import org.apache.spark.sql.catalyst.expressions.UserDefinedExpression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;
import scala.collection.JavaConverters;

/**
 * Analyses one predicate by itself, before a job is built from it, so that a bad one names itself
 * and hurts no other.
 */
public final class PredicateCheck {
  private PredicateCheck() {}

  /**
   * What is wrong with a predicate that tells one row from another and does nothing else; nothing
   * where it can be used.
   *
   * @param table the table whose columns it sees; no row is read
   */
  public static List<Finding> findings(Dataset<Row> table, String sql) {
    return findings(
        table,
        sql,
        type -> type instanceof BooleanType,
        "a predicate must be true or false",
        "Write a comparison.");
  }

  /**
   * The same of an expression with another type.
   *
   * @param wanted whether a type is right
   * @param must what its value must be, as the end of a sentence
   * @param remedy what to do otherwise
   */
  public static List<Finding> findings(
      Dataset<Row> table, String sql, Predicate<DataType> wanted, String must, String remedy) {
    try {
      Dataset<Row> selected = table.selectExpr(sql);
      LogicalPlan plan = selected.queryExecution().analyzed();
      List<Finding> found = new ArrayList<>(RowByRow.findings(sql, plan));
      JavaConverters.seqAsJavaList(plan.expressions()).forEach(e -> effects(e, found));
      if (found.isEmpty()) {
        shape(selected.schema(), wanted, must, remedy, found);
      }
      return found.stream().distinct().toList();
    } catch (Exception e) { // AnalysisException is checked, and no signature names it
      return List.of(explained(table, e));
    }
  }

  private static void shape(
      StructType schema,
      Predicate<DataType> wanted,
      String must,
      String remedy,
      List<Finding> found) {
    if (schema.length() != 1) {
      found.add(new Finding("it gives several columns", "Write one expression."));
    } else if (!wanted.test(schema.fields()[0].dataType())) {
      String type = schema.fields()[0].dataType().catalogString();
      found.add(new Finding("it gives " + type + ", and " + must, remedy));
    }
  }

  private static void effects(Expression e, List<Finding> found) {
    if (e instanceof UserDefinedExpression function) {
      found.add(
          new Finding(
              "it calls the user-defined function "
                  + function.name()
                  + "(), and nobody can see what that does",
              "Use Spark's own functions, or compute a column first."));
    } else if (e instanceof RaiseError) {
      found.add(
          new Finding(
              "it holds raise_error() or assert_true(), which would end the run",
              "Write the condition alone."));
    }
    JavaConverters.seqAsJavaList(e.children()).forEach(child -> effects(child, found));
  }

  private static Finding explained(Dataset<Row> table, Exception e) {
    if (e instanceof AnalysisException analysis) {
      return explained(table, analysis);
    }
    if (e instanceof RuntimeException unchecked) {
      throw unchecked;
    }
    throw new IllegalStateException(e);
  }

  private static Finding explained(Dataset<Row> table, AnalysisException e) {
    String error = String.valueOf(e.getErrorClass());
    if (error.startsWith("UNRESOLVED_COLUMN")) {
      String name = e.getMessageParameters().getOrDefault("objectName", "").replace("`", "");
      return new Finding(
          "there is no column '" + name + "'",
          Nearest.hint("columns", name, List.of(table.columns()), SchemaMatch::quoted));
    }
    if (error.equals("MISSING_GROUP_BY") || error.equals("MISSING_AGGREGATION")) {
      return RowByRow.AGGREGATE; // beside a plain column Spark misses the grouping first
    }
    return new Finding(Causes.firstLine(e), "Correct it.");
  }
}
