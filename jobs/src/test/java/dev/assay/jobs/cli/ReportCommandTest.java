package dev.assay.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.evaluation.EvaluationResult;
import dev.assay.evaluation.MetricRow;
import dev.assay.evaluation.VerdictRow;
import dev.assay.jobs.store.Begun;
import dev.assay.jobs.store.ResultStore;
import dev.assay.jobs.store.RunHandle;
import dev.assay.jobs.testing.SparkExtension;
import dev.assay.record.Json;
import dev.assay.record.ModelRun;
import dev.assay.record.RunOutcome;
import dev.assay.record.RunStart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.apache.commons.io.FileUtils;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Reports on a store with one evaluation, one that did not end, and a run of another job. */
@ExtendWith(SparkExtension.class)
final class ReportCommandTest {
  private static final String DONE = "aa11" + "0".repeat(28);
  private static final String OPEN = "ab22" + "0".repeat(28);
  private static final String SCORED = "cc33" + "0".repeat(28);

  @TempDir static Path directory;
  private static Path store;

  @BeforeAll
  static void publish(SparkSession spark) {
    store = directory.resolve("store");
    ResultStore tables =
        ResultStore.openForEvaluations(spark, store.toString(), "census-employment");
    RunHandle run = begin(tables, start(DONE, "evaluate", "evaluate/census/2018-12-31"));
    tables.appendEvaluation(run, rows());
    tables.publish(run, outcome());
    begin(tables, start(OPEN, "evaluate", "evaluate/census/2019-12-31"));
    begin(tables, start(SCORED, "score", "score/2018-12-31"));
  }

  private static RunHandle begin(ResultStore tables, RunStart start) {
    return ((Begun.Started) tables.begin(start, false)).run();
  }

  private static RunStart start(String id, String job, String slot) {
    return new RunStart(
        id,
        "census-employment",
        job,
        slot,
        LocalDate.parse("2018-12-31"),
        TestShell.NOW,
        Json.write(Map.of("table", "people", "delta_version", 4)),
        Json.write(List.of(model("old", "champion"), model("new", "challenger"))),
        "9c".repeat(32),
        Json.write(Map.of("registry", "models")),
        Json.write(Map.of("user", "m.keller")),
        null,
        "0.1.0");
  }

  private static ModelRun model(String name, String role) {
    return new ModelRun(name, "1", role, "d1".repeat(32), null, null, null, null, null, 0L, null);
  }

  private static RunOutcome outcome() {
    return new RunOutcome(
        Instant.parse("2026-03-01T12:05:00Z"),
        List.of(),
        null,
        3_012L,
        null,
        null,
        Json.write(Map.of("rows", 3_012, "rows_compared", 3_000, "labels_missing", 12)),
        null,
        null,
        null);
  }

  private static EvaluationResult rows() {
    return new EvaluationResult(
        List.of(metric("old", "champion", 0.8125), metric("new", "challenger", 0.84375)),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(
            new VerdictRow(
                "old",
                "1",
                "new",
                "1",
                "SUPERIOR",
                "auc",
                0.03125,
                0.02,
                0.0425,
                0.95,
                "holm",
                0.005,
                0.05,
                3_000L,
                0.015,
                null,
                "auc not worse by more than 0.005",
                "[]",
                "[]",
                "new@1 is better than old@1.")));
  }

  private static MetricRow metric(String model, String role, double value) {
    return new MetricRow(
        model,
        "1",
        role,
        null,
        "all",
        "auc",
        null,
        value,
        0.0,
        value - 0.01,
        value + 0.01,
        0.95,
        "delong",
        0.5,
        null,
        3_000L,
        3_000.0,
        1_400L,
        null);
  }

  private static TestShell report(int status, String... words) {
    TestShell shell = new TestShell();
    String[] all = new String[words.length + 3];
    all[0] = "report";
    all[1] = "--store";
    all[2] = store.toString();
    System.arraycopy(words, 0, all, 3, words.length);
    assertThat(shell.run(all)).as(shell.err()).isEqualTo(status);
    return shell;
  }

  @Test
  void writesBothFilesOfTheRunThatIsNamed() throws IOException {
    Path page = directory.resolve("deep/er/census.html");
    Path outcome = directory.resolve("outcome.json");
    TestShell shell =
        report(0, "--run", "aa1", "--out", page.toString(), "--result", outcome.toString());

    assertThat(shell.out())
        .contains("Report of run " + DONE + ", as of 2018-12-31:")
        .contains(page.toString());
    assertThat(Files.readString(page))
        .contains("new@1 is better than old@1.")
        .contains("<data value=\"0.84375\">")
        .contains("Rows without a label")
        .contains("m.keller")
        .contains("d1".repeat(32));
    JsonNode twin =
        Json.read(Files.readString(directory.resolve("deep/er/census.json")), JsonNode.class);
    assertThat(twin.get("metrics").get(1).get("value").asDouble()).isEqualTo(0.84375);
    assertThat(twin.get("run").get("run_id").asText()).isEqualTo(DONE);
    JsonNode result = Json.read(Files.readString(outcome), JsonNode.class);
    assertThat(result.get("run_id").asText()).isEqualTo(DONE);
    assertThat(result.get("report").asText()).isEqualTo(page.toString());
    try (java.util.stream.Stream<Path> files = Files.list(page.getParent())) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("census.html", "census.json");
    }
  }

  @Test
  void takesTheLatestEvaluationThatIsPublished() throws IOException {
    Path page = directory.resolve("latest.html");
    report(0, "--out", page.toString());

    assertThat(Files.readString(page)).contains(DONE);
  }

  @Test
  void refusesRunsThatHaveNoReport() {
    String out = directory.resolve("none.html").toString();

    assertThat(report(2, "--run", "77", "--out", out).err())
        .contains("Cannot find run '77'")
        .contains("it has no such run");
    assertThat(report(2, "--run", "a", "--out", out).err()).contains("these begin so");
    assertThat(report(2, "--run", "cc", "--out", out).err())
        .contains("it is a run of assay score, and reports are about evaluations");
    assertThat(report(4, "--run", "ab", "--out", out).err())
        .contains("it is STARTED, and only the rows of published runs count");
    assertThat(Path.of(out)).doesNotExist();
  }

  @Test
  void refusesNamesAndPlacesThatCannotBeWritten() throws IOException {
    assertThat(report(2, "--out", "report.pdf").err())
        .contains("Cannot write the report 'report.pdf': its name does not end with .html.");
    Path file = Files.writeString(directory.resolve("file"), "");
    assertThat(report(2, "--run", "aa", "--out", file + "/page.html").err())
        .contains("Cannot write the figures of the report '" + file + "/page.json'");
  }

  @Test
  void refusesStoresThatAreNotThereOrNewer(SparkSession spark) throws IOException {
    TestShell shell = new TestShell();
    assertThat(shell.run("report", "--store", directory.resolve("nowhere").toString()))
        .isEqualTo(4);
    assertThat(shell.err()).contains("there is none");

    Path newer = directory.resolve("newer");
    FileUtils.copyDirectory(store.toFile(), newer.toFile());
    spark.sql(
        "ALTER TABLE delta.`"
            + newer.resolve("runs")
            + "` SET TBLPROPERTIES ('assay.format' = '9')");
    TestShell other = new TestShell();
    assertThat(other.run("report", "--store", newer.toString())).isNotZero();
    assertThat(other.err()).contains("its format is '9'").contains("Use a newer version of Assay");
  }
}
