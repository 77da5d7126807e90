package dev.assay.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;

/**
 * The table whose data is checked: a hundred columns, as wide tables of features have them. Half of
 * the doubles take any value and half are rounded, so that Parquet's dictionaries hold about half
 * of the columns; a third of the columns have nulls.
 */
final class CheckedTable {
  static final int DOUBLES = 40;
  static final int INTS = 20;
  static final int LONGS = 10;
  static final int CATEGORIES = 18;
  static final int DATES = 6;
  static final int TIMES = 4;

  /** The newest day in it. */
  static final String NEWEST = "2026-01-31";

  private static final int SEED = 4711;
  private static final int DAYS = 730;
  private static final List<Integer> INT_VALUES = List.of(2, 12, 100, 1_000, 100_000);
  private static final List<Integer> CATEGORY_VALUES = List.of(2, 5, 20, 100, 1_000, 20_000);

  private CheckedTable() {}

  /** The columns by name, as Spark SQL over {@code id}. */
  static Map<String, String> columns() {
    Map<String, String> columns = new LinkedHashMap<>();
    columns.put("id", "id");
    columns.put("code", "concat('K', lpad(pmod(xxhash64(id, 7), 1000000007), 10, '0'))");
    for (int i = 0; i < DOUBLES; i++) {
      String normal = "randn(%d)".formatted(SEED + i);
      add(columns, "d", i, i % 2 == 0 ? "100 + 15 * " + normal : "round(exp(" + normal + "), 2)");
    }
    for (int i = 0; i < INTS; i++) {
      int values = INT_VALUES.get(i % INT_VALUES.size());
      add(columns, "i", i, "CAST(%s * %d AS INT)".formatted(uniform(100 + i), values));
    }
    for (int i = 0; i < LONGS; i++) {
      add(columns, "l", i, "CAST(%s * 1e9 AS BIGINT)".formatted(uniform(200 + i)));
    }
    for (int i = 0; i < CATEGORIES; i++) {
      int values = CATEGORY_VALUES.get(i % CATEGORY_VALUES.size());
      String number = "CAST(%s * %d AS INT)".formatted(uniform(300 + i), values);
      add(columns, "s", i, "concat('c', " + number + ")");
    }
    for (int i = 0; i < DATES; i++) {
      String days = "CAST(%s * %d AS INT)".formatted(uniform(400 + i), DAYS);
      add(columns, "day", i, "date_sub(DATE'%s', %s)".formatted(NEWEST, days));
    }
    for (int i = 0; i < TIMES; i++) {
      String seconds = "CAST(%s * %d AS BIGINT)".formatted(uniform(500 + i), DAYS * 86_400L);
      String newest = "unix_seconds(TIMESTAMP'%s 00:00:00')".formatted(NEWEST);
      add(columns, "ts", i, "timestamp_seconds(" + newest + " - " + seconds + ")");
    }
    return columns;
  }

  private static String uniform(int stream) {
    return "rand(" + (SEED + stream) + ")";
  }

  /** Every third column lacks values in 1, 5 or 20 of a hundred rows. */
  private static void add(Map<String, String> columns, String kind, int index, String sql) {
    String share = List.of("0.01", "0.05", "0.2").get(index / 3 % 3);
    String uniform = uniform(1000 + columns.size());
    columns.put(
        name(kind, index),
        index % 3 == 2 ? "IF(%s < %s, NULL, %s)".formatted(uniform, share, sql) : sql);
  }

  /** Such as d07. */
  static String name(String kind, int index) {
    return "%s%02d".formatted(kind, index);
  }

  /** The values of a column of categories. */
  static int values(int category) {
    return CATEGORY_VALUES.get(category % CATEGORY_VALUES.size());
  }

  /** Writes the table unless it is there. */
  static void generate(SparkSession spark, Path folder, long rows) {
    if (Files.exists(folder.resolve("_SUCCESS"))) {
      return;
    }
    String[] columns =
        columns().entrySet().stream()
            .map(column -> column.getValue() + " AS " + column.getKey())
            .toArray(String[]::new);
    spark
        .range(0, rows, 1, BenchData.files(rows))
        .selectExpr(columns)
        .write()
        .mode("overwrite")
        .option("compression", "snappy")
        .parquet(folder.toString());
  }
}
