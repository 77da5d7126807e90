package dev.assay.report;

import dev.assay.evaluation.ComparisonRow;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
    Tag swaps = Tag.of("ul");
    Map<String, Swap> found = new LinkedHashMap<>();
    rows.forEach(row -> note(report, found, row));
    found.values().stream().filter(Swap::whole).forEach(swap -> swaps.add(swap.item()));
    section.add(swaps);
    DifferentRows.of(report).forEach(section::add);
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
    return Optional.of(
        section.add(
            Words.folded("All counts of decisions and differences of scores", table.tag())));
  }

  /** The rows that change sides at an operating point. */
  private static final class Swap {
    private final Contender challenger;
    private final String point;
    private Double positivesOut;
    private Double positivesIn;
    private Double negativesOut;
    private Double negativesIn;
    private Double amountOut;
    private Double amountIn;
    private Double costByChampion;
    private Double costByChallenger;
    private Double share;

    Swap(Contender challenger, String point) {
      this.challenger = challenger;
      this.point = point;
    }

    boolean whole() {
      return positivesOut != null
          && positivesIn != null
          && negativesOut != null
          && negativesIn != null;
    }

    Tag item() {
      return Tag.of("li", challenger.inlineMarker(), Tag.of("strong", challenger.designation()))
          .text(" " + Measure.at(point) + ": ")
          .add(share == null ? null : Words.number(share, Numerals.share(share)))
          .text(share == null ? "" : " of the rows are decided differently. ")
          .add(side(positivesIn, negativesIn, amountIn))
          .text(" come in, ")
          .add(side(positivesOut, negativesOut, amountOut))
          .text(" drop out.")
          .add(cost());
    }

    private static Tag side(double positives, double negatives, Double amount) {
      double all = positives + negatives;
      String share = all == 0 ? "" : " (" + Numerals.share(positives / all) + " of them positive)";
      Tag side = Tag.of("span", Words.number(all, amountText(all))).text(" rows" + share);
      return amount == null
          ? side
          : side.text(" with an amount of ").add(Words.number(amount, Numerals.figure(amount)));
    }

    /** What all of these rows cost; null where that is not known. */
    private Tag cost() {
      return costByChampion == null || costByChallenger == null
          ? null
          : Tag.of("span")
              .text(" As the champion decides them they cost ")
              .add(Words.number(costByChampion, Numerals.figure(costByChampion)))
              .text(", as the challenger does ")
              .add(Words.number(costByChallenger, Numerals.figure(costByChallenger)))
              .text(".");
    }
  }

  private static void note(EvaluationReport report, Map<String, Swap> found, ComparisonRow row) {
    Contender by = HeadlineSection.by(report, row);
    Swap swap =
        found.computeIfAbsent(by.place() + " " + row.point(), k -> new Swap(by, row.point()));
    switch (row.metric()) {
      case "flip_rate" -> swap.share = row.difference();
      case "only_one_selects_positives" -> {
        swap.positivesOut = row.championValue();
        swap.positivesIn = row.challengerValue();
      }
      case "only_one_selects_negatives" -> {
        swap.negativesOut = row.championValue();
        swap.negativesIn = row.challengerValue();
      }
      case "only_one_selects_positives_amount", "only_one_selects_negatives_amount" -> {
        swap.amountOut = sum(swap.amountOut, row.championValue());
        swap.amountIn = sum(swap.amountIn, row.challengerValue());
      }
      case "swap_cost" -> {
        swap.costByChampion = row.championValue();
        swap.costByChallenger = row.challengerValue();
      }
      default -> {
        // shown in the table
      }
    }
  }

  private static Double sum(Double one, Double other) {
    return one == null || other == null ? (one == null ? other : one) : (Double) (one + other);
  }

  private static String amountText(double value) {
    boolean whole = value == Math.rint(value) && Math.abs(value) < 1e15;
    return whole ? Numerals.fixed(value, 0) : Numerals.figure(value);
  }

  private static Tag[] cells(EvaluationReport report, ComparisonRow row) {
    String at = Measure.at(row.point());
    String what = Measure.change(row.metric());
    return new Tag[] {
      Tag.of("span", what + (at.isEmpty() ? "" : " " + at)),
      Words.model(HeadlineSection.by(report, row)),
      amount(row.championValue()),
      amount(row.challengerValue()),
      difference(row)
    };
  }

  private static Tag difference(ComparisonRow row) {
    boolean counted = row.difference() != null && row.low() == null && row.championValue() != null;
    if (row.difference() == null) {
      return Tag.of("span", Objects.requireNonNullElse(row.reason(), "–"));
    }
    return counted
        ? Words.number(row.difference(), amountText(row.difference()))
        : HeadlineSection.difference(row);
  }

  private static Tag amount(Double value) {
    return value == null ? Tag.of("span", "–") : Words.number(value, amountText(value));
  }
}
