package dev.assay.jobs.testing;

import dev.assay.jobs.score.ModelLoader;
import dev.assay.jobs.score.ReadyModel;
import dev.assay.model.ElementType;
import dev.assay.model.Flavour;
import dev.assay.model.Manifest;
import dev.assay.model.MissingPolicy;
import dev.assay.model.OutputLink;
import dev.assay.model.Task;
import dev.assay.onnx.OnnxModel;
import dev.assay.plan.PlannedModel;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Models of {@code test-data} without a registry, for tests of the operator alone. */
public final class TestModels {
  /** The 30 feature columns of the benchmark models. */
  public static final List<String> BENCH_COLUMNS =
      IntStream.range(0, 30).mapToObj("f%02d"::formatted).toList();

  private TestModels() {}

  /** The directory of the exported models. */
  public static Path directory() {
    return Path.of(System.getProperty("assay.root"), "test-data", "models", "onnx");
  }

  /** A binary model of {@code bench/} with one float tensor of 30 columns. */
  public static PlannedModel bench(String file, MissingPolicy missing) {
    String output = file.startsWith("trees") ? "probabilities" : "probability";
    Manifest.Input input =
        new Manifest.Input(
            "input", ElementType.FLOAT, BENCH_COLUMNS, null, missing, false, Map.of());
    return planned("bench/" + file + ".onnx", file, List.of(input), output, Task.BINARY);
  }

  /** A model of any shape. */
  public static PlannedModel planned(
      String file, String name, List<Manifest.Input> inputs, String output, Task task) {
    Path path = directory().resolve(file);
    Manifest manifest =
        new Manifest(
            1,
            name,
            "1",
            Flavour.ONNX,
            task,
            path.getFileName().toString(),
            Map.of(),
            inputs,
            new Manifest.Output(output, null, OutputLink.IDENTITY),
            List.of(),
            0.5,
            new Manifest.Batch(512, false),
            null,
            new Manifest.Golden("golden.json", 1e-5),
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null);
    return new PlannedModel(
        PlannedModel.Role.CHAMPION,
        name + "@1",
        path.getParent().toUri().toString(),
        "digest of " + path,
        manifest);
  }

  /** Opens such a model where it lies. */
  public static ModelLoader loader() {
    return (planned, device) ->
        new ReadyModel(
            OnnxModel.load(
                Path.of(java.net.URI.create(planned.packageUri())),
                planned.manifest(),
                device,
                List.of()),
            true,
            0);
  }
}
