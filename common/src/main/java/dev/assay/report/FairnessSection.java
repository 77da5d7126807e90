package dev.assay.report;

import dev.assay.evaluation.FairnessRow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** How groups of protected attributes fare. */
final class FairnessSection {
  private static final List<String> DRAWN =
      List.of("selection_rate", "recall", "false_positive_rate", "precision", "mean_score");
  private static final String OVERALL = "overall";
  private static final int MOST_ROWS = 300;
  private static final double FURTHEST = 20;

  private FairnessSection() {}

  static Optional<Tag> of(EvaluationReport report) {
    List<FairnessRow> rows = report.result().fairness();
    if (rows.isEmpty()) {
      return Optional.empty();
    }
    Tag section = Words.section("fairness", "How groups fare");
    section.add(Words.p(intro(rows)), Words.legend(report.contenders()));
    byAttribute(rows)
        .forEach(
            (attribute, ofAttribute) -> {
              section.add(Tag.of("h3").add(Words.name(attribute)));
              section.add(forests(report, ofAttribute));
            });
    outcomes(rows).ifPresent(section::add);
    section.add(Words.folded("All measures by group", all(report, rows).tag()));
    return Optional.of(section);
  }

  private static String intro(List<FairnessRow> rows) {
    String start =
        "Each group is compared with a reference group: a ratio of 1 means that both are treated"
            + " alike. ";
    return start
        + tau(rows)
            .map(
                tau ->
                    "Ratios between the dotted lines, from "
                        + Numerals.plain(tau)
                        + " to "
                        + Numerals.plain(1 / tau)
                        + ", count as fair. A group is called fair or unfair only where the whole"
                        + " interval says so; else these rows do not settle it.")
            .orElse("");
  }

  private static Optional<Double> tau(List<FairnessRow> rows) {
    return rows.stream()
        .map(FairnessRow::tau)
        .filter(Objects::nonNull)
        .filter(tau -> tau > 0 && tau < 1)
        .findFirst();
  }

  private static Map<String, List<FairnessRow>> byAttribute(List<FairnessRow> rows) {
    Map<String, List<FairnessRow>> attributes = new LinkedHashMap<>();
    rows.stream()
        .filter(row -> row.comparedWith() == null)
        .filter(row -> row.point() == null || row.point().equals("cutoff"))
        .filter(row -> row.ratio() != null && DRAWN.contains(row.measure()))
        .filter(row -> !row.groupName().equals(row.reference()))
        .forEach(
            row -> attributes.computeIfAbsent(row.attribute(), a -> new ArrayList<>()).add(row));
    return attributes;
  }

  private static List<Tag> forests(EvaluationReport report, List<FairnessRow> rows) {
    Map<String, List<FairnessRow>> measures = new LinkedHashMap<>();
    rows.stream()
        .sorted(Comparator.comparingInt(row -> DRAWN.indexOf(row.measure())))
        .limit(MOST_ROWS)
        .forEach(row -> measures.computeIfAbsent(row.measure(), m -> new ArrayList<>()).add(row));
    List<Tag> forests = new ArrayList<>();
    measures.forEach((measure, ofMeasure) -> forests.add(forest(report, measure, ofMeasure)));
    return forests;
  }

  private static Tag forest(EvaluationReport report, String measure, List<FairnessRow> rows) {
    Map<String, List<FairnessRow>> groups = new LinkedHashMap<>();
    rows.forEach(row -> groups.computeIfAbsent(row.groupName(), g -> new ArrayList<>()).add(row));
    List<Forest.Line> lines = new ArrayList<>();
    groups.forEach((group, ofGroup) -> lines.add(line(report, ofGroup)));
    double tau = tau(rows).orElse(0.8);
    double furthest = 1 / tau;
    for (FairnessRow row : rows) {
      furthest = Math.max(furthest, away(row.ratio()));
      furthest = Math.max(furthest, Math.min(FURTHEST, away(row.ratioLow())));
      furthest = Math.max(furthest, Math.min(FURTHEST, away(row.ratioHigh())));
    }
    Measure of = Measure.of(measure);
    String meaning = of.meaning().isEmpty() ? "" : " (" + of.meaning() + ")";
    return new Forest(
            of.title()
                + meaning
                + ": group by reference group "
                + reference(rows)
                + ", with "
                + Optional.ofNullable(rows.get(0).level()).map(Numerals::level).orElse("95\u00A0%")
                + " intervals",
            "Group",
            "Ratio (interval)",
            Scale.ratios(furthest),
            1.0,
            List.of(tau, 1 / tau),
            List.of("lower", "higher"))
        .tag(lines);
  }

