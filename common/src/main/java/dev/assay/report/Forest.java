package dev.assay.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * A table with a drawing in each row: figures and their intervals along one axis. It is a table to
 * those who cannot see the drawings, and its texts keep their size on any screen.
 *
 * @param caption what it shows
 * @param rowHeading heading of the first column
 * @param valueHeading heading of the last column
 * @param scale the axis
 * @param neutral where neither side is ahead: a solid line
 * @param limits other numbers of interest: dotted lines
 * @param sides what is said left and right of the neutral line; empty for nothing
 */
record Forest(
    String caption,
    String rowHeading,
    String valueHeading,
    Scale scale,
    Double neutral,
    List<Double> limits,
    List<String> sides) {
  private static final int TICKS = 5;
  private static final double LEAST_ROOM = 0.3;
  private static final double MOST_CLIPPED = 8;

  /**
   * A figure in a row.
   *
   * @param by whose it is
   * @param value where its marker lies; null for none
   * @param low beginning of its interval; null for none
   * @param high end of its interval
   * @param text what is written beside it
   */
  record Mark(Contender by, Double value, Double low, Double high, Tag text) {
    boolean drawn() {
      return value != null && Double.isFinite(value);
    }

    boolean hasInterval() {
      return drawn() && low != null && high != null && low <= high;
    }
  }

  /**
   * A row.
   *
   * @param head its heading
   * @param marks its figures
   */
  record Line(Tag head, List<Mark> marks) {}

  /**
   * An axis that holds all markers, a number, and intervals as long as they are not many times
   * wider than most; longer ones end in an arrow.
   */
  static Scale axis(List<Line> lines, double... also) {
    List<Mark> marks = lines.stream().flatMap(line -> line.marks().stream()).toList();
    double low = Arrays.stream(also).min().orElse(0);
    double high = Arrays.stream(also).max().orElse(0);
    List<Double> widths = new ArrayList<>();
    for (Mark mark : marks) {
      if (mark.drawn()) {
        low = Math.min(low, mark.value());
        high = Math.max(high, mark.value());
      }
      if (mark.hasInterval()) {
        widths.add(mark.high() - mark.low());
      }
    }
    Collections.sort(widths);
    double room = widths.isEmpty() ? 0 : MOST_CLIPPED * widths.get(widths.size() / 2);
    double least = low;
    double most = high;
    for (Mark mark : marks) {
      if (mark.hasInterval()) {
        least = Math.min(least, Math.max(mark.low(), low - room));
        most = Math.max(most, Math.min(mark.high(), high + room));
      }
    }
    return Scale.around(least, most);
  }

  /** The table. */
  Tag tag(List<Line> lines) {
    boolean several = lines.stream().anyMatch(line -> line.marks().size() > 1);
    Tag head = Tag.of("tr", role(Tag.of("th", rowHeading).with("scope", "col"), "columnheader"));
    if (several) {
      head.add(role(Tag.of("th", "Model").with("scope", "col"), "columnheader"));
    }
    head.add(role(axisCell(), "columnheader"));
    head.add(role(Tag.of("th", valueHeading).with("scope", "col").as("num"), "columnheader"));
    Tag table =
        role(Tag.of("table", Tag.of("caption", caption)).as("forest"), "table")
            .add(role(Tag.of("thead", role(head, "row")), "rowgroup"));
    lines.forEach(line -> table.add(group(line, several)));
    return table;
  }

  // On small screens rows are laid out as blocks, which would take their roles from them.
  private static Tag role(Tag tag, String role) {
    return tag.with("role", role);
  }

  private Tag axisCell() {
    Tag drawing = Tag.of("svg").with("aria-hidden", "true").with("focusable", "false");
    if (!sides.isEmpty() && neutral != null) {
      double place = scale.held(neutral);
      if (place >= LEAST_ROOM) {
        drawing.add(side("← " + sides.get(0), place, "end", "-8"));
      }
      if (place <= 1 - LEAST_ROOM) {
        drawing.add(side(sides.get(1) + " →", place, "start", "8"));
      }
    }
    for (double tick : scale.ticks(TICKS)) {
      String x = percent(scale.place(tick));
      drawing.add(
          Tag.of("text", scale.text(tick, TICKS)).as("tick").with("x", x).with("y", "34"),
          Tag.of("line").as("tick").with("x1", x).with("x2", x).with("y1", "39").with("y2", "44"));
    }
    return Tag.of("th", Tag.of("span", "Drawing of the interval").as("hidden"), drawing)
        .with("scope", "col")
        .as("plot axis");
  }

  private static Tag side(String text, double place, String anchor, String shift) {
    return Tag.of("text", text)
        .as("side")
        .with("x", percent(place))
        .with("y", "14")
        .with("dx", shift)
        .with("text-anchor", anchor);
  }

  private Tag group(Line line, boolean several) {
    Tag group = role(Tag.of("tbody"), "rowgroup");
    int count = line.marks().size();
    for (int i = 0; i < count; i++) {
      Tag row = role(Tag.of("tr"), "row");
      if (i == 0) {
        Tag head = Tag.of("th", line.head()).with("scope", several ? "rowgroup" : "row");
        row.add(
            role(head, "rowheader").with("rowspan", count > 1 ? Integer.toString(count) : null));
      }
      group.add(fill(row, line.marks().get(i), several));
    }
    return group;
  }

  private Tag fill(Tag row, Mark mark, boolean several) {
    if (several) {
      row.add(
          role(Tag.of("td").as("who"), "cell")
              .add(mark.by().inlineMarker(), Tag.of("span", mark.by().designation())));
    }
    return row.add(
        role(Tag.of("td", drawing(mark)).as("plot"), "cell"),
        role(Tag.of("td", mark.text()).as("num"), "cell"));
  }

  private Tag drawing(Mark mark) {
    Tag drawing = Tag.of("svg").with("aria-hidden", "true").with("focusable", "false");
    limits.forEach(limit -> drawing.add(vertical(limit, "limit")));
    if (neutral != null) {
      drawing.add(vertical(neutral, "neutral"));
    }
    if (mark.hasInterval()) {
      drawing.add(bar(mark), arrow(mark, mark.low(), true), arrow(mark, mark.high(), false));
    }
    return mark.drawn()
        ? drawing.add(
            mark.by().marker().with("x", percent(scale.held(mark.value()))).with("y", "50%"))
        : drawing;
  }

  private Tag vertical(double value, String classes) {
    String x = percent(scale.held(value));
    return Tag.of("line")
        .as(classes)
        .with("x1", x)
        .with("x2", x)
        .with("y1", "0")
        .with("y2", "100%");
  }

  private Tag bar(Mark mark) {
    return Tag.of("line")
        .as("bar " + mark.by().style())
        .with("x1", percent(scale.held(mark.low())))
        .with("x2", percent(scale.held(mark.high())))
        .with("y1", "50%")
        .with("y2", "50%");
  }

  private Tag arrow(Mark mark, double end, boolean left) {
    double place = scale.logarithmic() && end <= 0 ? -1 : scale.place(end);
    if (left ? place >= 0 : place <= 1) {
      return null;
    }
    return Tag.of("use")
        .with("href", left ? "#arrow-left" : "#arrow-right")
        .as("mark " + mark.by().style())
        .with("x", left ? "0%" : "100%")
        .with("y", "50%");
  }

  private static String percent(double place) {
    return Tag.coordinate(100 * place) + "%";
  }
}
