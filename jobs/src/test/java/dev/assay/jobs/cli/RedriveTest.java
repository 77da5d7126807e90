package dev.assay.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.error.ErrorCode;
import dev.assay.jobs.read.TableReader;
import dev.assay.jobs.store.Begun;
import dev.assay.jobs.store.MetricPoint;
import dev.assay.jobs.store.ResultStore;
import dev.assay.jobs.store.RunHandle;
import dev.assay.jobs.store.StoreSpec;
import dev.assay.jobs.store.StoreViews;
import dev.assay.jobs.testing.SparkExtension;
import dev.assay.plan.Column;
import dev.assay.record.RunOutcome;
import dev.assay.record.RunStart;
import dev.assay.record.RunStatus;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
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

/** One story: a day with damaged rows is scored, mended bit by bit, redriven, and superseded. */
@ExtendWith(SparkExtension.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class RedriveTest {
  private static final String RULES =
      """
      format: 1
      rows:
        - {id: age, range: {column: AGEP, min: 0, max: 120}, action: quarantine, max-share: 0.2}
        - {id: school, range: {column: SCHL, min: 0, max: 24}, action: quarantine, max-share: 0.2}
        - {id: adult, range: {column: AGEP, min: 18}, action: tag, max-share: 1}
      batch:
        - {id: rows, row-count: {min: 250}}
      output:
        - {id: spread, not-constant: {}}
        - {id: probability, in-range: {min: 0, max: 1}}
        - {id: no-row-lost, reconciliation: {}}
      """;

  /** Of 10 rows one has a wrong age and one a wrong code, and of 20 one has both. */
  private static final long ROWS = 260;

  private static final long EACH = 26;
  private static final long BOTH = 13;

  @TempDir static Path directory;
  private static QualityJob job;
  private static String config;
  private static String day;
  private static String first;

  private final SparkSession spark;

  RedriveTest(SparkSession spark) {
    this.spark = spark;
  }

  @BeforeAll
  static void damage(SparkSession spark) throws IOException {
    job = new QualityJob(directory);
    config = job.config("job", RULES).toString();
    Dataset<Row> clean =
        spark
            .read()
            .parquet(QualityJob.CENSUS.toString())
            .filter("id % 1000 = 0")
            .orderBy("id")
            .limit((int) ROWS)
            .selectExpr("*", "CAST(id / 1000 AS INT) % 20 AS n")
            .coalesce(1)
            .cache();
    String age = "IF(n IN (1, 11), AGEP + 1000, AGEP)";
    write(clean, "people", age, "IF(n IN (1, 2, 12), 99, SCHL)");
    write(clean, "mended", "AGEP", "IF(n = 1, 99, SCHL)");
    write(clean, "clean", "AGEP", "SCHL");
    write(clean.filter("id NOT IN (2000, 12000)"), "rest", "AGEP", "SCHL");
    write(clean.union(clean.filter("id IN (1000, 21000)")), "twice", "AGEP", "SCHL");
    clean.unpersist();
  }

  private static void write(Dataset<Row> rows, String table, String age, String school) {
    rows.selectExpr(
            "id",
            "year",
            "DIS",
            "CAST(" + age + " AS INT) AS AGEP",
            "CAST(" + school + " AS INT) AS SCHL",
            "MAR",
            "RELP",
            "ESP",
            "CIT",
            "MIG",
            "MIL",
            "ANC",
            "NATIVITY",
            "DEAR",
            "DEYE",
            "DREM",
            "SEX",
            "RAC1P")
        .write()
        .parquet(directory.resolve(table).toString());
  }

  private JsonNode score(int status, String asOf, String... more) throws IOException {
    return job.run(status, words("score", List.of("--as-of", asOf), more));
  }

  private JsonNode quality(int status, String command, String run, String... more)
      throws IOException {
    return job.run(status, words("quality", List.of(command, "--run", run), more));
  }

  private static String[] words(String command, List<String> fixed, String... more) {
    List<String> words = new java.util.ArrayList<>(List.of(command));
    words.addAll(fixed);
    if (List.of(more).stream().noneMatch("--config"::equals)) {
      words.addAll(List.of("--config", config));
    }
    words.addAll(List.of(more));
    return words.toArray(String[]::new);
  }

  private static String[] table(String name, String... more) {
    List<String> words =
        new java.util.ArrayList<>(List.of("--set", "input.table=" + directory.resolve(name)));
    words.addAll(List.of(more));
    return words.toArray(String[]::new);
  }

  private Dataset<Row> current() {
    SparkSession reader = spark.newSession();
    StoreViews.registerTemporary(reader, job.store().toString());
    return reader.table("predictions_current");
  }

  private static void assertCounts(JsonNode redrive, long... counts) {
    assertThat(
            List.of(
                redrive.get("rows_quarantined").asLong(),
                redrive.get("rows_scored_before").asLong(),
                redrive.get("rows_asked").asLong(),
                redrive.get("rows_found").asLong(),
                redrive.get("rows_not_found").asLong()))
        .containsExactly(counts[0], counts[1], counts[2], counts[3], counts[4]);
  }

  @Test
  @Order(1)
  void nothingIsMendedAtFirst() throws IOException {
    day = score(0, "2018-12-31").get("run_id").asText();
    long runs = spark.read().format("delta").load(job.store() + "/runs").count();

    JsonNode judged = quality(0, "requarantine", day.substring(0, 8));

    assertCounts(judged, 2 * EACH, 0, 2 * EACH, 2 * EACH, 0);
    assertThat(judged.get("rows_passing").asLong()).isZero();
    assertThat(judged.get("by_rule").toString())
        .isEqualTo("{\"age\":" + EACH + ",\"school\":" + (EACH + BOTH) + "}");
    assertThat(spark.read().format("delta").load(job.store() + "/runs").count()).isEqualTo(runs);
    assertThat(current().count()).isEqualTo(ROWS - 2 * EACH);
  }

  @Test
  @Order(2)
  void judgesByTheDataOfTodayAndTheRulesThatAreAskedFor() throws IOException {
    JsonNode judged = quality(0, "requarantine", day, table("mended", "--rule", "age"));

    assertCounts(judged, EACH, 0, EACH, EACH, 0);
    assertThat(judged.get("rows_passing").asLong()).isEqualTo(EACH - BOTH);
    assertThat(judged.get("by_rule").toString()).isEqualTo("{\"age\":0,\"school\":" + BOTH + "}");
    assertThat(job.out()).contains("would pass", "  by school", "are not in the input any more");
  }

  @Test
  @Order(2)
  void rowsAreFoundByKeysThatNameOneRow() throws IOException {
    assertRefused(
        day,
        4,
        "2 of their keys name several rows, such as '1000'. Rows are found by their key (id)",
        table("twice"));
    assertRefused(
        day,
        4,
        "none of the 52 rows asked for is in '" + directory.resolve("clean") + "' where id < 0",
        table("clean", "--set", "input.filter=id < 0"));
  }

  @Test
  @Order(3)
  void scoresTheRowsOfARuleAsARunBesideTheDay() throws IOException {
    JsonNode redriven = quality(0, "redrive", day, table("mended", "--rule", "age"));

    first = redriven.get("run_id").asText();
    assertThat(redriven.get("status").asText()).isEqualTo("PUBLISHED");
    assertThat(redriven.get("slot").asText()).isEqualTo("redrive/2018-12-31/" + day + "/1");
    assertThat(redriven.get("as_of").asText()).isEqualTo("2018-12-31");
    assertCounts(redriven.get("redrive"), EACH, 0, EACH, EACH, 0);
    assertThat(redriven.get("counts").get("rows_in").asLong()).isEqualTo(EACH);
    assertThat(redriven.get("counts").get("rows_scored").asLong()).isEqualTo(EACH - BOTH);
    assertThat(redriven.get("counts").get("rejected_reasons").toString())
        .isEqualTo("{\"QUALITY_RULE\":" + BOTH + "}");
    assertThat(current().count()).isEqualTo(ROWS - 2 * EACH + EACH - BOTH);
    Row run =
        spark
            .read()
            .format("delta")
            .load(job.store() + "/runs")
            .filter("job = 'redrive'")
            .selectExpr("config", "quality", "supersedes")
            .first();
    assertThat(run.getString(0)).contains("\"redrive.run\":\"" + day, "\"redrive.rules\":\"age\"");
    assertThat(run.getString(1)).isEqualTo("{\"PASS\":5}");
    assertThat(run.isNullAt(2)).isTrue();
  }

  @Test
  @Order(4)
  void theSameAgainIsPublishedAlready() throws IOException {
    JsonNode again = quality(0, "redrive", day, table("mended", "--rule", "age"));

    assertThat(again.get("status").asText()).isEqualTo("ALREADY_PUBLISHED");
    assertThat(again.get("run_id").asText()).isEqualTo(first);
    assertCounts(again.get("redrive"), EACH, 0, EACH, EACH, 0);
  }

  @Test
  @Order(5)
  void aSecondRedriveLeavesOutWhatTheFirstScored() throws IOException {
    JsonNode second = quality(0, "redrive", day, table("rest"));

    assertThat(second.get("slot").asText()).endsWith(day + "/2");
    assertCounts(second.get("redrive"), 2 * EACH, EACH - BOTH, EACH + BOTH, EACH + BOTH - 2, 2);
    assertThat(second.get("redrive").get("rows_key_scored").asLong()).isZero();
    assertThat(second.get("counts").get("rows_scored").asLong()).isEqualTo(EACH + BOTH - 2);
    assertThat(current().count()).isEqualTo(ROWS - 2);
    assertThat(current().select("id", "model").distinct().count()).isEqualTo(ROWS - 2);
  }

  @Test
  @Order(6)
  void whenAllAreScoredNothingIsLeft() throws IOException {
    JsonNode none = quality(0, "redrive", day, table("clean", "--rule", "age"));

    assertThat(none.get("status").asText()).isEqualTo("NOTHING_LEFT");
    assertThat(job.out())
        .isEqualTo(
            "Nothing is left to redrive: 26 of 26 rows that run %s quarantined have been scored since.\n"
                .formatted(day));
  }

  @Test
  @Order(7)
  void redrivesAreNoHistory() {
    LocalDate next = LocalDate.parse("2019-01-01");
    String store = job.store().toString();

    String people = directory.resolve("people").toString();
    String table = new TableReader(spark).pin(people, null, null).name();
    assertThat(ResultStore.history(spark, store, next, table, List.of("score")).get("row-count()"))
        .containsExactly(new MetricPoint(LocalDate.parse("2018-12-31"), ROWS));
    assertThat(
            ResultStore.history(spark, store, next, "predictions", List.of("score"))
                .get("row-count() where model = 'employment-logistic'"))
        .containsExactly(new MetricPoint(LocalDate.parse("2018-12-31"), ROWS - 2 * EACH));
  }

  @Test
  @Order(8)
  void whatCannotBeRedrivenIsSaid() throws IOException {
    assertRefused("nosuch", 2, "it has no such run. assay runs lists them");
    assertRefused("", 2, "Cannot find run ''");
    assertRefused(first, 2, "it is a redrive of run '" + day + "'. Name that run");
    assertRefused(
        day, 2, "quarantined by 'adult': it quarantined none by that rule", "--rule", "adult");
    assertRefused(day, 4, "belongs to the use case 'census'", "--set", "use-case=other");
    assertRefused(day, 4, "its rows have the key [\"id\"]", "--set", "input.key=[id, year]");
    assertRefused(day, 2, "there are no runs", "--set", "store=" + directory.resolve("none"));
    assertThat(directory.resolve("none")).doesNotExist();
  }

  private void assertRefused(String run, int status, String message, String... more)
      throws IOException {
    String said = quality(status, "redrive", run, more).get("message").asText();
    assertThat(said).contains(message);
  }

  @Test
  @Order(10)
  void aRunThatSupersedesTheDayTakesItsRedrivesAway() throws IOException {
    String id = "beef";
    Dataset<Row> all = current().drop("run_id", "as_of").localCheckpoint();
    ResultStore store = open();
    RunHandle run = begin(store, id, "2018-12-31");
    store.appendPredictions(run, all);
    store.appendRejected(run, rejected().limit(0));
    store.publish(run, RunOutcome.NONE);

    assertThat(current().count()).isEqualTo(ROWS - 2);
    assertThat(current().filter("run_id != 'beef'").count()).isZero();
    assertRefused(day, 6, "run '" + id + "' has superseded it");
    assertRefused(id, 2, "it has none. Rows are quarantined by row rules");
    TestShell shell = new TestShell();
    shell.run("runs", "--store", job.store().toString(), "--format", "csv");
    assertThat(shell.out().lines().filter(line -> line.contains(",yes,"))).hasSize(1);
  }

  @Test
  @Order(11)
  void aRunThatWasNotPublishedIsJudgedAndNotRedriven() throws IOException {
    String run = "f00d";
    keepFailed(run);

    assertThat(quality(0, "requarantine", run, table("clean")).get("rows_passing").asLong())
        .isEqualTo(2 * EACH);
    assertRefused(run, 6, "it is FAILED, so none of its rows counts");
  }

  @Test
  @Order(12)
  void rowsWhoseKeyTheRunItselfScoredAreLeftOutAndCountedApart() throws IOException {
    String id = "cafe";
    Dataset<Row> all = current().drop("run_id", "as_of").localCheckpoint();
    ResultStore store = open();
    RunHandle run = begin(store, id, "2016-12-31");
    store.appendPredictions(run, all);
    store.appendRejected(run, rejected());
    store.publish(run, RunOutcome.NONE);

    JsonNode judged = quality(0, "requarantine", "CAFE", table("clean"));
    assertCounts(judged, 2 * EACH, 0, 2, 2, 0);
    assertThat(judged.get("rows_key_scored").asLong()).isEqualTo(2 * EACH - 2);
    assertThat(job.out()).contains("have a key that the run itself scored; left out");

    JsonNode none = quality(0, "redrive", id, table("clean", "--rule", "age"));
    assertThat(none.get("redrive").get("rows_key_scored").asLong()).isEqualTo(EACH);
    assertThat(job.out())
        .isEqualTo(
            "Nothing is left to redrive: 0 of 26 rows that run cafe quarantined have been scored"
                + " since. Left out because the run itself scored a row of the same key: 26. Mend"
                + " the keys and score the whole input again for these.\n");
  }

  @Test
  @Order(13)
  void aRunThatOnlyCheckedHasNoRowsToTake() throws IOException {
    ResultStore store = open();
    store.publish(begin(store, "c4ec", "2015-12-31", "check"), RunOutcome.NONE);

    assertRefused("c4ec", 2, "it is a run of assay check, which quarantines none");
  }

  /** A run that quarantined the day's rows and failed. */
  private void keepFailed(String id) {
    ResultStore store = open();
    RunHandle run = begin(store, id, "2017-12-31");
    store.appendRejected(run, rejected());
    store.end(run, RunStatus.FAILED, ErrorCode.QUALITY, "Too many.", RunOutcome.NONE);
  }

  private Dataset<Row> rejected() {
    return spark
        .read()
        .format("delta")
        .load(job.store() + "/rejected_rows")
        .filter("run_id = '" + day + "'")
        .drop("run_id", "as_of");
  }

  private ResultStore open() {
    List<Column> key = List.of(new Column("id", "bigint"));
    return ResultStore.open(spark, new StoreSpec(job.store().toString(), "census", key, List.of()));
  }

  private static RunHandle begin(ResultStore store, String id, String date) {
    return begin(store, id, date, "score");
  }

  private static RunHandle begin(ResultStore store, String id, String date, String job) {
    RunStart of =
        store.runs().stream()
            .filter(run -> run.runId().equals(day))
            .findFirst()
            .orElseThrow()
            .start();
    LocalDate asOf = LocalDate.parse(date);
    RunStart start =
        new RunStart(
            id,
            of.useCase(),
            job,
            job + "/" + asOf,
            asOf,
            of.startedAt(),
            of.input(),
            of.models(),
            of.configDigest(),
            of.config(),
            of.environment(),
            null,
            of.assayVersion());
    return ((Begun.Started) store.begin(start, true)).run();
  }
}
