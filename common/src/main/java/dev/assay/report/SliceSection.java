package dev.assay.report;

import dev.assay.evaluation.ComparisonRow;
import dev.assay.evaluation.SliceRow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** For whom the models are better and worse. */
final class SliceSection {
  private static final String NOT_SEARCHED = "NOT_SEARCHED";
  private static final int SHOWN = 15;
  private static final int MOST = 200;

  private static final int MOST_REASONS = 3;

  private SliceSection() {}

  private record Key(String slicer, String slice) {}

  static Optional<Tag> of(EvaluationReport report) {
    Tag section = Words.section("slices", "For whom: parts of the rows");
    List<Tag> parts = new ArrayList<>();
    compared(report).ifPresent(parts::add);
    erring(report).ifPresent(parts::add);
    suppressed(report).ifPresent(parts::add);
    parts.addAll(notSearched(report));
    return parts.isEmpty() ? Optional.empty() : Optional.of(section.add(parts));
  }

  // ---- challenger against champion ----

  private static Optional<Tag> compared(EvaluationReport report) {
    String metric = report.primaryMetric().orElse("");
    Map<Key, Map<Contender, ComparisonRow>> slices = new LinkedHashMap<>();
    report.result().comparisons().stream()
        .filter(row -> row.slicer() != null && row.metric().equals(metric))
        .filter(row -> row.difference() != null && row.low() != null && row.high() != null)
        .filter(row -> report.isShownAt(metric, row.point()))
        .sorted(Comparator.comparing(row -> HeadlineSection.preference(row.test())))
        .forEach(
            row ->
                slices
                    .computeIfAbsent(new Key(row.slicer(), row.slice()), k -> new LinkedHashMap<>())
                    .putIfAbsent(HeadlineSection.by(report, row), row));
    if (slices.isEmpty()) {
      return Optional.empty();
    }
    int sign = Measure.of(metric).sign() < 0 ? -1 : 1;
    List<Map.Entry<Key, Map<Contender, ComparisonRow>>> sorted =
        slices.entrySet().stream()
            .sorted(
                Comparator.comparingDouble(e -> sign * first(report, e.getValue()).difference()))
            .toList();
    List<Map.Entry<Key, Map<Contender, ComparisonRow>>> worst =
        sorted.stream().limit(MOST).toList();
    int decimals =
        Numerals.decimals(
            worst.stream()
                .flatMap(e -> e.getValue().values().stream())
                .map(row -> new double[] {row.low(), row.high()})
                .toList());
    List<Forest.Line> lines =
        worst.stream()
            .map(
                e ->
                    new Forest.Line(
                        heading(e.getKey().slice(), first(report, e.getValue()).rows(), null),
                        report.contenders().stream()
                            .filter(e.getValue()::containsKey)
                            .map(c -> HeadlineSection.mark(report, e.getValue().get(c), decimals))
                            .toList()))
            .toList();
    Measure measure = Measure.of(metric);
    Forest forest =
        new Forest(
            "Improvement over the champion in "
                + measure.title()
                + " by slice, least improved first, with "
                + report.level()
                + " intervals",
            "Slice",
            "Improvement (interval)",
            Forest.axis(lines, 0),
            0.0,
            List.of(),
            List.of("worse", "better"));
    Tag part =
        Tag.of("div", Tag.of("h3", "Is the challenger better everywhere?"))
            .add(
                Words.p(
                    "The same difference as above, in parts of the rows. Small parts have wide bars:"
                        + " little is known of them. Of twenty parts without any difference one will"
                        + " look as if it had one; adjusted p-values in the tables take that into"
                        + " account."));
    return Optional.of(part.add(folded(forest, lines, sorted.size())));
  }

  private static ComparisonRow first(EvaluationReport report, Map<Contender, ComparisonRow> rows) {
    return report.contenders().stream()
        .map(rows::get)
        .filter(Objects::nonNull)
        .findFirst()
        .orElseGet(() -> rows.values().iterator().next());
  }

  private static Tag heading(String slice, Long rows, String note) {
    Tag heading = Tag.of("span", Words.name(slice));
    String count = rows == null ? "" : Numerals.count(rows) + " rows";
    return heading.add(Tag.of("small", note == null ? count : count + ", " + note));
  }

  /** The first lines, and the others folded away, along the same axis. */
  private static List<Tag> folded(Forest forest, List<Forest.Line> lines, int all) {
    List<Tag> tags = new ArrayList<>();
    tags.add(forest.tag(lines.subList(0, Math.min(SHOWN, lines.size()))));
    if (lines.size() > SHOWN) {
      Tag more = forest.tag(lines.subList(SHOWN, lines.size()));
      tags.add(Words.folded("The other " + (lines.size() - SHOWN) + " slices", more).as("printed"));
    }
    if (all > lines.size()) {
      tags.add(Words.p((all - lines.size()) + " more slices are in the JSON file.").as("muted"));
    }
    return tags;
  }

  // ---- where models err ----

