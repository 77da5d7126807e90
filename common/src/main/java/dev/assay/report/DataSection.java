package dev.assay.report;

import dev.assay.record.ModelRun;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Which rows are compared, which are not, and what the rules on the data said. */
final class DataSection {
  private static final Map<String, String> REASONS =
      Map.ofEntries(
          Map.entry("rows_without_key", "Rows without a key"),
          Map.entry("rows_duplicate", "Rows that share their key"),
          Map.entry("labels_missing", "Rows without a label"),
          Map.entry("labels_duplicate", "Rows with several labels"),
          Map.entry("labels_filtered", "Rows whose label the filter of the labels leaves out"),
          Map.entry("labels_untimed", "Rows whose label has no event time"),
          Map.entry("labels_immature", "Rows whose label is too young to count"),
          Map.entry("labels_null", "Rows whose label is null or not a number"),
          Map.entry("attributes_duplicate", "Rows with several rows of attributes"),
          Map.entry("rows_rejected", "Rows that a model could not score"),
          Map.entry("rows_not_scored", "Rows that a model did not score"),
          Map.entry("scores_undefined", "Rows with a score that is not a number"),
          Map.entry("rows_missing", "Labels without a row"),
          Map.entry("labels_without_key", "Labels without a key"),
          Map.entry("attributes_missing", "Compared, but in no group: rows without attributes"),
          Map.entry("units_missing", "Compared, each as a unit of its own: rows without a unit"));

  /** What the run counts beside the reasons. */
  private static final Map<String, String> TOTALS =
      Map.of("rows", "Rows of the input", "labels", "Labels", "rows_compared", "Rows compared");

  private static final int MOST_ROWS = 200;

  private DataSection() {}

  static Tag of(EvaluationReport report) {
    Tag section = Words.section("data", "The data behind it");
    section.add(
        Tag.of(
                "p",
                "All models are compared on the same rows: those that every model scored and"
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
    Map<String, Long> counts = report.facts().counts();
    if (counts.isEmpty()) {
      return Words.p("The run record names no rows that were left out.");
    }
    FigureTable table =
        new FigureTable("What became of the rows and the labels", 1, "What", "Rows");
    for (String total : List.of("rows", "labels")) {
      if (counts.containsKey(total)) {
        table.row(Tag.of("span", TOTALS.get(total)), Words.count(counts.get(total)));
      }
    }
    counts.entrySet().stream()
        .filter(e -> !TOTALS.containsKey(e.getKey()))
        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
        .forEach(
            e ->
                table.row(
                    Tag.of("span", REASONS.getOrDefault(e.getKey(), Measure.words(e.getKey()))),
                    Words.count(e.getValue())));
    if (counts.containsKey("rows_compared")) {
      table.row(
          Tag.of("strong", TOTALS.get("rows_compared")), Words.count(counts.get("rows_compared")));
    }
    return table.tag();
  }

  private static Tag scored(EvaluationReport report) {
    List<ModelRun> models = report.facts().models();
    boolean counted = models.stream().anyMatch(model -> model.rowsScored() != null);
    FigureTable table =
        counted
            ? new FigureTable("Rows by model", 1, "Model", "Scored", "Could not be scored")
            : new FigureTable("Rows that a model could not score", 1, "Model", "Rows");
    for (ModelRun model : models) {
      Tag name = Words.name(model.name() + "@" + model.version());
      Tag rejected = Words.count(model.rowsRejected());
      if (counted) {
        table.row(name, Words.count(model.rowsScored()), rejected);
      } else {
        table.row(name, rejected);
      }
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
