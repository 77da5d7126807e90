package dev.assay.report;

import dev.assay.record.ModelRun;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Which rows are compared, which are not, and what the rules on the data said. */
final class DataSection {
  private static final Map<String, String> REASONS =
      Map.of(
          "labels_missing", "Scored rows without a label",
          "labels_immature", "Labels that are too young to count",
          "labels_without_rows", "Labels without a scored row",
          "labels_duplicate", "Labels whose key is there more than once",
          "labels_invalid", "Labels that are no valid outcome",
          "rejected", "Rows that a model could not score");
  private static final int MOST_ROWS = 200;

  private DataSection() {}

  static Tag of(EvaluationReport report) {
    Tag section = Words.section("data", "The data behind it");
    section.add(
        Tag.of("p", "All models are compared on the same rows: those that every model scored and"
                + " that have a label. ")
            .add(report.rows().map(rows -> Words.count(rows).as("strong")).orElse(null))
            .text(report.rows().map(rows -> " rows are compared.").orElse("")));
    section.add(excluded(report));
    if (!report.facts().models().isEmpty()) {
      section.add(scored(report));
    }
    return section.add(quality(report));
  }

  private static Tag excluded(EvaluationReport report) {
    Map<String, Long> counts = report.facts().excluded();
    if (counts.isEmpty()) {
      return Words.p("The run record names no rows that were left out.");
    }
    FigureTable table = new FigureTable("Rows that are not compared", 1, "Why", "Rows");
    counts.entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
        .forEach(
            e ->
                table.row(
                    Tag.of("span", REASONS.getOrDefault(e.getKey(), Measure.words(e.getKey()))),
                    Words.count(e.getValue())));
    return table.tag();
  }

  private static Tag scored(EvaluationReport report) {
    FigureTable table =
        new FigureTable("Rows by model", 1, "Model", "Scored", "Could not be scored");
    for (ModelRun model : report.facts().models()) {
      table.row(
          Words.name(model.name() + "@" + model.version()),
          Words.count(model.rowsScored()),
          Words.count(model.rowsRejected()));
    }
    return table.tag();
  }

  private static Tag quality(EvaluationReport report) {
    List<QualityFact> facts = report.quality();
    if (facts.isEmpty()) {
      return Words.p("The store has no results of data rules for the scored rows.").as("muted");
    }
    long failed = facts.stream().filter(f -> !f.status().equals("PASS")).count();
    FigureTable table =
        new FigureTable(
            "Rules on the scored data", 4, "Rule", "Outcome", "Severity", "What was found", "Rows");
    facts.stream()
        .sorted(Comparator.comparing((QualityFact f) -> f.status().equals("PASS")))
        .limit(MOST_ROWS)
        .forEach(
            f ->
                table.row(
                    Words.name(f.rule()),
                    VerdictSection.outcome(f.status()),
                    Tag.of("span", f.severity()),
                    Tag.of("span", f.message() == null ? "" : f.message()),
                    Words.count(f.rowsFailed())));
    String says =
        failed == 0
            ? "All " + facts.size() + " rules on the scored data held."
            : failed + " of " + facts.size() + " rules on the scored data did not hold.";
    return Tag.of("div", Tag.of("h3", "Rules on the data"), Words.p(says), table.tag());
  }
}
