package dev.assay.jobs.store;

import static dev.assay.jobs.store.StoreFixture.begin;
import static dev.assay.jobs.store.StoreFixture.predictions;
import static dev.assay.jobs.store.StoreFixture.rejected;
import static dev.assay.jobs.store.StoreFixture.spec;
import static dev.assay.jobs.store.StoreFixture.start;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.error.AssayException;
import dev.assay.error.ErrorCode;
import dev.assay.jobs.testing.SparkExtension;
import dev.assay.plan.Column;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import scala.collection.JavaConverters;

@ExtendWith(SparkExtension.class)
class AppendTest {
  private static final String OPEN_FILES = "spark.sql.maxConcurrentOutputFileWriters";

  @TempDir Path root;

  private SparkSession session;
  private ResultStore store;

  @BeforeEach
  void open(SparkSession shared) {
    session = shared;
    store = StoreFixture.open(shared, root);
  }

  @Test
  void rowsOfSeveralModelsAreNotSortedByPartition() throws Exception {
    RunHandle handle = begin(store, start("a"), false);
    Dataset<Row> made = predictions(session, 1000, 0);
    Dataset<Row> local = session.createDataFrame(made.collectAsList(), made.schema());
    Set<String> scopes = ConcurrentHashMap.newKeySet();
    SparkListener listener = scopeListener(scopes);
    session.sparkContext().addSparkListener(listener);
    try {
      Written written = store.appendPredictions(handle, local);
      session.sparkContext().listenerBus().waitUntilEmpty(30_000);

      assertThat(written.files()).isEqualTo(4); // two tasks × two models
      assertThat(scopes).contains("LocalTableScan").noneMatch(s -> s.contains("Sort"));
      assertThat(session.conf().get(OPEN_FILES)).isEqualTo("0");

      // What the listener would have seen without that setting.
      scopes.clear();
      local.write().format("delta").partitionBy("model").save(root + "/plain");
      session.sparkContext().listenerBus().waitUntilEmpty(30_000);
      assertThat(scopes).anyMatch(s -> s.contains("Sort"));
    } finally {
      session.sparkContext().removeSparkListener(listener);
    }
  }

  @Test
  void filesAreCompressedWithZstd() {
    RunHandle handle = begin(store, start("a"), false);

    store.appendPredictions(handle, predictions(session, 10, 0));

    assertThat(table("predictions").inputFiles()).allMatch(f -> f.endsWith(".zstd.parquet"));
  }

  @Test
  void theCommitBearsTheRun() {
    RunHandle handle = begin(store, start("a"), false);

    Written written = store.appendPredictions(handle, predictions(session, 10, 0));

    Row commit =
        session
            .sql("DESCRIBE HISTORY " + StoreViews.byPath(root.toString(), "predictions"))
            .orderBy(functions.col("version").desc())
            .select("version", "userMetadata", "operation")
            .head();
    assertThat(commit.getLong(0)).isEqualTo(written.output().version());
    assertThat(commit.getString(1)).isEqualTo("a");
  }

  @Test
  void anAppendThatIsRepeatedWritesNothing() {
    RunHandle handle = begin(store, start("a"), false);
    store.appendPredictions(handle, predictions(session, 10, 0));

    assertThatThrownBy(() -> store.appendPredictions(handle, predictions(session, 10, 0)))
        .hasMessageContaining("a newer attempt of the same run has begun meanwhile");
    assertThat(table("predictions").count()).isEqualTo(20);
  }

  @Test
  void noRowsAreACommitToo() {
    RunHandle handle = begin(store, start("a"), false);

    Written written = store.appendRejected(handle, rejected(session, 0));

    assertThat(written.output().rows()).isZero();
    assertThat(written.output().version()).isEqualTo(1);
    assertThat(written.parts()).isEmpty();
    assertThat(written.rows("trees", "1")).isZero();
  }

  @Test
  void countsAreReadFromTheRowsWhereTheLogHasNone() {
    session.conf().set("spark.databricks.delta.stats.collect", "false");
    try {
      ResultStore bare = ResultStore.open(session, spec(root));
      RunHandle handle = begin(bare, start("a"), false);

      Written written = bare.appendPredictions(handle, predictions(session, 25, 0));

      assertThat(written.parts())
          .containsExactly(
              new Written.PartRows(List.of("logistic", "1"), 25),
              new Written.PartRows(List.of("trees", "1"), 25));
    } finally {
      session.conf().unset("spark.databricks.delta.stats.collect");
    }
  }

