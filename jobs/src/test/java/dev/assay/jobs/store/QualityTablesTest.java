package dev.assay.jobs.store;

import static dev.assay.jobs.store.StoreFixture.begin;
import static dev.assay.jobs.store.StoreFixture.check;
import static dev.assay.jobs.store.StoreFixture.metrics;
import static dev.assay.jobs.store.StoreFixture.results;
import static dev.assay.jobs.store.StoreFixture.spec;
import static dev.assay.jobs.store.StoreFixture.start;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.error.ErrorCode;
import dev.assay.jobs.testing.SparkExtension;
import dev.assay.record.RunOutcome;
import dev.assay.record.RunStatus;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(SparkExtension.class)
class QualityTablesTest {
  private static final LocalDate JANUARY = LocalDate.of(2018, 1, 31);
  private static final LocalDate FEBRUARY = LocalDate.of(2018, 2, 28);
  private static final LocalDate MARCH = LocalDate.of(2018, 3, 31);

  private static final List<String> SCORES = List.of("score");

  @TempDir Path root;
  private SparkSession session;
  private ResultStore store;

  @BeforeEach
  void open(SparkSession spark) {
    session = spark;
    store = StoreFixture.open(session, root);
  }

  private Dataset<Row> table(String name) {
    return session.read().format("delta").load(root.resolve(name).toString());
  }

  @Test
  void resultsAreKeptAsTheyCameOut() {
    RunHandle handle = begin(store, start("a", JANUARY), false);

    List<Written> written = store.appendQuality(handle, results(), metrics(100));

    assertThat(written)
        .extracting(w -> w.output().table())
        .containsExactly("quality_results", "quality_metrics");
    assertThat(written.get(0).output().rows()).isEqualTo(2);
    assertThat(written.get(0).parts()).containsExactly(new Written.PartRows(List.of(), 2));
    Row row = table("quality_results").filter("rule_id = 'age-range'").first();
    assertThat(row.json())
        .isEqualTo(
            "{\"rule_id\":\"age-range\",\"rule_group\":\"rows\",\"kind\":\"range\","
                + "\"severity\":\"warn\",\"model\":null,\"status\":\"FAIL\",\"observed\":0.5,"
                + "\"bound\":\"at least 1\",\"rows\":10,\"rows_failed\":5,\"share\":0.5,"
                + "\"sample_keys\":[\"id=7\"],\"message\":\"What was found.\",\"owner\":\"ann\","
                + "\"as_of\":\"2018-01-31\",\"run_id\":\"a\"}");
  }

  @Test
  void aRetryLeavesOneCopyAndShutsTheEarlierAttemptOut() {
    RunHandle first = begin(store, start("a", JANUARY), false);
    store.appendQuality(first, results(), metrics(100));
    RunHandle second = begin(store, start("a", JANUARY), false);

    assertThatThrownBy(() -> store.appendQuality(first, results(), metrics(100)))
        .hasMessageContaining("a newer attempt of the same run has begun meanwhile");
    store.appendQuality(second, results(), metrics(90));

    assertThat(table("quality_results").count()).isEqualTo(2);
    assertThat(table("quality_metrics").count()).isEqualTo(3);
  }

  @Test
  void historyIsOfPublishedRunsWithAnEarlierDateOnly() {
    check(store, start("march", MARCH), 300);
    RunHandle failed = begin(store, start("february", FEBRUARY), false);
    store.appendQuality(failed, results(), metrics(200));
    store.end(failed, RunStatus.FAILED, ErrorCode.QUALITY, "bad", RunOutcome.NONE);
    check(store, start("january", JANUARY), 100);

    assertThat(store.history(MARCH, "people", SCORES))
        .isEqualTo(Map.of("row-count()", List.of(new MetricPoint(JANUARY, 100))));
    assertThat(store.history(JANUARY, "people", SCORES)).isEmpty();
    assertThat(store.history(MARCH, "others", SCORES)).isEmpty();
  }

  @Test
  void aBackfillTakesThePlaceOfTheRunThatItSupersedes() {
    check(store, start("first", JANUARY), 100);
    check(store, start("february", FEBRUARY), 200);
    check(store, start("second", JANUARY), 110);

    assertThat(store.history(MARCH, "people", SCORES).get("row-count()"))
        .containsExactly(new MetricPoint(JANUARY, 110), new MetricPoint(FEBRUARY, 200));
  }

  @Test
  void aStoreOfAnEarlierVersionIsAddedTo() {
    check(store, start("a", JANUARY), 10);
    session.sql(
        "ALTER TABLE delta.`%s` SET TBLPROPERTIES ('delta.columnMapping.mode' = 'name',"
                .formatted(root.resolve("runs"))
            + " 'delta.minReaderVersion' = '2', 'delta.minWriterVersion' = '5')");
    session.sql("ALTER TABLE delta.`%s` DROP COLUMN quality".formatted(root.resolve("runs")));

    assertThat(ResultStore.runs(session, root.toString(), StoreFixture.USE_CASE)).hasSize(1);
    ResultStore again = ResultStore.open(session, spec(root));
    check(again, start("b", FEBRUARY), 10);

    assertThat(table("runs").columns()).contains("quality");
    assertThat(again.runs()).hasSize(2);
  }
}
