package dev.assay.jobs.read;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.jobs.testing.SparkExtension;
import dev.assay.jobs.testing.TestModels;
import dev.assay.model.ElementType;
import dev.assay.model.Manifest;
import dev.assay.model.MissingPolicy;
import dev.assay.model.Task;
import dev.assay.plan.PinnedInput;
import dev.assay.plan.PlannedModel;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Only what is needed is read: by the physical plan, and by the bytes that tasks report. */
@ExtendWith(SparkExtension.class)
class PruningTest {
  private static final int COLUMNS = 20;

  @TempDir Path dir;
  private final SparkSession spark;
  private final TableReader reader;

  PruningTest(SparkSession spark) {
    this.spark = spark;
    this.reader = new TableReader(spark);
  }

  /** 100,000 rows: id, year, and 20 float columns of noise. */
  private Dataset<Row> noise() {
    String[] columns =
        Stream.concat(
                Stream.of("id", "cast(2015 + id % 4 as int) AS year"),
                IntStream.range(0, COLUMNS)
                    .mapToObj(i -> "cast(hash(id, " + i + ") as float) AS f" + i))
            .toArray(String[]::new);
    return spark.range(0, 100_000, 1, 2).selectExpr(columns);
  }

  private static PlannedModel model(String name, String... columns) {
    Manifest.Input input =
        new Manifest.Input(
            "x", ElementType.FLOAT, List.of(columns), null, MissingPolicy.REJECT, false, Map.of());
    return TestModels.planned("none.onnx", name, List.of(input), "y", Task.REGRESSION);
  }

  private Dataset<Row> shaped(PinnedInput pin, String filter) {
    return InputShaper.shape(
            reader.read(pin),
            new ShapeRequest(
                "noise",
                List.of("id"),
                List.of(),
                filter,
                Map.of("twice", "f2 * 2"),
                List.of(model("a", "f0", "F1"), model("b", "f1", "twice"))))
        .rows();
  }

  private static String plan(Dataset<Row> rows) {
    return rows.queryExecution().executedPlan().toString();
  }

  private long bytesRead(Dataset<Row> rows) throws Exception {
    AtomicLong bytes = new AtomicLong();
    SparkListener listener =
        new SparkListener() {
          @Override
          public void onTaskEnd(SparkListenerTaskEnd end) {
            bytes.addAndGet(end.taskMetrics().inputMetrics().bytesRead());
          }
        };
    spark.sparkContext().listenerBus().waitUntilEmpty();
    spark.sparkContext().addSparkListener(listener);
    try {
      rows.write().format("noop").mode(SaveMode.Overwrite).save();
      spark.sparkContext().listenerBus().waitUntilEmpty();
    } finally {
      spark.sparkContext().removeSparkListener(listener);
    }
    return bytes.get();
  }

  private static final String NEEDED =
      "ReadSchema: struct<id:bigint,year:int,f0:float,f1:float,f2:float>";
  private static final String NEEDED_WITHOUT_PARTITION =
      "ReadSchema: struct<id:bigint,f0:float,f1:float,f2:float>";

  @Test
  void readsOnlyNeededColumnsOfParquet() throws Exception {
    noise().write().parquet(dir.resolve("plain").toString());
    PinnedInput pin = reader.pin(dir.resolve("plain").toString(), null, null);
    Dataset<Row> rows = shaped(pin, "year = 2018");
    assertThat(plan(rows)).contains(NEEDED, "PushedFilters: [IsNotNull(year), EqualTo(year,2018)]");
    long all = bytesRead(reader.read(pin));
    long some = bytesRead(rows);
    assertThat(all).isGreaterThan(pin.bytes() * 9 / 10);
    assertThat(some).as("of %s bytes", all).isBetween(1L, all * 35 / 100);
  }

  @Test
  void readsOnlyNeededPartitions() throws Exception {
    noise().write().partitionBy("year").parquet(dir.resolve("hive").toString());
    PinnedInput pin = reader.pin(dir.resolve("hive").toString(), null, null);
    Dataset<Row> rows = shaped(pin, "year = 2018 AND f0 > 0");
    assertThat(plan(rows))
        .contains(
            NEEDED_WITHOUT_PARTITION,
            "PartitionFilters: [isnotnull(year",
            "PushedFilters: [IsNotNull(f0), GreaterThan(f0,0.0)]");
    long all = bytesRead(reader.read(pin));
    long some = bytesRead(rows);
    assertThat(some).as("of %s bytes", all).isBetween(1L, all * 10 / 100);
  }

  @Test
  void readsOnlyNeededColumnsAndFilesOfADeltaVersion() throws Exception {
    String table = dir.resolve("delta").toString();
    noise().write().format("delta").partitionBy("year").save(table);
    noise().write().format("delta").mode(SaveMode.Append).save(table);
    PinnedInput pin = reader.pin(table, 0L, null);
    Dataset<Row> rows = shaped(pin, "year = 2018 AND f0 > 0");
    assertThat(plan(rows))
        .contains(
            NEEDED_WITHOUT_PARTITION,
            "PartitionFilters: [isnotnull(year",
            "PushedFilters: [IsNotNull(f0), GreaterThan(f0,0.0)]");
    long all = bytesRead(reader.read(pin));
    long some = bytesRead(rows);
    assertThat(all).isBetween(pin.bytes() * 9 / 10, pin.bytes() * 11 / 10);
    assertThat(some).as("of %s bytes", all).isBetween(1L, all * 10 / 100);
    assertThat(rows.count()).isEqualTo(noise().filter("year = 2018 AND f0 > 0").count());
  }

  @Test
  void keepsTheScanColumnar() {
    noise().limit(100).write().parquet(dir.resolve("small").toString());
    PinnedInput pin = reader.pin(dir.resolve("small").toString(), null, null);
    assertThat(plan(shaped(pin, null))).contains("Batched: true", "ColumnarToRow");
  }
}
