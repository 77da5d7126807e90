package dev.assay.jobs;

import dev.assay.jobs.score.ScoreTotals;
import dev.assay.plan.PlannedModel;
import dev.assay.record.Json;
import dev.assay.record.ModelRun;
import dev.assay.record.RunRecord;
import dev.assay.statistics.Figure;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Seconds inside each model's runtime for a million rows: of the published run whose scores are
 * used, or of the scores that the evaluation computes. A task that runs again adds both time and
 * rows, so the quotient stays what it is.
 */
final class ModelRuntimes {
  private static final double MILLION = 1e6;

  private ModelRuntimes() {}

  /**
   * The figures, champion first.
   *
   * @param here what was counted of the models that were scored here; empty where none were
   */
  static List<Figure> of(PreparedEvaluation prepared, Optional<ScoreTotals.Task> here) {
    List<Figure> seconds = new ArrayList<>();
    for (int m = 0; m < prepared.models().size(); m++) {
      int scoredHere = prepared.scored().indexOf(m);
      seconds.add(
          scoredHere < 0
              ? published(prepared, m)
              : here.map(task -> task.models().get(scoredHere))
                  .map(model -> figure(model.runtimeNanos() / 1e9, model.scored(), "it"))
                  .orElseGet(() -> Figure.undefined("nobody measured the runtime")));
    }
    return seconds;
  }

  private static Figure published(PreparedEvaluation prepared, int place) {
    PlannedModel model = prepared.models().get(place);
    RunRecord run =
        prepared.published().stream()
            .filter(scores -> scores.models().contains(place))
            .map(PublishedScores::run)
            .findFirst()
            .orElseThrow();
    String models = run.outcome().models();
    Optional<ModelRun> scored =
        Arrays.stream(models == null ? new ModelRun[0] : Json.read(models, ModelRun[].class))
            .filter(known -> known.name().equals(model.name()))
            .filter(known -> known.version().equals(model.version()))
            .findFirst();
    return scored
        .filter(known -> known.runtimeSeconds() != null && known.rowsScored() != null)
        .map(known -> figure(known.runtimeSeconds(), known.rowsScored(), "run " + run.runId()))
        .orElseGet(() -> Figure.undefined("run " + run.runId() + " did not record the runtime"));
  }

  private static Figure figure(double seconds, long rows, String who) {
    return rows == 0
        ? Figure.undefined(who + " scored no row")
        : Figure.of(seconds / rows * MILLION);
  }
}
