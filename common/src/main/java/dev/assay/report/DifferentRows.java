package dev.assay.report;

import dev.assay.evaluation.DifferenceRow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Some rows of each kind in which challengers differ from the champion. */
final class DifferentRows {
  /** Of each kind; the others are in the JSON file. */
  private static final int SHOWN = 3;

  /** Of all tables. */
  private static final int MOST_TABLES = 20;

  /** Characters of a key or class. */
  private static final int LONGEST = 40;

  private DifferentRows() {}

  /** A heading, what the rows are, and a table for each challenger; nothing where none differ. */
  static List<Tag> of(EvaluationReport report) {
    Map<Contender, List<DifferenceRow>> byChallenger = new LinkedHashMap<>();
    for (DifferenceRow row : report.result().differences()) {
      report
          .contender(row.challenger(), row.challengerVersion())
          .ifPresent(by -> byChallenger.computeIfAbsent(by, k -> new ArrayList<>()).add(row));
    }
    List<Tag> tags = new ArrayList<>();
    if (byChallenger.isEmpty()) {
      return tags;
    }
    tags.add(Tag.of("h3", "Rows to look at"));
    tags.add(
        Words.p(
            "Rows that a challenger decides otherwise than the champion, each at its own cutoff, and"
                + " rows whose scores are furthest apart. A hash of their keys drew them, so nobody"
                + " chose them; by the key their other columns are found in the input. The JSON file"
                + " has all that were drawn."));
    byChallenger.entrySet().stream()
        .limit(MOST_TABLES)
        .forEach(entry -> tags.add(table(entry.getKey(), entry.getValue())));
    return tags;
  }

  private static Tag table(Contender challenger, List<DifferenceRow> rows) {
    FigureTable table =
        new FigureTable(
            challenger.designation() + ": " + counts(rows),
            2,
            "What",
            "Key",
            "By the champion",
            "By the challenger",
            "Difference",
            "What came");
    rows.stream()
        .filter(row -> row.place() <= SHOWN)
        .forEach(
            row ->
                table.row(
                    Tag.of("span", what(row.kind())),
                    text(row.key()),
                    said(row.championScore(), row.championClass()),
                    said(row.challengerScore(), row.challengerClass()),
                    Words.number(row.difference(), Numerals.figure(row.difference())),
                    text(row.label())));
    return table.tag();
  }

  /** How many rows there are of each kind, and how many are shown. */
  private static String counts(List<DifferenceRow> rows) {
    Map<String, String> counts = new LinkedHashMap<>();
    Map<String, Integer> shown = new HashMap<>();
    for (DifferenceRow row : rows) {
      int place = Math.min(SHOWN, shown.merge(row.kind(), 1, Integer::sum));
      counts.put(
          row.kind(), place + " of " + Numerals.count(row.rowsOfKind()) + " " + those(row.kind()));
    }
    return String.join(", ", counts.values());
  }

  private static String those(String kind) {
    return switch (kind) {
      case "gained" -> "that come in";
      case "lost" -> "that drop out";
      case "changed" -> "that get another class";
      case "furthest" -> "that are furthest apart";
      default -> kind;
    };
  }

  private static String what(String kind) {
    return switch (kind) {
      case "gained" -> "Comes in";
      case "lost" -> "Drops out";
      case "changed" -> "Another class";
      case "furthest" -> "Furthest apart";
      default -> Measure.words(kind);
    };
  }

  private static Tag said(Double score, String predicted) {
    Tag said = Tag.of("span", Words.number(score, Numerals.figure(score))).as("unbroken");
    return predicted == null ? said : said.text(" (").add(text(predicted)).text(")");
  }

  /** A key or class of the user's, on one line. */
  private static Tag text(String text) {
    boolean whole = text.codePointCount(0, text.length()) <= LONGEST;
    String shown = whole ? text : text.substring(0, text.offsetByCodePoints(0, LONGEST)) + "…";
    return Tag.of("bdi", shown).as("unbroken");
  }
}
