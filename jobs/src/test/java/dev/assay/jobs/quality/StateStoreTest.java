package dev.assay.jobs.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.assay.error.AssayException;
import dev.assay.jobs.testing.SparkExtension;
import dev.assay.quality.MetricKey;
import dev.assay.quality.MetricName;
import dev.assay.quality.MetricValue;
import dev.assay.quality.MetricValue.Failed;
import dev.assay.quality.MetricValue.Scalar;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(SparkExtension.class)
final class StateStoreTest {
  private static final List<String> MONTHS = List.of("2016-01", "2016-02", "2016-03");

  private static final LocalDate AS_OF = LocalDate.parse("2016-05-31");

  @TempDir Path directory;
  private SparkSession spark;
  private StateStore store;

  @BeforeEach
  void open(SparkSession session) {
    spark = session;
    store = new StateStore(session, directory.resolve("states").toString());
  }

  private Dataset<Row> data() {
    return spark
        .range(0, 9_000, 1, 3)
        .selectExpr(
            "id",
            "CAST(id % 300 AS INT) AS i",
            "IF(id % 13 = 0, NULL, sin(id) * 1e6) AS x",
            "CAST(id % 77 / 7 AS DECIMAL(9,4)) AS dec",
            "concat('k', CAST(id % 2500 AS STRING)) AS k",
            "IF(id % 4 = 0, NULL, CAST(id % 4 AS STRING)) AS s",
            "date_add(DATE'2016-01-01', CAST(id / 100 AS INT)) AS d",
            "id % 3 AS m");
  }

  private static MetricPlan plan(Dataset<Row> table, Collection<MetricKey> keys) {
    return MetricPlan.of(table, keys, AS_OF);
  }

  private Dataset<Row> month(int month) {
    return data().where("m = " + month);
  }

  private static List<MetricKey> keys() {
    List<MetricKey> keys = new ArrayList<>();
    for (String where : new String[] {null, "i < 100", "id < 0"}) {
      for (MetricName name : MetricName.values()) {
        keys.add(
            switch (name) {
              case ROW_COUNT -> MetricKey.rowCount(where);
              case COMPLIANCE -> MetricKey.compliance("x > 0", where);
              case QUANTILE -> new MetricKey(name, List.of("x"), 0.25, null, where);
              case CORRELATION -> MetricKey.of(name, List.of("i", "x"), where);
              case MUTUAL_INFORMATION -> MetricKey.of(name, List.of("i", "s"), where);
              case NEWEST -> MetricKey.of(name, List.of("d"), where);
              case VALUE_COUNTS, ENTROPY -> MetricKey.of(name, List.of("s"), where);
              case DISTINCTNESS, UNIQUENESS, APPROX_COUNT_DISTINCT, COMPLETENESS ->
                  MetricKey.of(name, List.of("k"), where);
              default -> MetricKey.of(name, List.of("x"), where);
            });
      }
      keys.add(MetricKey.of(MetricName.SUM, List.of("dec"), where));
      keys.add(MetricKey.of(MetricName.MAXIMUM, List.of("i"), where));
      keys.add(MetricKey.of(MetricName.UNIQUENESS, List.of("k", "s"), where));
    }
    return keys;
  }

  private void keepMonths() {
    for (int month = 0; month < MONTHS.size(); month++) {
      MetricPlan plan = plan(month(month), keys());
      MetricScan.measureAndKeep(plan, store, MONTHS.get(month));
    }
  }

  @Test
  void mergedMetricsAreThoseOfAllRows() {
    keepMonths();
    assertThat(store.names()).isEqualTo(MONTHS);
    Measured merged = store.merge(MONTHS, keys());
    Measured whole = MetricScan.measure(plan(data(), keys()));

    assertThat(merged.scans()).isZero();
    for (MetricKey key : keys()) {
      MetricValue expected = whole.values().get(key);
      MetricValue value = merged.values().get(key);
      if (expected instanceof Scalar wanted) {
        double tolerance = StateStore.mergesExactly(key.name()) ? 1e-9 : 0.01;
        assertThat(((Scalar) value).value())
            .as(key.text())
            .isCloseTo(wanted.value(), within(tolerance * Math.max(1, Math.abs(wanted.value()))));
      } else {
        assertThat(value).as(key.text()).isEqualTo(expected);
      }
    }
  }

  @Test
  void mergingReadsNoDataAndKeepingReadsItOnce() throws Exception {
    String path = directory.resolve("data").toString();
    data().write().parquet(path);
    List<MetricKey> keys =
        List.of(
            MetricKey.rowCount(null),
            MetricKey.of(MetricName.MEAN, List.of("x"), null),
            MetricKey.of(MetricName.ENTROPY, List.of("s"), null));
    MetricPlan plan = plan(spark.read().parquet(path), keys);
    long kept = Scans.recordsRead(spark, () -> MetricScan.measureAndKeep(plan, store, "all"));
    assertThat(kept).as("the rows, and the few of the states").isBetween(9_000L, 9_030L);
    long merged = Scans.recordsRead(spark, () -> store.merge(List.of("all"), keys));
    assertThat(merged).isBetween(5L, 60L);
  }

  @Test
  void keepingGivesTheMetricsOfMeasuring() {
    MetricPlan plan = plan(data(), keys());
    Measured measured = MetricScan.measure(plan);
    Measured kept = MetricScan.measureAndKeep(plan, store, "all");
    assertThat(kept.scans()).isEqualTo(1);
    for (MetricKey key : keys()) {
      if (measured.values().get(key) instanceof Scalar scalar) {
        assertThat(((Scalar) kept.values().get(key)).value())
            .as(key.text())
            .isCloseTo(scalar.value(), within(1e-9));
      } else {
        assertThat(kept.values().get(key)).isEqualTo(measured.values().get(key));
      }
    }
  }

