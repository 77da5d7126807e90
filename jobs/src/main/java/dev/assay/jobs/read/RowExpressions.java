package dev.assay.jobs.read;

import dev.assay.error.ErrorCode;
import dev.assay.jobs.expression.Finding;
import dev.assay.jobs.expression.RowByRow;
import dev.assay.plan.Nearest;
import dev.assay.plan.Problems;
import dev.assay.plan.SchemaMatch;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.parser.ParseException;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;

/**
 * Analyses the SQL of a configuration against a table before a job is built from it. What it lets
 * through depends on one row and nothing else, so that the same input gives the same rows.
 */
final class RowExpressions {
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

  /** Checks a predicate, and says whether it can be used. */
  boolean isPredicate(String setting, String sql) {
    Optional<DataType> type = check(setting, sql);
    if (type.isPresent() && !(type.get() instanceof BooleanType)) {
      problem(
          ErrorCode.CONFIG,
          setting,
          sql,
          "it gives " + type.get().catalogString() + ", and a filter must be true or false",
          "Write a comparison.");
      return false;
    }
    return type.isPresent();
  }

  /** Checks an expression and gives its type; empty where a problem was found. */
  Optional<DataType> check(String setting, String sql) {
    int before = problems.messages().size();
    try {
      Dataset<Row> selected = table.select(functions.expr(sql));
      StructType schema = selected.schema();
      for (Finding finding : RowByRow.findings(sql, selected.queryExecution().analyzed())) {
        problem(ErrorCode.CONFIG, setting, sql, finding.reason(), finding.remedy());
      }
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
