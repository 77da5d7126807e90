package dev.assay.plan;

import dev.assay.model.ElementType;
import dev.assay.model.Flavour;
import dev.assay.model.Manifest;
import dev.assay.model.MissingPolicy;
import dev.assay.model.OutputLink;
import dev.assay.model.Task;
import java.util.List;
import java.util.Map;

/** Manifests for tests of planning. */
final class TestManifests {
  private TestManifests() {}

  static PlannedModel model(String name, Manifest.Input... inputs) {
    Manifest manifest =
        new Manifest(
            Manifest.FORMAT,
            name,
            "1",
            Flavour.ONNX,
            Task.BINARY,
            "model.onnx",
            Map.of(),
            List.of(inputs),
            new Manifest.Output("probabilities", 1, OutputLink.IDENTITY),
            List.of("no", "yes"),
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
        PlannedModel.Role.CHAMPION, name + "@1", "models/" + name, "sha256:0", manifest);
  }

  static Manifest.Input input(ElementType type, String... columns) {
    return new Manifest.Input(
        type.name().toLowerCase(java.util.Locale.ROOT),
        type,
        List.of(columns),
        null,
        MissingPolicy.REJECT,
        false,
        Map.of());
  }
}
