package dev.assay.report;

import java.util.List;

/** A table of figures: a caption, headings of columns, and a heading for each row. */
final class FigureTable {
  private final Tag body = Tag.of("tbody");
  private final Tag head = Tag.of("tr");
  private final String caption;
  private final List<String> columns;
  private final int words;
  private int rows;

  /**
   * A table.
   *
   * @param words so many columns from the left hold words; the others hold numbers
   */
  FigureTable(String caption, int words, String... columns) {
    this.caption = caption;
    this.columns = List.of(columns);
    this.words = words;
    for (int i = 0; i < columns.length; i++) {
      head.add(Tag.of("th", columns[i]).with("scope", "col").as(i < words ? null : "num"));
    }
  }

  /** Adds a row, its heading first. */
  FigureTable row(Tag... cells) {
    Tag row = Tag.of("tr");
    for (int i = 0; i < cells.length; i++) {
      Tag cell = i == 0 ? Tag.of("th").with("scope", "row") : Tag.of("td");
      row.add(cell.add(cells[i]).as(i < words ? null : "num"));
    }
    body.add(row);
    rows++;
    return this;
  }

  boolean isEmpty() {
    return rows == 0;
  }

  /** The table, in a box that scrolls sideways by itself where a screen is narrow. */
  Tag tag() {
    Tag table =
        Tag.of("table", Tag.of("caption", caption), Tag.of("thead", head), body)
            .as(columns.size() > 2 ? "figures" : "figures small");
    return Tag.of("div", table)
        .as("scroll")
        .with("tabindex", "0")
        .with("role", "group")
        .with("aria-label", caption);
  }
}
