package dev.assay.report;

import dev.assay.evaluation.DifferenceRow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Some rows of each kind in which challengers differ from the champion. */
final class DifferentRows {
  /** Of each kind; the others are in the JSON file. */
  private static final int SHOWN = 5;

  /** Of all tables. */
  private static final int MOST_TABLES = 20;

  /** Characters of a key or class. */
  private static final int LONGEST = 60;

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
            "Rows about which a challenger and the champion differ. A hash of their keys drew them,"
                + " so nobody chose them; the key finds their other columns in the input. The JSON"
                + " file has all that were drawn."));
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
                    Words.name(shortened(row.key())),
                    said(row.championScore(), row.championClass()),
                    said(row.challengerScore(), row.challengerClass()),
                    Words.number(row.difference(), Numerals.figure(row.difference())),
                    Words.name(shortened(row.label()))));
    return table.tag();
  }

  /** How many rows there are of each kind. */
  private static String counts(List<DifferenceRow> rows) {
    Map<String, String> counts = new LinkedHashMap<>();
    for (DifferenceRow row : rows) {
      boolean one = row.rowsOfKind() == 1;
      counts.put(row.kind(), Numerals.count(row.rowsOfKind()) + (one ? " row " : " rows ") + phrase(row.kind(), one));
    }
    return String.join(", ", counts.values());
  }

  private static String phrase(String kind, boolean one) {
    return switch (kind) {
      case "gained" -> one ? "comes in" : "come in";
      case "lost" -> one ? "drops out" : "drop out";
      case "changed" -> one ? "gets another class" : "get another class";
      case "furthest" -> one ? "is furthest apart" : "are furthest apart";
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
    Tag said = Tag.of("span", Words.number(score, Numerals.figure(score)));
    Optional.ofNullable(predicted)
        .ifPresent(name -> said.text(" (").add(Words.name(shortened(name))).text(")"));
    return said;
  }

  private static String shortened(String text) {
    return text.codePointCount(0, text.length()) <= LONGEST
        ? text
        : text.substring(0, text.offsetByCodePoints(0, LONGEST)) + "…";
  }
}
