package dev.assay.report;

import dev.assay.evaluation.CurveRow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How models rank rows, and what scores they give. */
final class CurveSection {
  private static final int SHOWN = 21;
  private static final String POSITIVE = "SCORES_POSITIVE";
  private static final String NEGATIVE = "SCORES_NEGATIVE";

  private CurveSection() {}

  static Optional<Tag> of(EvaluationReport report) {
    List<Tag> figures = new ArrayList<>();
    curve(report, "ROC").ifPresent(figures::add);
    curve(report, "PRECISION_RECALL").ifPresent(figures::add);
    curve(report, "GAIN").ifPresent(figures::add);
    List<Tag> scores = new ArrayList<>();
    double highest = highest(report);
    report.contenders().forEach(c -> distribution(report, c, highest).ifPresent(scores::add));
    if (figures.isEmpty() && scores.isEmpty()) {
      return Optional.empty();
    }
    Tag section = Words.section("curves", "How the models rank and score");
    if (!figures.isEmpty()) {
      section.add(Words.legend(report.contenders()), Tag.of("div").as("charts").add(figures));
    }
    if (!scores.isEmpty()) {
      section.add(
          Tag.of("h3", "Scores that rows with label 1 and label 0 get"),
          Words.p("The further apart the two outlines are, the better the model separates them."),
          Tag.of("div").as("charts").add(scores));
    }
    return Optional.of(section);
  }

  private static List<double[]> points(EvaluationReport report, Contender by, String curve) {
    return report.result().curves().stream()
        .filter(row -> row.slicer() == null && row.curve().equals(curve))
        .filter(row -> by.is(row.model(), row.modelVersion()))
        .filter(row -> row.x() != null && row.y() != null)
        .sorted(Comparator.comparing(CurveRow::place))
        .map(row -> new double[] {row.x(), row.y()})
        .toList();
  }

  private static Optional<Tag> curve(EvaluationReport report, String name) {
    Map<Contender, List<double[]>> lines = new LinkedHashMap<>();
    for (Contender contender : report.contenders()) {
      List<double[]> points = points(report, contender, name);
      if (!points.isEmpty()) {
        lines.put(contender, points);
      }
    }
    if (lines.isEmpty()) {
      return Optional.empty();
    }
    Curve curve = Curve.valueOf(name);
    LineChart chart =
        LineChart.of(
            "chart-" + name.toLowerCase(java.util.Locale.ROOT).replace('_', '-'),
            curve.title + " of " + lines.size() + (lines.size() == 1 ? " model" : " models"),
            curve.says + " The figures are in the table below the chart.",
            Scale.SHARES,
            Scale.SHARES,
            curve.x,
            curve.y);
    if (curve != Curve.PRECISION_RECALL) {
      chart.reference(0, 0, 1, 1);
    } else {
      prevalence(report).ifPresent(rate -> chart.reference(0, rate, 1, rate));
    }
    lines.forEach(chart::line);
    return Optional.of(
        LineChart.figure(chart.tag(), curve.title, curve.says, table(curve, lines).tag()));
  }

  private static Optional<Double> prevalence(EvaluationReport report) {
    return report
        .rows()
        .flatMap(rows -> report.positives().map(count -> count / (double) Math.max(1, rows)));
  }

  private enum Curve {
    ROC(
        "ROC curve",
        "Of the positives, how many are found, against how many of the negatives are taken with"
            + " them. Closer to the upper left is better; the dotted line is chance.",
        "Share of negatives selected",
        "Share of positives selected (recall)"),
    PRECISION_RECALL(
        "Precision and recall",
        "How pure the selection is, against how many positives it finds. Higher is better; the"
            + " dotted line is the share of positives among all rows.",
        "Recall",
        "Precision"),
    GAIN(
        "Gain",
        "When rows are selected from the highest score down: the share of all positives found."
            + " Higher is better; the dotted line is a random order.",
        "Share of rows selected",
        "Share of positives found");

    private final String title;
    private final String says;
    private final String x;
    private final String y;

    Curve(String title, String says, String x, String y) {
      this.title = title;
      this.says = says;
      this.x = x;
      this.y = y;
    }
  }

