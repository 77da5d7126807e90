package dev.assay.report;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.evaluation.VerdictKind;
import dev.assay.evaluation.VerdictRow;
import dev.assay.record.Json;
import java.util.ArrayList;
import java.util.List;

/** The verdict on each challenger, its reason and the rule. */
final class VerdictSection {
  private VerdictSection() {}

  static Tag of(EvaluationReport report) {
    Tag section = Words.section("verdict", "Verdict");
    List<VerdictRow> verdicts = report.result().verdicts();
    if (verdicts.isEmpty()) {
      return section.add(
          Words.p(
              "No verdict was asked for: the configuration has no rule (evaluate.decide) by which"
                  + " one could be given. The differences below are shown without one."));
    }
    verdicts.forEach(verdict -> section.add(card(report, verdict)));
    return section;
  }

  private static VerdictKind kind(VerdictRow verdict) {
    try {
      return VerdictKind.valueOf(verdict.verdict());
    } catch (IllegalArgumentException e) {
      return VerdictKind.NOT_EVALUABLE;
    }
  }

  private static Tag card(EvaluationReport report, VerdictRow verdict) {
    VerdictKind kind = kind(verdict);
    Tag article = Tag.of("article").as("verdict " + tone(kind));
    article.add(heading(report, verdict, kind));
    article.add(Words.p(held(verdict.message())).as("message"));
    if (verdict.difference() != null) {
      article.add(drawing(report, verdict));
    }
    article.add(Words.p(meaning(verdict, kind)));
    if (ofAllLooks(verdict)) {
      article.add(
          Words.p(
                  "These models are looked at again and again, with new rows each time. The interval"
                      + " is of the rows of all looks so far and holds at all of them at once, so"
                      + " that looking often does not make a wrong claim likelier.")
              .as("muted"));
    }
    settle(verdict, kind).forEach(article::add);
    List<Tag> warnings = warnings(verdict);
    if (!warnings.isEmpty()) {
      article.add(
          Tag.of("div", Tag.of("h4", "Look at this, too"), Tag.of("ul").add(warnings))
              .as("warnings"));
    }
    return article.add(rule(verdict));
  }

  /** Whether it was decided by a confidence sequence. */
  private static boolean ofAllLooks(VerdictRow verdict) {
    return "confidence-sequence".equals(verdict.method());
  }

  /** A text of the tables, with percent signs held to their numbers. */
  private static String held(String text) {
    return text == null ? "" : text.replaceAll("(\\d) %", "$1\u00A0%");
  }

  private static String sentence(String text) {
    return text.isBlank() || text.strip().endsWith(".") ? text : text.strip() + ".";
  }

  private static Tag heading(EvaluationReport report, VerdictRow verdict, VerdictKind kind) {
    Tag badge =
        Tag.of(
                "span",
                Tag.of("span", symbol(kind)).with("aria-hidden", "true").as("symbol"),
                Tag.of("span", words(kind)))
            .as("badge");
    Tag title = Tag.of("h3", badge);
    Tag challenger = Tag.of("span").as("challenger");
    report
        .contender(verdict.challenger(), verdict.challengerVersion())
        .ifPresent(c -> challenger.add(c.inlineMarker()).text(c.designation() + " "));
    challenger.add(Words.name(verdict.challenger() + "@" + verdict.challengerVersion()));
    return title.text(" ").add(challenger);
  }

  /** The verdict in words; the word of the table is beside the rule. */
  static String words(VerdictKind kind) {
    return switch (kind) {
      case SUPERIOR -> "Better";
      case NON_INFERIOR -> "Not worse";
      case EQUIVALENT -> "The same";
      case INCONCLUSIVE -> "Not settled";
      case INFERIOR -> "Not accepted";
      case NOT_EVALUABLE -> "Cannot be judged";
    };
  }

  private static String symbol(VerdictKind kind) {
    return switch (kind) {
      case SUPERIOR -> "▲";
      case NON_INFERIOR -> "✓";
      case EQUIVALENT -> "=";
      case INCONCLUSIVE -> "?";
      case INFERIOR -> "✕";
      case NOT_EVALUABLE -> "–";
    };
  }

  private static String tone(VerdictKind kind) {
    return switch (kind) {
      case SUPERIOR, NON_INFERIOR, EQUIVALENT -> "good";
      case INCONCLUSIVE -> "open";
      case INFERIOR -> "bad";
      case NOT_EVALUABLE -> "none";
    };
  }

  private static Tag drawing(EvaluationReport report, VerdictRow verdict) {
    Measure measure = Measure.of(verdict.metric());
    String at = Measure.at(report.primaryPoint(verdict.metric()).orElse(null));
    Contender by =
        report
            .contender(verdict.challenger(), verdict.challengerVersion())
            .orElseGet(() -> Contender.at(1, 2, verdict.challenger(), verdict.challengerVersion()));
    double margin = verdict.margin() == null ? 0 : verdict.margin();
    boolean both = verdict.verdict().equals(VerdictKind.EQUIVALENT.name());
    Double low = verdict.low();
    Double high = verdict.high();
    int decimals = low == null || high == null ? 4 : Numerals.decimals(low, high);
    Tag text =
        Words.number(verdict.difference(), Numerals.signed(verdict.difference(), decimals))
            .as("strong");
    Tag value = Tag.of("span", text);
    if (low != null && high != null) {
      value.add(Words.interval(Numerals.signed(low, decimals), Numerals.signed(high, decimals)));
    }
    List<Forest.Line> lines =
        List.of(
            new Forest.Line(
                Tag.of("span", (measure.title() + " " + at).strip()),
                List.of(new Forest.Mark(by, verdict.difference(), low, high, value))));
    List<Double> limits = new ArrayList<>();
    if (margin > 0) {
      limits.add(-margin);
      if (both) {
        limits.add(margin);
      }
    }
    String caption =
        "How much better the challenger is in "
            + measure.title()
            + " (plus is better), with the "
            + (verdict.level() == null ? "" : Numerals.level(verdict.level()) + " ")
            + (ofAllLooks(verdict) ? "confidence sequence of all looks" : "interval")
            + (margin > 0
                ? ". Dotted: the margin, "
                    + Numerals.plain(margin)
                    + (both ? " on both sides" : " worse")
                : "");
    return new Forest(
            caption,
            "Figure",
            "Improvement",
            Forest.axis(lines, 0, -margin, both ? margin : 0),
            0.0,
            limits,
            List.of("worse", "better"))
        .tag(lines);
  }

