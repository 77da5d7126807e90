package dev.assay.jobs.read;

import dev.assay.error.ErrorCode;
import dev.assay.plan.Nearest;
import dev.assay.plan.Problems;
import dev.assay.plan.SchemaMatch;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.catalyst.expressions.CurrentCatalog;
import org.apache.spark.sql.catalyst.expressions.CurrentDatabase;
import org.apache.spark.sql.catalyst.expressions.CurrentDate;
import org.apache.spark.sql.catalyst.expressions.CurrentTimeZone;
import org.apache.spark.sql.catalyst.expressions.CurrentTimestampLike;
import org.apache.spark.sql.catalyst.expressions.CurrentUser;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.LocalTimestamp;
import org.apache.spark.sql.catalyst.expressions.SubqueryExpression;
import org.apache.spark.sql.catalyst.parser.ParseException;
import org.apache.spark.sql.catalyst.plans.logical.Aggregate;
import org.apache.spark.sql.catalyst.plans.logical.Generate;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Window;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;
import scala.collection.JavaConverters;

/**
 * Analyses the SQL of a configuration against a table before a job is built from it. What it lets
 * through depends on one row and nothing else, so that the same input gives the same rows.
 */
final class RowExpressions {
  private static final Set<String> MOMENTS = Set.of("now", "today", "tomorrow", "yesterday");
  private static final Pattern MOMENT_LITERAL =
      Pattern.compile(
          "\\b(date|timestamp|timestamp_ltz|timestamp_ntz)\\s*'\\s*(now|today|tomorrow|yesterday)\\b",
          Pattern.CASE_INSENSITIVE);

  private final Dataset<Row> table;
  private final Problems problems;
  private final Set<String> derived;

  /**
   * @param derived names of the derived features, which expressions cannot use
   */
  RowExpressions(Dataset<Row> table, Set<String> derived, Problems problems) {
    this.table = table;
    this.derived = derived;
    this.problems = problems;
  }

  /** Checks a predicate. */
  void requirePredicate(String setting, String sql) {
    Optional<DataType> type = check(setting, sql);
    if (type.isPresent() && !(type.get() instanceof BooleanType)) {
      problem(
          ErrorCode.CONFIG,
          setting,
          sql,
          "it gives " + type.get().catalogString() + ", and a filter must be true or false",
          "Write a comparison.");
    }
  }

  /** Checks an expression and gives its type; empty where a problem was found. */
  Optional<DataType> check(String setting, String sql) {
    int before = problems.messages().size();
    try {
      Dataset<Row> selected = table.select(functions.expr(sql));
      StructType schema = selected.schema();
      checkPlan(setting, sql, selected.queryExecution().analyzed());
      if (schema.length() != 1) {
        problem(
            ErrorCode.CONFIG, setting, sql, "it gives several columns", "Write one expression.");
      }
      return problems.messages().size() > before
          ? Optional.empty()
          : Optional.of(schema.fields()[0].dataType());
    } catch (Exception e) {
      explain(setting, sql, e);
      return Optional.empty();
    }
  }

  private void checkPlan(String setting, String sql, LogicalPlan plan) {
    if (MOMENT_LITERAL.matcher(sql).find()) {
      refuseChanging(setting, sql, "a literal such as date'today'");
    }
    notRowByRow(plan)
        .ifPresent(
            what ->
                problem(
                    ErrorCode.CONFIG,
                    setting,
                    sql,
                    "it holds " + what + ", and each row is looked at by itself",
                    "Compute it in a table of its own first."));
    for (Expression e : JavaConverters.seqAsJavaList(plan.expressions())) {
      checkExpression(setting, sql, e);
    }
  }

  private static Optional<String> notRowByRow(LogicalPlan plan) {
    if (plan instanceof Aggregate) {
      return Optional.of("an aggregate");
    }
    if (plan instanceof Window) {
      return Optional.of("a window function");
    }
    if (plan instanceof Generate) {
      return Optional.of("a function that makes rows");
    }
    return JavaConverters.seqAsJavaList(plan.children()).stream()
        .map(RowExpressions::notRowByRow)
        .flatMap(Optional::stream)
        .findFirst();
  }

  private void checkExpression(String setting, String sql, Expression e) {
    List<Expression> children = JavaConverters.seqAsJavaList(e.children());
    if (e instanceof SubqueryExpression) {
      problem(
          ErrorCode.CONFIG,
          setting,
          sql,
          "it holds a subquery, whose table is not pinned",
          "Join the tables first, and score the result.");
    } else if (isMoment(e)) {
      refuseChanging(setting, sql, name(e));
    } else if (!e.deterministic() && children.stream().allMatch(Expression::deterministic)) {
      refuseChanging(setting, sql, name(e));
    }
    children.forEach(child -> checkExpression(setting, sql, child));
  }

  private static boolean isMoment(Expression e) {
    return e instanceof CurrentDate
        || e instanceof CurrentTimestampLike
        || e instanceof LocalTimestamp
        || e instanceof CurrentTimeZone
        || e instanceof CurrentUser
        || e instanceof CurrentCatalog
        || e instanceof CurrentDatabase
        || isMomentText(e);
  }

  /** Spark turns the text 'today' into a date when it is cast to one. */
  private static boolean isMomentText(Expression e) {
    return e instanceof Cast cast
        && cast.child() instanceof Literal literal
        && literal.value() != null
        && Set.of("date", "timestamp", "timestamp_ntz").contains(cast.dataType().typeName())
        && MOMENTS.contains(literal.value().toString().strip().toLowerCase(Locale.ROOT));
  }

  private static String name(Expression e) {
    return e instanceof Cast cast ? "'" + cast.child() + "' as a date" : e.prettyName() + "()";
  }

  private void refuseChanging(String setting, String sql, String what) {
    problem(
        ErrorCode.CONFIG,
        setting,
        sql,
        what + " gives another result in another run",
        "Use the run's date, ${as-of}, or a column.");
  }

  private void explain(String setting, String sql, Exception e) {
    if (e instanceof ParseException) {
      problem(ErrorCode.CONFIG, setting, sql, ReadErrors.firstLine(e), "Write it as Spark SQL.");
    } else if (e instanceof AnalysisException analysis) {
      explain(setting, sql, analysis);
    } else {
      throw ReadErrors.rethrow(e);
    }
  }

  private void explain(String setting, String sql, AnalysisException e) {
    String error = String.valueOf(e.getErrorClass());
    if (!error.startsWith("UNRESOLVED_COLUMN")) {
      problem(ErrorCode.CONFIG, setting, sql, ReadErrors.firstLine(e), "Correct it.");
      return;
    }
    String column = e.getMessageParameters().getOrDefault("objectName", "").replace("`", "");
    if (derived.stream().anyMatch(column::equalsIgnoreCase)) {
      problem(
          ErrorCode.CONFIG,
          setting,
          sql,
          "'"
              + column
              + "' is a derived feature, and an expression can only use columns of the table",
          "Write that feature's expression here.");
      return;
    }
    problem(
        ErrorCode.INPUT,
        setting,
        sql,
        "the table has no column '" + column + "'",
        Nearest.hint("columns", column, List.of(table.columns()), SchemaMatch::quoted));
  }

  private void problem(ErrorCode code, String setting, String sql, String reason, String remedy) {
    problems.add(code, "Cannot use " + setting + " '" + sql + "': " + reason + ". " + remedy);
  }
}
