package dev.assay.report;

import dev.assay.record.RunStart;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The page: its head, its parts in order, and the way to them. */
final class Page {
  private static final String SHEET = "report.css";
  private static final String POLICY =
      "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

  /** Outlines by which models differ without colour: disc, square, triangle, diamond, ... */
  private static final List<String> MARKS =
      List.of(
          "M-4.5 0A4.5 4.5 0 1 1 4.5 0A4.5 4.5 0 1 1 -4.5 0Z",
          "M-4 -4H4V4H-4Z",
          "M0 -5.5L5.2 4H-5.2Z",
          "M0 -5.8L5.8 0L0 5.8L-5.8 0Z",
          "M0 5.5L5.2 -4H-5.2Z",
          "M-1.6 -5H1.6V-1.6H5V1.6H1.6V5H-1.6V1.6H-5V-1.6H-1.6Z");

  private Page() {}

  static String of(EvaluationReport report) {
    List<Tag> sections = sections(report);
    RunStart start = report.facts().run().start();
    String title = "Evaluation of " + start.useCase() + ", " + start.asOf();
    Tag head =
        Tag.of(
            "head",
            Tag.of("meta").with("charset", "utf-8"),
            Tag.of("meta").with("http-equiv", "Content-Security-Policy").with("content", POLICY),
            Tag.of("meta")
                .with("name", "viewport")
                .with("content", "width=device-width, initial-scale=1"),
            Tag.of("meta").with("name", "color-scheme").with("content", "light dark"),
            Tag.of("meta").with("name", "generator").with("content", "Assay"),
            Tag.of("title", title),
            Tag.style(sheet()));
    Tag main = Tag.of("main").with("id", "content").with("tabindex", "-1").add(sections);
    Tag body =
        Tag.of(
            "body",
            Tag.of("a", "Skip to the verdict").as("skip").with("href", "#content"),
            shapes(),
            header(report),
            Tag.of("div", contents(sections), main).as("columns"),
            footer(report));
    return "<!DOCTYPE html>\n" + Tag.of("html", head, body).with("lang", "en") + "\n";
  }

  private static List<Tag> sections(EvaluationReport report) {
    List<Optional<Tag>> sections =
        List.of(
            Optional.of(VerdictSection.of(report)),
            HeadlineSection.of(report),
            CurveSection.of(report),
            CalibrationSection.of(report),
            ChangeSection.of(report),
            SliceSection.of(report),
            FairnessSection.of(report),
            Optional.of(DataSection.of(report)),
            Optional.of(IdentitySection.of(report)),
            Optional.of(ReproduceSection.of(report)),
            Optional.of(MethodSection.of(report)));
    List<Tag> present = new ArrayList<>();
    sections.forEach(section -> section.ifPresent(present::add));
    return present;
  }

  private static Tag header(EvaluationReport report) {
    RunStart start = report.facts().run().start();
    int challengers = Math.max(0, report.contenders().size() - 1);
    Tag facts = Tag.of("p").as("facts");
    facts.add(fact("As of", Tag.of("time", start.asOf().toString())));
    report.rows().ifPresent(rows -> facts.add(fact("Rows compared", Words.count(rows))));
    report.positives().ifPresent(count -> facts.add(fact("with label 1", Words.count(count))));
    facts.add(fact("Run", Words.code(shortened(start.runId()))));
    String question =
        challengers == 1
            ? "May the challenger replace the champion?"
            : "May one of " + challengers + " challengers replace the champion?";
    return Tag.of(
        "header",
        Tag.of("p", "Model evaluation").as("kicker"),
        Tag.of("h1").add(Words.name(start.useCase())),
        Tag.of("p", challengers == 0 ? "How good is the model?" : question).as("question"),
        facts);
  }

  private static Tag fact(String name, Tag value) {
    return Tag.of("span", Tag.of("span", name + " ").as("muted"), value);
  }

  private static String shortened(String id) {
    return id.length() > 12 ? id.substring(0, 12) : id;
  }

  private static Tag contents(List<Tag> sections) {
    Tag list = Tag.of("ol");
    for (Tag section : sections) {
      String id = section.attribute("id");
      list.add(Tag.of("li", Tag.of("a", titleOf(id)).with("href", "#" + id)));
    }
    return Tag.of("nav", Tag.of("p", "On this page").as("kicker"), list)
        .with("aria-label", "Contents");
  }

  private static String titleOf(String id) {
    return switch (id) {
      case "verdict" -> "Verdict";
      case "differences" -> "Differences";
      case "curves" -> "Ranking and scores";
      case "calibration" -> "Calibration";
      case "changes" -> "Changed decisions";
      case "slices" -> "Slices";
      case "fairness" -> "Fairness";
      case "data" -> "Data";
      case "identity" -> "What was compared";
      case "reproduce" -> "How to reproduce";
      case "method" -> "How to read this";
      default -> id;
    };
  }

  private static Tag footer(EvaluationReport report) {
    RunStart start = report.facts().run().start();
    return Tag.of("footer")
        .add(
            Tag.of("p", "Written by Assay " + start.assayVersion() + " from the tables of run ")
                .add(Words.code(start.runId()))
                .text(". The same figures with all their digits are in the JSON file beside it."));
  }

  private static Tag shapes() {
    Tag defs = Tag.of("defs");
    for (int i = 0; i < MARKS.size(); i++) {
      defs.add(shape("mark" + i, MARKS.get(i)));
    }
    defs.add(shape("arrow-left", "M5 -4L-1 0L5 4Z"), shape("arrow-right", "M-5 -4L1 0L-5 4Z"));
    return Tag.of("svg", defs)
        .as("shapes")
        .with("width", "0")
        .with("height", "0")
        .with("aria-hidden", "true");
  }

  private static Tag shape(String id, String outline) {
    return Tag.of("path").with("id", id).with("d", outline);
  }

  private static String sheet() {
    try (InputStream in = Page.class.getResourceAsStream(SHEET)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
