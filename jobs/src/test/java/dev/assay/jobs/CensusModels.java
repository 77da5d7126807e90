package dev.assay.jobs;

import dev.assay.jobs.registry.ModelAdmin;
import dev.assay.jobs.testing.TestModels;
import dev.assay.model.Sample;
import dev.assay.onnx.Registration;
import dev.assay.yaml.YamlReader;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;

/** Registers the census models in a registry of a test's own. */
final class CensusModels {
  static final List<String> NAMES = List.of("logistic", "lightgbm", "mlp");

  private CensusModels() {}

  static void register(Path registry) {
    NAMES.forEach(name -> register(registry, name, List.of()));
  }

  /** Registers one of them with more files in its package. */
  static void register(Path registry, String name, List<Path> files) {
    ModelAdmin admin = new ModelAdmin(new Configuration(), registry.toUri().toString());
    Path file = TestModels.directory().resolve("census").resolve(name + ".onnx");
    Sample sample = Sample.read(file.resolveSibling(name + ".sample.json"));
    Registration registration =
        YamlReader.read(Registration.class, "test", "name: " + name + "\nversion: \"1\"\n");
    admin.add(file, registration, sample, null, files, List.of("current"));
  }
}
