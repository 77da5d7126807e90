package dev.assay.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ModelCommandsTest {
  private static final Path MODELS =
      Path.of(System.getProperty("assay.root"), "test-data", "models");

  private final TestShell shell = new TestShell();

  @TempDir Path directory;

  @Test
  void aModelIsAddedListedShownAndVerified() {
    String registry = directory.resolve("registry").toString();

    assertThat(add(registry, "--name", "net", "--version", "1", "--alias", "champion")).isZero();
    assertThat(shell.out())
        .contains("Registered net@1 in file:" + registry + "/net/1")
        .contains("task       binary", "features   16", "alias      champion")
        .contains("ZipMap was cut off");
    assertThat(shell.run("model", "list", "--registry", registry)).isZero();
    assertThat(shell.out()).containsPattern("net +1 +champion +binary +16");
    assertThat(shell.run("model", "show", "net@champion", "--registry", registry)).isZero();
    assertThat(shell.out()).contains("# model      net@1", "name: net", "tensor: probabilities");
    assertThat(shell.run("model", "verify", "net@1", "--registry", registry)).isZero();
    assertThat(shell.out()).contains("32 golden rows");
  }

  @Test
  void theSameModelAgainIsSaidToBeThere() {
    String registry = directory.resolve("registry").toString();
    add(registry, "--name", "net", "--version", "1");

    assertThat(add(registry, "--name", "net", "--version", "1")).isZero();
    assertThat(shell.out()).contains("Already registered: net@1");
  }

  @Test
  void optionsWinOverSetAndTheFile() throws Exception {
    Path description =
        Files.writeString(
            directory.resolve("net.yaml"), "name: a\nversion: '1'\nowner: x\ncutoff: 0.1\n");
    String registry = directory.resolve("registry").toString();

    int status =
        add(
            registry,
            "--describe",
            description.toString(),
            "--set",
            "name=b",
            "--set",
            "owner=y",
            "--name",
            "c");

    assertThat(status).isZero();
    shell.run("model", "show", "c@1", "--registry", registry);
    assertThat(shell.out()).contains("name: c", "owner: y", "cutoff: 0.1");
  }

  @Test
  void everyProblemOfTheDescriptionIsNamedAtOnce() throws Exception {
    Path description = Files.writeString(directory.resolve("net.yaml"), "nme: a\ntask: binry\n");

    assertThat(add(directory.toString(), "--describe", description.toString())).isEqualTo(2);
    assertThat(shell.err())
        .contains("Cannot register the model")
        .contains(description + ":1")
        .contains("name")
        .contains(description + ":2")
        .contains("binry");
  }

  @Test
  void anUnknownModelIsNamedWithItsNeighbours() {
    int status =
        shell.run(
            "model",
            "show",
            "employment-mpl@1",
            "--registry",
            MODELS.resolve("registry").toString());

    assertThat(status).isEqualTo(5);
    assertThat(shell.err()).contains("employment-mpl").contains("employment-mlp");
  }

  @Test
  void theExamplesModelsGiveTheirGoldenScores() {
    int status =
        shell.run(
            "model",
            "verify",
            "employment-logistic@champion",
            "employment-lightgbm@candidate",
            "employment-mlp@candidate",
            "--registry",
            MODELS.resolve("registry").toString());

    assertThat(status).isZero();
    assertThat(shell.out().lines()).hasSize(3).allMatch(line -> line.contains("32 golden rows"));
  }

  @Test
  void aMissingModelFileIsNamed() {
    int status =
        shell.run(
            "model",
            "add",
            "no.onnx",
            "--registry",
            directory.toString(),
            "--name",
            "a",
            "--version",
            "1",
            "--sample",
            MODELS.resolve("onnx/census/mlp.sample.json").toString());

    assertThat(status).isEqualTo(5);
    assertThat(shell.err()).contains("no.onnx");
  }

  @Test
  void theGroupAloneAsksForACommand() {
    assertThat(shell.run("model")).isEqualTo(2);
    assertThat(shell.err()).contains("Missing command: add, recalibrate, list, show or verify");
    assertThat(shell.run("model", "lst", "--registry", "x")).isEqualTo(2);
    assertThat(shell.err()).contains("Did you mean 'list'?");
  }

  private int add(String registry, String... more) {
    String[] words = {
      "model",
      "add",
      MODELS.resolve("onnx/census/mlp.onnx").toString(),
      "--registry",
      registry,
      "--sample",
      MODELS.resolve("onnx/census/mlp.sample.json").toString()
    };
    String[] all = java.util.Arrays.copyOf(words, words.length + more.length);
    System.arraycopy(more, 0, all, words.length, more.length);
    return shell.run(all);
  }
}
