package dev.assay.jobs;

import dev.assay.jobs.registry.PackageCache;
import dev.assay.jobs.score.ExecutorConfiguration;
import dev.assay.jobs.score.ModelLoader;
import dev.assay.jobs.score.ReadyModel;
import dev.assay.model.ExecutionDevice;
import dev.assay.model.GoldenResult;
import dev.assay.model.GoldenVectors;
import dev.assay.model.ModelPackage;
import dev.assay.onnx.OnnxModel;
import dev.assay.plan.PlannedModel;
import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;

/**
 * Loads models from their packages: copied to this machine's disk, every digest checked against the
 * plan, opened, and golden vectors scored and compared.
 */
final class RegistryModelLoader implements ModelLoader {
  private static final long serialVersionUID = 1L;

  private final ExecutorConfiguration hadoop;

  private RegistryModelLoader(ExecutorConfiguration hadoop) {
    this.hadoop = hadoop;
  }

  static RegistryModelLoader of(SparkSession spark) {
    return new RegistryModelLoader(ExecutorConfiguration.of(spark));
  }

  @Override
  public ReadyModel load(PlannedModel planned, ExecutionDevice device) {
    Path directory =
        PackageCache.fetch(hadoop.value(), planned.packageUri(), planned.packageDigest());
    GoldenVectors golden = ModelPackage.read(directory).golden();
    OnnxModel model = OnnxModel.load(directory, planned.manifest(), device, golden.filler());
    GoldenResult result = golden.verify(model);
    return new ReadyModel(model, result.bitEqual(), result.maxDifference());
  }
}
