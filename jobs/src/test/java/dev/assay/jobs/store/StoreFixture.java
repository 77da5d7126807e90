package dev.assay.jobs.store;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.xxhash64;

import dev.assay.plan.Column;
import dev.assay.quality.Group;
import dev.assay.quality.RuleResult;
import dev.assay.quality.Severity;
import dev.assay.quality.Status;
import dev.assay.record.Json;
import dev.assay.record.ModelRun;
import dev.assay.record.RedriveSlot;
import dev.assay.record.RunOutcome;
import dev.assay.record.RunRecord;
import dev.assay.record.RunStart;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.apache.commons.io.FileUtils;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Runs of a small use case: two models, one key column, one pass-through column. */
final class StoreFixture {
  static final Instant START = Instant.parse("2026-01-31T12:00:00.123456Z");
  static final LocalDate AS_OF = LocalDate.of(2018, 12, 31);
  static final String USE_CASE = "credit";

  private static Path empty;

  private StoreFixture() {}

  static StoreSpec spec(Path root) {
    return new StoreSpec(
        root.toString(),
        USE_CASE,
        List.of(new Column("id", "bigint")),
        List.of(new Column("year", "int")));
  }

  /**
   * Opens a store at a directory that is empty or not there. Its tables are made once for the Java
   * virtual machine and copied: making them is what {@code StoreOpenTest} is about.
   */
  static ResultStore open(SparkSession session, Path root) {
    try {
      copy(made(session), root);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return ResultStore.open(session, spec(root));
  }

  private static synchronized Path made(SparkSession session) throws IOException {
    if (empty == null) {
      Path made = Files.createTempDirectory("assay-empty-store");
      Runtime.getRuntime()
          .addShutdownHook(new Thread(() -> FileUtils.deleteQuietly(made.toFile())));
      ResultStore.open(session, spec(made));
      empty = made;
    }
    return empty;
  }

  private static void copy(Path from, Path to) throws IOException {
    FileUtils.copyDirectory(from.toFile(), to.toFile());
  }

  static RunStart start(String runId) {
    return start(runId, AS_OF);
  }

  static RunStart start(String runId, LocalDate asOf) {
    return start(runId, asOf, "score", "score/" + asOf);
  }

  /** A redrive of a run. */
  static RunStart redrive(String runId, String of, int place) {
    return start(runId, AS_OF, RedriveSlot.JOB, new RedriveSlot(AS_OF, of, place).text());
  }

  /** A check of a table. */
  static RunStart check(String runId) {
    return start(runId, AS_OF, "check", "check/people/" + AS_OF);
  }

  private static RunStart start(String runId, LocalDate asOf, String job, String slot) {
    return new RunStart(
        runId,
        USE_CASE,
        job,
        slot,
        asOf,
        START,
        Json.write(Map.of("table", "people", "digest", "sha256:1f0c")),
        Json.write(
            List.of(
                new ModelRun(
                    "logistic",
                    "1",
                    "champion",
                    "sha256:aa",
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null))),
        "c0ffee",
        "use-case: credit\nstore: x\n",
        Json.write(Map.of("java", "17", "spark", "3.5.7")),
        null,
        "0.1.0");
  }

  static RunOutcome outcome(Written predictions, Written rejected) {
    long scored = predictions.output().rows();
    long lost = rejected.output().rows();
    return new RunOutcome(
        START.plusSeconds(60),
        List.of(predictions.output(), rejected.output()),
        null,
        (scored + lost) / 2,
        scored,
        lost,
        Json.write(Map.of("NULL", lost)),
        Json.write(Map.of("score", 1.5)),
        scored / 60,
        null);
  }

  /** Scores of rows 0 to {@code rows} by two models; {@code seed} tells runs apart. */
  static Dataset<Row> predictions(SparkSession session, long rows, double seed) {
    return session
        .range(0, rows, 1, 2)
        .select(
            col("id"),
            lit(2018).as("year"),
            explode(array(lit("logistic"), lit("trees"))).as("model"))
        .select(
            col("id"),
            col("id").mod(lit(1000)).divide(lit(1000.0)).plus(seed).as("score"),
            lit("yes").as("label"),
            array(lit(0.25f), lit(0.75f)).as("scores"),
            xxhash64(col("id"), col("model")).as("features_hash"),
            col("year"),
            col("model"),
            lit("1").as("version"));
  }

  /** The first {@code rows} rows, rejected by one model. */
  static Dataset<Row> rejected(SparkSession session, long rows) {
    return session
        .range(0, rows, 1, 1)
        .select(
            col("id"),
            array(lit("NULL")).as("reasons"),
            lit("AGEP is null").as("detail"),
            concat(lit("{\"id\":"), col("id"), lit("}")).as("row"),
            lit("trees").as("model"),
            lit("1").as("version"));
  }

  /** How two rules came out. */
  static List<QualityRow> results() {
    return List.of(
        new QualityRow(result("age-range", Group.ROWS, Status.FAIL, List.of("id=7")), "ann"),
        new QualityRow(result("rows", Group.BATCH, Status.PASS, List.of()), null));
  }

  private static RuleResult result(String id, Group group, Status status, List<String> keys) {
    boolean rows = group == Group.ROWS;
    return new RuleResult(
        id,
        group,
        rows ? "range" : "row-count",
        Severity.WARN,
        null,
        status,
        0.5,
        "at least 1",
        10L,
        rows ? 5L : null,
        rows ? 0.5 : null,
        keys,
        "What was found.");
  }

  /** What was measured of a table with so many rows. */
  static List<MetricRow> metrics(long rows) {
    return List.of(
        new MetricRow("people", "row-count()", (double) rows, null),
        new MetricRow("people", "mean(age)", Double.NaN, null),
        new MetricRow("people", "newest(day)", null, "2018-12-31T00:00"));
  }

  /** What readers see. */
  static Dataset<Row> current(SparkSession session, Path root) {
    return session.sql(
        StoreViews.predictionsCurrent(
            StoreViews.byPath(root.toString(), "predictions"),
            StoreViews.byPath(root.toString(), "runs")));
  }

  static RunHandle begin(ResultStore store, RunStart start, boolean supersede) {
    return ((Begun.Started) store.begin(start, supersede)).run();
  }

  /** A whole run without data checks. */
  static RunRecord run(
      SparkSession session, ResultStore store, RunStart start, long rows, double seed) {
    RunHandle run = begin(store, start, true);
    Written predictions = store.appendPredictions(run, predictions(session, rows, seed));
    Written rejected = store.appendRejected(run, rejected(session, rows / 10));
    return store.publish(run, outcome(predictions, rejected));
  }

  /** A whole run of data checks alone. */
  static RunRecord check(ResultStore store, RunStart start, long rows) {
    RunHandle run = begin(store, start, true);
    store.appendQuality(run, results(), metrics(rows));
    return store.publish(run, RunOutcome.at(START.plusSeconds(60)));
  }
}
