package dev.assay.report;

import dev.assay.record.RunRecord;
import dev.assay.record.RunStart;
import java.util.ArrayList;
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
    terms.add(term("Run", Words.code(start.runId())));
    terms.add(term("Use case", Words.name(start.useCase())));
    terms.add(term("As of", Tag.of("time", start.asOf().toString())));
    terms.add(term("Started", Tag.of("time", start.startedAt().toString())));
    if (run.outcome().finishedAt() != null) {
      terms.add(term("Finished", Tag.of("time", run.outcome().finishedAt().toString())));
    }
    terms.add(term("State of the run", Words.code(run.status().name())));
    terms.add(term("Run by", Words.name(who(report.facts()))));
    if (start.configDigest() != null) {
      terms.add(term("Digest of the settings", Words.code(start.configDigest())));
    }
    if (run.hash() != null) {
      terms.add(term("Hash in the chain of runs", Words.code(run.hash())));
    }
    terms.add(term("Assay", Tag.of("span", String.valueOf(start.assayVersion()))));
    return Tag.of("div", Tag.of("h3", "Run"), Words.terms(terms));
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

  private static Tag[] term(String name, Tag value) {
    return new Tag[] {Tag.of("span", name), value};
  }

  private static Tag inputs(EvaluationReport report) {
    Map<String, String> inputs = report.facts().inputs();
    if (inputs.isEmpty()) {
      return null;
    }
    List<Tag[]> terms = new ArrayList<>();
    inputs.forEach((path, value) -> terms.add(term(label(path), Words.name(value))));
    return Tag.of("div", Tag.of("h3", "Pinned inputs and labels"), Words.terms(terms));
  }

  private static String label(String path) {
    return Measure.words(path.replace(".", ", "));
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