  @Test
  void passThroughColumnsOfOtherRunsAreNull() {
    StoreSpec other =
        new StoreSpec(
            root.toString(),
            StoreFixture.USE_CASE,
            List.of(new Column("id", "bigint")),
            List.of(new Column("state", "string")));
    ResultStore both = ResultStore.open(session, other);
    RunHandle handle = begin(both, start("a"), false);

    both.appendPredictions(
        handle, predictions(session, 10, 0).drop("year").withColumn("state", functions.lit("TX")));

    assertThat(table("predictions").filter("year IS NULL AND state = 'TX'").count()).isEqualTo(20);
  }

  @Test
  void rowsOfAnotherShapeAreADefectThatIsNamed() {
    RunHandle handle = begin(store, start("a"), false);

    assertThatThrownBy(
            () -> store.appendPredictions(handle, predictions(session, 1, 0).drop("score")))
        .hasMessage("Cannot write predictions: the rows lack column 'score'.");
    assertThatThrownBy(
            () ->
                store.appendPredictions(
                    handle, predictions(session, 1, 0).withColumn("score", functions.lit("x"))))
        .hasMessage(
            "Cannot write predictions: column 'score' of the rows is string, and the table's is"
                + " double.");
  }

  @Test
  void aFullDiskIsNamedAndTheRunCanBeRunAgain() {
    ResultStore full = ResultStore.open(FullDisk.session(session), spec(root));
    RunHandle handle = begin(full, start("a"), false);

    assertThatThrownBy(() -> full.appendPredictions(handle, predictions(session, 1000, 0)))
        .isInstanceOfSatisfying(
            AssayException.class, e -> assertThat(e.code().exitStatus()).isEqualTo(4))
        .hasMessageMatching(
            "Cannot write the predictions to 'file:.*/predictions': no space is left on the store's"
                + " disk, or on Spark's local one \\(.*No space left on device.*\\). Nothing was"
                + " published; free some space and run again.");

    assertThat(StoreFixture.current(session, root).count()).isZero();
    assertThat(StoreFixture.run(session, store, start("a"), 10, 0).attempt()).isEqualTo(2);
  }

  @Test
  void aColumnThatIsAddedMeanwhileIsAConflictThatSaysSo() {
    RunHandle handle = begin(store, start("a"), false);
    String directory = root.toString();
    // In a thread of its own: a task may not use the session, and a row travels without the test.
    UDF1<Double, Double> adds =
        score -> {
          Thread other = new Thread(() -> addLateColumn(directory));
          other.start();
          other.join();
          return score;
        };
    Dataset<Row> rows =
        predictions(session, 1, 0)
            .filter("model = 'trees'")
            .withColumn(
                "score",
                functions
                    .udf(adds, DataTypes.DoubleType)
                    .asNondeterministic()
                    .apply(functions.col("score")));

    assertThatThrownBy(() -> store.appendPredictions(handle, rows))
        .isInstanceOfSatisfying(
            AssayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT))
        .hasMessageContaining("another process changed the table meanwhile (")
        .hasMessageEndingWith("Nothing was published; run again.");
  }

  private static void addLateColumn(String directory) {
    ResultStore.open(
        SparkExtension.session(),
        new StoreSpec(
            directory,
            StoreFixture.USE_CASE,
            List.of(new Column("id", "bigint")),
            List.of(new Column("late", "string"))));
  }

  @Test
  void oneStorePerThreadOrOneForAllDoesNotMatter() throws Exception {
    RunHandle handle = begin(store, start("a"), false);
    Thread second = new Thread(() -> store.appendRejected(handle, rejected(session, 5)));
    second.start();
    store.appendPredictions(handle, predictions(session, 10, 0));
    second.join();

    assertThat(table("predictions").count()).isEqualTo(20);
    assertThat(table("rejected_rows").count()).isEqualTo(5);
  }

  private Dataset<Row> table(String name) {
    return session.read().format("delta").load(root + "/" + name);
  }

  private static SparkListener scopeListener(Set<String> scopes) {
    return new SparkListener() {
      @Override
      public void onStageSubmitted(SparkListenerStageSubmitted stage) {
        Set<String> names =
            JavaConverters.seqAsJavaListConverter(stage.stageInfo().rddInfos()).asJava().stream()
                .filter(rdd -> rdd.scope().isDefined())
                .map(rdd -> rdd.scope().get().name())
                .collect(Collectors.toSet());
        // Other stages are Delta's, over its own log.
        if (names.contains("LocalTableScan")) {
          scopes.addAll(names);
        }
      }
    };
  }
}
