package dev.assay.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.assay.jobs.quality.Scans;
import dev.assay.jobs.registry.ModelAdmin;
import dev.assay.jobs.testing.SparkExtension;
import dev.assay.jobs.testing.TestModels;
import dev.assay.model.Sample;
import dev.assay.onnx.Registration;
import dev.assay.quality.ReferenceProfile;
import dev.assay.record.Json;
import dev.assay.yaml.YamlReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** {@code assay check} on a small table that nobody scores. */
@ExtendWith(SparkExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class CheckCommandTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir static Path directory;

  private SparkSession spark;
  private Path orders;
  private Path rules;

  /** Ten orders on each of four days, of which the third has lost most. */
  @BeforeAll
  void write(SparkSession session) throws IOException {
    spark = session;
    orders = directory.resolve("orders");
    session
        .range(0, 40, 1, 1)
        .selectExpr(
            "id",
            "IF(id = 5, 'x', 'a') AS part",
            "date_add(DATE'2018-01-01', CAST(id / 10 AS INT)) AS day")
        .where("NOT (id BETWEEN 21 AND 29)")
        .write()
        .parquet(orders.toString());
    Path parts = directory.resolve("parts");
    session.sql("SELECT 'a' AS part").write().parquet(parts.toString());
    rules =
        Files.writeString(
            directory.resolve("rules.yaml"),
            """
            format: 1
            min-rows: 1
            tables: {parts: {table: %s}}
            rows:
              - {id: known, exists-in: {columns: [part], table: parts}, action: quarantine, max-share: 0.5}
              - {id: warned, exists-in: {columns: [part], table: parts}, severity: warn}
            batch:
              - {id: rows, row-count: {min: 5}, where: "day = '${as-of}'"}
            history:
              - {id: steady, metric: row-count, relative-change: {min: -0.1, max: 0.1}}
            cross:
              - {id: parts, row-count-matches: {table: parts, tolerance: 100}}
            """
                .formatted(parts));
  }

  /** What a check printed and left. */
  private record Checked(int status, String out, String err, JsonNode file) {
    Map<String, String> rules() {
      Map<String, String> byRule = new TreeMap<>();
      file.path("results")
          .forEach(r -> byRule.put(r.get("rule").asText(), r.get("status").asText()));
      return byRule;
    }

    Map<String, String> samples() {
      Map<String, String> byRule = new TreeMap<>();
      for (JsonNode result : file.path("results")) {
        List<String> keys = new ArrayList<>();
        result.get("sample_keys").forEach(key -> keys.add(key.asText()));
        byRule.put(result.get("rule").asText(), String.join(" ", keys));
      }
      return byRule;
    }

    String kept() {
      return file.get("run_status").asText() + " " + file.get("slot").asText();
    }
  }

  private Checked check(String... words) throws IOException {
    return check(rules, words);
  }

  private static Checked check(Path rules, String... words) throws IOException {
    Path result = directory.resolve("check.json");
    List<String> all = new ArrayList<>(List.of("check", "--rules", rules.toString()));
    all.addAll(List.of("--result", result.toString()));
    all.addAll(List.of(words));
    TestShell shell = new TestShell();
    int status = shell.run(all.toArray(String[]::new));
    return new Checked(status, shell.out(), shell.err(), JSON.readTree(result.toFile()));
  }

  private Checked day(int day, String table, String... words) throws IOException {
    List<String> all = new ArrayList<>(List.of("--table", table, "--as-of", "2018-01-0" + day));
    all.addAll(List.of("--filter", "day = '${as-of}'"));
    all.addAll(List.of(words));
    return check(all.toArray(String[]::new));
  }

  private Dataset<Row> table(String store, String name) {
    return spark.read().format("delta").load(directory.resolve(store).resolve(name).toString());
  }

  @Test
  void keptChecksAreHistoryOfLaterOnesHoweverTheTableIsSpelled() throws IOException {
    String store = directory.resolve("checks").toString();
    String[] keep = {"--store", store, "--record"};
    String slot = "check/" + orders.toUri().toString().replaceFirst("^file:/+", "file:/");
    slot = slot.replaceFirst("/$", "");

    Checked first = day(1, orders.toString(), keep);
    Checked second = day(2, directory + "/./orders/", keep);
    Checked again = day(2, orders.toUri().toString(), keep);
    Checked lost = day(3, orders.toString(), "--fail-on-verdict", "--store", store, "--record");
    Checked after = day(4, orders.toString(), "--store", store);

    assertThat(first.status()).as(first.err()).isZero();
    assertThat(first.kept()).isEqualTo("PUBLISHED " + slot + "/2018-01-01");
    assertThat(first.rules()).containsEntry("steady", "INSUFFICIENT_HISTORY");
    assertThat(second.kept()).isEqualTo("PUBLISHED " + slot + "/2018-01-02");
    assertThat(second.rules()).containsEntry("steady", "PASS").containsEntry("rows", "PASS");
    assertThat(again.kept()).startsWith("ALREADY_PUBLISHED ");
    assertThat(again.out()).contains("The same check of the same data was kept before as run ");
    assertThat(lost.status()).isEqualTo(3);
    assertThat(lost.kept()).startsWith("FAILED ");
    assertThat(lost.rules()).containsEntry("steady", "FAIL").containsEntry("rows", "FAIL");
    assertThat(lost.out()).contains("row-count() where day = '2018-01-03' is 1, expected");
    assertThat(after.rules()).containsEntry("steady", "PASS");
    assertThat(table("checks", "runs").select("status", "job", "rows_in").collectAsList())
        .extracting(Row::toString)
        .containsExactlyInAnyOrder(
            "[PUBLISHED,check,10]", "[PUBLISHED,check,10]", "[FAILED,check,1]");
    assertThat(table("checks", "quality_results").count()).isEqualTo(3 * 5);
    assertThat(
            table("checks", "quality_metrics")
                .filter("metric = 'row-count()' AND `table` LIKE '%/orders'")
                .count())
        .isEqualTo(3);

    TestShell shell = new TestShell();
    String run = lost.file().get("run_id").asText();
    assertThat(lost.out()).contains("assay quality --run " + run + " --store file://" + store);
    assertThat(shell.run("quality", "--run", run, "--store", "file://" + store)).isZero();
    assertThat(shell.out())
        .contains("Run " + run + ", slot " + slot + "/2018-01-03, FAILED (QUALITY)")
        .contains("5 results: 2 FAIL, 3 PASS");
    assertThat(shell.run("runs", "--store", store)).isZero();
  }

  @Test
  void anEarlierCheckThatAnotherSupersededIsSaidNotToCount() throws IOException {
    String[] keep = {"--store", directory.resolve("reverted").toString(), "--record"};
    Checked first = day(1, orders.toString(), keep);
    Checked other = day(1, orders.toString(), keep[0], keep[1], keep[2], "--key", "id");
    Checked again = day(1, orders.toString(), keep);

    String counts = other.file().get("run_id").asText();
    String note =
        "Run %s was superseded by run %s since, and run %s counts for 2018-01-01."
            .formatted(first.file().get("run_id").asText(), counts, counts);
    assertThat(again.kept()).startsWith("ALREADY_PUBLISHED ");
    assertThat(again.out()).contains(note);
    assertThat(again.file().get("notes")).extracting(JsonNode::asText).containsExactly(note);
    assertThat(other.file().get("notes")).isEmpty();
  }

  @Test
  void everyScanIsToldAndNothingThatACheckDoesNotDo() throws IOException {
    Checked checked = day(1, orders.toString(), "--key", "id");

    assertThat(checked.status()).as(checked.err()).isZero();
    List<String> scans = new ArrayList<>();
    checked.file().get("scans").forEach(scan -> scans.add(scan.asText()));
    assertThat(scans)
        .containsExactly(
            "the table: 3 metrics in one shared scan",
            "table parts: 1 metric in one shared scan",
            "table parts: its keys, for exists-in",
            "the table: keys of some rows that break 2 rules, in one shared scan",
            "table parts: its keys, for the same");
    assertThat(checked.out())
        .contains("Scans: 5")
        .contains("(part) is not in parts. A scoring run would keep it from the models. Such as 5.")
        .contains("(part) is not in parts. A scoring run would tag it.")
        .contains("History rules had no history: no store was named.")
        .doesNotContain("${as-of}");
    assertThat(checked.file().get("notes")).hasSize(1);
    assertThat(checked.file().get("run_id").isNull()).isTrue();
  }

  @Test
  void keysOfRowsThatBreakRulesAreFoundInOneScan() throws Exception {
    Path several =
        Files.writeString(
            directory.resolve("several.yaml"),
            """
            format: 1
            min-rows: 1
            rows:
              - {id: none, in-set: {column: part, values: [b]}}
              - {id: low, range: {column: id, max: 8}}
              - {id: even, predicate: {sql: id % 2 = 0}, where: id > 2}
              - {id: fine, not-null: {column: id}}
            """);
    String[] words = {"--table", orders.toString(), "--as-of", "2018-01-01", "--key"};
    List<Checked> checked = new ArrayList<>();
    long read = Scans.recordsRead(spark, () -> checked.add(unchecked(several, words, "id")));
    checked.add(unchecked(several, words, "day,part"));

    assertThat(read).isEqualTo(2 * 31);
    assertThat(checked.get(0).samples())
        .isEqualTo(
            Map.of("none", "0 1 2 3 4", "low", "9 10 11 12 13", "even", "3 5 7 9 11", "fine", ""));
    assertThat(checked.get(1).samples())
        .containsEntry(
            "none", "2018-01-01, a 2018-01-01, x 2018-01-02, a 2018-01-03, a 2018-01-04, a")
        .containsEntry("low", "2018-01-01, a 2018-01-02, a 2018-01-03, a 2018-01-04, a");
    assertThat(checked.get(0).file().get("scans"))
        .extracting(JsonNode::asText)
        .containsExactly(
            "the table: 6 metrics in one shared scan",
            "the table: keys of some rows that break 3 rules, in one shared scan");
  }

  private static Checked unchecked(Path rules, String[] words, String key) {
    List<String> all = new ArrayList<>(List.of(words));
    all.add(key);
    try {
      return check(rules, all.toArray(String[]::new));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void rulesWithoutAProfileMeanThatOfTheChampionAsInARunThatScores() throws IOException {
    Path registry = directory.resolve("models");
    register(registry, "1", List.of());
    register(registry, "2", List.of(profile(directory.resolve("profile.json"))));
    Path skew =
        Files.writeString(
            directory.resolve("skew.yaml"),
            """
            format: 1
            min-rows: 1
            cross:
              - {id: skew, training-serving-skew: {columns: [id]}}
            """);
    Path job =
        Files.writeString(
            directory.resolve("job.yaml"),
            """
            use-case: orders
            store: %s
            registry: %s
            input: {table: %s, key: [id]}
            models: {champion: logistic@2}
            """
                .formatted(directory.resolve("scores"), registry, orders));
    String[] words = {"--config", job.toString(), "--as-of", "2018-01-01"};

    Checked judged = check(skew, words);
    Checked without = check(skew, words[0], words[1], words[2], words[3], "--set", LOGISTIC_1);
    Checked table = check(skew, "--table", orders.toString(), "--as-of", "2018-01-01");
    TestShell plan = new TestShell();
    String quality = "quality=" + skew;
    int planned =
        plan.run(
            "plan", words[0], words[1], words[2], words[3], "--set", LOGISTIC_1, "--set", quality);

    assertThat(judged.status()).as(judged.err()).isZero();
    assertThat(judged.rules()).isEqualTo(Map.of("skew", "FAIL"));
    assertThat(judged.out())
        .contains("Unlike the profile of people: 80.6452 % of rows 'id' outside 0 to 5.");
    String told =
        "Cannot use rule 'skew' (%s:4: cross[0]): it names no profile, and the package of champion"
                .formatted(skew)
            + " 'logistic@1' has none. Write one of the training data with assay profile --profile"
            + " FILE, and give training-serving-skew.profile: FILE, or register a version of the"
            + " model with --file profile.json.";
    assertThat(without.status() + " " + without.err()).startsWith("2 assay: " + told);
    assertThat(planned).isEqualTo(4);
    assertThat(plan.err()).contains("there are ").contains("\n  - " + told);
    assertThat(table.status() + " " + table.err())
        .startsWith("2 assay: Cannot use rule 'skew' (" + skew + ":4: cross[0]): it names no")
        .contains("or check with --config, whose champion counts.");
  }

  private static final String LOGISTIC_1 = "models.champion=logistic@1";

  private static Path profile(Path file) throws IOException {
    ReferenceProfile.Column id =
        new ReferenceProfile.Column("id", "bigint", 0, 0.0, 5.0, 2.5, 2.0, 6, List.of(), null);
    return Files.writeString(file, Json.write(new ReferenceProfile(1, "people", 6, List.of(id))));
  }

  private static void register(Path registry, String version, List<Path> files) {
    Path model = TestModels.directory().resolve("census/logistic.onnx");
    new ModelAdmin(new Configuration(), registry.toUri().toString())
        .add(
            model,
            YamlReader.read(
                Registration.class, "test", "name: logistic\nversion: \"" + version + "\"\n"),
            Sample.read(model.resolveSibling("logistic.sample.json")),
            null,
            files,
            List.of());
  }

  @Test
  void everythingThatDoesNotFitIsToldAtOnce() throws IOException {
    Path wrong =
        Files.writeString(
            directory.resolve("wrong.yaml"),
            """
            format: 1
            tables: {gone: {table: %s}}
            rows:
              - {id: a, not-null: {column: prat}}
              - {id: b, predicate: {sql: "dya > 1"}}
              - {id: c, predicate: {sql: "count(*) > 1"}}
            batch:
              - {id: d, mean: {column: id, min: 1}, where: "prat ="}
            cross:
              - {id: e, training-serving-skew: {}}
            """
                .formatted(directory.resolve("gone")));

    Checked checked =
        check(
            wrong,
            "--table",
            orders.toString(),
            "--as-of",
            "2018-01-01",
            "--filter",
            "x",
            "--key",
            "di");

    assertThat(checked.status()).isEqualTo(4);
    assertThat(checked.err())
        .contains("Cannot check '" + orders + "': there are 8 problems.")
        .contains("Cannot use --filter 'x': the table has no column 'x'")
        .contains("Cannot name rows by 'di': ")
        .contains("Cannot use table 'gone' of the rules (" + wrong + ":2: tables.gone): ")
        .contains("Cannot use rule 'a' (" + wrong + ":4: rows[0].not-null.column): ")
        .contains(
            "Cannot use rule 'b' (" + wrong + ":5: rows[1].predicate.sql) 'dya > 1': there is")
        .contains("Cannot use rule 'c' (" + wrong + ":6: rows[2].predicate.sql) 'count(*) > 1': ")
        .contains("Cannot use rule 'd' (" + wrong + ":8: batch[0].where) 'prat =': ")
        .contains("Cannot use rule 'e' (" + wrong + ":10: cross[0]): it names no profile");
  }

  @Test
  void whatIsWrongIsNamedAsTheUserWroteIt() throws IOException {
    String nowhere = directory.resolve("nowhere").toString();
    Map<List<String>, String> refused =
        new TreeMap<>((a, b) -> a.toString().compareTo(b.toString()));
    refused.put(List.of("--filter", "dya > 1"), "4 Cannot use --filter 'dya > 1': the table has");
    refused.put(List.of("--store", nowhere), "4 Cannot read the history in '" + nowhere + "'");
    refused.put(List.of("--record"), "2 Cannot keep the check: no store is named. Pass --store");

    for (Map.Entry<List<String>, String> entry : refused.entrySet()) {
      List<String> words =
          new ArrayList<>(List.of("--table", orders.toString(), "--as-of", "2018-01-01"));
      words.addAll(entry.getKey());
      Checked checked = check(words.toArray(String[]::new));
      assertThat(checked.status() + " " + checked.err().replaceFirst("^assay: ", ""))
          .startsWith(entry.getValue());
    }
    Checked both = check("--config", "job.yaml", "--as-of", "2018-01-01", "--key", "id");
    assertThat(both.err()).contains("Cannot use --key with --config");
    assertThat(Path.of(nowhere)).doesNotExist();
  }
}
