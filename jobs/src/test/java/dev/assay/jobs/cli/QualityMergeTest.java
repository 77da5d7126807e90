package dev.assay.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.jobs.quality.MetricPlan;
import dev.assay.jobs.quality.MetricScan;
import dev.assay.jobs.testing.SparkExtension;
import dev.assay.quality.MetricKey;
import dev.assay.quality.MetricName;
import dev.assay.quality.MetricValue;
import dev.assay.quality.MetricValue.Counts;
import dev.assay.quality.MetricValue.Scalar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Three years are scored, their input is taken away, and their figures are merged. */
@ExtendWith(SparkExtension.class)
final class QualityMergeTest {
  private static final String RULES =
      """
      format: 1
      min-rows: 1
      batch:
        - {id: rows, row-count: {min: 1}}
        - {id: age, mean: {column: AGEP, min: 0}}
        - {id: oldest, maximum: {column: AGEP, max: 200}, where: SEX = 1}
        - {id: spread, standard-deviation: {column: AGEP, min: 0}}
        - {id: median, quantile: {column: AGEP, at: 0.5, min: 0}}
        - {id: unique, uniqueness: {columns: [id], min: 1}}
        - {id: mutual, mutual-information: {columns: [SEX, MAR], min: 0}}
        - {id: sexes, class-balance: {column: SEX, shares: {1: {min: 0, max: 1}}}}
      """;
  private static final String MORE = "  - {id: late, minimum: {column: SCHL, min: 0}}\n";

  @TempDir static Path directory;
  private static QualityJob job;
  private static final Map<String, MetricValue> WHOLE = new LinkedHashMap<>();

  @BeforeAll
  static void threeYears(SparkSession spark) throws IOException {
    job = new QualityJob(directory);
    String config = job.config("job", RULES).toString();
    String late = job.config("late", RULES + MORE).toString();
    String path = directory.resolve("people").toString();
    spark
        .read()
        .parquet(QualityJob.CENSUS.toString())
        .filter("id % 500 = 0")
        .coalesce(1)
        .write()
        .parquet(path);
    score(config, "2015-12-31", "year = 2015");
    score(config, "2016-12-31", "year = 2016");
    score(late, "2017-12-31", "year = 2017");
    job.run(0, words(config, "2018-12-31", "year = 2018", "--set", "quality=null"));
    List<MetricKey> keys =
        List.of(
            MetricKey.rowCount(null),
            MetricKey.rowCount("SEX = 1"),
            MetricKey.of(MetricName.MEAN, List.of("AGEP"), null),
            MetricKey.of(MetricName.MAXIMUM, List.of("AGEP"), "SEX = 1"),
            MetricKey.of(MetricName.STANDARD_DEVIATION, List.of("AGEP"), null),
            new MetricKey(MetricName.QUANTILE, List.of("AGEP"), 0.5, null, null),
            MetricKey.of(MetricName.UNIQUENESS, List.of("id"), null),
            MetricKey.of(MetricName.MUTUAL_INFORMATION, List.of("SEX", "MAR"), null),
            MetricKey.of(MetricName.VALUE_COUNTS, List.of("SEX"), null));
    MetricScan.measure(
            MetricPlan.of(
                spark.read().parquet(path).filter("year < 2018"),
                keys,
                LocalDate.parse("2017-12-31")))
        .values()
        .forEach((key, value) -> WHOLE.put(key.text(), value));
    Files.move(directory.resolve("people"), directory.resolve("gone"));
  }

  private static void score(String config, String asOf, String filter) throws IOException {
    job.run(0, words(config, asOf, filter));
  }

  private static String[] words(String config, String asOf, String filter, String... more) {
    List<String> words =
        new ArrayList<>(
            List.of(
                "score", "--config", config, "--as-of", asOf, "--set", "input.filter=" + filter));
    words.addAll(List.of(more));
    return words.toArray(String[]::new);
  }

  private static JsonNode merge(int status, String from, String to, String... more)
      throws IOException {
    List<String> words = new ArrayList<>(List.of("quality", "merge", "--from", from, "--to", to));
    words.addAll(List.of(more));
    if (more.length == 0) {
      words.addAll(List.of("--store", job.store().toString()));
    }
    return job.run(status, words.toArray(String[]::new));
  }

