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
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The census rules on every year of the census and on a damaged copy, checked without scoring. */
@ExtendWith(SparkExtension.class)
final class DamagedCensusTest {
  private static final Path ROOT = PythonEnvironment.repositoryRoot();
  private static final Path PEOPLE = ROOT.resolve("test-data/census/people");
  private static final Path RULES = ROOT.resolve("conf/quality/census.yaml");
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir static Path directory;

  private static Path damaged;
  private static JsonNode done;
  private static Checked reported;

  private final TestShell shell = new TestShell().with("ASSAY_ROOT", ROOT.toString());

  @BeforeAll
  static void damage() throws IOException {
    damaged = directory.resolve("damaged");
    done = damage(damaged);
  }

  /** Writes a damaged copy and returns what was done to it. */
  static JsonNode damage(Path out, String... options) throws IOException {
    List<String> words = new ArrayList<>(List.of(out.toString()));
    words.addAll(List.of(options));
    Path script = ROOT.resolve("test-data/census/damage.py");
    return JSON.readTree(PythonEnvironment.get().run(script, words.toArray(String[]::new)));
  }

  /** What a check left behind. */
  private record Checked(int status, String out, JsonNode file, Map<String, JsonNode> rules) {
    List<String> rulesWith(String status) {
      return rules.values().stream()
          .filter(rule -> rule.get("status").asText().equals(status))
          .map(rule -> rule.get("rule").asText())
          .toList();
    }

    String message(String rule) {
      return rules.get(rule).get("message").asText();
    }

    long failed(String rule) {
      return rules.get(rule).get("rows_failed").asLong();
    }

    double observed(String rule) {
      return rules.get(rule).get("observed").asDouble();
    }
  }

  private Checked check(Path table, int year, Path rules, String... more) throws IOException {
    List<String> words = new ArrayList<>(List.of("--filter", "year = " + year));
    words.addAll(List.of(more));
    return checkAll(table, year, rules, words.toArray(String[]::new));
  }

  private Checked checkAll(Path table, int year, Path rules, String... more) throws IOException {
    Path result = Files.createTempDirectory(directory, "result").resolve("check.json");
    List<String> words =
        new ArrayList<>(List.of("check", "--table", table.toString(), "--key", "id", "--as-of"));
    words.addAll(List.of(year + "-12-31", "--rules", rules.toString()));
    words.addAll(List.of("--result", result.toString()));
    words.addAll(List.of(more));
    int status = shell.run(words.toArray(String[]::new));
    JsonNode file = JSON.readTree(Files.readString(result));
    Map<String, JsonNode> byRule = new TreeMap<>();
    file.path("results").forEach(rule -> byRule.put(rule.get("rule").asText(), rule));
    return new Checked(status, shell.out(), file, byRule);
  }

  /** The check of the damaged year without options, made once. */
  private Checked reported() throws IOException {
    if (reported == null) {
      reported = check(damaged, 2018, RULES);
    }
    return reported;
  }

  @Test
  void theDamagedDeliveryOfTheExampleIsWhatTheScriptWrites() throws IOException {
    Path delivery = directory.resolve("delivery");
    damage(delivery, "--first=2017");

    Path kept = ROOT.resolve("test-data/census/damaged");
    assertThat(delivery.toFile().list()).containsExactly(kept.toFile().list());
    assertThat(delivery.resolve("people-2018.parquet"))
        .hasSameBinaryContentAs(kept.resolve("people-2018.parquet"));
  }

  @ParameterizedTest
  @ValueSource(ints = {2015, 2016, 2017, 2018})
  void everyRealYearPasses(int year) throws IOException {
    Checked checked = check(PEOPLE, year, RULES, "--fail-on-verdict");

    assertThat(checked.status()).isZero();
    assertThat(checked.rulesWith("PASS")).hasSize(19);
    assertThat(checked.rulesWith("INSUFFICIENT_HISTORY"))
        .containsExactly("age-steady", "rows-steady");
    assertThat(checked.file().get("status").asText()).isEqualTo("CHECKED");
    assertThat(checked.file().get("failed").asBoolean()).isFalse();
    assertThat(shell.out()).contains("No rule of severity error failed on '" + PEOPLE + "'.");
  }

  @ParameterizedTest
  @ValueSource(ints = {2015, 2016})
  void theYearsBesideTheDamageStillPass(int year) throws IOException {
    Checked checked = check(damaged, year, RULES, "--fail-on-verdict");

    assertThat(checked.status()).isZero();
    assertThat(checked.rulesWith("PASS")).hasSize(19);
  }

  @Test
  void everyDamageIsCaughtAndCounted() throws IOException {
    Checked checked = check(damaged, 2018, RULES, "--fail-on-verdict");

    long rows = done.get("rows").get("2018").asLong();
    assertThat(checked.status()).isEqualTo(3);
    assertThat(checked.rulesWith("ERROR")).isEmpty();
    assertThat(checked.rulesWith("FAIL"))
        .containsExactly(
            "age-complete",
            "age-mean",
            "age-range",
            "age-schooling",
            "id-unique",
            "labels-complete",
            "marital-code",
            "schooling-code",
            "whole-year");
    long months =
        done.get("months").get("rows").asLong() - done.get("months").get("in_range").asLong();
    assertThat(checked.failed("age-range")).isEqualTo(months).isPositive();
    assertThat(checked.failed("schooling-code")).isEqualTo(done.get("wrong_schooling").asLong());
    assertThat(checked.failed("marital-code")).isEqualTo(done.get("wrong_marital").asLong());
    assertThat(checked.observed("whole-year")).isEqualTo((double) rows);
    assertThat(Math.round((1 - checked.observed("age-complete")) * rows))
        .isEqualTo(done.get("null_ages").asLong());
    // Deequ counts the keys that are there once.
    assertThat(Math.round((1 - checked.observed("id-unique")) * rows))
        .isEqualTo(2 * done.get("duplicates").asLong());
  }

