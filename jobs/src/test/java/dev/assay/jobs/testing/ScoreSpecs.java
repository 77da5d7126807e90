package dev.assay.jobs.testing;

import dev.assay.config.JobConfig.Device;
import dev.assay.jobs.score.ExecutorConfiguration;
import dev.assay.jobs.score.ModelLoader;
import dev.assay.jobs.score.RowGate;
import dev.assay.jobs.score.ScoreSpec;
import dev.assay.jobs.score.ScoreTotals;
import dev.assay.plan.PlannedModel;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.SparkSession;

/** Specifications of the operator for tests. */
public final class ScoreSpecs {
  private ScoreSpecs() {}

  /** Scores rows with key {@code id} on the CPU and leaves rejected ones in a directory. */
  public static ScoreSpec of(
      SparkSession spark, List<PlannedModel> models, ModelLoader loader, Path rejects) {
    return of(spark, models, List.of("id"), List.of(), Device.CPU, loader, rejects);
  }

  /** The same with all that may differ. */
  public static ScoreSpec of(
      SparkSession spark,
      List<PlannedModel> models,
      List<String> key,
      List<String> passThrough,
      Device device,
      ModelLoader loader,
      Path rejects) {
    return of(spark, models, key, passThrough, device, loader, rejects, RowGate.none());
  }

  /** The same with row rules. */
  public static ScoreSpec of(
      SparkSession spark,
      List<PlannedModel> models,
      List<String> key,
      List<String> passThrough,
      Device device,
      ModelLoader loader,
      Path rejects,
      RowGate gate) {
    ScoreTotals totals = new ScoreTotals(models.size(), gate.ids());
    spark.sparkContext().register(totals);
    return new ScoreSpec(
        models,
        key,
        passThrough,
        device,
        loader,
        totals,
        rejects.toString(),
        ExecutorConfiguration.of(spark),
        gate);
  }
}
