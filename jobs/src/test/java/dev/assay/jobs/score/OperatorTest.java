package dev.assay.jobs.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.assay.config.JobConfig.Device;
import dev.assay.error.AssayException;
import dev.assay.error.ErrorCode;
import dev.assay.jobs.testing.CountingLoader;
import dev.assay.jobs.testing.PythonEnvironment;
import dev.assay.jobs.testing.ScoreSpecs;
import dev.assay.jobs.testing.SparkExtension;
import dev.assay.jobs.testing.TestModels;
import dev.assay.jobs.testing.ZooModel;
import dev.assay.model.ElementType;
import dev.assay.model.Manifest;
import dev.assay.model.MissingPolicy;
import dev.assay.model.Task;
import dev.assay.onnx.OnnxRuntime;
import dev.assay.plan.PlannedModel;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.ui.SQLAppStatusStore;
import org.apache.spark.sql.execution.ui.SQLExecutionUIData;
import org.apache.spark.sql.execution.ui.SQLPlanMetric;
import org.apache.spark.sql.execution.ui.SparkPlanGraphNode;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import scala.collection.JavaConverters;

@ExtendWith(SparkExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OperatorTest {
  @TempDir static Path directory;
  private SparkSession spark;
  private int names;

  @BeforeAll
  void setUp(SparkSession session) {
    spark = session;
  }

  /** The same model under a name and digest of its own, so that it is loaded anew. */
  private static PlannedModel fresh(PlannedModel model, String name) {
    PlannedModel named =
        TestModels.planned(
            "zoo/" + model.manifest().model(),
            name,
            model.manifest().inputs(),
            model.manifest().output().tensor(),
            model.manifest().task());
    return new PlannedModel(
        named.role(), named.reference(), named.packageUri(), "digest of " + name, named.manifest());
  }

  private static PlannedModel gemm(String name) {
    Manifest.Input six =
        new Manifest.Input(
            "input",
            ElementType.FLOAT,
            List.of("x", "x", "x", "y", "y", "y"),
            null,
            MissingPolicy.REJECT,
            false,
            Map.of());
    return fresh(
        TestModels.planned("zoo/gemm.onnx", "gemm", List.of(six), "score", Task.BINARY), name);
  }

  private Dataset<Row> table(long rows, int files) {
    String path = directory.resolve("table-" + names++).toString();
    spark
        .range(0, rows, 1, files)
        .selectExpr("id", "if(id % 10 = 0, null, float(id % 13)) as x", "float(id % 7) as y")
        .write()
        .parquet(path);
    return spark.read().parquet(path);
  }

  private ScoreSpec spec(List<PlannedModel> models, Device device) {
    return ScoreSpecs.of(
        spark,
        models,
        List.of("id"),
        List.of(),
        device,
        new CountingLoader(TestModels.loader()),
        directory.resolve("rejects-" + names++));
  }

  // ---- figures ---------------------------------------------------------------------------------

  @Test
  void showsItsFiguresInTheSqlStatusStoreForEachModel() throws Exception {
    List<PlannedModel> models = List.of(gemm("figures-a"), gemm("figures-b"));
    ScoreSpec spec = spec(models, Device.CPU);

    Scoring.score(table(5_000, 2), spec).write().format("noop").mode("overwrite").save();

    Map<String, String> metrics = metrics("figures-a@1: rows scored");
    assertThat(metrics)
        .containsEntry("input rows", "5,000")
        .containsEntry("figures-a@1: rows scored", "4,500")
        .containsEntry("figures-b@1: rows scored", "4,500")
        .containsEntry("figures-a@1: rows rejected", "500")
        .containsEntry("figures-b@1: rows rejected", "500");
    assertThat(metrics.get("input batches")).matches("[2-9]");
    for (String model : List.of("figures-a", "figures-b")) {
      assertThat(metrics.get(model + "@1: runtime")).contains("total");
      assertThat(metrics.get(model + "@1: session build time")).contains("total");
    }
    assertThat(spec.totals().value().models())
        .allSatisfy(
            model -> {
              assertThat(model.sessionsBuilt()).isEqualTo(1);
              assertThat(model.buildNanos()).isPositive();
              assertThat(model.runtimeNanos()).isPositive();
            });
    ScoreSpec again = spec(models, Device.CPU);
    Scoring.score(table(100, 2), again).write().format("noop").mode("overwrite").save();
    assertThat(again.totals().value().models())
        .allSatisfy(model -> assertThat(model.sessionsBuilt()).isZero());
  }

  /** The operator's metrics by name in the execution that has a metric of this name. */
  private Map<String, String> metrics(String wanted) throws Exception {
    spark.sparkContext().listenerBus().waitUntilEmpty();
    SQLAppStatusStore store = spark.sharedState().statusStore();
    for (SQLExecutionUIData execution : JavaConverters.seqAsJavaList(store.executionsList())) {
      for (SparkPlanGraphNode node :
          JavaConverters.seqAsJavaList(store.planGraph(execution.executionId()).allNodes())) {
        List<SQLPlanMetric> metrics = JavaConverters.seqAsJavaList(node.metrics().toSeq());
        if (metrics.stream().anyMatch(metric -> metric.name().equals(wanted))) {
          Map<Object, String> values =
              JavaConverters.mapAsJavaMap(store.executionMetrics(execution.executionId()));
          Map<String, String> named = new HashMap<>();
          metrics.forEach(
              metric -> named.put(metric.name(), values.get((Object) metric.accumulatorId())));
          return named;
        }
      }
    }
    throw new AssertionError("no execution has a metric '" + wanted + "'");
  }

  @Test
  void allocatesHardlyMoreThanTheReader() {
    String path = directory.resolve("thirty").toString();
    int rows = 200_000;
    List<String> columns = new ArrayList<>(List.of("id", "cast(id as string) as name"));
    TestModels.BENCH_COLUMNS.forEach(
        column -> columns.add("float(randn(" + column.hashCode() + ")) as " + column));
    spark.range(0, rows, 1, 1).selectExpr(columns.toArray(new String[0])).write().parquet(path);
    PlannedModel model = TestModels.bench("logistic30", MissingPolicy.REJECT);

    Dataset<Row> table = spark.read().parquet(path);
    ScoreSpec spec =
        ScoreSpecs.of(
            spark,
            List.of(model),
            List.of("id"),
            List.of("name"),
            Device.CPU,
            TestModels.loader(),
            directory.resolve("none"));
    Dataset<Row> scored = Scoring.score(table, spec);

    allocated(table);
    allocated(scored); // once before, to compile
    double reader = (double) allocated(table) / rows;
    double both = (double) allocated(scored) / rows;

    System.out.printf("Allocated per row: reader %.0f B, with scoring %.0f B%n", reader, both);
    // Spark's reader takes about 500 bytes, and a label in a row format is an object of 32.
    assertThat(both - reader).isLessThanOrEqualTo(60);
  }

  /** The bytes that the one task allocates which makes these rows. */
  private static long allocated(Dataset<Row> made) {
    return made
        .queryExecution()
        .toRdd()
        .toJavaRDD()
        .mapPartitions(
            rows -> {
              ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
              long thread = Thread.currentThread().getId();
              long before = threads.getThreadAllocatedBytes(thread);
              while (rows.hasNext()) {
                rows.next();
              }
              return List.of(threads.getThreadAllocatedBytes(thread) - before).iterator();
            })
        .collect()
        .stream()
        .mapToLong(Long::longValue)
        .sum();
  }

  // ---- the hash of the features ----------------------------------------------------------------

  private static PlannedModel everyType() {
    List<Manifest.Input> inputs =
        Stream.of(ElementType.values())
            .map(
                type ->
                    new Manifest.Input(
                        type.name().toLowerCase(java.util.Locale.ROOT),
                        type,
                        List.of("c_" + type),
                        null,
                        switch (type) {
                          case FLOAT, DOUBLE -> MissingPolicy.NAN;
                          case STRING -> MissingPolicy.EMPTY;
                          case INT32, INT64, BOOL -> MissingPolicy.REJECT;
                        },
                        false,
                        Map.of()))
            .toList();
    return TestModels.planned("zoo/every-type.onnx", "every-type", inputs, "score", Task.BINARY);
  }

  @Test
  void hashesFeaturesAsAnIndependentProgramDoes() throws Exception {
    String path = directory.resolve("hashed").toString();
    spark
        .range(0, 2_000, 1, 1)
        .selectExpr(
            "id",
            "case when id % 50 = 0 then null when id % 51 = 0 then float('-0.0') else float((id - 900) / 7.0) end as c_FLOAT",
            "if(id % 40 = 0, null, (id - 900) / 3D) as c_DOUBLE",
            "int((id - 1000) * 1000003) as c_INT32",
            "(id - 1000) * 9007199254740993 as c_INT64",
            "id % 3 = 0 as c_BOOL",
            "array('', 'red', 'größe', '漢字 🙂', null)[int(id % 5)] as c_STRING")
        .write()
        .parquet(path);
    Dataset<Row> table = spark.read().parquet(path);

    List<Row> scored = scored(table, List.of(everyType()), TestModels.loader());

    assertThat(scored(table.repartition(4), List.of(everyType()), TestModels.loader()))
        .isEqualTo(scored);
    assertThat(scored.stream().map(row -> row.getLong(2)).toList())
        .isEqualTo(python(table.orderBy("id").collectAsList()));
  }

  private List<Row> scored(Dataset<Row> input, List<PlannedModel> models, ModelLoader loader) {
    ScoreSpec spec = ScoreSpecs.of(spark, models, loader, directory.resolve("rejects-" + names++));
    return Scoring.score(input, spec)
        .select("id", "score", "features_hash", "label", "model")
        .orderBy("model", "id")
        .collectAsList();
  }

  private static List<Long> python(List<Row> table) throws Exception {
    String rows =
        table.stream()
            .map(
                row ->
                    Stream.of(
                            tensor("float", row.isNullAt(1) ? "NaN" : row.get(1)),
                            tensor("double", row.isNullAt(2) ? "NaN" : row.get(2)),
                            tensor("int32", row.get(3)),
                            tensor("int64", row.get(4)),
                            tensor("bool", row.get(5)),
                            tensor("string", "\"" + (row.isNullAt(6) ? "" : row.get(6)) + "\""))
                        .collect(Collectors.joining(", ", "[", "]")))
            .collect(Collectors.joining(",\n", "[", "]"));
    Path file = directory.resolve("hashed.json");
    Files.writeString(file, rows);
    return PythonEnvironment.get()
        .run(
            PythonEnvironment.repositoryRoot().resolve("test-data/python/features_hash.py"),
            file.toString())
        .lines()
        .map(Long::valueOf)
        .toList();
  }

  private static String tensor(String type, Object value) {
    return "{\"type\": \"%s\", \"values\": [%s]}".formatted(type, value);
  }

  // ---- batches ---------------------------------------------------------------------------------

  @Test
  void givesModelsOfOtherBatchSizesBesideEachOtherTheBitsThatEachHasAlone() {
    List<PlannedModel> models =
        Stream.of("gemm", "fixed-batch", "external-weights", "sklearn-forest-regression")
            .map(name -> ZooModel.register("zoo/" + name, "", directory).planned())
            .toList();
    assertThat(models.get(0).manifest().tensors()).isEqualTo(models.get(1).manifest().tensors());
    assertThat(models.get(0).manifest().batch()).isNotEqualTo(models.get(1).manifest().batch());
    String path = directory.resolve("six").toString();
    List<String> columns = new ArrayList<>(List.of("id"));
    for (int f = 0; f < 6; f++) {
      columns.add("float(pmod(hash(id, " + f + "), 2000) / 1000.0 - 1) as x" + f);
    }
    spark.range(0, 5_003, 1, 1).selectExpr(columns.toArray(new String[0])).write().parquet(path);
    Dataset<Row> table = spark.read().parquet(path);

    List<Row> together = scored(table, models, ZooModel.loader());

    List<Row> alone = new ArrayList<>();
    models.stream()
        .sorted(java.util.Comparator.comparing(PlannedModel::name))
        .forEach(model -> alone.addAll(scored(table, List.of(model), ZooModel.loader())));
    assertThat(together).isEqualTo(alone);
  }

  @Test
  void takesBatchesThatGrowWithinATask() {
    String path = directory.resolve("growing").toString();
    // The longest file comes first in a partition: few rows with a lot of noise.
    spark
        .range(0, 20, 1, 1)
        .selectExpr(
            "id",
            "float(id) as x",
            "float(1) as y",
            "concat_ws('', transform(sequence(1, 2000), i -> uuid())) as noise")
        .write()
        .parquet(path);
    spark
        .range(20, 6_000, 1, 1)
        .selectExpr("id", "if(id = 5000, null, float(id % 2)) as x", "float(1) as y", "'' as noise")
        .write()
        .mode("append")
        .parquet(path);
    SparkSession whole = spark.newSession();
    whole.conf().set("spark.sql.files.minPartitionNum", "1");
    Dataset<Row> table = whole.read().parquet(path);
    ScoreSpec spec =
        ScoreSpecs.of(
            spark,
            List.of(gemm("growing")),
            List.of("id"),
            List.of("noise"),
            Device.CPU,
            TestModels.loader(),
            directory.resolve("rejects-growing"));

    List<Row> rows =
        new ArrayList<>(Scoring.score(table.select("id", "x", "y", "noise"), spec).collectAsList());

    assertThat(spec.totals().value().tasks()).isEqualTo(1);
    assertThat(rows).hasSize(5_999);
    assertThat(rows.get(0).getLong(0)).isZero();
    assertThat(rows.get(0).getString(1)).hasSize(2000 * 36);
    double odd = score(rows, 21);
    double even = score(rows, 22);
    assertThat(odd).isNotEqualTo(even).isEqualTo(score(rows, 1));
    assertThat(rows)
        .allSatisfy(
            row -> {
              double score = row.getDouble(row.fieldIndex("score"));
              if (row.getLong(0) >= 20) {
                assertThat(score).isEqualTo(row.getLong(0) % 2 == 1 ? odd : even);
              }
              assertThat(row.<String>getAs("label")).isEqualTo(score >= 0.5 ? "1" : "0");
            });
  }

  private static double score(List<Row> rows, long id) {
    return rows.stream()
        .filter(row -> row.getLong(0) == id)
        .findFirst()
        .orElseThrow()
        .getAs("score");
  }

  @Test
  void takesPartitionsWithoutRowsAndInputsWithoutRows() {
    Dataset<Row> few =
        spark.range(0, 5, 1, 20).selectExpr("id", "float(id) as x", "float(id) as y");

    ScoreSpec spec = spec(List.of(gemm("few")), Device.CPU);
    assertThat(Scoring.score(few, spec).collectAsList()).hasSize(5);
    assertThat(spec.totals().value().rowsIn()).isEqualTo(5);
    assertThat(spec.totals().value().tasks()).isEqualTo(20);

    ScoreSpec none = spec(List.of(gemm("none")), Device.CPU);
    assertThat(Scoring.score(table(100, 1).filter("y > 1000"), none).collectAsList()).isEmpty();
    assertThat(none.totals().value().rowsIn()).isZero();
  }

  // ---- ends ------------------------------------------------------------------------------------

  @Test
  void stopsEarlyUnderALimitAndClosesItsScorers() throws Exception {
    ScoreSpec spec = spec(List.of(gemm("limited")), Device.CPU);
    long before = CountingLoader.OPENED.get();

    assertThat(Scoring.score(table(20_000, 2), spec).limit(5).collectAsList()).hasSize(5);

    await(() -> CountingLoader.OPENED.get() == CountingLoader.CLOSED.get());
    assertThat(CountingLoader.OPENED.get())
        .isGreaterThan(before)
        .isEqualTo(CountingLoader.CLOSED.get());
    assertThat(spec.totals().value().rowsIn()).isLessThanOrEqualTo(20_000);
  }

  @Test
  void closesTheScorersOfAJobThatIsCancelled() throws Exception {
    ScoreSpec spec = spec(List.of(gemm("cancelled-a"), gemm("cancelled-b")), Device.CPU);
    Dataset<Row> input =
        spark
            .range(0, 2_000_000_000L, 1, 2)
            .selectExpr("id", "float(id % 9) as x", "float(1) as y");
    long opened = CountingLoader.OPENED.get();
    long blocks = CountingLoader.BLOCKS.get();
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Thread job =
        new Thread(
            () -> {
              spark.sparkContext().setJobGroup("operator-test", "is cancelled", false);
              Scoring.score(input, spec).write().format("noop").mode("overwrite").save();
            });
    job.setUncaughtExceptionHandler((thread, e) -> failure.set(e));
    job.start();
    await(() -> CountingLoader.BLOCKS.get() > blocks + 100);
    assertThat(CountingLoader.OPENED.get()).isEqualTo(opened + 4);

    spark.sparkContext().cancelJobGroup("operator-test");
    job.join(60_000);

    assertThat(failure.get()).hasStackTraceContaining("cancelled");
    await(() -> CountingLoader.OPENED.get() == CountingLoader.CLOSED.get());
    assertThat(CountingLoader.CLOSED.get()).isEqualTo(CountingLoader.OPENED.get());
    assertThat(spec.totals().value().tasks()).isZero();
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    for (int i = 0; i < 6_000 && !condition.getAsBoolean(); i++) {
      Thread.sleep(10);
    }
  }

  @Test
  void closesWhatItOpenedWhenALaterModelCannotBeOpened() throws Exception {
    PlannedModel fine = gemm("fine");
    PlannedModel damaged =
        fresh(
            TestModels.planned(
                "zoo/gemm.onnx", "gemm", fine.manifest().inputs(), "no-such-output", Task.BINARY),
            "damaged");
    ScoreSpec spec = spec(List.of(fine, damaged), Device.CPU);
    long opened = CountingLoader.OPENED.get();

    assertThatThrownBy(() -> Scoring.score(table(100, 2), spec).collectAsList())
        .hasStackTraceContaining(
            "Cannot score with model 'damaged@1': its graph has no output 'no-such-output'");

    await(() -> CountingLoader.OPENED.get() == CountingLoader.CLOSED.get());
    assertThat(CountingLoader.OPENED.get())
        .isGreaterThan(opened)
        .isEqualTo(CountingLoader.CLOSED.get());
  }

  // ---- devices ---------------------------------------------------------------------------------

  /**
   * The default build has ONNX Runtime for the CPU, so nothing is skipped there. Only the profile
   * gpu puts the CUDA build on the class path; what these two tests assert cannot happen with it.
   */
  private static void requireTheBuildForTheCpu() {
    Assumptions.assumeFalse(OnnxRuntime.hasCuda(), "this build of ONNX Runtime has CUDA");
  }

  @Test
  void saysWhatIsMissingWhenCudaIsAskedOfABuildForTheCpu() {
    requireTheBuildForTheCpu();
    ScoreSpec spec = spec(List.of(gemm("cuda")), Device.CUDA);

    assertThatThrownBy(() -> Scoring.score(table(100, 1), spec).collectAsList())
        .hasRootCauseInstanceOf(AssayException.class)
        .rootCause()
        .isInstanceOfSatisfying(
            AssayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DEVICE))
        .hasMessageContaining(
            "Cannot score on CUDA: the ONNX Runtime on the class path is the CPU build.");
  }

  @Test
  void takesTheCpuAutomaticallyWhereThereIsNoCudaAndSaysSo() {
    requireTheBuildForTheCpu();
    ScoreSpec spec = spec(List.of(gemm("auto")), Device.AUTO);

    assertThat(Scoring.score(table(100, 1), spec).collectAsList()).hasSize(90);

    assertThat(spec.totals().value().models().get(0).devices()).containsExactly("cpu");
  }
}
