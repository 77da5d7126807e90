package dev.assay.jobs;

import dev.assay.onnx.OnnxRuntime;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.SparkSession;

/** What the run record keeps of the machine and the software, because bits may depend on it. */
final class RunEnvironment {
  private RunEnvironment() {}

  static Map<String, Object> describe(SparkSession spark) {
    Map<String, Object> facts = new TreeMap<>();
    facts.put("spark", spark.version());
    facts.put("delta", io.delta.package$.MODULE$.VERSION());
    facts.put("onnxruntime", OnnxRuntime.version());
    facts.put("java", System.getProperty("java.version"));
    facts.put(
        "os",
        System.getProperty("os.name")
            + " "
            + System.getProperty("os.version")
            + " "
            + System.getProperty("os.arch"));
    facts.put("cpu", CpuFeatures.describe());
    facts.put("user", spark.sparkContext().sparkUser());
    facts.put("master", spark.sparkContext().master());
    facts.put("default_parallelism", spark.sparkContext().defaultParallelism());
    facts.put("application_id", spark.sparkContext().applicationId());
    return facts;
  }
}
