package dev.assay.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.assay.jobs.testing.PythonEnvironment;
import dev.assay.jobs.testing.SparkExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Damaged copies of the census, scored by three models under the census rules. */
@ExtendWith(SparkExtension.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class DamagedRunTest {
  private static final Path ROOT = PythonEnvironment.repositoryRoot();
  private static final List<String> MODELS =
      List.of("employment-lightgbm", "employment-logistic", "employment-mlp");
  private static final long ROWS = 70_131;
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir static Path directory;

  /** So little damage that every rule of severity error tolerates it. */
  private static JsonNode mild;

  /** Rows damaged beyond what row rules tolerate, and nothing that the rules on batches see. */
  private static JsonNode rows;

  private final SparkSession spark;
  private final TestShell shell = new TestShell().with("ASSAY_ROOT", ROOT.toString());

  DamagedRunTest(SparkSession spark) {
    this.spark = spark;
  }

  @BeforeAll
  static void damage() throws IOException {
    mild = damage("mild", "--nulls=0.0008", "--codes=0.008", "--units=0.008");
    rows = damage("rows", "--nulls=0", "--codes=0.03", "--units=0.03");
    DamagedCensusTest.damage(directory.resolve("all"));
  }

  private static JsonNode damage(String name, String... shares) throws IOException {
    List<String> options = new ArrayList<>(List.of("--keep=1", "--duplicates=0"));
    options.addAll(List.of(shares));
    return DamagedCensusTest.damage(directory.resolve(name), options.toArray(String[]::new));
  }

  private static long beyondRange(JsonNode done) {
    return done.get("months").get("rows").asLong() - done.get("months").get("in_range").asLong();
  }

  private static long quarantined(JsonNode done) {
    return beyondRange(done)
        + done.get("wrong_schooling").asLong()
        + done.get("wrong_marital").asLong();
  }

  private static Path store(String name) {
    return directory.resolve("store-" + name);
  }

  private int run(String command, String name, String... more) {
    List<String> words = new ArrayList<>(List.of(command));
    words.addAll(List.of("--config", ROOT.resolve("conf/demo.yaml").toString()));
    words.addAll(List.of("--set", "quality=" + ROOT.resolve("conf/quality/census.yaml")));
    words.addAll(List.of("--set", "input.table=" + directory.resolve(name)));
    words.addAll(List.of("--set", "input.filter=year = 2018", "--set", "store=" + store(name)));
    words.addAll(List.of(more));
    return shell.run(words.toArray(String[]::new));
  }

  private JsonNode score(String name, int status) throws IOException {
    Path result = directory.resolve(name + ".json");
    assertThat(run("score", name, "--result", result.toString())).isEqualTo(status);
    return JSON.readTree(Files.readString(result));
  }

  private Dataset<Row> table(String store, String name) {
    return spark.read().format("delta").load(store(store).resolve(name).toString());
  }

  private Map<String, Long> counted(Dataset<Row> rows, String by) {
    Map<String, Long> counts = new TreeMap<>();
    rows.groupBy(by)
        .count()
        .collectAsList()
        .forEach(row -> counts.put(String.valueOf(row.<Object>getAs(0)), row.getLong(1)));
    return counts;
  }

  private Map<String, Long> rejectedByRules(String store, String model) {
    return counted(
        table(store, "rejected_rows")
            .filter("model = '" + model + "'")
            .selectExpr("coalesce(array_join(rules, ','), 'none') AS rules"),
        "rules");
  }

  @Test
  @Order(1)
  void thePlanShowsRulesAndScans() {
    assertThat(run("plan", "mild")).isZero();

    assertThat(shell.out())
        .contains("Rules        10 rows, 8 batch, 2 history, 1 cross, 5 output, from ")
        .contains("table labels: ")
        .contains("4 extra scans; row rules are evaluated while the rows are scored")
        .contains("- the input: 8 metrics in one shared scan")
        .contains("- table labels: its keys, for exists-in")
        .contains("- the predictions, once they are written: one scan for all output rules");
    assertThat(store("mild")).doesNotExist();
  }

  @Test
  @Order(2)
  void quarantinedAndScoredAndRejectedRowsAreTheInputOfEachModel() throws IOException {
    JsonNode outcome = score("mild", 0);

    long kept = quarantined(mild);
    long ageless = mild.get("null_ages").asLong();
    assertThat(outcome.get("status").asText()).isEqualTo("PUBLISHED");
    assertThat(outcome.get("counts").get("rows_in").asLong()).isEqualTo(ROWS);
    Map<String, Long> scored = counted(table("mild", "predictions"), "model");
    Map<String, Long> rejected = counted(table("mild", "rejected_rows"), "model");
    assertThat(scored).containsOnlyKeys(MODELS).containsOnlyKeys(rejected.keySet());
    for (String model : MODELS) {
      assertThat(rejected.get(model)).isEqualTo(kept + ageless);
      assertThat(scored.get(model) + rejected.get(model)).isEqualTo(ROWS);
      assertThat(rejectedByRules("mild", model))
          .containsOnly(
              Map.entry("none", ageless),
              Map.entry("age-range", beyondRange(mild)),
              Map.entry("schooling-code", mild.get("wrong_schooling").asLong()),
              Map.entry("marital-code", mild.get("wrong_marital").asLong()));
    }
  }

  @Test
  @Order(3)
  void quarantinedRowsAreKeptWithTheirReasonAndNeverScored() {
    Dataset<Row> rejected = table("mild", "rejected_rows");

    assertThat(rejected.filter("size(rules) > 0 AND reasons != array('QUALITY_RULE')").count())
        .isZero();
    assertThat(rejected.filter("size(rules) > 0").select("id").distinct().count())
        .isEqualTo(quarantined(mild));
    assertThat(
            rejected
                .filter("array_contains(rules, 'age-range')")
                .filter("cast(get_json_object(row, '$.AGEP') AS double) <= 120")
                .count())
        .isZero();
    assertThat(table("mild", "predictions").join(rejected.select("id").distinct(), "id").count())
        .isZero();
  }

  @Test
  @Order(3)
  void theRulesOfARunAreShownThoseThatFailedFirst() throws IOException {
    String run = runId("mild");

    assertThat(quality("mild", run.substring(0, 8), "--format", "json")).isZero();

    List<JsonNode> shown = new ArrayList<>();
    for (String line : shell.out().lines().toList()) {
      shown.add(JSON.readTree(line));
    }
    assertThat(shown).hasSize(36);
    assertThat(shown.subList(0, 2))
        .allSatisfy(rule -> assertThat(rule.get("status").asText()).isEqualTo("FAIL"))
        .extracting(rule -> rule.get("rule").asText())
        .containsExactly("age-mean", "age-schooling");
    assertThat(shown.get(0).get("message").asText()).startsWith("mean(AGEP) is 45.6311");
    assertThat(shown.get(0).get("owner").asText()).isEqualTo("census-team");
    JsonNode range =
        shown.stream().filter(r -> r.get("rule").asText().equals("age-range")).findFirst().get();
    assertThat(range.get("rows_failed").asLong()).isEqualTo(beyondRange(mild));
    assertThat(range.get("keys").asText().split("; ", -1)).hasSize(5);
  }

  @Test
  @Order(3)
  void aRunThatIsNotThereIsAnErrorThatSaysWhatListsThem() {
    assertThat(quality("mild", "nosuchrun")).isEqualTo(2);
    assertThat(shell.out()).isEmpty();
    assertThat(shell.err())
        .contains("Cannot find run 'nosuchrun' in the store '")
        .contains("it has no such run. assay runs lists them;");
  }

  @Test
  @Order(3)
  void aPersonIsShownRoundedNumbers() {
    assertThat(quality("mild", runId("mild"))).isZero();
    assertThat(shell.out())
        .contains("Run " + runId("mild") + ", slot score/2018-12-31, PUBLISHED")
        .containsPattern("FAIL +warn +age-mean +· +45\\.6311 ")
        .contains("36 results: 2 FAIL, 5 INSUFFICIENT_HISTORY, 29 PASS")
        .doesNotContainPattern("\\d\\.\\d{13}");
  }

  @Test
  @Order(4)
  void tooManyBrokenRowsAreNotPublishedAndTheirEvidenceIsKept() throws IOException {
    JsonNode outcome = score("rows", 4);

    assertThat(outcome.get("status").asText()).isEqualTo("FAILED");
    assertThat(outcome.get("error").asText()).isEqualTo("QUALITY");
    assertThat(shell.err())
        .contains("3 rules of severity error did not hold of the input or the scores.")
        .contains("- age-range failed: " + beyondRange(rows) + " of 70131 rows break it")
        .contains("- schooling-code failed: ")
        .contains("- marital-code failed: ")
        .contains("Nothing of run " + runId("rows") + " is visible.")
        .contains("assay quality --run " + runId("rows") + " --store file://" + store("rows"));
    for (String model : MODELS) {
      assertThat(rejectedByRules("rows", model).values().stream().mapToLong(n -> n).sum())
          .isEqualTo(quarantined(rows));
    }
    assertThat(counted(table("rows", "predictions"), "model").values())
        .containsOnly(ROWS - quarantined(rows));
    assertThat(
            shell.run(
                "query",
                "--store",
                store("rows").toString(),
                "--format",
                "csv",
                "SELECT count(*) AS n FROM predictions_current"))
        .isZero();
    assertThat(shell.out()).endsWith("n\n0\n");
  }

  @Test
  @Order(4)
  void damageOfTheWholeInputReachesNoModel() throws IOException {
    JsonNode outcome = score("all", 4);

    assertThat(outcome.get("error").asText()).isEqualTo("QUALITY");
    assertThat(shell.err())
        .contains("3 rules of severity error did not hold of the input.")
        .contains("- whole-year failed: ")
        .contains("- id-unique failed: uniqueness(id) is 0.980188, expected at least 1.")
        .contains("- age-complete failed: ")
        .contains("No model was called.");
    assertThat(table("all", "predictions").count()).isZero();
    assertThat(quality("all", runId("all"))).isZero();
    assertThat(shell.out())
        .containsPattern("FAIL +error +id-unique")
        .containsPattern("FAIL +error +whole-year")
        .contains("11 results: ");
  }

  private String runId(String store) {
    return table(store, "runs").first().getAs("run_id");
  }

  private int quality(String store, String run, String... more) {
    List<String> words = new ArrayList<>(List.of("quality", "--store", store(store).toString()));
    words.addAll(List.of("--run", run));
    words.addAll(List.of(more));
    return shell.run(words.toArray(String[]::new));
  }
}
