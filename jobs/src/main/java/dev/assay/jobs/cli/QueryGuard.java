package dev.assay.jobs.cli;

import dev.assay.error.AssayException;
import dev.assay.error.ErrorCode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.parser.ParseException;
import org.apache.spark.sql.catalyst.plans.logical.Command;
import org.apache.spark.sql.catalyst.plans.logical.DescribeRelation;
import org.apache.spark.sql.catalyst.plans.logical.InsertIntoStatement;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.ShowColumns;
import org.apache.spark.sql.catalyst.plans.logical.ShowTables;
import org.apache.spark.sql.catalyst.plans.logical.ShowViews;
import org.apache.spark.sql.execution.command.ExplainCommand;

/** Lets only SQL through that reads. */
final class QueryGuard {
  private QueryGuard() {}

  /** Refuses statements that change something. */
  static void requireReadOnly(SparkSession session, String sql) {
    LogicalPlan plan = parse(session, sql);
    boolean reads =
        plan instanceof DescribeRelation
            || plan instanceof ShowTables
            || plan instanceof ShowViews
            || plan instanceof ShowColumns
            || plan instanceof ExplainCommand
            || !(plan instanceof Command || plan instanceof InsertIntoStatement);
    if (!reads) {
      throw new AssayException(
          ErrorCode.USAGE,
          "Cannot run '"
              + sql
              + "': it is not a query. Use SELECT, WITH, DESCRIBE, SHOW TABLES or EXPLAIN; result"
              + " tables are written by jobs only.");
    }
  }

  private static LogicalPlan parse(SparkSession session, String sql) {
    try {
      return session.sessionState().sqlParser().parsePlan(sql);
    } catch (ParseException e) {
      throw new AssayException(
          ErrorCode.USAGE, "Cannot understand the query: " + e.getMessage().strip());
    }
  }
}
