package dev.assay.report;

import dev.assay.evaluation.ComparisonRow;
import dev.assay.evaluation.MetricRow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Differences between challengers and champion, and all figures of the models. */
final class HeadlineSection {
  private static final int MOST_ROWS = 400;

  private HeadlineSection() {}

  static Optional<Tag> of(EvaluationReport report) {
    if (report.wholeMetrics().isEmpty() && report.wholeComparisons().isEmpty()) {
      return Optional.empty();
    }
    Tag section = Words.section("differences", "How large the differences are");
    List<ComparisonRow> headline = headline(report);
    if (!headline.isEmpty()) {
      section.add(
          Words.p(
              "Each line is one figure. The marker is the difference found on these rows, turned so"
                  + " that right of zero the challenger is better. The bar is the "
                  + report.level()
                  + " interval: the true differences that fit these rows. Where the bar crosses zero,"
                  + " these rows do not show which model is better."));
      section.add(Words.legend(report.contenders()));
      forests(report, headline).forEach(section::add);
    }
    List<Tag> tables = new ArrayList<>();
    if (!report.wholeMetrics().isEmpty()) {
      section.add(chosenFigures(report));
      tables.add(Words.folded("All figures of each model", allFigures(report).tag()));
    }
    if (!report.wholeComparisons().isEmpty()) {
      tables.add(Words.folded("All comparisons and their tests", tests(report).tag()));
    }
    return Optional.of(section.add(tables));
  }

  /** For each challenger and figure the comparison that is drawn. */
  private static List<ComparisonRow> headline(EvaluationReport report) {
    Map<List<String>, ComparisonRow> chosen = new LinkedHashMap<>();
    String primary = report.primaryMetric().orElse("");
    report.wholeComparisons().stream()
        .filter(row -> row.difference() != null && row.low() != null && row.high() != null)
        .filter(row -> Measure.of(row.metric()).sign() != 0)
        .filter(row -> Measure.isMain(row.metric()) || row.metric().equals(primary))
        .filter(row -> report.isShownAt(row.metric(), row.point()))
        .sorted(
            Comparator.comparing((ComparisonRow row) -> !row.metric().equals(primary))
                .thenComparing(row -> Measure.rank(row.metric()))
                .thenComparing(row -> preference(row.test())))
        .forEach(row -> chosen.putIfAbsent(key(row), row));
    return List.copyOf(chosen.values());
  }

  private static List<String> key(ComparisonRow row) {
    return List.of(row.metric(), row.challenger(), row.challengerVersion());
  }

  /** Tests with a formula before replicates, and those before sequences of looks. */
  static int preference(String test) {
    if (test == null) {
      return 3;
    }
    return test.contains("sequence") ? 2 : test.contains("bootstrap") ? 1 : 0;
  }

  private static List<Tag> forests(EvaluationReport report, List<ComparisonRow> rows) {
    Map<Measure.Unit, List<ComparisonRow>> byUnit = new LinkedHashMap<>();
    rows.forEach(
        row ->
            byUnit
                .computeIfAbsent(Measure.of(row.metric()).unit(), u -> new ArrayList<>())
                .add(row));
    List<Tag> forests = new ArrayList<>();
    byUnit.forEach((unit, ofUnit) -> forests.add(forest(report, unit, ofUnit)));
    return forests;
  }

  private static Tag forest(EvaluationReport report, Measure.Unit unit, List<ComparisonRow> rows) {
    Map<String, List<ComparisonRow>> byMetric = new LinkedHashMap<>();
    rows.forEach(row -> byMetric.computeIfAbsent(row.metric(), m -> new ArrayList<>()).add(row));
    int decimals =
        Numerals.decimals(rows.stream().map(r -> new double[] {r.low(), r.high()}).toList());
    List<Forest.Line> lines = new ArrayList<>();
    byMetric.forEach(
        (metric, ofMetric) ->
            lines.add(
                new Forest.Line(
                    heading(ofMetric.get(0)),
                    ofMetric.stream().map(row -> mark(report, row, decimals)).toList())));
    String caption =
        "Improvement over the champion"
            + (unit.text().isEmpty() ? "" : ", " + unit.text())
            + ", with "
            + report.level()
            + " intervals";
    return new Forest(
            caption,
            "Figure",
            "Improvement (interval)",
            Forest.axis(lines, 0),
            0.0,
            List.of(),
            List.of("worse", "better"))
        .tag(lines);
  }

  private static Tag heading(ComparisonRow row) {
    Measure measure = Measure.of(row.metric());
    String meaning = measure.meaning().isEmpty() ? "" : measure.meaning() + "; ";
    String at = Measure.at(row.point());
    return Tag.of("span", Tag.of("span", measure.title() + (at.isEmpty() ? "" : " " + at)))
        .add(Tag.of("small", meaning + measure.better()));
  }

  /** A comparison as a mark, turned so that more is better. */
  static Forest.Mark mark(EvaluationReport report, ComparisonRow row, int decimals) {
    int sign = Measure.of(row.metric()).sign() < 0 ? -1 : 1;
    double value = turned(row.difference(), sign);
    double low = turned(sign > 0 ? row.low() : row.high(), sign);
    double high = turned(sign > 0 ? row.high() : row.low(), sign);
    Tag text =
        Tag.of("span", Words.number(value, Numerals.signed(value, decimals)))
            .add(Words.interval(Numerals.signed(low, decimals), Numerals.signed(high, decimals)));
    return new Forest.Mark(by(report, row), value, low, high, text);
  }

  private static double turned(double value, int sign) {
    return sign > 0 ? value : 0 - value;
  }

