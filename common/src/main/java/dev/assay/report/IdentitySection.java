package dev.assay.report;

import dev.assay.record.RunRecord;
import dev.assay.record.RunStart;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which models, data and run the figures are of. */
final class IdentitySection {
  private IdentitySection() {}

  static Tag of(EvaluationReport report) {
    Tag section = Words.section("identity", "What was compared");
    section.add(
        Words.p(
            "A digest is a fingerprint: the same digest means the same bytes. With these pins every"
                + " figure of this page can be computed again."));
    section.add(models(report).tag(), run(report));
    Tag inputs = inputs(report);
    return section.add(inputs, tables(report));
  }

  private static FigureTable models(EvaluationReport report) {
    FigureTable table =
        new FigureTable("Models", 4, "Role", "Model", "Version", "Digest of the package");
    for (Contender contender : report.contenders()) {
      String digest = report.facts().digest(contender.name(), contender.version());
      table.row(
          Tag.of("span", contender.inlineMarker(), Tag.of("span", contender.designation())),
          Words.name(contender.name()),
          Words.name(contender.version()),
          digest == null ? Tag.of("span", "not on the run record") : Words.code(digest));
    }
    return table;
  }

  private static Tag run(EvaluationReport report) {
    RunRecord run = report.facts().run();
    RunStart start = run.start();
    List<Tag[]> terms = new ArrayList<>();
    terms.add(term(Tag.of("span", "Run"), Words.code(start.runId())));
    terms.add(term(Tag.of("span", "Use case"), Words.name(start.useCase())));
    terms.add(term(Tag.of("span", "As of"), Tag.of("time", start.asOf().toString())));
    terms.add(term(Tag.of("span", "Started"), Words.time(start.startedAt())));
    if (run.outcome().finishedAt() != null) {
      terms.add(term(Tag.of("span", "Finished"), Words.time(run.outcome().finishedAt())));
    }
    terms.add(term(Tag.of("span", "State of the run"), Words.code(run.status().name())));
    terms.add(term(Tag.of("span", "Run by"), Words.name(who(report.facts()))));
    if (start.configDigest() != null) {
      terms.add(term(Tag.of("span", "Digest of the settings"), Words.code(start.configDigest())));
    }
    if (run.hash() != null) {
      terms.add(term(Tag.of("span", "Hash in the chain of runs"), Words.code(run.hash())));
    }
    terms.add(term(Tag.of("span", "Assay"), Tag.of("span", String.valueOf(start.assayVersion()))));
    return Tag.of("div", Tag.of("h3", "The run"), Words.terms(terms));
  }

  private static String who(RunFacts facts) {
    String user = facts.environment().get("user");
    if (facts.orchestrator().isEmpty()) {
      return user == null ? "not on the run record" : user;
    }
    StringBuilder ids = new StringBuilder(user == null ? "" : user + "; ");
    facts.orchestrator().forEach((key, id) -> ids.append(key).append(' ').append(id).append("; "));
    return ids.substring(0, ids.length() - 2);
  }

  private static Tag[] term(Tag name, Tag value) {
    return new Tag[] {name, value};
  }

  private static Tag inputs(EvaluationReport report) {
    Map<String, Map<String, String>> pins = new LinkedHashMap<>();
    List<Tag[]> others = new ArrayList<>();
    report
        .facts()
        .inputs()
        .forEach(
            (path, value) -> {
              int dot = path.lastIndexOf('.');
              String of = dot < 0 ? "" : path.substring(0, dot);
              String leaf = path.substring(dot + 1);
              if (leaf.matches("table|location|delta_version|version|digest|rows")) {
                pins.computeIfAbsent(of, o -> new LinkedHashMap<>()).put(leaf, value);
              } else if (of.equals("predictions")) {
                others.add(term(Tag.of("span", "Scores of run"), Words.code(value)));
              } else if (leaf.equals("earlier")) {
                others.add(term(Tag.of("span", "Goes on from run"), Words.code(value)));
              }
            });
    if (pins.isEmpty()) {
      return null;
    }
    FigureTable table =
        new FigureTable(
            "Pinned inputs and labels", 4, "What", "Table", "Version or digest", "Lies at", "Rows");
    pins.forEach((of, pin) -> table.row(cells(of, pin)));
    return Tag.of("div", table.tag(), others.isEmpty() ? null : Words.terms(others));
  }

  private static Tag[] cells(String of, Map<String, String> pin) {
    String version = pin.getOrDefault("delta_version", pin.get("version"));
    String rows = pin.get("rows");
    return new Tag[] {
      Tag.of("span", of.isEmpty() ? "Input" : Measure.words(of.replace(".", ", "))),
      Words.name(pin.getOrDefault("table", "–")),
      Words.code(version == null ? pin.getOrDefault("digest", "–") : "version " + version),
      Words.name(pin.getOrDefault("location", "–")),
      rows != null && rows.matches("\\d{1,18}")
          ? Words.count(Long.valueOf(rows))
          : Tag.of("span", "–")
    };
  }

  private static Tag tables(EvaluationReport report) {
    if (report.facts().outputs().isEmpty()) {
      return null;
    }
    FigureTable table =
        new FigureTable(
            "Tables that the run wrote", 1, "Table", "Delta version", "Rows of the run");
    report
        .facts()
        .outputs()
        .forEach(
            output ->
                table.row(
                    Words.code(output.table()),
                    Words.count(output.version()),
                    Words.count(output.rows())));
    return Words.folded("Tables that the run wrote", table.tag());
  }
}