  @Test
  void aRetryReplacesWhatWasKept() {
    keepMonths();
    MetricScan.measureAndKeep(plan(month(1), keys()), store, MONTHS.get(1));
    MetricKey rows = MetricKey.rowCount(null);
    assertThat(store.merge(MONTHS, List.of(rows)).values()).containsEntry(rows, new Scalar(9_000));
    assertThat(store.merge(List.of("2016-02", "2016-02"), List.of(rows)).values())
        .containsEntry(rows, new Scalar(3_000));
  }

  @Test
  void equalStatesOfTwoRunsCountTwice() {
    MetricKey rows = MetricKey.rowCount(null);
    MetricKey unique = MetricKey.of(MetricName.UNIQUENESS, List.of("id"), null);
    for (String name : MONTHS) {
      MetricScan.measureAndKeep(plan(month(0), List.of(rows, unique)), store, name);
    }
    assertThat(store.merge(MONTHS, List.of(rows, unique)).values())
        .containsEntry(rows, new Scalar(9_000))
        .containsEntry(unique, new Scalar(0));
  }

  @Test
  void mergesDaysOfAMetricThatNamesItsDay() {
    MetricKey day = MetricKey.rowCount("d = DATE'${as-of}'");
    for (String date : List.of("2016-01-02", "2016-01-03")) {
      MetricPlan plan = MetricPlan.of(data(), List.of(day), LocalDate.parse(date));
      MetricScan.measureAndKeep(plan, store, date);
    }
    assertThat(store.merge(List.of("2016-01-02", "2016-01-03"), List.of(day)).values())
        .containsEntry(day, new Scalar(200));
  }

  @Test
  void saysWhoseStateIsMissing() {
    MetricKey rows = MetricKey.rowCount(null);
    MetricKey mean = MetricKey.of(MetricName.MEAN, List.of("x"), null);
    MetricScan.measureAndKeep(plan(month(0), List.of(rows, mean)), store, "a");
    MetricScan.measureAndKeep(plan(month(1), List.of(rows)), store, "b");
    assertThat(store.merge(List.of("a", "b"), List.of(rows, mean)).values())
        .containsEntry(rows, new Scalar(6_000))
        .containsEntry(mean, new Failed("'b' kept no state of it"));
  }

  @Test
  void doesNotMergeNumbersOfDifferentTypes() {
    MetricKey mean = MetricKey.of(MetricName.MEAN, List.of("x"), null);
    MetricScan.measureAndKeep(plan(month(0), List.of(mean)), store, "double");
    MetricScan.measureAndKeep(plan(month(1).selectExpr("i AS x"), List.of(mean)), store, "int");
    assertThat(store.merge(List.of("double", "int"), List.of(mean)).values())
        .containsEntry(mean, new Failed("its column had different types"));
  }

  @Test
  void keepsStatesOfNoRows() {
    List<MetricKey> keys = keys();
    MetricScan.measureAndKeep(plan(data().where("false"), keys), store, "none");
    MetricScan.measureAndKeep(plan(month(2), keys), store, "some");
    Measured merged = store.merge(List.of("none", "some"), keys);
    assertThat(merged.values().values()).noneMatch(Failed.class::isInstance);
    assertThat(merged.values()).containsEntry(MetricKey.rowCount(null), new Scalar(3_000));
  }

  @Test
  void refusesWhatIsNotKeptAndWhatIsIncomplete() throws Exception {
    assertThat(store.names()).isEmpty();
    assertThatThrownBy(() -> store.merge(List.of("2016-01"), List.of(MetricKey.rowCount(null))))
        .isInstanceOf(AssayException.class)
        .hasMessage(
            "Cannot merge the states in '%s': none are kept as '2016-01'. Run the checks of those"
                + " dates again, or merge what is kept: nothing.",
            directory.resolve("states"));
    keepMonths();
    Files.delete(directory.resolve("states/kept=2016-02/_SUCCESS"));
    assertThatThrownBy(() -> store.merge(MONTHS, List.of(MetricKey.rowCount(null))))
        .isInstanceOf(AssayException.class)
        .hasMessageContaining(
            "none are kept as '2016-02'. Run the checks of those dates again, or merge what is"
                + " kept: '2016-01', '2016-03'.");
    assertThatThrownBy(() -> store.merge(List.of(), List.of(MetricKey.rowCount(null))))
        .hasMessageContaining("none are named");
  }

  @Test
  void refusesStatesOfANewerFormat() {
    MetricKey rows = MetricKey.rowCount(null);
    MetricScan.measureAndKeep(plan(month(0), List.of(rows)), store, "old");
    String kept = directory.resolve("states/kept=").toString();
    spark
        .read()
        .parquet(kept + "old")
        .selectExpr("2 AS format", "id", "h1", "h2", "payload", "n")
        .write()
        .parquet(kept + "new");
    assertThatThrownBy(() -> store.merge(List.of("old", "new"), List.of(rows)))
        .isInstanceOf(AssayException.class)
        .hasMessageContaining(
            "'new' was kept by a newer version of Assay, in format 2. Use that version.");
  }

  @Test
  void refusesANameThatIsNoDirectory() {
    MetricPlan plan = plan(data(), List.of(MetricKey.rowCount(null)));
    assertThatThrownBy(() -> MetricScan.measureAndKeep(plan, store, "../x"))
        .isInstanceOf(AssayException.class)
        .hasMessage(
            "Cannot keep states as '../x': it becomes a directory. Use letters, digits, '.', '-'"
                + " and '_'.");
  }
}
