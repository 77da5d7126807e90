package dev.assay.jobs.expression;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
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
import org.apache.spark.sql.catalyst.plans.logical.Aggregate;
import org.apache.spark.sql.catalyst.plans.logical.Generate;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Window;
import scala.collection.JavaConverters;

/**
 * Whether an expression depends on one row and nothing else, so that the same input gives the same
 * rows.
 */
public final class RowByRow {
  private static final Set<String> MOMENTS = Set.of("now", "today", "tomorrow", "yesterday");
  private static final Pattern MOMENT_LITERAL =
      Pattern.compile(
          "\\b(date|timestamp|timestamp_ltz|timestamp_ntz)\\s*'\\s*(now|today|tomorrow|yesterday)\\b",
          Pattern.CASE_INSENSITIVE);

  /** An expression over several rows. */
  static final Finding AGGREGATE = overRows("an aggregate");

  private RowByRow() {}

  /**
   * What speaks against an expression.
   *
   * @param sql the expression as written
   * @param plan the analysed plan of selecting it from its table
   */
  public static List<Finding> findings(String sql, LogicalPlan plan) {
    List<Finding> found = new ArrayList<>();
    if (MOMENT_LITERAL.matcher(sql).find()) {
      found.add(changing("a literal such as date'today'"));
    }
    notRowByRow(plan).ifPresent(found::add);
    for (Expression e : JavaConverters.seqAsJavaList(plan.expressions())) {
      check(e, found);
    }
    return found;
  }

  private static Optional<Finding> notRowByRow(LogicalPlan plan) {
    if (plan instanceof Aggregate) {
      return Optional.of(AGGREGATE);
    }
    if (plan instanceof Window) {
      return Optional.of(overRows("a window function"));
    }
    if (plan instanceof Generate) {
      return Optional.of(overRows("a function that makes rows"));
    }
    return JavaConverters.seqAsJavaList(plan.children()).stream()
        .map(RowByRow::notRowByRow)
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static Finding overRows(String what) {
    return new Finding(
        "it holds " + what + ", and each row is looked at by itself",
        "Compute it in a table of its own first.");
  }

  private static void check(Expression e, List<Finding> found) {
    List<Expression> children = JavaConverters.seqAsJavaList(e.children());
    if (e instanceof SubqueryExpression) {
      found.add(
          new Finding(
              "it holds a subquery, whose table is not pinned",
              "Join the tables first, and score the result."));
    } else if (isMoment(e)) {
      found.add(changing(name(e)));
    } else if (!e.deterministic() && children.stream().allMatch(Expression::deterministic)) {
      found.add(changing(name(e)));
    }
    children.forEach(child -> check(child, found));
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

  private static Finding changing(String what) {
    return new Finding(
        what + " gives another result in another run",
        "Use the run's date, ${as-of}, or a column.");
  }
}
