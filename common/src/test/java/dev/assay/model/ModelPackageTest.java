package dev.assay.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.error.AssayException;
import dev.assay.error.ErrorCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelPackageTest {
  private static final String WEIGHTS = "weights/w.bin";

  @TempDir Path directory;
  private ModelPackage made;

  @BeforeEach
  void make() throws IOException {
    Files.writeString(directory.resolve("model.onnx"), "a graph");
    Files.writeString(directory.resolve("golden.json"), "{}");
    Files.createDirectories(directory.resolve("weights"));
    Files.write(directory.resolve(WEIGHTS), new byte[] {1, 2, 3, 4});
    made = ModelPackage.seal(directory, manifest());
  }

  private static Manifest manifest() {
    return new Manifest(
        Manifest.FORMAT,
        "m",
        "1",
        Flavour.ONNX,
        Task.BINARY,
        "model.onnx",
        Map.of(),
        List.of(
            new Manifest.Input(
                "x",
                ElementType.FLOAT,
                List.of("a", "b"),
                null,
                MissingPolicy.REJECT,
                false,
                Map.of())),
        new Manifest.Output("p", 1, OutputLink.IDENTITY),
        List.of("no", "yes"),
        0.5,
        new Manifest.Batch(512, false),
        new Manifest.BatchInvariance(true, 0, 0, 1280, List.of(), false),
        new Manifest.Golden("golden.json", 1e-5),
        null,
        "risk",
        null,
        null,
        null,
        null,
        null,
        null,
        null);
  }

  @Test
  void readsWhatItSealed() {
    ModelPackage read = ModelPackage.read(directory);

    assertThat(read).isEqualTo(made);
    assertThat(read.manifest().files()).containsOnlyKeys("golden.json", "model.onnx", WEIGHTS);
    assertThat(read.manifest().owner()).isEqualTo("risk");
  }

  @Test
  void hasTheDigestThatCommonToolsGive() throws Exception {
    Process shell =
        new ProcessBuilder(
                "bash",
                "-c",
                "find . -type f ! -name model.sig -printf '%P\\0' | xargs -0 sha256sum | LC_ALL=C sort | sha256sum")
            .directory(directory.toFile())
            .start();
    String digest = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(shell.waitFor()).isZero();

    assertThat(made.digest()).isEqualTo(digest.substring(0, 64));
  }

  @Test
  void hasTheSameDigestWithASignature() throws IOException {
    Files.writeString(directory.resolve("model.sig"), "signed");

    assertThat(ModelPackage.read(directory).digest()).isEqualTo(made.digest());
  }

  @Test
  void noticesOneFlippedBitOfTheWeights() throws IOException {
    Files.write(directory.resolve(WEIGHTS), new byte[] {1, 2, 3, 5});

    assertDamaged(
        "file 'weights/w.bin' has SHA-256 %s, but the manifest says %s"
            .formatted(Digest.hex(new byte[] {1, 2, 3, 5}), Digest.hex(new byte[] {1, 2, 3, 4})));
  }

  @Test
  void noticesAMissingFile() throws IOException {
    Files.delete(directory.resolve(WEIGHTS));

    assertDamaged(
        "file 'weights/w.bin' is missing (expected SHA-256 %s)"
            .formatted(Digest.hex(new byte[] {1, 2, 3, 4})));
  }

  @Test
  void noticesAFileTooMany() throws IOException {
    Files.write(directory.resolve("weights/extra.bin"), new byte[] {7});

    assertDamaged(
        "file 'weights/extra.bin' (SHA-256 %s) is not in the manifest"
            .formatted(Digest.hex(new byte[] {7})));
  }

  @Test
  void takesAChangedManifestForAnotherPackage() throws IOException {
    Path file = directory.resolve("manifest.yaml");
    Files.writeString(file, Files.readString(file).replace("risk", "nobody"));

    assertThat(ModelPackage.read(directory).digest()).isNotEqualTo(made.digest());
  }

  @Test
  void saysThatADirectoryIsNoPackage() throws IOException {
    Files.delete(directory.resolve("manifest.yaml"));

    assertThatThrownBy(() -> ModelPackage.read(directory))
        .isInstanceOfSatisfying(
            AssayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.MODEL))
        .hasMessage(
            "Cannot read model package '%s': it has no manifest.yaml. Register the model with 'assay model add'."
                .formatted(directory));
  }

  @Test
  void takesAManifestThatCannotBeUnderstoodForADamagedModel() throws IOException {
    Path file = directory.resolve("manifest.yaml");
    Files.writeString(file, Files.readString(file).replace("format: 1", "format: 2"));
    assertThatThrownBy(() -> ModelPackage.read(directory))
        .hasMessageContaining("it is of format 2, this version of Assay reads 1");

    Files.writeString(file, "nonsense: 1\n");
    assertThatThrownBy(() -> ModelPackage.read(directory))
        .isInstanceOfSatisfying(
            AssayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.MODEL))
        .hasMessageContaining("nonsense");
  }

  private void assertDamaged(String reason) {
    assertThatThrownBy(() -> ModelPackage.read(directory))
        .isInstanceOfSatisfying(
            AssayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.MODEL_DIGEST))
        .hasMessage(
            "Cannot use model package '%s': %s. Restore the package as it was registered, or register the model as a new version."
                .formatted(directory, reason));
  }
}
