package dev.assay.jobs.cli;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Prints the rows of a query. */
final class RowPrinter {
  private final PrintStream out;
  private final Format format;

  RowPrinter(PrintStream out, Format format) {
    this.out = out;
    this.format = format;
  }

  /**
   * Prints at most {@code limit} rows and, as a table, says how many there are and whether there
   * are more.
   */
  void print(Dataset<Row> rows, int limit) {
    switch (format) {
      case TABLE -> table(rows, limit);
      case CSV -> csv(rows.limit(limit));
      case JSON -> rows.limit(limit).toJSON().toLocalIterator().forEachRemaining(out::println);
    }
    out.flush();
  }

  private void table(Dataset<Row> rows, int limit) {
    List<Row> shown = rows.limit(limit + 1).collectAsList();
    StructType schema = rows.schema();
    List<Boolean> right = new ArrayList<>();
    for (StructField field : schema.fields()) {
      right.add(field.dataType() instanceof NumericType);
    }
    TextTable table = new TextTable(List.of(schema.fieldNames()), right);
    shown.stream().limit(limit).forEach(row -> table.add(cells(row, "·")));
    table.lines().forEach(out::println);
    boolean more = shown.size() > limit;
    int count = Math.min(shown.size(), limit);
    out.println();
    out.println(
        count + (count == 1 ? " row" : " rows") + (more ? "; there are more, see --limit" : ""));
  }

  private void csv(Dataset<Row> rows) {
    out.println(
        List.of(rows.schema().fieldNames()).stream()
            .map(RowPrinter::quoted)
            .collect(Collectors.joining(",")));
    Iterator<Row> iterator = rows.toLocalIterator();
    while (iterator.hasNext()) {
      out.println(
          cells(iterator.next(), "").stream()
              .map(RowPrinter::quoted)
              .collect(Collectors.joining(",")));
    }
  }

  private static List<String> cells(Row row, String nothing) {
    List<String> cells = new ArrayList<>();
    for (int i = 0; i < row.size(); i++) {
      cells.add(row.isNullAt(i) ? nothing : Cell.text(row.get(i)));
    }
    return cells;
  }

  private static String quoted(String cell) {
    return cell.matches("(?s).*[\",\r\n].*") || (cell.isBlank() && !cell.isEmpty())
        ? '"' + cell.replace("\"", "\"\"") + '"'
        : cell;
  }
}