  private static Optional<Tag> erring(EvaluationReport report) {
    Map<Key, List<SliceRow>> slices = new LinkedHashMap<>();
    report.result().slices().stream()
        .filter(row -> row.slicer() != null && row.suppressed() == null && row.effect() != null)
        .forEach(
            row ->
                slices
                    .computeIfAbsent(new Key(row.slicer(), row.slice()), k -> new ArrayList<>())
                    .add(row));
    if (slices.isEmpty()) {
      return Optional.empty();
    }
    List<List<SliceRow>> sorted =
        slices.values().stream()
            .sorted(Comparator.comparingDouble(rows -> -largest(rows)))
            .toList();
    List<List<SliceRow>> worst = sorted.stream().limit(MOST).toList();
    int decimals =
        Numerals.decimals(
            worst.stream()
                .flatMap(List::stream)
                .filter(row -> row.low() != null && row.high() != null)
                .map(row -> new double[] {row.low(), row.high()})
                .toList());
    List<Forest.Line> lines = worst.stream().map(rows -> line(report, rows, decimals)).toList();
    String loss = worst.get(0).get(0).loss();
    Forest forest =
        new Forest(
            "Mean loss ("
                + loss(loss)
                + ") in the slice minus that of all other rows, largest first, with "
                + report.level()
                + " intervals",
            "Slice",
            "Effect (interval)",
            Forest.axis(lines, 0),
            0.0,
            List.of(),
            List.of("errs less", "errs more"));
    Tag part =
        Tag.of("div", Tag.of("h3", "Where each model errs most"))
            .add(
                Words.p(
                    "Right of zero the model errs more in the slice than elsewhere. Slices marked"
                        + " “found” were not asked for: a search over combinations of columns found"
                        + " them in one half of the rows, and what is drawn was measured in the other"
                        + " half, so that it is not flattered by the search."))
            .add(Words.legend(report.contenders()));
    return Optional.of(part.add(folded(forest, lines, sorted.size())));
  }

  private static String loss(String loss) {
    return loss == null
        ? "loss"
        : loss.equals("brier")
            ? "squared error of the probability"
            : Measure.words(loss).toLowerCase(java.util.Locale.ROOT);
  }

  private static double largest(List<SliceRow> rows) {
    return rows.stream().mapToDouble(SliceRow::effect).max().orElse(0);
  }

  private static Forest.Line line(EvaluationReport report, List<SliceRow> rows, int decimals) {
    List<Forest.Mark> marks = new ArrayList<>();
    for (Contender contender : report.contenders()) {
      rows.stream()
          .filter(row -> contender.is(row.model(), row.modelVersion()))
          .findFirst()
          .ifPresent(row -> marks.add(mark(contender, row, decimals)));
    }
    SliceRow first = rows.get(0);
    boolean found = "FOUND".equals(first.origin());
    return new Forest.Line(
        heading(first.slice(), first.rows(), found ? "found by search" : null), marks);
  }

  private static Forest.Mark mark(Contender by, SliceRow row, int decimals) {
    Tag text = Tag.of("span", Words.number(row.effect(), Numerals.signed(row.effect(), decimals)));
    if (row.low() != null && row.high() != null) {
      text.add(
          Words.interval(
              Numerals.signed(row.low(), decimals), Numerals.signed(row.high(), decimals)));
    }
    if (row.confirmed() != null) {
      text.add(Tag.of("small", row.confirmed() ? "confirmed" : "not confirmed"));
    }
    return new Forest.Mark(by, row.effect(), row.low(), row.high(), text);
  }

  // ---- suppressed ----

  private static Optional<Tag> suppressed(EvaluationReport report) {
    Map<Key, SliceRow> small = new LinkedHashMap<>();
    report.result().slices().stream()
        .filter(row -> row.suppressed() != null && !NOT_SEARCHED.equals(row.origin()))
        .forEach(row -> small.putIfAbsent(new Key(row.slicer(), row.slice()), row));
    if (small.isEmpty()) {
      return Optional.empty();
    }
    FigureTable table =
        new FigureTable(
            "Slices of which nothing but the rows is shown" + Words.leftOut(small.size(), MOST),
            1,
            "Slice",
            "Rows",
            "Why");
    small.values().stream()
        .limit(MOST)
        .forEach(
            row ->
                table.row(
                    Tag.of("span", Words.name(row.slice())),
                    Words.count(row.rows()),
                    Tag.of("span", row.suppressed())));
    List<String> reasons = small.values().stream().map(SliceRow::suppressed).distinct().toList();
    String why =
        reasons.size() > MOST_REASONS
            ? "for " + reasons.size() + " reasons"
            : String.join("; ", reasons);
    String summary =
        small.size() == 1
            ? "1 slice is not shown: " + why
            : small.size() + " slices are not shown: " + why;
    return Optional.of(Words.folded(summary, table.tag()));
  }

  private static List<Tag> notSearched(EvaluationReport report) {
    return report.result().slices().stream()
        .filter(row -> NOT_SEARCHED.equals(row.origin()))
        .map(row -> row.slice() + ", " + Objects.requireNonNullElse(row.suppressed(), ""))
        .distinct()
        .map(text -> Tag.of("p", "Left out of the search: ").add(Words.name(text)).as("muted"))
        .toList();
  }
}
