package dev.assay.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.assay.jobs.registry.ModelAdmin;
import dev.assay.jobs.testing.SparkExtension;
import dev.assay.model.Manifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(SparkExtension.class)
final class ModelRecalibrateCommandTest {
  private static final Path DATA = Path.of(System.getProperty("assay.root"), "test-data");
  private static final String MODEL = "employment-logistic";

  @TempDir Path directory;

  private final TestShell shell = new TestShell();
  private Path registry;

  @BeforeEach
  void copyTheModel() throws IOException {
    registry = directory.resolve("registry");
    Path from = DATA.resolve("models/registry").resolve(MODEL);
    try (java.util.stream.Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path to = registry.resolve(MODEL).resolve(from.relativize(file).toString());
        Files.createDirectories(to.getParent());
        if (Files.isRegularFile(file)) {
          Files.copy(file, to);
        }
      }
    }
  }

  private int run(String... more) {
    List<String> words =
        new ArrayList<>(
            List.of(
                "model",
                "recalibrate",
                MODEL + "@1",
                "--registry",
                registry.toString(),
                "--table",
                DATA.resolve("census/people").toString(),
                "--key",
                "id",
                "--labels",
                DATA.resolve("census/labels").toString(),
                "--label",
                "employed"));
    words.addAll(List.of(more));
    return shell.run(words.toArray(String[]::new));
  }

  private Manifest manifest(String version) {
    return new ModelAdmin(new Configuration(), registry.toString())
        .resolve(MODEL + "@" + version)
        .manifest();
  }

  @Test
  void savesAVersionWhoseScoresAreCalibrated() throws IOException {
    Path result = directory.resolve("result.json");
    assertThat(
            run(
                "--method",
                "isotonic",
                "--new-version",
                "2",
                "--filter",
                "year = 2018",
                "--result",
                result.toString()))
        .as(shell.err())
        .isZero();
    assertThat(shell.out())
        .contains(MODEL + "@1 recalibrated by isotonic, fitted on ")
        .contains("log loss", "Brier score", "calibration slope")
        .contains("Registered " + MODEL + "@2 in ")
        .contains("dropped, because they go with the old score: output_label");

    JsonNode json = new ObjectMapper().readTree(Files.readString(result));
    assertThat(json.get("rows").longValue()).isEqualTo(70_131);
    assertThat(json.get("rows_fitted").longValue() + json.get("rows_judged").longValue())
        .isEqualTo(70_131);
    JsonNode figures = json.get("figures");
    double before = figures.at("/log_loss/before/value").doubleValue();
    double after = figures.at("/log_loss/after/value").doubleValue();
    assertThat(after - before)
        .isNegative()
        .isCloseTo(json.get("log_loss_change").doubleValue(), within(1e-6));
    assertThat(figures.at("/ece/after/value").doubleValue())
        .isLessThan(figures.at("/ece/before/value").doubleValue());
    assertThat(figures.at("/calibration_slope/after/value").doubleValue()).isBetween(0.9, 1.1);

    Manifest made = manifest("2");
    assertThat(made.output().tensor()).isEqualTo("probabilities_calibrated");
    assertThat(made.cutoff()).isEqualTo(json.get("cutoff").doubleValue());
    assertThat(made.training()).isEqualTo(manifest("1").training());
    Manifest.Recalibration how = made.recalibration();
    assertThat(how.of()).isEqualTo(MODEL + "@1");
    assertThat(how.method()).isEqualTo("isotonic");
    assertThat(how.rowsJudged()).isEqualTo(json.get("rows_judged").longValue());
    assertThat(how.logLossAfter()).isEqualTo(after);
    assertThat(how.forced()).isFalse();
    assertThat(shell.run("model", "verify", MODEL + "@2", "--registry", registry.toString()))
        .isZero();
    assertThat(registry.resolve("_staging")).doesNotExist();

    // what the new version gives needs no more calibration: the map was in its scores
    assertThat(
            shell.run(
                "model",
                "recalibrate",
                MODEL + "@2",
                "--registry",
                registry.toString(),
                "--table",
                DATA.resolve("census/people").toString(),
                "--key",
                "id",
                "--labels",
                DATA.resolve("census/labels").toString(),
                "--label",
                "employed",
                "--filter",
                "year = 2018",
                "--method",
                "platt",
                "--new-version",
                "3",
                "--seed",
                "1",
                "--dry-run",
                "--result",
                result.toString()))
        .isIn(0, 3);
    JsonNode again = new ObjectMapper().readTree(Files.readString(result));
    assertThat(again.at("/figures/log_loss/before/value").doubleValue())
        .isCloseTo(after, within(1e-7));
    assertThat(registry.resolve(MODEL).resolve("3")).doesNotExist();
  }

  @Test
  void refusesWhatCannotBeRecalibrated() {
    assertThat(run("--method", "platt", "--new-version", "1")).isEqualTo(6);
    assertThat(shell.err())
        .contains(
            "Cannot add model '"
                + MODEL
                + "@1': that version is registered, and versions never change. Choose another than 1.");
    assertThat(run("--method", "spline", "--new-version", "2")).isEqualTo(2);
    assertThat(shell.err()).contains("Choose platt or isotonic.");
    assertThat(run("--method", "platt", "--new-version", "2", "--label", "year")).isEqualTo(2);
    assertThat(shell.err()).contains("--label");
  }

  @Test
  void refusesLabelsThatAreNotZeroOrOneAndTooFewRows() {
    String table = DATA.resolve("census/people").toString();
    String[] byColumn = {
      "model",
      "recalibrate",
      MODEL + "@1",
      "--registry",
      registry.toString(),
      "--table",
      table,
      "--key",
      "id",
      "--method",
      "platt",
      "--new-version",
      "2",
      "--filter",
      "id < 100",
      "--label"
    };
    for (String[] expected :
        new String[][] {
          {"SEX", "one of them is 2.0, and they must be 0 or 1"},
          {"nope", "Cannot find column 'nope': '" + table + "' has none of that name."},
        }) {
      List<String> words = new ArrayList<>(List.of(byColumn));
      words.add(expected[0]);
      assertThat(shell.run(words.toArray(String[]::new))).isEqualTo(4);
      assertThat(shell.err()).contains(expected[1]);
    }
    assertThat(run("--method", "platt", "--new-version", "2", "--filter", "id < 100")).isEqualTo(4);
    assertThat(shell.err()).contains("at least 30 are needed. Give more labelled rows.");
    assertThat(run("--method", "platt", "--new-version", "2", "--filter", "year = 1900"))
        .isEqualTo(4);
    assertThat(shell.err())
        .contains("no row is left by the filter 'year = 1900'. Name a table or rows");
  }
}
