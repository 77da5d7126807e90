package dev.assay.report;

import java.util.ArrayList;
import java.util.List;

/**
 * A chart of lines, points and intervals over two axes, about as wide as a phone, so that its texts
 * are as large as those around it.
 *
 * @param id names it within the page
 * @param title what it shows
 * @param description what is to be seen, for those who cannot see it
 * @param x the axis to the right
 * @param y the axis upwards
 * @param xTitle what goes to the right
 * @param yTitle what goes up
 */
record LineChart(
    String id,
    String title,
    String description,
    Scale x,
    Scale y,
    String xTitle,
    String yTitle,
    Tag marks) {
  static final int WIDTH = 360;
  static final int HEIGHT = 300;
  private static final int LEFT = 46;
  private static final int RIGHT = 14;
  private static final int TOP = 28;
  private static final int BOTTOM = 46;
  private static final int TICKS = 5;
  private static final double UNSEEN = 0.2;
  private static final int MARKERS = 4;

  static LineChart of(
      String id, String title, String description, Scale x, Scale y, String xTitle, String yTitle) {
    return new LineChart(id, title, description, x, y, xTitle, yTitle, Tag.of("g"));
  }

  private double px(double value) {
    return LEFT + x.held(value) * (WIDTH - LEFT - RIGHT);
  }

  private double py(double value) {
    return HEIGHT - BOTTOM - y.held(value) * (HEIGHT - TOP - BOTTOM);
  }

  /** Draws a line with a few markers; points are x and y. */
  LineChart line(Contender by, List<double[]> points) {
    List<double[]> seen = thinned(points.stream().map(p -> at(p[0], p[1])).toList());
    marks.add(path(seen).as("curve " + by.style()));
    for (double[] place : markers(by, points)) {
      marks.add(by.marker().with("x", place[0]).with("y", place[1]));
    }
    return this;
  }

  private double[] at(double valueX, double valueY) {
    return new double[] {px(valueX), py(valueY)};
  }

  /** Draws steps that keep their height from each point to the next one, down to the axis. */
  LineChart steps(List<double[]> points, double lastX, String classes) {
    List<double[]> corners = new ArrayList<>();
    corners.add(at(points.get(0)[0], 0));
    for (int i = 0; i < points.size(); i++) {
      double end = i + 1 < points.size() ? points.get(i + 1)[0] : lastX;
      corners.add(at(points.get(i)[0], points.get(i)[1]));
      corners.add(at(end, points.get(i)[1]));
    }
    corners.add(at(lastX, 0));
    marks.add(path(corners).as(classes));
    return this;
  }

  /** Draws a straight line that serves as a reference. */
  LineChart reference(double fromX, double fromY, double toX, double toY) {
    marks.add(path(List.of(at(fromX, fromY), at(toX, toY))).as("reference"));
    return this;
  }

  /** Draws a point with an upright interval, which may be null. */
  LineChart point(Contender by, double valueX, double valueY, Double low, Double high) {
    double[] place = at(valueX, valueY);
    if (low != null && high != null) {
      marks.add(path(List.of(at(valueX, low), at(valueX, high))).as("whisker " + by.style()));
    }
    marks.add(by.marker().with("x", place[0]).with("y", place[1]));
    return this;
  }

  /** Writes a word beside a place. */
  LineChart label(double valueX, double valueY, String anchor, String text) {
    double[] place = at(valueX, valueY);
    marks.add(
        Tag.of("text", text)
            .as("direct")
            .with("x", place[0])
            .with("y", place[1])
            .with("text-anchor", anchor));
    return this;
  }

  // Markers of different models stand at different places, so that they rarely hide each other.
  private List<double[]> markers(Contender by, List<double[]> points) {
    List<double[]> places = new ArrayList<>();
    double shift = (by.place() % Contender.STYLES) / (double) Contender.STYLES;
    for (int k = 0; k < MARKERS; k++) {
      double share = (k + 0.25 + 0.5 * shift) / MARKERS;
      along(points.stream().map(p -> at(p[0], p[1])).toList(), share).ifPresent(places::add);
    }
    return places;
  }

  /** The place after a share of the line's length. */
  private static java.util.Optional<double[]> along(List<double[]> places, double share) {
    double length = 0;
    for (int i = 1; i < places.size(); i++) {
      length += distance(places.get(i - 1), places.get(i));
    }
    double left = share * length;
    for (int i = 1; i < places.size(); i++) {
      double[] a = places.get(i - 1);
      double[] b = places.get(i);
      double step = distance(a, b);
      if (step > 0 && left <= step) {
        double t = left / step;
        return java.util.Optional.of(
            new double[] {a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])});
      }
      left -= step;
    }
    return java.util.Optional.empty();
  }

  private static double distance(double[] a, double[] b) {
    return Math.hypot(a[0] - b[0], a[1] - b[1]);
  }

  /** Leaves out points that lie on the line between others (Douglas and Peucker 1973). */
  private static List<double[]> thinned(List<double[]> points) {
    if (points.size() < 3) {
      return points;
    }
    boolean[] kept = new boolean[points.size()];
    kept[0] = true;
    kept[kept.length - 1] = true;
    List<int[]> open = new ArrayList<>(List.of(new int[] {0, kept.length - 1}));
    while (!open.isEmpty()) {
      int[] range = open.remove(open.size() - 1);
      int furthest = furthest(points, range[0], range[1]);
      if (furthest > 0) {
        kept[furthest] = true;
        open.add(new int[] {range[0], furthest});
        open.add(new int[] {furthest, range[1]});
      }
    }
    List<double[]> thinned = new ArrayList<>();
    for (int i = 0; i < kept.length; i++) {
      if (kept[i]) {
        thinned.add(points.get(i));
      }
    }
    return thinned;
  }

  private static int furthest(List<double[]> points, int from, int to) {
    double most = UNSEEN;
    int found = -1;
    for (int i = from + 1; i < to; i++) {
      double off = off(points.get(i), points.get(from), points.get(to));
      if (off > most) {
        most = off;
        found = i;
      }
    }
    return found;
  }

  /** Distance of a point from a line; where its ends are one point, from that. */
  private static double off(double[] p, double[] a, double[] b) {
    double length = distance(a, b);
    if (length == 0) {
      return distance(p, a);
    }
    double cross = (b[0] - a[0]) * (a[1] - p[1]) - (a[0] - p[0]) * (b[1] - a[1]);
    return Math.abs(cross) / length;
  }

  private static Tag path(List<double[]> points) {
    StringBuilder d = new StringBuilder();
    for (double[] point : points) {
      d.append(d.length() == 0 ? 'M' : 'L');
      d.append(Tag.coordinate(point[0])).append(' ').append(Tag.coordinate(point[1]));
    }
    return Tag.of("path").with("d", d.toString());
  }

  /** The chart. */
  Tag tag() {
    Tag svg =
        Tag.of("svg")
            .as("chart")
            .with("viewBox", "0 0 " + WIDTH + " " + HEIGHT)
            .with("role", "img")
            .with("aria-labelledby", id + "-t " + id + "-d");
    svg.add(Tag.of("title", title).with("id", id + "-t"));
    svg.add(Tag.of("desc", description).with("id", id + "-d"));
    svg.add(frame(), marks);
    return svg;
  }

  private Tag frame() {
    Tag frame = Tag.of("g").as("axes");
    for (double tick : x.ticks(TICKS)) {
      double at = px(tick);
      frame.add(path(List.of(new double[] {at, TOP}, new double[] {at, HEIGHT - BOTTOM})));
      frame.add(text(x.text(tick, TICKS), at, HEIGHT - BOTTOM + 17, "middle"));
    }
    for (double tick : y.ticks(TICKS)) {
      double at = py(tick);
      frame.add(path(List.of(new double[] {LEFT, at}, new double[] {WIDTH - RIGHT, at})));
      frame.add(text(y.text(tick, TICKS), LEFT - 7, at + 4, "end"));
    }
    frame.add(text(xTitle, (LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 8, "middle").as("title"));
    return frame.add(text(yTitle, 2, 14, "start").as("title"));
  }

  private static Tag text(String text, double atX, double atY, String anchor) {
    return Tag.of("text", text).with("x", atX).with("y", atY).with("text-anchor", anchor);
  }

  /** The chart with its title above and the same figures folded below. */
  static Tag figure(Tag chart, String heading, String says, Tag table) {
    Tag caption = Tag.of("figcaption", Tag.of("h3", heading), Tag.of("p", says));
    return Tag.of("figure", caption, chart)
        .add(table == null ? null : Words.folded("The same figures as a table", table));
  }
}