  static Contender by(EvaluationReport report, ComparisonRow row) {
    return report
        .contender(row.challenger(), row.challengerVersion())
        .orElseGet(() -> Contender.at(1, 2, row.challenger(), row.challengerVersion()));
  }

  // ---- tables ----

  private record Line(String metric, String point) {}

  private static Map<Line, List<MetricRow>> byFigure(EvaluationReport report) {
    Map<Line, List<MetricRow>> figures = new LinkedHashMap<>();
    report.wholeMetrics().stream()
        .sorted(
            Comparator.comparingInt((MetricRow row) -> row.point() == null ? 0 : 1)
                .thenComparing(row -> Objects.requireNonNullElse(row.point(), ""))
                .thenComparing(row -> Measure.rank(row.metric())))
        .forEach(
            row ->
                figures
                    .computeIfAbsent(new Line(row.metric(), row.point()), l -> new ArrayList<>())
                    .add(row));
    return figures;
  }

  private static Tag chosenFigures(EvaluationReport report) {
    FigureTable table = modelTable(report, "The main figures of each model, on the same rows");
    Map<Line, List<MetricRow>> figures = new LinkedHashMap<>();
    byFigure(report)
        .forEach(
            (line, rows) -> {
              boolean main = report.isShownAt(line.metric(), line.point());
              boolean wanted =
                  Measure.isMain(line.metric()) || line.metric().equals("selection_rate");
              if (main && wanted) {
                figures.put(line, rows);
              }
            });
    figures.forEach((line, rows) -> modelRow(report, table, line, rows));
    return Tag.of("div", Tag.of("h3", "How good each model is"))
        .add(
            Words.p(
                "Beside the models stands the best constant: what can be had without any model, by"
                    + " giving every row the same answer. A model that does not beat it is of no"
                    + " use."),
            table.tag());
  }

  private static FigureTable allFigures(EvaluationReport report) {
    Map<Line, List<MetricRow>> figures = byFigure(report);
    FigureTable table =
        modelTable(
            report, "All figures of all rows, by model" + Words.leftOut(figures.size(), MOST_ROWS));
    figures.entrySet().stream()
        .limit(MOST_ROWS)
        .forEach(e -> modelRow(report, table, e.getKey(), e.getValue()));
    return table;
  }

  private static FigureTable modelTable(EvaluationReport report, String caption) {
    List<String> columns = new ArrayList<>(List.of("Figure"));
    report.contenders().forEach(c -> columns.add(c.designation()));
    columns.add("Best constant");
    return new FigureTable(caption, 1, columns.toArray(String[]::new));
  }

  private static void modelRow(
      EvaluationReport report, FigureTable table, Line line, List<MetricRow> rows) {
    String at = Measure.at(line.point());
    Measure measure = Measure.of(line.metric());
    List<Tag> cells = new ArrayList<>();
    cells.add(
        Tag.of("span", measure.title() + (at.isEmpty() ? "" : " " + at))
            .with("title", measure.meaning().isEmpty() ? null : measure.meaning()));
    for (Contender contender : report.contenders()) {
      cells.add(
          rows.stream()
              .filter(row -> contender.is(row.model(), row.modelVersion()))
              .findFirst()
              .map(HeadlineSection::cell)
              .orElseGet(() -> Tag.of("span", "–")));
    }
    Double constant =
        rows.stream()
            .map(MetricRow::constantValue)
            .filter(Objects::nonNull)
            .findFirst()
            .orElse(null);
    cells.add(Words.number(constant, Numerals.figure(constant)));
    table.row(cells.toArray(Tag[]::new));
  }

  private static Tag cell(MetricRow row) {
    return row.value() == null
        ? Tag.of(
            "span", "not defined: " + Objects.requireNonNullElse(row.reason(), "no reason given"))
        : Words.figure(row.value(), row.low(), row.high());
  }

  private static FigureTable tests(EvaluationReport report) {
    FigureTable table =
        new FigureTable(
            "All comparisons of all rows: challenger minus champion"
                + Words.leftOut(report.wholeComparisons().size(), MOST_ROWS),
            3,
            "Figure",
            "Challenger",
            "Test",
            "Champion",
            "Challenger",
            "Difference (interval)",
            "p",
            "p, adjusted",
            "Would be found");
    report.wholeComparisons().stream()
        .limit(MOST_ROWS)
        .forEach(row -> table.row(testCells(report, row)));
    return table;
  }

  private static Tag[] testCells(EvaluationReport report, ComparisonRow row) {
    String at = Measure.at(row.point());
    return new Tag[] {
      Tag.of("span", Measure.of(row.metric()).title() + (at.isEmpty() ? "" : " " + at)),
      Words.model(by(report, row)),
      Tag.of("span", Measure.words(Objects.requireNonNullElse(row.test(), ""))),
      Words.number(row.championValue(), Numerals.figure(row.championValue())),
      Words.number(row.challengerValue(), Numerals.figure(row.challengerValue())),
      difference(row),
      Words.number(row.pValue(), Numerals.probability(row.pValue())),
      Words.number(row.pAdjusted(), Numerals.probability(row.pAdjusted())),
      Words.number(row.detectable(), Numerals.figure(row.detectable()))
    };
  }

  static Tag difference(ComparisonRow row) {
    if (row.difference() == null) {
      return Tag.of("span", Objects.requireNonNullElse(row.reason(), "–"));
    }
    if (row.low() == null || row.high() == null) {
      return Words.number(row.difference(), Numerals.figure(row.difference()));
    }
    int decimals = Numerals.decimals(row.low(), row.high());
    return Tag.of(
            "span", Words.number(row.difference(), Numerals.signed(row.difference(), decimals)))
        .add(
            Words.interval(
                Numerals.signed(row.low(), decimals), Numerals.signed(row.high(), decimals)));
  }
}
