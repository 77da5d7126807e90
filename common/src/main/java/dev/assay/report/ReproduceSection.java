package dev.assay.report;

import dev.assay.record.RunStart;
import java.util.Map;

/** How to get the same figures again. */
final class ReproduceSection {
  private ReproduceSection() {}

  static Tag of(EvaluationReport report) {
    RunFacts facts = report.facts();
    RunStart start = facts.run().start();
    Tag section = Words.section("reproduce", "How to reproduce");
    Tag steps = Tag.of("ol").as("steps");
    Tag verify = Tag.of("pre");
    for (Contender contender : report.contenders()) {
      verify.text(
          "assay model verify "
              + quoted(contender.reference())
              + registry(facts.settings())
              + "\n");
      String digest = facts.digest(contender.name(), contender.version());
      if (digest != null) {
        verify.text("#   digest " + digest + "\n");
      }
    }
    steps.add(
        Tag.of(
            "li",
            Words.p("With Assay " + start.assayVersion() + ", check that the models are the same:"),
            verify));
    Tag run = Tag.of("pre", "assay evaluate --config job.yaml --as-of " + start.asOf() + "\n");
    steps.add(
        Tag.of(
            "li",
            Words.p(
                "Run the evaluation with the settings below, on the inputs pinned above. The same"
                    + " settings on the same data are the same run, "
                    + start.runId()
                    + ": in this store Assay says that it is published; in a new one it computes it"
                    + " again, with the same figures bit for bit."),
            run));
    steps.add(
        Tag.of(
            "li",
            Words.p("Write this report again from the tables:"),
            Tag.of(
                "pre",
                "assay report --store "
                    + quoted(facts.store())
                    + " --run "
                    + start.runId()
                    + "\n")));
    section.add(steps);
    return section.add(settings(facts), environment(facts));
  }

  private static String registry(Map<String, String> settings) {
    String registry = settings.get("registry");
    return registry == null ? "" : " --registry " + quoted(registry);
  }

  /** A word as a shell takes it. */
  private static String quoted(String word) {
    return word.matches("[A-Za-z0-9_@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }

  private static Tag settings(RunFacts facts) {
    if (facts.settings().isEmpty()) {
      return null;
    }
    FigureTable table = new FigureTable("Effective settings", 2, "Setting", "Value");
    facts.settings().forEach((path, value) -> table.row(Words.code(path), Words.code(value)));
    return Words.folded("Effective settings", table.tag());
  }

  private static Tag environment(RunFacts facts) {
    if (facts.environment().isEmpty()) {
      return null;
    }
    FigureTable table = new FigureTable("Software and machine", 2, "What", "Value");
    facts
        .environment()
        .forEach(
            (what, value) -> table.row(Tag.of("span", Measure.words(what)), Words.name(value)));
    return Words.folded("Software and machine", table.tag());
  }
}
