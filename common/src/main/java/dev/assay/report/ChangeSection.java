package dev.assay.report;

import dev.assay.evaluation.ComparisonRow;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Which decisions a change of models would change: swap sets, flips, agreement. */
final class ChangeSection {
  private static final int MOST_ROWS = 200;

  private ChangeSection() {}

  static Optional<Tag> of(EvaluationReport report) {
    List<ComparisonRow> rows =
        report.wholeComparisons().stream()
            .filter(row -> Measure.isChange(row.metric()))
            .limit(MOST_ROWS)
            .toList();
    if (rows.isEmpty()) {
      return Optional.empty();
    }
    Tag section = Words.section("changes", "Decisions that would change");
    section.add(
        Words.p(
            "Two models with nearly the same figures may still decide differently about many rows."
                + " The swap set holds the rows that one model selects and the other does not when"
                + " both select equally many: it is whom a change of models is good or bad for."));
    FigureTable table =
        new FigureTable(
            "Decisions that differ between challenger and champion",
            2,
            "What",
            "Challenger",
            "By the champion",
            "By the challenger",
            "Difference (interval)");
    rows.forEach(row -> table.row(cells(report, row)));
    return Optional.of(section.add(table.tag()));
  }

  private static Tag[] cells(EvaluationReport report, ComparisonRow row) {
    String at = Measure.at(row.point());
    String what = Measure.change(row.metric());
    return new Tag[] {
      Tag.of("span", what + (at.isEmpty() ? "" : " " + at)),
      Tag.of("span", HeadlineSection.by(report, row).designation()),
      amount(row.championValue()),
      amount(row.challengerValue()),
      row.difference() == null && row.reason() == null
          ? Tag.of("span", "–")
          : difference(row)
    };
  }

  private static Tag difference(ComparisonRow row) {
    return row.difference() == null
        ? Tag.of("span", Objects.requireNonNull(row.reason()))
        : HeadlineSection.difference(row);
  }

  private static Tag amount(Double value) {
    boolean whole = value != null && value == Math.rint(value) && Math.abs(value) < 1e15;
    return whole
        ? Words.number(value, Numerals.fixed(value, 0))
        : Words.number(value, Numerals.figure(value));
  }
}