  private static JsonNode figure(JsonNode merged, String metric) {
    for (JsonNode figure : merged.get("figures")) {
      if (figure.get("metric").asText().equals(metric)) {
        return figure;
      }
    }
    throw new AssertionError("no " + metric + " in " + merged);
  }

  @Test
  void mergedFiguresAreThoseOfAllRows() throws IOException {
    JsonNode merged = merge(0, "2015-12-31", "2017-12-31");

    assertThat(merged.get("runs")).hasSize(3);
    assertThat(merged.get("figures")).hasSize(WHOLE.size() + 1);
    WHOLE.forEach(
        (metric, wanted) -> {
          JsonNode figure = figure(merged, metric);
          assertThat(figure.get("runs").asInt()).isEqualTo(3);
          boolean exact = !metric.startsWith("quantile");
          assertThat(figure.get("exact").asBoolean()).as(metric).isEqualTo(exact);
          if (wanted instanceof Scalar number) {
            assertThat(figure.get("value").asDouble())
                .as(metric)
                .isCloseTo(number.value(), within(exact ? 1e-9 : 1.0));
          } else {
            ((Counts) wanted)
                .counts()
                .forEach(
                    (value, rows) ->
                        assertThat(figure.get("value").get(value).asLong()).isEqualTo(rows));
          }
        });
    assertThat(job.out())
        .contains("Merged 3 runs from 2015-12-31 to 2017-12-31 of " + directory.resolve("people"))
        .containsPattern("mean +AGEP +[0-9.]+ +3 +exact")
        .containsPattern("quantile +AGEP at 0.5 +[0-9.]+ +3 +approximate")
        .containsPattern("maximum +AGEP +SEX = 1 ");
  }

  @Test
  void whatIsNotInTheFiguresIsNamed() throws IOException {
    JsonNode merged = merge(0, "2015-12-01", "2018-12-31", "--config", config());

    assertThat(merged.get("runs_without_states")).hasSize(1);
    assertThat(merged.get("missing").get(0).asText()).isEqualTo("2015-12-01");
    assertThat(merged.get("missing")).hasSize(31 + 366 + 365 + 365 - 4);
    JsonNode lacking = figure(merged, "minimum(SCHL)");
    assertThat(lacking.get("value").isNull()).isTrue();
    assertThat(lacking.get("problem").asText())
        .isEqualTo("no state of it in the runs of 2015-12-31, 2016-12-31");
    assertThat(job.out())
        .contains("Merged 3 of 4 runs from ")
        .containsPattern(
            "minimum +SCHL +1  no: no state of it in the runs of 2015-12-31, 2016-12-31")
        .contains("Not in these figures, because they kept no states: 2018-12-31 (run ")
        .contains(
            "Dates without a published run: 2015-12-01 to 2015-12-30, 2016-01-01 to 2016-12-30, ");
  }

  private static String config() {
    return directory.resolve("job.yaml").toString();
  }

  @Test
  void whatCannotBeMergedIsSaid() throws IOException {
    String store = job.store().toString();
    assertThat(merge(4, "2014-01-01", "2014-12-31").get("message").asText())
        .contains("Cannot merge the figures from 2014-01-01 to 2014-12-31 in the store '" + store)
        .contains("no published run of 'score' is for a date within");
    assertThat(merge(4, "2018-01-01", "2018-12-31").get("message").asText())
        .contains("the runs of 2018-12-31 kept no states");
    assertThat(merge(2, "2018-01-01", "2017-12-31").get("message").asText())
        .contains("the range ends before it begins");
    assertThat(merge(2, "January", "2017-12-31").get("message").asText())
        .contains("Cannot merge with --from 'January': it is no date.");
    assertThat(
            merge(2, "2015-01-01", "2017-12-31", "--store", store, "--table", "person")
                .get("message")
                .asText())
        .contains("Cannot merge the figures of 'person': no run from 2015-01-01 to 2017-12-31");
    assertThat(
            merge(4, "2015-01-01", "2017-12-31", "--store", directory + "/none")
                .get("message")
                .asText())
        .contains("no published run of 'score' is for a date within");
  }
}
