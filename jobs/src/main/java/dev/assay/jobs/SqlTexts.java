package dev.assay.jobs;

import dev.assay.plan.SchemaMatch;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;

/** Spark SQL that gives the texts by which rows are divided and labels are read. */
final class SqlTexts {
  /** What stands for a null, so that rows without a value are a slice, too. */
  private static final String NULL = "null";

  /** Digits of a border that are written out; longer ones have an exponent. */
  private static final int LONGEST_NUMBER = 24;

  private SqlTexts() {}

  /** A column's name as it can stand in SQL. */
  static String column(String name) {
    return "`" + name.replace("`", "``") + "`";
  }

  /** A text as it can stand in SQL. */
  static String literal(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }

  /** The value of an expression as a text, or null for null; nothing where its type has none. */
  static Optional<String> value(String sql, DataType type) {
    if (type instanceof StringType) {
      return Optional.of("(" + sql + ")");
    }
    if (type instanceof FloatType || type instanceof DoubleType || type instanceof DecimalType) {
      return Optional.of(
          ("CASE WHEN (%1$s) = floor(%1$s) AND abs(%1$s) < 1e15 THEN CAST(CAST(%1$s AS BIGINT) AS"
                  + " STRING) ELSE CAST((%1$s) AS STRING) END")
              .formatted("(" + sql + ")"));
    }
    boolean plain =
        type instanceof NumericType || type instanceof BooleanType || type instanceof DateType;
    return plain ? Optional.of("CAST((" + sql + ") AS STRING)") : Optional.empty();
  }

  /** The same with a text for null. */
  static Optional<String> slice(String sql, DataType type) {
    return value(sql, type).map(text -> "coalesce(" + text + ", '" + NULL + "')");
  }

  /** The range of a number among those that begin at edges, written as intervals. */
  static String range(String sql, List<Double> edges) {
    String number = "CAST((" + sql + ") AS DOUBLE)";
    StringBuilder text = new StringBuilder("CASE WHEN ");
    text.append(number).append(" IS NULL THEN '").append(NULL).append("' WHEN isnan(");
    text.append(number).append(") THEN 'NaN'");
    String low = "(-∞";
    for (double edge : edges) {
      text.append(" WHEN ").append(number).append(" < ").append(edge).append("D THEN '");
      text.append(low).append(", ").append(number(edge)).append(")'");
      low = "[" + number(edge);
    }
    return text.append(" ELSE '").append(low).append(", ∞)' END").toString();
  }

  private static String number(double value) {
    BigDecimal number = BigDecimal.valueOf(value).stripTrailingZeros();
    String plain = number.toPlainString();
    return plain.length() <= LONGEST_NUMBER ? plain : number.toString();
  }

  /** One text of several columns, which differs where one of them differs. */
  static String key(List<String> columns) {
    List<String> parts =
        columns.stream()
            .map(SqlTexts::column)
            .map(name -> "coalesce(replace(CAST(" + name + " AS STRING), ',', ',,'), ', ')")
            .toList();
    return "concat_ws(', ', " + String.join(", ", parts) + ")";
  }

  /** The same, or null where one of them is null. */
  static String wholeKey(List<String> columns) {
    List<String> nulls = columns.stream().map(name -> column(name) + " IS NULL").toList();
    return "CASE WHEN " + String.join(" OR ", nulls) + " THEN NULL ELSE " + key(columns) + " END";
  }

  /** A name for messages, quoted where SQL needs it. */
  static String shown(String name) {
    return SchemaMatch.quoted(name);
  }
}
