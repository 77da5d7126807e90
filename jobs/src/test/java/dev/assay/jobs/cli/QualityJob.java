package dev.assay.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.assay.jobs.testing.PythonEnvironment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A job over some hundred persons of the census with one model, run by its command lines. */
final class QualityJob {
  static final Path ROOT = PythonEnvironment.repositoryRoot();
  static final Path CENSUS = ROOT.resolve("test-data/census/people");
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path directory;
  private TestShell shell;

  QualityJob(Path directory) {
    this.directory = directory;
  }

  Path store() {
    return directory.resolve("store");
  }

  Path config(String name, String rules) throws IOException {
    Files.writeString(directory.resolve(name + "-rules.yaml"), rules);
    return Files.writeString(
        directory.resolve(name + ".yaml"),
        """
        use-case: census
        store: %s
        registry: %s
        input: {table: %s, key: [id]}
        models: {champion: employment-logistic@champion}
        quality: %s
        """
            .formatted(
                store(),
                ROOT.resolve("test-data/models/registry"),
                directory.resolve("people"),
                directory.resolve(name + "-rules.yaml")));
  }

  /** Runs a command and gives its result file. */
  JsonNode run(int status, String... words) throws IOException {
    Path result = directory.resolve("result.json");
    List<String> all = new ArrayList<>(List.of(words));
    all.addAll(List.of("--result", result.toString(), "--no-progress"));
    shell = new TestShell();
    assertThat(shell.run(all.toArray(String[]::new))).as(shell.err()).isEqualTo(status);
    return JSON.readTree(Files.readString(result));
  }

  /** What the last command printed. */
  String out() {
    return shell.out();
  }
}