  /** A group as a person reads it; groups of a predicate have its name already. */
  private static String group(String attribute, String group) {
    return group.equals(OVERALL)
        ? "All groups"
        : group.startsWith(attribute) ? group : attribute + " = " + group;
  }

  private static String reference(List<FairnessRow> rows) {
    return rows.stream()
        .filter(row -> !row.groupName().equals(OVERALL) && row.reference() != null)
        .map(row -> group(row.attribute(), row.reference()))
        .findFirst()
        .orElse("");
  }

  private static double away(Double ratio) {
    return ratio == null || !(ratio > 0) || ratio.isInfinite() ? 1 : Math.max(ratio, 1 / ratio);
  }

  private static Forest.Line line(EvaluationReport report, List<FairnessRow> rows) {
    List<Forest.Mark> marks = new ArrayList<>();
    for (Contender contender : report.contenders()) {
      rows.stream()
          .filter(row -> contender.is(row.model(), row.modelVersion()))
          .findFirst()
          .ifPresent(row -> marks.add(mark(contender, row)));
    }
    FairnessRow first = rows.get(0);
    Tag head =
        Tag.of("span", Words.name(group(first.attribute(), first.groupName())))
            .add(Tag.of("small", note(first)));
    return new Forest.Line(head, marks);
  }

  private static String note(FairnessRow row) {
    return row.groupName().equals(OVERALL)
        ? "lowest by highest group"
        : Numerals.count(row.rows()) + " rows";
  }

  private static Forest.Mark mark(Contender by, FairnessRow row) {
    Tag text = Tag.of("span", Words.number(row.ratio(), Numerals.fixed(row.ratio(), 2)));
    if (row.ratioLow() != null && row.ratioHigh() != null) {
      text.add(
          Words.interval(Numerals.fixed(row.ratioLow(), 2), Numerals.fixed(row.ratioHigh(), 2)));
    }
    if (row.outcome() != null) {
      text.add(VerdictSection.outcome(row.outcome()));
    }
    return new Forest.Mark(by, row.ratio(), row.ratioLow(), row.ratioHigh(), text);
  }

  /** What is not drawn because there is nothing to draw. */
  private static Optional<Tag> outcomes(List<FairnessRow> rows) {
    long hidden =
        rows.stream()
            .filter(row -> "SUPPRESSED".equals(row.outcome()))
            .map(row -> List.of(row.attribute(), row.groupName()))
            .distinct()
            .count();
    return hidden == 0
        ? Optional.empty()
        : Optional.of(
            Words.p(
                    (hidden == 1 ? "1 group is" : hidden + " groups are")
                        + " too small to be shown without showing the few people in them.")
                .as("muted"));
  }

  private static FigureTable all(EvaluationReport report, List<FairnessRow> rows) {
    FigureTable table =
        new FigureTable(
            rows.size() > MOST_ROWS
                ? "Measures by group: the first " + MOST_ROWS + " rows; all are in the JSON file"
                : "Measures by group",
            5,
            "Attribute",
            "Group",
            "Model",
            "Measure",
            "Outcome",
            "Rows",
            "Value (interval)",
            "Difference",
            "Ratio",
            "p, adjusted");
    rows.stream().limit(MOST_ROWS).forEach(row -> table.row(cells(report, row)));
    return table;
  }

  private static Tag[] cells(EvaluationReport report, FairnessRow row) {
    String model =
        report
            .contender(row.model(), row.modelVersion())
            .map(Contender::designation)
            .orElse(row.model() + "@" + row.modelVersion());
    String at = Measure.at(row.point());
    return new Tag[] {
      Tag.of("span", Words.name(row.attribute())),
      Tag.of("span", Words.name(row.groupName().equals(OVERALL) ? "all groups" : row.groupName())),
      Tag.of("span", model + (row.comparedWith() == null ? "" : " minus champion")),
      Tag.of("span", Measure.of(row.measure()).title() + (at.isEmpty() ? "" : " " + at)),
      row.outcome() == null ? Tag.of("span", "–") : VerdictSection.outcome(row.outcome()),
      Words.count(row.rows()),
      row.value() == null
          ? Tag.of("span", Objects.requireNonNullElse(row.reason(), "–"))
          : Words.figure(row.value(), row.low(), row.high()),
      Words.number(row.difference(), Numerals.figure(row.difference())),
      Words.number(row.ratio(), Numerals.figure(row.ratio())),
      Words.number(row.pAdjusted(), Numerals.probability(row.pAdjusted()))
    };
  }
}
