package dev.assay.jobs.score;

import dev.assay.config.JobConfig.Device;
import dev.assay.jobs.testing.CountingLoader;
import dev.assay.jobs.testing.ScoreSpecs;
import dev.assay.jobs.testing.TestModels;
import dev.assay.model.ElementType;
import dev.assay.model.Manifest;
import dev.assay.model.MissingPolicy;
import dev.assay.model.Task;
import dev.assay.plan.PlannedModel;
import dev.assay.quality.Action;
import dev.assay.quality.RowPredicate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;

/**
 * What the tests of the operator do in a JVM of their own; prints {@code name=value} lines. Its
 * arguments are what to do, the Spark master and a directory.
 */
final class ScoringFork {
  private static final int MODELS = 3;

  private final SparkSession spark;
  private final Path directory;
  private int specs;

  private ScoringFork(SparkSession spark, Path directory) {
    this.spark = spark;
    this.directory = directory;
  }

  public static void main(String[] args) throws Exception {
    SparkSession spark =
        SparkSession.builder()
            .master(args[1])
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "localhost")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.sql.extensions", AssayExtensions.class.getName())
            .config("spark.sql.files.maxPartitionBytes", "100k")
            .config("spark.sql.files.openCostInBytes", "100k")
            .config("spark.sql.warehouse.dir", args[2] + "/warehouse")
            .getOrCreate();
    ScoringFork fork = new ScoringFork(spark, Path.of(args[2]));
    switch (args[0]) {
      case "retry" -> fork.retry();
      case "soak" -> fork.soak();
      case "exit" -> fork.exit();
      default -> throw new IllegalArgumentException(args[0]);
    }
    spark.stop();
  }

  private static void print(String name, long value) {
    System.out.println(name + "=" + value);
  }

  private static List<PlannedModel> models() {
    Manifest.Input six =
        new Manifest.Input(
            "input",
            ElementType.FLOAT,
            List.of("x0", "x1", "x0", "x1", "x0", "x1"),
            null,
            MissingPolicy.REJECT,
            false,
            Map.of());
    return List.of(
        TestModels.planned("zoo/gemm.onnx", "gemm", List.of(six), "score", Task.BINARY),
        TestModels.planned("zoo/logit.onnx", "logit", List.of(six), "logit", Task.REGRESSION),
        TestModels.planned(
            "zoo/every-type.onnx",
            "every-type",
            List.of(
                one(ElementType.FLOAT, "x0"),
                one(ElementType.DOUBLE, "x1"),
                one(ElementType.INT32, "n"),
                one(ElementType.INT64, "n"),
                one(ElementType.BOOL, "flag"),
                one(ElementType.STRING, "colour")),
            "score",
            Task.BINARY));
  }

  private static Manifest.Input one(ElementType type, String column) {
    return new Manifest.Input(
        type.name().toLowerCase(java.util.Locale.ROOT),
        type,
        List.of(column),
        null,
        MissingPolicy.REJECT,
        false,
        Map.of());
  }

  private Dataset<Row> rows(long rows, int partitions) {
    return spark
        .range(0, rows, 1, partitions)
        .selectExpr(
            "id",
            "if(id % 10 = 3, null, float(id % 7)) as x0",
            "float(id % 5) as x1",
            "cast(id % 11 as int) as n",
            "id % 2 = 0 as flag",
            "if(id % 2 = 0, 'red', 'blue') as colour");
  }

  private ScoreSpec spec() {
    return ScoreSpecs.of(
        spark,
        models(),
        new CountingLoader(TestModels.loader()),
        directory.resolve("rejects-" + specs++));
  }

  /** The same with a rule that quarantines a row in 16 and one that tags a row in 4. */
  private ScoreSpec gated(Dataset<Row> input) {
    List<RowPredicate> rules =
        List.of(
            new RowPredicate("held", Action.QUARANTINE, "id % 16 <> 5", null, null),
            new RowPredicate("tagged", Action.TAG, "id % 2 <> 0 OR n < 5", "id % 2 = 0", null));
    return ScoreSpecs.of(
        spark,
        models(),
        List.of("id"),
        List.of(),
        Device.CPU,
        new CountingLoader(TestModels.loader()),
        directory.resolve("rejects-" + specs++),
        RowGate.compile(spark, input.schema(), rules));
  }

  private JavaRDD<InternalRow> scored(Dataset<Row> input, ScoreSpec spec) {
    return Scoring.score(input, spec).queryExecution().toRdd().toJavaRDD();
  }

  // ---- retries ---------------------------------------------------------------------------------

  /** Tasks of some partitions fail the first two times, with all rows scored or in the middle. */
  private void retry() {
    retry(rows(20_000, 8), spec(), "");
    retry(rows(20_000, 8), gated(rows(20_000, 8)), "Gated");
    print("opened", CountingLoader.OPENED.get());
    print("closed", CountingLoader.CLOSED.get());
  }

  private void retry(Dataset<Row> input, ScoreSpec spec, String kind) {
    JavaRDD<Long> counted =
        scored(input, spec)
            .mapPartitions(
                rows -> {
                  TaskContext task = TaskContext.get();
                  int partition = task.partitionId();
                  boolean fails = partition % 2 == 1 && task.attemptNumber() < 2;
                  long count = 0;
                  while (rows.hasNext()) {
                    rows.next();
                    count++;
                    if (fails && partition == 5 && count == 1000) {
                      throw new IllegalStateException("in the middle");
                    }
                  }
                  if (fails) {
                    throw new IllegalStateException("at the end");
                  }
                  return List.of(count).iterator();
                });
    print("rows" + kind, counted.collect().stream().mapToLong(Long::longValue).sum());
    ScoreTotals.Task totals = spec.totals().value();
    print("rowsIn" + kind, totals.rowsIn());
    print("tasks" + kind, totals.tasks());
    print("rejectFiles" + kind, totals.rejectFiles().size());
    print("filesWritten" + kind, files(spec.rejectDirectory()));
    print("scored" + kind, totals.models().stream().mapToLong(ScoreTotals.Model::scored).sum());
    print("rejected" + kind, totals.models().stream().mapToLong(ScoreTotals.Model::rejected).sum());
    print(
        "sessions" + kind,
        totals.models().stream().mapToLong(ScoreTotals.Model::sessionsBuilt).sum());
    print(
        "rejectedRows" + kind,
        spark.read().json(totals.rejectFiles().toArray(new String[0])).distinct().count());
    totals
        .rules()
        .forEach(
            (rule, rows) -> {
              print(rule + "Rows", rows.rows());
              print(rule + "Failed", rows.failed());
              rows.sampleKeys().forEach(key -> print(rule + "Key" + key, 1));
            });
    print("quarantined" + kind, totals.quarantined());
  }

  private static long files(String directory) {
    String[] names = Path.of(directory).toFile().list((folder, name) -> name.endsWith(".jsonl"));
    return names.length;
  }

  // ---- many short tasks ------------------------------------------------------------------------

  private void soak() throws Exception {
    String path = directory.resolve("table").toString();
    rows(2_000, 100).write().parquet(path);
    int job = 0;
    for (int attempts : new int[] {2_000, 10_000}) {
      while (CountingLoader.OPENED.get() < (long) MODELS * attempts) {
        job(job++, path);
      }
      await(() -> CountingLoader.OPENED.get() == CountingLoader.CLOSED.get());
      print("uncollected" + attempts, residentKilobytes());
      for (int i = 0; i < 3; i++) {
        System.gc();
        Thread.sleep(100);
      }
      print("rss" + attempts, residentKilobytes());
    }
    print("jobs", job);
    print("opened", CountingLoader.OPENED.get());
    print("closed", CountingLoader.CLOSED.get());
    print("loaded", CountingLoader.LOADED.get());
  }

  private void job(int job, String path) throws Exception {
    Dataset<Row> input = job % 4 == 0 ? spark.read().parquet(path) : rows(2_000, 100);
    JavaRDD<InternalRow> rows = scored(input, spec());
    if (job % 10 == 3) {
      failing(rows);
    } else if (job % 10 == 7) {
      cancelled(rows);
    } else {
      rows.count();
    }
  }

  private static void failing(JavaRDD<InternalRow> rows) {
    try {
      rows.foreachPartition(
          iterator -> {
            if (iterator.hasNext() && TaskContext.get().partitionId() == 50) {
              throw new IllegalStateException("wanted");
            }
          });
      throw new AssertionError("the job must fail");
    } catch (Exception e) {
      if (!e.getMessage().contains("wanted")) {
        throw e;
      }
    }
  }

  private void cancelled(JavaRDD<InternalRow> rows) throws InterruptedException {
    long before = CountingLoader.OPENED.get();
    Thread thread =
        new Thread(
            () -> {
              spark.sparkContext().setJobGroup("cancelled", "is cancelled", true);
              try {
                rows.foreachPartition(ScoringFork::slowly);
              } catch (Exception e) {
                return; // as it should
              }
            });
    thread.start();
    await(() -> CountingLoader.OPENED.get() >= before + 10 * MODELS || !thread.isAlive());
    spark.sparkContext().cancelJobGroup("cancelled");
    thread.join();
  }

  private static void slowly(Iterator<InternalRow> rows) throws InterruptedException {
    while (rows.hasNext()) {
      rows.next();
      Thread.sleep(1);
    }
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    for (int i = 0; i < 10_000 && !condition.getAsBoolean(); i++) {
      Thread.sleep(2);
    }
  }

  private static long residentKilobytes() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow();
  }

  // ---- the end of the JVM ----------------------------------------------------------------------

  /** Ends the JVM while tasks are inside the runtime. */
  private void exit() throws InterruptedException {
    List<PlannedModel> heavy =
        new ArrayList<>(List.of(TestModels.bench("mlp256", MissingPolicy.REJECT)));
    Dataset<Row> input = spark.range(0, 100_000_000L, 1, 2).toDF("id");
    List<String> columns = new ArrayList<>(List.of("id"));
    TestModels.BENCH_COLUMNS.forEach(column -> columns.add("float(id % 97) as " + column));
    ScoreSpec spec =
        ScoreSpecs.of(
            spark, heavy, new CountingLoader(TestModels.loader()), directory.resolve("exit"));
    JavaRDD<InternalRow> rows = scored(input.selectExpr(columns.toArray(new String[0])), spec);
    Thread thread = new Thread(() -> rows.count());
    thread.setDaemon(true);
    thread.setUncaughtExceptionHandler((t, e) -> {});
    thread.start();
    await(() -> CountingLoader.BLOCKS.get() > 200);
    print("blocks", CountingLoader.BLOCKS.get());
    Runtime.getRuntime().exit(7);
  }
}
