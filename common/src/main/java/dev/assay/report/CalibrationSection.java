package dev.assay.report;

import dev.assay.evaluation.CalibrationRow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Whether scores mean what they say. */
final class CalibrationSection {
  private static final List<String> PREFERRED = List.of("EQUAL_MASS", "EQUAL_WIDTH", "GRADE");

  private CalibrationSection() {}

  static Optional<Tag> of(EvaluationReport report) {
    List<CalibrationRow> whole =
        report.result().calibration().stream()
            .filter(row -> row.slicer() == null)
            .filter(row -> row.meanScore() != null && row.observed() != null)
            .sorted(Comparator.comparing(CalibrationRow::place))
            .toList();
    Optional<String> grouping =
        PREFERRED.stream()
            .filter(g -> whole.stream().anyMatch(row -> row.grouping().equals(g)))
            .findFirst();
    if (grouping.isEmpty()) {
      return Optional.empty();
    }
    Tag section = Words.section("calibration", "Whether scores mean what they say");
    section.add(
        Words.p(
            "Rows are put into groups by their score. A score of 0.3 is right if 30 % of the rows with"
                + " it turn out positive: then the markers lie on the dotted line. Above it the model"
                + " is too cautious, below it too sure. The upright bars are "
                + level(whole)
                + " intervals of the observed share: where they touch the line, these rows are in"
                + " line with it."));
    Tag charts = Tag.of("div").as("charts");
    for (Contender contender : report.contenders()) {
      chart(contender, of(whole, contender, grouping.get())).ifPresent(charts::add);
    }
    section.add(charts);
    return Optional.of(section.add(grades(report, whole)));
  }

  private static String level(List<CalibrationRow> rows) {
    return rows.stream()
        .map(CalibrationRow::level)
        .filter(Objects::nonNull)
        .findFirst()
        .map(Numerals::level)
        .orElse("95\u00A0%");
  }

  private static List<CalibrationRow> of(
      List<CalibrationRow> rows, Contender contender, String grouping) {
    return rows.stream()
        .filter(row -> row.grouping().equals(grouping))
        .filter(row -> contender.is(row.model(), row.modelVersion()))
        .toList();
  }

  private static Optional<Tag> chart(Contender by, List<CalibrationRow> rows) {
    if (rows.isEmpty()) {
      return Optional.empty();
    }
    double end = reach(rows);
    Scale scale = new Scale(0, end, false);
    LineChart chart =
        LineChart.of(
            "chart-calibration-" + by.place(),
            "Calibration of " + by.designation(),
            "Observed share of positives against the mean score of "
                + rows.size()
                + " groups of rows, with intervals. The figures are in the table below the chart.",
            scale,
            scale,
            "Mean score of the group",
            "Observed share of positives");
    chart.reference(0, 0, end, end);
    rows.forEach(row -> chart.point(by, row.meanScore(), row.observed(), row.low(), row.high()));
    Tag title = Tag.of("h3", by.inlineMarker()).text(by.designation() + " ");
    Tag caption = Tag.of("figcaption", title.add(Words.name(by.reference())));
    return Optional.of(
        Tag.of(
            "figure",
            caption,
            chart.tag(),
            Words.folded("The same figures as a table", table(by, rows).tag())));
  }

  /** Where scores are all small the chart shows the part in which they are. */
  private static double reach(List<CalibrationRow> rows) {
    double most = 0;
    for (CalibrationRow row : rows) {
      double high = row.high() == null ? row.observed() : row.high();
      most = Math.max(most, Math.max(row.meanScore(), high));
    }
    return most > 0.5 ? 1 : Math.max(1e-4, most * 1.1);
  }

  private static FigureTable table(Contender by, List<CalibrationRow> rows) {
    FigureTable table =
        new FigureTable(
            "Calibration of " + by.designation() + " by groups of scores",
            1,
            "Group",
            "Rows",
            "Mean score",
            "Observed (interval)");
    rows.forEach(
        row ->
            table.row(
                Tag.of("span", row.place().toString()),
                Words.count(row.rows()),
                Words.number(row.meanScore(), Numerals.figure(row.meanScore())),
                Words.figure(row.observed(), row.low(), row.high())));
    return table;
  }

  private static List<Tag> grades(EvaluationReport report, List<CalibrationRow> whole) {
    List<Tag> tables = new ArrayList<>();
    for (Contender contender : report.contenders()) {
      List<CalibrationRow> rows = of(whole, contender, "GRADE");
      if (!rows.isEmpty()) {
        tables.add(
            Words.folded(
                "Rating grades of " + contender.designation(), grades(contender, rows).tag()));
      }
    }
    return tables;
  }

  private static FigureTable grades(Contender by, List<CalibrationRow> rows) {
    FigureTable table =
        new FigureTable(
            "Rating grades of "
                + by.designation()
                + ": a small p says that the rate is higher than the mean score",
            1,
            "Grade",
            "Scores",
            "Rows",
            "Mean score",
            "Observed (interval)",
            "p, Jeffreys",
            "p, binomial");
    rows.forEach(
        row ->
            table.row(
                Tag.of("span", row.place().toString()),
                Tag.of(
                    "span",
                    Numerals.figure(row.lowScore()) + " to " + Numerals.figure(row.highScore())),
                Words.count(row.rows()),
                Words.number(row.meanScore(), Numerals.figure(row.meanScore())),
                Words.figure(row.observed(), row.low(), row.high()),
                Words.number(row.jeffreys(), Numerals.probability(row.jeffreys())),
                Words.number(row.binomial(), Numerals.probability(row.binomial()))));
    return table;
  }
}
