package dev.assay.onnx;

import dev.assay.model.Sample;
import dev.assay.yaml.YamlReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The models that real exporters wrote, with sample rows and the outputs Python gives for them. */
final class Zoo {
  private static final Path ONNX =
      Path.of(System.getProperty("assay.root")).resolve("test-data/models/onnx");

  private Zoo() {}

  /** A model file, such as {@code zoo/gemm}. */
  static Path model(String name) {
    return ONNX.resolve(name + ".onnx");
  }

  static Sample sample(String name) {
    return Sample.read(ONNX.resolve(name + ".sample.json"));
  }

  static ReferenceOutputs expected(String name) {
    return ReferenceOutputs.read(ONNX.resolve(name + ".expected.json"));
  }

  static Registration registration(String yaml) {
    return YamlReader.read(
        Registration.class, "registration", "name: tried\nversion: \"1\"\n" + yaml);
  }

  /** Registers a model with its sample and without expected outputs. */
  static ModelRegistrar.Result register(String name, String yaml, Path directory) {
    return register(model(name), sample(name), yaml, directory);
  }

  static ModelRegistrar.Result register(Path file, Sample sample, String yaml, Path directory) {
    return ModelRegistrar.register(
        file, registration(yaml), sample, null, List.of(), empty(directory));
  }

  static Path empty(Path parent) {
    try {
      return Files.createTempDirectory(parent, "package");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
