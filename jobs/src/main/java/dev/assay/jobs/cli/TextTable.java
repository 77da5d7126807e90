package dev.assay.jobs.cli;

import java.util.ArrayList;
import java.util.List;

/** Rows in aligned columns: text to the left, numbers to the right. */
final class TextTable {
  private static final String GAP = "  ";

  private final List<String> header;
  private final List<Boolean> right;
  private final List<List<String>> rows = new ArrayList<>();

  /**
   * An empty table.
   *
   * @param header the columns' names
   * @param right which columns are aligned to the right
   */
  TextTable(List<String> header, List<Boolean> right) {
    this.header = List.copyOf(header);
    this.right = List.copyOf(right);
  }

  /** Adds a row with a cell for each column. */
  TextTable add(List<String> cells) {
    if (cells.size() != header.size()) {
      throw new IllegalArgumentException(cells.size() + " cells for " + header.size() + " columns");
    }
    rows.add(List.copyOf(cells));
    return this;
  }

  /** The lines of the table: header, rule, rows. */
  List<String> lines() {
    int[] widths = widths();
    List<String> lines = new ArrayList<>();
    lines.add(line(header, widths));
    List<String> rule = new ArrayList<>();
    for (int width : widths) {
      rule.add("─".repeat(width));
    }
    lines.add(String.join(GAP, rule));
    rows.forEach(row -> lines.add(line(row, widths)));
    return lines;
  }

  private int[] widths() {
    int[] widths = new int[header.size()];
    for (int column = 0; column < widths.length; column++) {
      widths[column] = length(header.get(column));
      for (List<String> row : rows) {
        widths[column] = Math.max(widths[column], length(row.get(column)));
      }
    }
    return widths;
  }

  private String line(List<String> cells, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int column = 0; column < widths.length; column++) {
      String cell = cells.get(column);
      String space = " ".repeat(widths[column] - length(cell));
      line.append(column == 0 ? "" : GAP).append(right.get(column) ? space + cell : cell + space);
    }
    return line.toString().stripTrailing();
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }
}
