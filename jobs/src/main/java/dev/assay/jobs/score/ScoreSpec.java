package dev.assay.jobs.score;

import dev.assay.config.JobConfig.Device;
import dev.assay.plan.PlannedModel;
import java.io.Serializable;
import java.util.List;

/**
 * What the operator needs on the executors.
 *
 * @param models the models, champion first
 * @param key names of the key columns
 * @param passThrough names of the columns that go to the predictions as they are
 * @param device where models run
 * @param loader brings a model to an executor
 * @param totals what the tasks count, added up exactly once for each finished partition
 * @param rejectDirectory where tasks leave the rows that could not be scored; any Hadoop URI, or
 *     null where they are not kept
 * @param hadoop how to write there
 * @param gate the row rules, compiled for the input's columns
 */
public record ScoreSpec(
    List<PlannedModel> models,
    List<String> key,
    List<String> passThrough,
    Device device,
    ModelLoader loader,
    ScoreTotals totals,
    String rejectDirectory,
    ExecutorConfiguration hadoop,
    RowGate gate)
    implements Serializable {

  public ScoreSpec {
    models = List.copyOf(models);
    key = List.copyOf(key);
    passThrough = List.copyOf(passThrough);
  }

  /** Without row rules. */
  public ScoreSpec(
      List<PlannedModel> models,
      List<String> key,
      List<String> passThrough,
      Device device,
      ModelLoader loader,
      ScoreTotals totals,
      String rejectDirectory,
      ExecutorConfiguration hadoop) {
    this(models, key, passThrough, device, loader, totals, rejectDirectory, hadoop, RowGate.none());
  }

  /** Short, because it stands in the plans that Spark prints. */
  @Override
  public String toString() {
    return models.stream().map(model -> model.manifest().reference()).toList().toString();
  }
}