  private static String meaning(VerdictRow verdict, VerdictKind kind) {
    String margin =
        verdict.margin() == null
            ? "the accepted margin"
            : "the margin of " + Numerals.plain(verdict.margin());
    return switch (kind) {
      case SUPERIOR ->
          "The whole interval lies on the better side of zero: differences that fit these rows are"
              + " all improvements, and every condition holds.";
      case NON_INFERIOR ->
          "The whole interval lies above the dotted line: whatever the true difference is, the"
              + " challenger is not worse by more than "
              + margin
              + ". These rows do not show that it is better.";
      case EQUIVALENT ->
          "The whole interval lies between the dotted lines: whatever the true difference is, it is"
              + " smaller than "
              + margin
              + " in both directions.";
      case INCONCLUSIVE ->
          "These rows fit both answers: that the challenger is good enough, and that it is not."
              + " That is not a finding that the models are equal.";
      case INFERIOR ->
          "A condition of the rule is broken with certainty at the level that the rule asks for; the"
              + " table of conditions says which.";
      case NOT_EVALUABLE ->
          "No figure was computed on which a verdict could rest, so none is given. This says nothing"
              + " for or against the challenger.";
    };
  }

  private static List<Tag> settle(VerdictRow verdict, VerdictKind kind) {
    List<Tag> tags = new ArrayList<>();
    if (kind == VerdictKind.INCONCLUSIVE && verdict.rowsNeeded() != null) {
      tags.add(
          Tag.of("p", Tag.of("strong", "What would settle it: "))
              .text("about ")
              .add(Words.count(verdict.rowsNeeded()))
              .text(
                  (ofAllLooks(verdict) ? " labelled rows of all looks" : " labelled rows")
                      + ", if the true difference is the one seen here; there are "
                      + Numerals.count(verdict.rows())
                      + ".")
              .as("settle"));
    } else if (kind == VerdictKind.INCONCLUSIVE) {
      tags.add(
          Tag.of("p", Tag.of("strong", "What would settle it: "))
              .text(
                  "more labelled rows where the conditions that are not settled are measured; no"
                      + " number can be given from these rows.")
              .as("settle"));
    }
    if (verdict.detectable() != null) {
      tags.add(
          Tag.of("p", "With this many rows, a true difference of ")
              .add(Words.number(verdict.detectable(), Numerals.figure(verdict.detectable())))
              .text(
                  " would have been found in four of five such evaluations; smaller ones often not.")
              .as("muted"));
    }
    return tags;
  }

  private static List<Tag> warnings(VerdictRow verdict) {
    List<Tag> items = new ArrayList<>();
    JsonNode warnings = parsed(verdict.warnings());
    if (warnings != null && warnings.isArray()) {
      warnings.forEach(
          w -> items.add(Tag.of("li", w.isTextual() ? held(w.asText()) : w.toString())));
    }
    return items;
  }

  static JsonNode parsed(String json) {
    try {
      return json == null || json.isBlank() ? null : Json.read(json, JsonNode.class);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static Tag rule(VerdictRow verdict) {
    Tag part = Tag.of("div").as("rule");
    if (verdict.rule() != null) {
      part.add(
          Tag.of("p", Tag.of("strong", "The rule, decided before the data were read: "))
              .text(sentence(held(verdict.rule())))
              .text(" Verdict in the tables: ")
              .add(Words.code(verdict.verdict()))
              .text("."));
    }
    JsonNode conditions = parsed(verdict.conditions());
    if (conditions != null && conditions.isArray() && !conditions.isEmpty()) {
      part.add(conditions(conditions));
    }
    return part;
  }

  private static Tag conditions(JsonNode conditions) {
    FigureTable table =
        new FigureTable(
            "Conditions of the rule and how they came out",
            4,
            "Condition",
            "Outcome",
            "What was found");
    conditions.forEach(
        c ->
            table.row(
                Tag.of("span", text(c, "what")),
                outcome(text(c, "outcome")),
                Tag.of("span", held(text(c, "message")))));
    return table.tag();
  }

  private static String text(JsonNode node, String field) {
    JsonNode value = node.get(field);
    return value == null || value.isNull() ? "" : value.asText();
  }

  /** How a condition came out, by a sign and a word. */
  static Tag outcome(String outcome) {
    String sign =
        switch (outcome) {
          case "HOLDS", "FAIR", "PASS" -> "✓";
          case "BROKEN", "UNFAIR", "FAIL", "MISSING", "ERROR" -> "✕";
          default -> "?";
        };
    String tone = sign.equals("✓") ? "good" : sign.equals("✕") ? "bad" : "open";
    return Tag.of(
            "span",
            Tag.of("span", sign).with("aria-hidden", "true"),
            Tag.of("span", " " + Measure.words(outcome).toLowerCase(java.util.Locale.ROOT)))
        .as("outcome " + tone);
  }
}
