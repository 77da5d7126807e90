package dev.assay.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.assay.jobs.testing.SparkExtension;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** {@code assay profile}, and {@code assay check} by the rules that it drafts. */
@ExtendWith(SparkExtension.class)
final class ProfileCommandTest {
  private static final String PEOPLE =
      Path.of(System.getProperty("assay.root"), "test-data", "census", "people").toString();

  @TempDir Path directory;

  private final TestShell shell = new TestShell();

  @Test
  void rulesDraftedFromTwoYearsHoldOfALaterOne() throws Exception {
    String profile = directory.resolve("profile.json").toString();
    String rules = directory.resolve("draft.yaml").toString();
    assertThat(
            shell.run(
                "profile",
                "--table",
                PEOPLE,
                "--filter",
                "year < 2017",
                "--without",
                "id,year",
                "--as-of",
                "2016-12-31",
                "--profile",
                profile,
                "--rules",
                rules))
        .isZero();

    assertThat(shell.out())
        .contains("Profiled 137,911 rows and 16 columns in 6 scans.")
        .contains("rules, to be read and edited: " + rules)
        .contains("reference profile: " + profile);
    assertThat(new ObjectMapper().readTree(Files.readString(Path.of(profile))).get("columns"))
        .hasSize(16);
    assertThat(Path.of(rules))
        .content()
        .startsWith("# A draft, drawn from " + PEOPLE)
        .contains("# 2 values, the most frequent 2 (")
        .contains("id: sex-known, in-set: {column: \"SEX\", values: [1, 2]}");

    assertThat(
            shell.run(
                "check",
                "--table",
                PEOPLE,
                "--filter",
                "year = 2018",
                "--key",
                "id",
                "--rules",
                rules,
                "--as-of",
                "2018-12-31",
                "--fail-on-verdict"))
        .isZero();
    assertThat(shell.out()).contains("PASS").doesNotContain("FAIL", "ERROR");
  }

  @Test
  void aWrongDateOrColumnIsToldBeforeAnythingIsWritten() {
    Path rules = directory.resolve("draft.yaml");
    assertThat(
            shell.run(
                "profile", "--table", PEOPLE, "--as-of", "2016-13-31", "--rules", rules.toString()))
        .isEqualTo(2);
    assertThat(shell.err())
        .contains("Cannot profile as of '2016-13-31': it is no date. Write YYYY-MM-DD.");

    assertThat(
            shell.run(
                "profile",
                "--table",
                PEOPLE,
                "--as-of",
                "2016-12-31",
                "--without",
                "nope",
                "--rules",
                rules.toString()))
        .isEqualTo(2);
    assertThat(shell.err())
        .contains("Cannot leave out column 'nope': '" + PEOPLE + "' has none of that name.");
    assertThat(rules).doesNotExist();
  }
}