  @Test
  void theMessagesTellWhatIsWrongAndWhichRows() throws IOException {
    Checked checked = reported();

    assertThat(checked.message("age-range"))
        .startsWith("764 of 42500 rows break it (1.79765 %): 'AGEP' is not from 0 to 120.")
        .endsWith("At most 1 % of rows may.");
    assertThat(checked.message("schooling-code"))
        .startsWith("631 of 42500 rows break it (1.48471 %): 'SCHL' is none of the values.");
    assertThat(checked.message("whole-year")).endsWith("is 42500, expected from 60000 to 80000.");
    assertThat(checked.message("id-unique"))
        .isEqualTo("uniqueness(id) is 0.980188, expected at least 1.");
    assertThat(checked.message("age-complete"))
        .isEqualTo("completeness(AGEP) is 0.980188, expected at least 0.999.");
    assertThat(checked.message("labels-complete")).contains("is 42500, in labels 70131");
    assertThat(checked.rules().get("age-range").get("sample_keys")).hasSize(5);
    assertThat(checked.out())
        .contains(
            "Rules of severity error did not hold of '"
                + damaged
                + "': age-range, schooling-code, marital-code, whole-year, id-unique,"
                + " age-complete.")
        .contains("keys of some rows that break 3 rules, in one shared scan");
  }

  @Test
  void withoutTheOptionAFailedCheckIsOnlyAReport() throws IOException {
    Checked checked = reported();

    assertThat(checked.status()).isZero();
    assertThat(checked.file().get("status").asText()).isEqualTo("FAILED_CHECK");
    assertThat(checked.file().get("failed").asBoolean()).isTrue();
    assertThat(checked.file().get("error").isNull()).isTrue();
  }

  @Test
  void theResultFileOfAFailedCheckSaysSo() throws IOException {
    JsonNode file = check(damaged, 2018, RULES, "--fail-on-verdict", "--quiet").file();

    assertThat(shell.out()).isEmpty();
    assertThat(file.get("exit_status").asInt()).isEqualTo(3);
    assertThat(file.get("error").asText()).isEqualTo("VERDICT");
    assertThat(file.get("rules").get("FAIL").asInt()).isEqualTo(9);
    assertThat(file.get("results")).hasSize(21);
    assertThat(file.get("message").asText()).contains("whole-year");
  }

  @Test
  void aYearThatNeverArrivedIsRefused() throws IOException {
    Checked checked = check(damaged, 2017, RULES, "--fail-on-verdict");

    assertThat(checked.status()).isEqualTo(4);
    assertThat(shell.err()).contains("no row is left by the filter 'year = 2017'");
    assertThat(checked.file().get("error").asText()).isEqualTo("EMPTY_INPUT");
  }

  @Test
  void whereAnEmptyInputIsFineTheMissingYearIsCounted() throws IOException {
    Checked checked = check(damaged, 2017, RULES, "--fail-on-verdict", "--allow-empty");

    assertThat(checked.status()).isEqualTo(3);
    assertThat(checked.rulesWith("FAIL")).containsExactly("labels-complete", "whole-year");
    assertThat(checked.rulesWith("ERROR")).isEmpty();
    assertThat(checked.message("whole-year")).endsWith("is 0, expected from 60000 to 80000.");
  }

  @Test
  void theMissingYearIsAlsoSeenInTheWholeTable() throws IOException {
    Checked checked = checkAll(damaged, 2017, RULES, "--fail-on-verdict");

    assertThat(checked.status()).isEqualTo(3);
    assertThat(checked.rulesWith("FAIL")).contains("whole-year", "labels-complete");
    assertThat(checked.observed("whole-year")).isZero();
  }

  @Test
  void aBadPredicateNamesItselfFileAndLineAndNoOther() throws IOException {
    Path rules =
        Files.writeString(
            directory.resolve("bad.yaml"),
            """
            format: 1
            rows:
              - {id: fine, predicate: {sql: AGEP >= 0}}
              - id: misspelt
                predicate: {sql: AGEPP >= 0}
              - {id: summed, predicate: {sql: sum(AGEP) > 0}}
              - {id: unfinished, predicate: {sql: AGEP >=}}
              - {id: quoted, predicate: {sql: "SEX = 'it''s' OR true"}}
            """);

    Checked checked = check(PEOPLE, 2018, rules, "--fail-on-verdict");

    assertThat(checked.status()).isEqualTo(2);
    assertThat(shell.err())
        .contains("there are 3 problems")
        .contains("rule 'misspelt' (" + rules + ":5: rows[1].predicate.sql)")
        .contains("Did you mean 'AGEP'?")
        .contains("rule 'summed' (" + rules + ":6: rows[2].predicate.sql)")
        .contains("rule 'unfinished' (" + rules + ":7: rows[3].predicate.sql)")
        .doesNotContain("'fine'", "'quoted'");
    assertThat(checked.file().get("status").asText()).isEqualTo("FAILED");
    assertThat(checked.file().get("error").asText()).isEqualTo("CONFIG");
    assertThat(checked.file().get("exit_status").asInt()).isEqualTo(2);
  }
}
