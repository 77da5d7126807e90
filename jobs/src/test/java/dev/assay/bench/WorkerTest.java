package dev.assay.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OrtException;
import dev.assay.bench.Command.Action;
import dev.assay.jobs.testing.SparkExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The benchmark keeps working: every action once, on a small table. */
@ExtendWith(SparkExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WorkerTest {
  private static final long ROWS = 3_000;
  private static final Path MODELS =
      Path.of(System.getProperty("assay.root"), "test-data", "models", "onnx", "bench");

  @TempDir static Path data;
  private Worker worker;
  private SparkSession spark;

  @BeforeAll
  void makeTable(SparkSession session) throws IOException, OrtException {
    spark = session;
    worker = new Worker(session);
    worker.run(command(Action.GENERATE, "none", Sink.NOOP));
  }

  @AfterEach
  void removeOutput() throws IOException, OrtException {
    worker.run(command(Action.CLEAN, "none", Sink.DELTA));
  }

  @Test
  void generatesTheSameRowsAgain() throws IOException, OrtException {
    Path again = Files.createDirectory(data.resolve("again"));
    worker.run(new Command(Action.GENERATE, "none", Sink.NOOP, List.of(), again.toString(), ROWS));

    assertThat(digest(again.resolve("rows-" + ROWS)))
        .isEqualTo(digest(data.resolve("rows-" + ROWS)));
    assertThat(spark.read().parquet(again.resolve("rows-" + ROWS).toString()).columns())
        .hasSize(2 + BenchData.FEATURES)
        .startsWith("id", "name", "f00");
  }

  @ParameterizedTest
  @ValueSource(strings = {"logistic30.onnx", "trees200.onnx", "mlp256.onnx"})
  void operatorAndRowCodeGiveTheSameScores(String model) throws IOException, OrtException {
    Outcome assay = worker.run(command(Action.SUM, "assay", Sink.NOOP, model));
    Outcome rows = worker.run(command(Action.SUM, "rows", Sink.NOOP, model));

    assertThat(assay.rows()).isEqualTo(rows.rows()).isEqualTo(ROWS);
    assertThat(assay.facts().get("sum")).isCloseTo(rows.facts().get("sum"), within(1e-3));
  }

  @Test
  void countsOneSessionForEachModel() throws IOException, OrtException {
    // A name that no other test of this JVM has scored: the sessions outlive the tests.
    String model =
        Files.copy(MODELS.resolve("logistic30.onnx"), data.resolve("counted.onnx")).toString();
    Worker counting = new Worker(spark);

    assertThat(sessions(counting, Action.SCORE, Sink.BATCHES, model, model)).isEqualTo(2);
    assertThat(sessions(counting, Action.PASSES, Sink.NOOP, model, model)).isEqualTo(2);
  }

  @Test
  void copiesTheColumnsThatScoringWrites() throws IOException, OrtException {
    worker.run(command(Action.NARROW, "assay", Sink.DELTA, "logistic30.onnx"));
    worker.run(command(Action.COPY, "assay", Sink.DELTA));
    String[] copied = output().columns();
    long rows = output().count();
    worker.run(command(Action.CLEAN, "none", Sink.DELTA));
    assertThat(data.resolve("output")).doesNotExist();
    worker.run(command(Action.SCORE, "assay", Sink.DELTA, "logistic30.onnx"));

    assertThat(rows).isEqualTo(output().count()).isEqualTo(ROWS);
    assertThat(copied).containsExactlyInAnyOrder(output().columns());
  }

  @Test
  void runsTheWholeJob() throws IOException, OrtException {
    worker.run(command(Action.JOB, "assay", Sink.DELTA, "logistic30.onnx", "mlp256.onnx"));

    String predictions = data.resolve("output").resolve("predictions").toString();
    assertThat(
            spark.read().format("delta").load(predictions).groupBy("model").count().collectAsList())
        .containsExactlyInAnyOrder(
            RowFactory.create("logistic30-0", ROWS), RowFactory.create("mlp256-1", ROWS));
  }

  @Test
  void measuresTheRawRuntime() throws IOException, OrtException {
    Outcome outcome = worker.run(command(Action.RUNTIME, "none", Sink.BATCHES, "trees200.onnx"));

    assertThat(outcome.rows()).isPositive();
    assertThat(outcome.cpuNanos()).isPositive();
    assertThat(outcome.facts().get("batch")).isIn(512.0, 1024.0);
  }

  private double sessions(Worker counting, Action action, Sink sink, String... models)
      throws IOException, OrtException {
    return counting.run(command(action, "assay", sink, models)).facts().get("sessions");
  }

  private Dataset<Row> output() {
    return spark.read().format("delta").load(data.resolve("output").toString());
  }

  private long digest(Path table) {
    return spark
        .read()
        .parquet(table.toString())
        .selectExpr("bit_xor(xxhash64(*))")
        .head()
        .getLong(0);
  }

  private Command command(Action action, String contender, Sink sink, String... models) {
    List<String> files = List.of(models).stream().map(m -> MODELS.resolve(m).toString()).toList();
    return new Command(action, contender, sink, files, data.toString(), ROWS);
  }
}