  private static FigureTable table(Curve curve, Map<Contender, List<double[]>> lines) {
    int most = lines.values().stream().mapToInt(List::size).max().orElse(0);
    String caption =
        curve.title + (most > SHOWN ? ": some of the points; all are in the JSON file" : "");
    FigureTable table = new FigureTable(caption, 1, "Model", curve.x, curve.y);
    lines.forEach(
        (contender, points) ->
            Words.some(points, SHOWN)
                .forEach(
                    point ->
                        table.row(
                            Words.model(contender),
                            Words.number(point[0], Numerals.fixed(point[0], 3)),
                            Words.number(point[1], Numerals.fixed(point[1], 3)))));
    return table;
  }

  /** The highest share of all models, so that their outlines can be compared. */
  private static double highest(EvaluationReport report) {
    return report.result().curves().stream()
        .filter(row -> row.slicer() == null && row.y() != null)
        .filter(row -> row.curve().equals(POSITIVE) || row.curve().equals(NEGATIVE))
        .mapToDouble(CurveRow::y)
        .max()
        .orElse(1);
  }

  private static Optional<Tag> distribution(EvaluationReport report, Contender by, double highest) {
    List<double[]> positives = points(report, by, POSITIVE);
    List<double[]> negatives = points(report, by, NEGATIVE);
    if (positives.size() < 2 || negatives.size() < 2) {
      return Optional.empty();
    }
    Scale up = new Scale(0, Math.max(highest * 1.08, 1e-6), false);
    double end =
        2 * positives.get(positives.size() - 1)[0]
            - beginnings(positives).get(positives.size() - 1)[0];
    Scale along = new Scale(beginnings(positives).get(0)[0], end, false);
    LineChart chart =
        LineChart.of(
            "chart-scores-" + by.place(),
            "Scores of " + by.designation() + " by label",
            "Two outlines over the scores: rows with label 0 filled, rows with label 1"
                + " as a dashed line. The figures are in the table below the chart.",
            along,
            up,
            "Score",
            "Share of the rows with that label");
    chart.steps(beginnings(negatives), end, "area");
    chart.steps(beginnings(positives), end, "outline " + by.style());
    FigureTable table =
        new FigureTable(
            "Scores of " + by.designation() + " by label: share of the rows around a score",
            1,
            "Score",
            "Label 1",
            "Label 0");
    Map<Double, Double> others = new LinkedHashMap<>();
    negatives.forEach(point -> others.put(point[0], point[1]));
    Words.some(positives, SHOWN)
        .forEach(
            point ->
                table.row(
                    Words.number(point[0], Numerals.fixed(point[0], 3)),
                    Words.number(point[1], Numerals.share(point[1])),
                    Words.number(others.get(point[0]), Numerals.share(others.get(point[0])))));
    return Optional.of(figure(chart.tag(), by, table.tag()));
  }

  private static Tag figure(Tag chart, Contender by, Tag table) {
    Tag title = Tag.of("h4", by.inlineMarker()).text(by.designation() + " ");
    Tag key =
        Tag.of("p", keyLine("area"), Tag.of("span", "label 0 "))
            .add(keyLine("outline " + by.style()), Tag.of("span", "label 1"))
            .as("key");
    return Tag.of(
        "figure",
        Tag.of("figcaption", title.add(Words.name(by.reference())), key),
        chart,
        Words.folded("The same figures as a table", table));
  }

  private static Tag keyLine(String classes) {
    return Tag.of(
            "svg",
            Tag.of("path")
                .as(classes)
                .with("d", "M1 14V3H23V14Z")
                .with("transform", "translate(0 1)"))
        .as("swatch")
        .with("width", "24")
        .with("height", "16")
        .with("aria-hidden", "true");
  }

  /** Points lie in the middle of groups of equal width; steps begin where the groups do. */
  private static List<double[]> beginnings(List<double[]> points) {
    double half = (points.get(1)[0] - points.get(0)[0]) / 2;
    return points.stream().map(p -> new double[] {p[0] - half, p[1]}).toList();
  }
}
