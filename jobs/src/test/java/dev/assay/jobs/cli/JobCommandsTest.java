package dev.assay.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.assay.jobs.testing.SparkExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The commands that need Spark, one after the other over one store. */
@ExtendWith(SparkExtension.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class JobCommandsTest {
  private static final Path ROOT = Path.of(System.getProperty("assay.root"));
  private static final String FILTER = "id % 100 = 0";
  private static final long ROWS = 2777;
  private static final String ROWS_TEXT = "2,777";

  @TempDir static Path directory;
  private static Path store;

  private final TestShell shell =
      new TestShell()
          .with("ASSAY_ROOT", ROOT.toString())
          .with("ASSAY_DEMO_STORE", store.toString());

  @BeforeAll
  static void nameStore() {
    store = directory.resolve("store");
  }

  @Test
  @Order(1)
  void aPlanShowsEverythingAndTouchesNothing() {
    assertThat(run("plan")).isZero();

    assertThat(shell.out())
        .contains("census-employment as of 2018-12-31")
        .contains("people (parquet, sha256:")
        .contains("277,677 rows before the filter, 1.6 MB in 1 file")
        .contains("where " + FILTER)
        .contains("employment-logistic@1", "employment-logistic@champion", "16 match")
        .contains("slot score/2018-12-31")
        .contains("nothing is published there")
        .contains("Time         unknown: nothing was published in this store yet")
        .containsPattern("input.filter +" + FILTER + " +--set")
        .containsPattern("score.device +cpu +default")
        .containsPattern("input.table +.* +.*demo.yaml:9 \\(ASSAY_ROOT\\)");
    assertThat(store).doesNotExist();
  }

  @Test
  @Order(1)
  void aDryRunIsAPlan() {
    assertThat(run("score", "--dry-run")).isZero();
    assertThat(shell.out()).contains("nothing is published there");
    assertThat(store).doesNotExist();
  }

  @Test
  @Order(1)
  void aPlanAsJsonHasTheSameFacts() throws Exception {
    assertThat(run("plan", "--format", "json")).isZero();

    JsonNode plan = new ObjectMapper().readTree(shell.out());
    assertThat(plan.get("run_id").asText()).hasSize(32);
    assertThat(plan.get("slot_status").asText()).isEqualTo("FREE");
    assertThat(plan.get("input").get("rows").asLong()).isEqualTo(277_677);
    assertThat(plan.get("models")).hasSize(3);
    assertThat(plan.get("models").get(0).get("features").get(0).get("column").asText())
        .isEqualTo("AGEP");
    assertThat(plan.get("settings").get(0).get("setting").asText()).isEqualTo("use-case");
  }

  @Test
  @Order(1)
  void aStoreThatIsNotThereCannotBeQueried() {
    assertThat(shell.run("query", "--store", store.toString(), "SELECT 1")).isEqualTo(4);
    assertThat(shell.err())
        .contains("Cannot read the store '" + store + "': there is none. Publish a run");
  }

  @Test
  @Order(2)
  void aRunIsPublishedAndItsOutcomeWritten() throws Exception {
    Path file = directory.resolve("outcome.json");
    assertThat(run("score", "--result", file.toString())).isZero();

    assertThat(shell.out())
        .contains("Published run ")
        .contains("in slot score/2018-12-31: 2,777 rows in ")
        .containsPattern("employment-mlp@1 +challenger +cpu +2,777 +0")
        .contains(store + "/predictions: version 1, 8,331 rows");
    JsonNode outcome = new ObjectMapper().readTree(Files.readString(file));
    assertThat(outcome.get("status").asText()).isEqualTo("PUBLISHED");
    assertThat(outcome.get("counts").get("rows_in").asLong()).isEqualTo(ROWS);
    assertThat(outcome.get("counts").get("rows_scored").asLong()).isEqualTo(3 * ROWS);
    assertThat(outcome.get("counts").get("rows_rejected").asLong()).isZero();
    assertThat(outcome.get("outputs").get(0).get("table").asText()).isEqualTo("predictions");
    assertThat(outcome.get("outputs").get(0).get("version").asLong()).isEqualTo(1);
    assertThat(outcome.get("models")).hasSize(3);
    assertThat(outcome.get("error").isNull()).isTrue();
  }

  @Test
  @Order(3)
  void theSameRunAgainDoesNothingAndSaysSo() {
    assertThat(run("score")).isZero();
    assertThat(shell.out()).contains("was published at").contains("already; nothing was done.");
  }

  @Test
  @Order(3)
  void quietPrintsNothing() {
    assertThat(run("score", "--quiet")).isZero();
    assertThat(shell.out()).isEmpty();
    assertThat(shell.err()).isEmpty();
  }

  @Test
  @Order(3)
  void aPlanKnowsWhatIsPublishedAndHowLongItMayTake() {
    assertThat(run("plan")).isZero();
    assertThat(shell.out()).contains("this very run is published there: there is nothing to do");
    assertThat(run("plan", "--set", "score.pass-through=[]")).isZero();
    assertThat(shell.out()).contains("is published there: replace it with --supersede");
  }

  @Test
  @Order(3)
  void anotherRunOfTheSlotIsRefused() throws Exception {
    Path file = directory.resolve("refused.json");

    int status = run("score", "--set", "score.pass-through=[]", "--result", file.toString());

    assertThat(status).isEqualTo(6);
    assertThat(shell.err()).contains("assay: Cannot begin run '").contains("--supersede");
    JsonNode outcome = new ObjectMapper().readTree(Files.readString(file));
    assertThat(outcome.get("status").asText()).isEqualTo("FAILED");
    assertThat(outcome.get("error").asText()).isEqualTo("POLICY");
    assertThat(outcome.get("exit_status").asInt()).isEqualTo(6);
  }

  @Test
  @Order(3)
  void aConfigurationErrorNamesFileAndLine() throws Exception {
    Path broken = Files.writeString(directory.resolve("broken.yaml"), "use-case: x\nstroe: y\n");

    assertThat(shell.run("score", "--config", broken.toString())).isEqualTo(2);
    assertThat(shell.err()).contains(broken + ":2").contains("stroe").contains("store");
  }

  @Test
  @Order(4)
  void theRunsAreListed() {
    assertThat(shell.run("runs", "--store", store.toString())).isZero();
    assertThat(shell.out())
        .containsPattern("2026-03-01 12:00:00 +score/2018-12-31 +PUBLISHED +yes")
        .contains("1 row");
  }

  @Test
  @Order(4)
  void aQueryIsPrintedAsATable() {
    assertThat(query("SELECT model, count(*) AS n FROM predictions_current GROUP BY 1 ORDER BY 1"))
        .isZero();
    assertThat(shell.out())
        .isEqualToNormalizingNewlines(
            """
            model                   n
            ───────────────────  ────
            employment-lightgbm  2777
            employment-logistic  2777
            employment-mlp       2777

            3 rows
            """);
  }

  @Test
  @Order(4)
  void aQueryIsPrintedAsCsv() {
    assertThat(query("SELECT 'a,\"b\"' AS x, null AS y, array(1, 2) AS z", "--format", "csv"))
        .isZero();
    assertThat(shell.out()).isEqualToNormalizingNewlines("x,y,z\n\"a,\"\"b\"\"\",,\"[1, 2]\"\n");
  }

  @Test
  @Order(4)
  void aQueryIsPrintedAsJson() {
    assertThat(
            query(
                "SELECT id, label FROM predictions_current WHERE id = 100 LIMIT 1",
                "--format",
                "json"))
        .isZero();
    assertThat(shell.out()).startsWith("{\"id\":100,\"label\":\"");
  }

  @Test
  @Order(4)
  void moreRowsThanTheLimitAreMentioned() {
    assertThat(query("SELECT id FROM predictions_current", "--limit", "2")).isZero();
    assertThat(shell.out()).contains("2 rows; there are more, see --limit");
  }

  @Test
  @Order(4)
  void aQueryThatChangesSomethingIsRefused() {
    for (String sql :
        List.of(
            "DROP TABLE runs",
            "DELETE FROM delta.`" + store + "/runs`",
            "INSERT INTO runs SELECT * FROM runs",
            "CREATE TABLE t AS SELECT 1 AS a")) {
      TestShell one = new TestShell();
      assertThat(one.run("query", "--store", store.toString(), sql)).as(sql).isEqualTo(2);
      assertThat(one.err()).contains("it is not a query. Use SELECT");
    }
  }

  @Test
  @Order(4)
  void aWrongQueryNamesTheTables() {
    assertThat(query("SELECT * FROM predictons")).isEqualTo(2);
    assertThat(shell.err())
        .contains("`predictons` cannot be found")
        .contains("The tables are predictions_current, predictions, rejected_rows, runs,");
    assertThat(query("SELEC 1")).isEqualTo(2);
    assertThat(shell.err()).contains("Cannot understand the query");
  }

  @Test
  @Order(4)
  void describeIsAQuery() {
    assertThat(query("DESCRIBE predictions")).isZero();
    assertThat(shell.out()).containsPattern("features_hash +bigint");
  }

  private int query(String sql, String... more) {
    List<String> words = new ArrayList<>(List.of("query", "--store", store.toString(), sql));
    words.addAll(List.of(more));
    return shell.run(words.toArray(String[]::new));
  }

  private int run(String command, String... more) {
    List<String> words =
        new ArrayList<>(
            List.of(
                command,
                "--config",
                ROOT.resolve("conf/demo.yaml").toString(),
                "--set",
                "input.filter=" + FILTER));
    words.addAll(List.of(more));
    return shell.run(words.toArray(String[]::new));
  }

  @Test
  @Order(5)
  void anEvaluationByPublishedPredictionsEndsWithTheStatusOfItsVerdicts() throws IOException {
    Path result = directory.resolve("evaluated.json");
    String[] words = {
      "--fail-on-verdict",
      "--set",
      "models.champion=employment-lightgbm@1",
      "--set",
      "models.challengers=[employment-logistic@1]",
      "--set",
      "evaluate.bootstrap.replicates=0",
      "--set",
      "evaluate.slices=[]",
      "--result",
      result.toString()
    };
    assertThat(run("evaluate", words)).isEqualTo(3);

    assertThat(shell.out())
        .contains("Published evaluation", ROWS_TEXT + " rows, 277,677 labels, ")
        .contains("rows whose label labels.filter leaves out", "labels without a row")
        .containsPattern("employment-lightgbm@1 +champion +0[.]9")
        .contains("  rule: auc not worse by more than 0.005, one-sided alpha 0.05")
        .contains("  INFERIOR employment-logistic@1: ")
        .contains("    broken     auc not worse by more than 0.005: auc differs by -0.");
    JsonNode outcome = new ObjectMapper().readTree(Files.readString(result));
    assertThat(outcome.path("status").asText()).isEqualTo("PUBLISHED");
    assertThat(outcome.path("exit_status").asInt()).isEqualTo(3);
    assertThat(outcome.path("verdicts").get(0).path("verdict").asText()).isEqualTo("INFERIOR");
    assertThat(outcome.path("input").path("predictions")).hasSize(1);

    assertThat(run("evaluate", words)).isEqualTo(3);
    assertThat(shell.out()).contains("already; nothing was done.");
  }

  @Test
  @Order(6)
  void theSessionOfTheTestsIsStillThere(SparkSession spark) {
    assertThat(spark.sparkContext().isStopped()).isFalse();
  }
}
