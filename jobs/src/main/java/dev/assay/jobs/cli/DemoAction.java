package dev.assay.jobs.cli;

import dev.assay.config.LoadedConfig;
import dev.assay.error.AssayException;
import dev.assay.error.ErrorCode;
import dev.assay.jobs.ScoreResult;
import dev.assay.record.ModelRun;
import dev.assay.record.RunRecord;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Scores the example, compares its models, scores a damaged delivery of the same table, and shows
 * what came out and where to look further.
 */
final class DemoAction {
  static final String CONFIGURATION = "conf/demo.yaml";

  private final Shell shell;
  private final Options.Output output;

  DemoAction(Shell shell, Options.Output output) {
    this.shell = shell;
    this.output = output;
  }

  Outcome run(Options.Spark options, boolean fresh) {
    Path root = root();
    LoadedConfig config = load(root, CONFIGURATION);
    DemoDamage damage = new DemoDamage(shell, output, load(root, DemoDamage.CONFIGURATION));
    DemoStore store = new DemoStore(config.config().store());
    if (fresh) {
      store.delete();
    }
    try (SparkRun spark = SparkRun.start("demo", options, shell)) {
      try {
        store.prepare();
        return score(root, spark, config, damage);
      } catch (Exception e) {
        throw spark.explain(e);
      }
    }
  }

  private LoadedConfig load(Path root, String file) {
    return ConfigFiles.load(List.of(root.resolve(file).toString()), shell);
  }

  private Outcome score(Path root, SparkRun spark, LoadedConfig config, DemoDamage damage) {
    say("Scoring 277,677 rows of the American Community Survey with three models.");
    ScoreResult result = new ScoreAction(shell, output).score(spark, config, false);
    ScoreReport report = new ScoreReport(result);
    if (result.alreadyPublished()) {
      say(report.headline() + " 'assay demo --fresh' starts over.");
    } else {
      summary(spark, config, report, result.run());
    }
    say("");
    say("Comparing the models on the labels of 2017 and 2018, which they were not trained on.");
    say("");
    DemoEvaluation.Found evaluation = new DemoEvaluation(shell, output, config).run(spark);
    evaluation.lines().forEach(this::say);
    say("");
    say("Scoring a delivery of 2017 and 2018 that was damaged on purpose, by the rules of");
    say("conf/quality/damaged.yaml.");
    say("");
    DemoDamage.Found found = damage.run(spark);
    found.lines().forEach(this::say);
    whereToLook(root, result.run(), found.run());
    Map<String, Object> details = new LinkedHashMap<>(report.json());
    details.put("evaluation", evaluation.json());
    details.put("damaged", found.json());
    return Outcome.of(report.status(), report.headline(), details);
  }

  private Path root() {
    if (shell.root() == null || !Files.exists(shell.root().resolve(CONFIGURATION))) {
      throw new AssayException(
          ErrorCode.USAGE,
          "Cannot run the example: its data is in a checkout. Run ./assay demo there.");
    }
    return shell.root();
  }

  private void summary(SparkRun spark, LoadedConfig config, ScoreReport report, RunRecord run) {
    say("");
    say(
        String.format(
            Locale.ROOT,
            "%,d rows in, %,d predictions, %,d rejected, in %s",
            run.outcome().rowsIn(),
            run.outcome().rowsScored(),
            run.outcome().rowsRejected(),
            report.pace()));
    say("");
    ScoreSummary summary = new ScoreSummary(spark.session(), run, config.config().input().key());
    Map<String, ScoreSummary.Scores> scores = summary.scores();
    TextTable table =
        new TextTable(
            List.of("model", "role", "scored", "mean score", " 0      scores      1"),
            List.of(false, false, true, true, false));
    List<String> models =
        report.models().stream().map(model -> model.name() + "@" + model.version()).toList();
    for (ModelRun model : report.models()) {
      ScoreSummary.Scores of = scores.get(model.name() + "@" + model.version());
      table.add(
          List.of(
              model.name() + "@" + model.version(),
              model.role(),
              Quantities.count(of.rows()),
              String.format(Locale.ROOT, "%.4f", of.mean()),
              "│" + of.histogram() + "│"));
    }
    table.lines().forEach(this::say);
    say("");
    summary
        .agreement(models)
        .forEach(
            (pair, share) ->
                say(
                    String.format(
                        Locale.ROOT,
                        "%s and %s give the same label to %.1f %% of the rows",
                        pair.get(0),
                        pair.get(1),
                        100 * share)));
  }

  private void whereToLook(Path root, RunRecord run, RunRecord damaged) {
    say("");
    run.outcome().outputs().forEach(t -> say(t.path() + ": version " + t.version()));
    for (DemoSnippets.Snippet snippet :
        new DemoSnippets(root, Path.of("").toAbsolutePath(), run, damaged.runId()).all()) {
      say("");
      say("# " + snippet.title());
      snippet.lines().forEach(this::say);
    }
  }

  private void say(String line) {
    if (!output.quiet) {
      shell.out().println(line);
    }
  }
}
