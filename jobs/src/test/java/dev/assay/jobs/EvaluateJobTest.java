package dev.assay.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.assay.config.ConfigLoader;
import dev.assay.config.LoadedConfig;
import dev.assay.error.AssayException;
import dev.assay.error.ErrorCode;
import dev.assay.evaluation.DifferenceRow;
import dev.assay.evaluation.Evaluation;
import dev.assay.evaluation.EvaluationContext;
import dev.assay.evaluation.MetricRow;
import dev.assay.evaluation.SecondPass;
import dev.assay.evaluation.SecondPlan;
import dev.assay.jobs.evaluate.Exclusion;
import dev.assay.jobs.evaluate.JoinCounts;
import dev.assay.jobs.evaluate.JoinPlan;
import dev.assay.jobs.evaluate.Passes;
import dev.assay.jobs.store.EvaluationTables;
import dev.assay.jobs.store.ResultStore;
import dev.assay.jobs.testing.PythonEnvironment;
import dev.assay.jobs.testing.SparkExtension;
import dev.assay.quality.LoadedRules;
import dev.assay.quality.ReferenceProfile;
import dev.assay.quality.RuleLoader;
import dev.assay.record.Json;
import dev.assay.record.RunRecord;
import dev.assay.record.RunStatus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.Dependency;
import org.apache.spark.MapOutputTrackerMaster;
import org.apache.spark.ShuffleDependency;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.rdd.RDD;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.shuffle.MetadataFetchFailedException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF0;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Evaluations of the census models on a sample of the census. */
@ExtendWith(SparkExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EvaluateJobTest {
  private static final Path ROOT = PythonEnvironment.repositoryRoot();
  private static final int SHARE = 60;

  @TempDir static Path directory;
  private SparkSession spark;
  private long rows;

  @BeforeAll
  void sampleTheCensus(SparkSession session) {
    spark = session;
    Dataset<Row> people =
        session.read().parquet(ROOT.resolve("test-data/census/people").toString());
    people
        .filter("id % " + SHARE + " = 0")
        .withColumn("AGEP", functions.expr("if(id % 3000 = 0, NULL, AGEP)"))
        .coalesce(1)
        .write()
        .parquet(path("people"));
    labels().filter("id % " + SHARE + " = 0").coalesce(1).write().parquet(path("labels"));
    rows = session.read().parquet(path("people")).count();
  }

  private Dataset<Row> labels() {
    return spark.read().parquet(ROOT.resolve("test-data/census/labels").toString());
  }

  private static String path(String name) {
    return directory.resolve(name).toString();
  }

  private static LoadedConfig config(String store, String... sets) {
    String text =
        """
        use-case: census-employment
        store: %s
        registry: %s
        as-of: 2018-12-31
        input: {table: %s, key: [id]}
        models:
          champion: employment-logistic@champion
          challengers: [employment-lightgbm@candidate, employment-mlp@candidate]
        score: {max-rejected-share: 0.1, pass-through: [SEX, RAC1P, AGEP]}
        labels: {table: %s, column: employed}
        evaluate:
          slices: [AGEP >= 65, {column: AGEP, edges: [30]}, [SEX, RAC1P]]
          fairness: {attributes: [SEX]}
          bootstrap: {replicates: 200}
          decide:
            metric: auc
            margin: 0.005
            also: [{metric: runtime_seconds_per_million_rows, most-times: 100000}]
        """
            .formatted(
                path(store),
                ROOT.resolve("test-data/models/registry"),
                path("people"),
                path("labels"));
    return new ConfigLoader(path -> text.getBytes(StandardCharsets.UTF_8), name -> null, ".")
        .load(List.of("job.yaml"), List.of(sets), List.of());
  }

  private PreparedEvaluation prepare(LoadedConfig config) {
    return new EvaluatePlanner(spark).prepare(config, loaded(config));
  }

  /** A setting that names a file with a rule. */
  private static String rules(String name, String rule) throws IOException {
    Path file = directory.resolve(name);
    Files.writeString(file, "format: 1\nrows:\n  - " + rule + "\n");
    return "quality=" + file;
  }

  private static LoadedRules loaded(LoadedConfig config) {
    String file = config.config().quality();
    return file == null
        ? null
        : RuleLoader.load(path -> Files.readAllBytes(Path.of(path)), file, name -> null);
  }

  private RunContext context() {
    return new RunContext(Clock.systemUTC(), "test", Map.of(), false, Optional::empty);
  }

  private EvaluateResult evaluate(LoadedConfig config) {
    return new EvaluateJob(spark, context()).run(prepare(config));
  }

  private JoinCounts counts(LoadedConfig config) {
    PreparedEvaluation prepared = prepare(config);
    return passes(prepared, 2).first().counts();
  }

  private Passes passes(PreparedEvaluation prepared, int partitions) {
    return new Passes(prepared.join(), new LabelledFacts(spark, prepared).byKey(partitions));
  }

  /** Rows that tasks read from files while a body runs. */
  private long read(Runnable body) throws TimeoutException {
    AtomicLong records = new AtomicLong();
    SparkListener listener =
        new SparkListener() {
          @Override
          public void onTaskEnd(SparkListenerTaskEnd end) {
            records.addAndGet(end.taskMetrics().inputMetrics().recordsRead());
          }
        };
    spark.sparkContext().addSparkListener(listener);
    try {
      body.run();
      spark.sparkContext().listenerBus().waitUntilEmpty();
      return records.get();
    } finally {
      spark.sparkContext().removeSparkListener(listener);
    }
  }

  private static List<MetricRow> metrics(EvaluateResult outcome) {
    return outcome.tables().metrics();
  }

  private static String value(List<MetricRow> metrics, String metric) {
    return metrics.stream()
        .filter(row -> row.metric().equals(metric) && row.slice().equals("all"))
        .map(row -> row.model() + " " + row.value())
        .findFirst()
        .orElse("none");
  }

  @Test
  void figuresComeFromOneScanOfEachTableAndAreTheSameOfPublishedPredictions()
      throws IOException, TimeoutException {
    List<EvaluateResult> outcomes = new ArrayList<>();

    PreparedEvaluation first = prepare(config("scored"));
    long scored = read(() -> outcomes.add(new EvaluateJob(spark, context()).run(first)));

    assertThat(first.scans())
        .hasSize(2)
        .first()
        .asString()
        .startsWith("the input: scored by employment-logistic@1, employment-lightgbm@1");
    EvaluateResult once = outcomes.get(0);
    assertThat(once.run().status()).isEqualTo(RunStatus.PUBLISHED);
    assertThat(once.run().slot()).isEqualTo("evaluate/census-employment/2018-12-31");
    long ageless = once.run().outcome().rowsIn() - compared(once);
    assertThat(ageless).isEqualTo(93);
    assertThat(scored).isBetween(2 * rows, 2 * rows + 100);
    assertThat(value(metrics(once), "rows_rejected")).isEqualTo("null 93.0");
    assertThat(once.tables().verdicts())
        .hasSize(2)
        .allSatisfy(row -> assertThat(row.conditions()).contains(" times the champion's "));
    for (String name : EvaluationTables.names()) {
      Dataset<Row> table =
          spark.read().format("delta").load(directory.resolve("scored").resolve(name).toString());
      assertThat(table.schema().fields())
          .as(name)
          .allSatisfy(field -> assertThat(field.getComment().isDefined()).isTrue());
    }

    EvaluateResult again = evaluate(config("scored"));
    assertThat(again.alreadyPublished()).isTrue();
    assertThat(again.tables()).isEqualTo(once.tables());

    LoadedConfig many =
        config("scored", "as-of=2018-12-30", "evaluate.slices=[id]", "evaluate.max-slices=100");
    assertThatThrownBy(() -> evaluate(many))
        .hasMessageContaining("Cannot evaluate by slices of 'id'");
    assertThat(ResultStore.runs(spark, path("scored"), "census-employment"))
        .extracting(run -> run.status())
        .containsExactlyInAnyOrder(RunStatus.PUBLISHED, RunStatus.FAILED);

    String rules =
        rules("rules.yaml", "{id: age, severity: warn, range: {column: AGEP, min: 0, max: 120}}");
    LoadedConfig published = config("scored", rules);
    new ScoreJob(spark, context())
        .run(new ScorePlanner(spark).prepare(published, loaded(published)));
    assertThat(rowsThatDiffer(once)).isEqualTo(once.tables().differences());
    PreparedEvaluation second = prepare(published);
    assertThat(second.scans()).hasSize(2).noneMatch(scan -> scan.startsWith("the input"));
    assertThat(second.slot()).isEqualTo(first.slot());
    assertThat(second.runKey()).isNotEqualTo(first.runKey());
    assertThat(ModelRuntimes.of(second, Optional.empty()))
        .hasSize(3)
        .allSatisfy(seconds -> assertThat(seconds.value()).isPositive());
    assertThat(ModelRuntimes.of(first, Optional.empty()))
        .allSatisfy(seconds -> assertThat(seconds.defined()).isFalse());
    assertThatThrownBy(() -> new EvaluateJob(spark, context()).run(second))
        .isInstanceOfSatisfying(
            AssayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.POLICY))
        .hasMessageContaining("--supersede");
    assertThat(new EvaluateJob(spark, context()).run(first).alreadyPublished()).isTrue();
    assertThat(passes(second, 2).first().states().toBytes())
        .isEqualTo(passes(first, 2).first().states().toBytes());

    PreparedEvaluation other = prepare(config("scored", rules, "evaluate.slices=[MIL]"));
    assertThat(other.scans())
        .contains("the input: SEX, MIL, which the predictions do not carry (score.pass-through)");
    assertThat(prepare(config("scored", rules, "input.filter=id > 5")).scored()).hasSize(3);
    assertThat(prepare(config("scored", rules, "score.device=cuda")).scored()).hasSize(3);
    LoadedConfig two = config("scored", rules, "models.challengers=[employment-mlp@1]");
    assertThat(prepare(two).published()).hasSize(1);

    String same =
        rules(
            "same.yaml",
            "{severity: warn, range: {max: 120, min: 0, column: AGEP}, id: age} # as before");
    assertThat(prepare(config("scored", same)).scored()).isEmpty();
    assertThat(prepare(config("scored")).scored()).hasSize(3);
    rules("rules.yaml", "{id: age, severity: warn, range: {column: AGEP, min: 0, max: 110}}");
    assertThat(prepare(published).scored()).hasSize(3);

    JoinCounts inInput = counts(config("scored", "labels.table=null", "labels.column=SEX"));
    assertThat(inInput.of(Exclusion.ROWS_REJECTED)).isEqualTo(93);
    assertThat(inInput.of(Exclusion.LABELS_MISSING)).isZero();
  }

  /** The rows that an evaluation drew, of those that differ in published predictions. */
  private List<DifferenceRow> rowsThatDiffer(EvaluateResult outcome) {
    Map<String, Map<String, Row>> predictions = new HashMap<>();
    spark
        .read()
        .format("delta")
        .load(path("scored/predictions"))
        .selectExpr("CAST(id AS STRING) AS key", "model", "score", "label")
        .collectAsList()
        .forEach(
            row ->
                predictions
                    .computeIfAbsent(row.getString(0), key -> new HashMap<>())
                    .put(row.getString(1), row));
    List<DifferenceRow> found = outcome.tables().differences();
    assertThat(found).extracting(DifferenceRow::place).contains(25).doesNotContain(26);
    assertThat(found).extracting(DifferenceRow::kind).contains("gained", "lost", "furthest");
    return found.stream()
        .filter(
            row -> {
              Row champion = predictions.get(row.key()).get(row.champion());
              Row challenger = predictions.get(row.key()).get(row.challenger());
              String change = champion.getString(3) + challenger.getString(3);
              return champion.getDouble(2) == row.championScore()
                  && challenger.getDouble(2) == row.challengerScore()
                  && change.equals(row.championClass() + row.challengerClass())
                  && switch (row.kind()) {
                    case "gained" -> change.equals("01");
                    case "lost" -> change.equals("10");
                    default -> Math.abs(row.difference()) >= furthest(outcome, row.challenger());
                  };
            })
        .toList();
  }

  private static double furthest(EvaluateResult outcome, String challenger) {
    return outcome.tables().comparisons().stream()
        .filter(row -> row.challenger().equals(challenger))
        .filter(row -> row.metric().equals("score_difference_p999"))
        .mapToDouble(row -> row.difference() * (1 - 1e-6))
        .findFirst()
        .orElseThrow();
  }

  private static long compared(EvaluateResult outcome) {
    return metrics(outcome).stream()
        .filter(row -> row.metric().equals("rows_compared"))
        .findFirst()
        .orElseThrow()
        .value()
        .longValue();
  }

  @Test
  void statesHaveTheSameBitsInAnyPartitions() {
    PreparedEvaluation prepared =
        prepare(
            config(
                "bits",
                "evaluate.search={columns: [SEX, RAC1P, MIL]}",
                "evaluate.amount=AGEP * 12.34",
                "evaluate.points={costs: {false-positive: 7, false-negative: {amount: 0.6}}}"));
    Passes one = passes(prepared, 1);
    Passes many = passes(prepared, 12);
    Passes.First first = one.first();
    Passes.First same = many.first();

    assertThat(same.states().toBytes()).isEqualTo(first.states().toBytes());
    assertThat(same.counts().byName()).isEqualTo(first.counts().byName());
    SecondPlan plan = SecondPlan.of(prepared.join().spec(), first.states());
    SecondPass second = one.second(plan);
    assertThat(many.second(plan).toBytes()).isEqualTo(second.toBytes());
    EvaluationContext context =
        new EvaluationContext(
            "2018-12-31", "", Map.of(), Map.of(), first.counts().rejected(), List.of(), null);
    List<MetricRow> metrics =
        Evaluation.of(prepared.join().spec(), first.states(), second, context).metrics();
    double amount =
        spark.read().parquet(path("people")).selectExpr("sum(AGEP * 12.34D)").head().getDouble(0);
    assertThat(amounts(metrics))
        .hasSize(2 * 3)
        .allMatch(found -> Math.abs(found / amount - 1) < 1e-9);
  }

  /** The amount of all rows, as each model has it at each point. */
  private static List<Double> amounts(List<MetricRow> metrics) {
    return metrics.stream()
        .filter(row -> row.metric().equals("total_amount") && row.slice().equals("all"))
        .map(MetricRow::value)
        .toList();
  }

  /** Fails a task amid its rows once, as if what an earlier stage wrote could not be fetched. */
  private static final class Unfetched implements UDF0<Boolean> {
    private static final long serialVersionUID = 1L;
    private static final AtomicInteger ROWS = new AtomicInteger();
    private static final AtomicInteger ATTEMPTS = new AtomicInteger();
    private static volatile int shuffle;

    @Override
    public Boolean call() throws Exception {
      TaskContext task = TaskContext.get();
      ATTEMPTS.accumulateAndGet(task.stageAttemptNumber() + 1, Math::max);
      if (ROWS.incrementAndGet() == 1000) {
        throw new MetadataFetchFailedException(shuffle, task.partitionId(), "lost by a test");
      }
      return true;
    }

    static void begin() {
      ROWS.set(0);
      ATTEMPTS.set(0);
    }

    /** The shuffle that rows come from. */
    static int shuffle(RDD<?> rows) {
      RDD<?> at = rows;
      while (true) {
        Dependency<?> dependency = at.dependencies().head();
        if (dependency instanceof ShuffleDependency<?, ?, ?> found) {
          return found.shuffleId();
        }
        at = dependency.rdd();
      }
    }
  }

  @Test
  void tasksThatFailAndLostFilesOfAShuffleChangeNoBit() {
    PreparedEvaluation prepared =
        prepare(config("bits", "evaluate.search={columns: [SEX, RAC1P, MIL]}"));
    Passes plain = passes(prepared, 2);
    Passes.First first = plain.first();
    SecondPlan plan = SecondPlan.of(prepared.join().spec(), first.states());
    byte[] second = plain.second(plan).toBytes();
    Dataset<Row> facts =
        new LabelledFacts(spark, prepared)
            .byKey(2)
            .filter(
                functions.udf(new Unfetched(), DataTypes.BooleanType).asNondeterministic().apply());
    Unfetched.shuffle = Unfetched.shuffle(facts.queryExecution().toRdd());
    Passes failing = new Passes(prepared.join(), facts);

    Unfetched.begin();
    Passes.First again = failing.first();
    assertThat(Unfetched.ATTEMPTS).hasValue(2);
    assertThat(again.states().toBytes()).isEqualTo(first.states().toBytes());
    assertThat(again.counts().byName()).isEqualTo(first.counts().byName());
    assertThat(again.counts().rejected()).isEqualTo(first.counts().rejected());

    Unfetched.begin();
    assertThat(failing.second(plan).toBytes()).isEqualTo(second);
    assertThat(Unfetched.ATTEMPTS).hasValue(2);

    ((MapOutputTrackerMaster) SparkEnv.get().mapOutputTracker())
        .unregisterAllMapAndMergeOutput(Unfetched.shuffle);
    AtomicLong scanned = new AtomicLong();
    byte[][] recomputed = new byte[1][];
    assertThatCode(() -> scanned.set(read(() -> recomputed[0] = failing.second(plan).toBytes())))
        .doesNotThrowAnyException();
    assertThat(scanned.get()).isGreaterThanOrEqualTo(2 * rows);
    assertThat(recomputed[0]).isEqualTo(second);
  }

  @Test
  void aRunThatStopsBetweenItsTablesShowsNothingAndTheNextIsWhole() throws Exception {
    PreparedEvaluation prepared =
        prepare(
            config(
                "stopped",
                "input.filter=id < 60000",
                "models.challengers=[employment-mlp@1]",
                "evaluate.slices=[]",
                "evaluate.fairness=null"));
    Path go = directory.resolve("go");
    ExecutorService other = Executors.newSingleThreadExecutor();
    System.setProperty("assay.fault", "WITHIN_EVALUATION:" + go);
    Future<EvaluateResult> held =
        other.submit(() -> new EvaluateJob(spark, context()).run(prepared));
    try {
      while (Files.notExists(directory.resolve("go.reached"))) {
        assertThat(held).isNotDone();
        Thread.sleep(20);
      }
    } finally {
      System.clearProperty("assay.fault");
    }
    assertThat(statuses("stopped")).containsExactly(RunStatus.STARTED);
    assertThat(directory.resolve("stopped").resolve("verdicts")).isDirectory();
    assertThat(directory.resolve("stopped")).isDirectoryRecursivelyContaining("glob:**.parquet");

    EvaluateResult whole = new EvaluateJob(spark, context()).run(prepared);

    assertThat(whole.run().attempt()).isEqualTo(2);
    assertThat(statuses("stopped")).containsExactly(RunStatus.PUBLISHED);
    Files.createFile(go);
    assertThatThrownBy(held::get)
        .cause()
        .isInstanceOfSatisfying(
            AssayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT))
        .hasMessageContaining("attempt 2 of the same run has begun meanwhile (it is PUBLISHED)");
    other.shutdown();
    assertThat(statuses("stopped")).containsExactly(RunStatus.PUBLISHED);
    assertThat(ResultStore.evaluation(spark, path("stopped"), whole.run().runId()))
        .isEqualTo(whole.tables());
  }

  private List<RunStatus> statuses(String store) {
    return ResultStore.runs(spark, path(store), "census-employment").stream()
        .map(RunRecord::status)
        .toList();
  }

  @Test
  void binsAreRangesOfTheChampionsReferenceProfile() throws IOException {
    List<String> others =
        Arrays.stream(spark.read().parquet(path("people")).columns())
            .filter(column -> !column.equals("AGEP"))
            .toList();
    ReferenceProfile profile =
        new ProfileJob(spark)
            .run(new ProfileRequest(path("people"), null, null, others, LocalDate.EPOCH))
            .reference();
    Path file = Files.writeString(directory.resolve("profile.json"), Json.write(profile));
    CensusModels.register(directory.resolve("profiled"), "logistic", List.of(file));
    String[] base = {
      "registry=" + directory.resolve("profiled"),
      "models.champion=logistic@1",
      "models.challengers=[]",
      "evaluate.fairness=null",
      "evaluate.decide=null"
    };
    List<Double> edges = profile.columns().get(0).bins().edges(4);

    PreparedEvaluation byBins = prepare(config("bins", with(base, "bins: 4")));
    PreparedEvaluation byEdges = prepare(config("bins", with(base, "edges: " + edges)));

    assertThat(edges).hasSize(3).allMatch(edge -> edge == Math.rint(edge));
    assertThat(byBins.join().parts()).isEqualTo(byEdges.join().parts());
    assertThat(passes(byBins, 2).first().states().toBytes())
        .isEqualTo(passes(byEdges, 2).first().states().toBytes());
    assertThat(byBins.join().parts())
        .singleElement()
        .extracting(JoinPlan.Part::sql)
        .asString()
        .contains("'(-∞, %.0f)'".formatted(edges.get(0)), "'[%.0f, ∞)'".formatted(edges.get(2)));
  }

  private static String[] with(String[] base, String ranges) {
    List<String> sets = new ArrayList<>(List.of(base));
    sets.add("evaluate.slices=[{column: AGEP, " + ranges + "}]");
    sets.add("evaluate.search={columns: [{column: AGEP, " + ranges + "}]}");
    return sets.toArray(String[]::new);
  }

  @Test
  void everyRowIsComparedOrCountedByItsReason() {
    labels()
        .filter("id % " + SHARE + " = 0 AND id >= 600") // ten rows have no label
        .selectExpr(
            "id",
            "CASE WHEN id = 600 THEN NULL WHEN id = 660 THEN double('NaN') ELSE employed END"
                + " AS employed",
            "CASE WHEN id = 720 THEN NULL WHEN id = 780 THEN date'2018-06-01' ELSE"
                + " date'2016-01-01' END AS day",
            "id != 840 AS good")
        .union(spark.sql("SELECT 900L, 1D, date'2016-01-01', true"))
        .union(spark.sql("SELECT 1L, 1D, date'2016-01-01', true"))
        .union(spark.sql("SELECT 1140L, 1D, date'2016-01-01', false")) // not the one that counts
        .union(spark.sql("SELECT 1140L, 1D, date'2018-06-01', true"))
        .union(spark.sql("SELECT NULL, 1D, date'2016-01-01', true"))
        .coalesce(1)
        .write()
        .parquet(path("odd-labels"));
    Dataset<Row> people = spark.read().parquet(path("people"));
    people
        .union(people.filter("id = 960"))
        .selectExpr("*", "nullif(id, 1200) AS house")
        .coalesce(1)
        .write()
        .parquet(path("twice"));
    people
        .filter("id != 1080")
        .selectExpr("id AS person", "SEX AS sex2")
        .union(spark.sql("SELECT 1020L, 1"))
        .coalesce(1)
        .write()
        .parquet(path("attributes"));

    JoinCounts counts =
        counts(
            config(
                "none",
                "labels={table: %s, column: employed, event-time: day, mature-after: 365d, filter:"
                        .formatted(path("odd-labels"))
                    + " good}",
                "input.table=" + path("twice"),
                "attributes={table: %s, key: [person], columns: [sex2]}"
                    .formatted(path("attributes")),
                "evaluate.unit=[house]",
                "evaluate.slices=[[sex2, RAC1P], sex2 > 1]"));

    assertThat(counts.reconciled()).isTrue();
    assertThat(counts.rows()).isEqualTo(rows + 1);
    assertThat(counts.of(Exclusion.LABELS_MISSING)).isEqualTo(10);
    assertThat(counts.of(Exclusion.LABELS_NULL)).isEqualTo(2);
    assertThat(counts.of(Exclusion.LABELS_UNTIMED)).isEqualTo(1);
    assertThat(counts.of(Exclusion.LABELS_IMMATURE)).isEqualTo(1);
    assertThat(counts.of(Exclusion.LABELS_FILTERED)).isEqualTo(1);
    assertThat(counts.of(Exclusion.LABELS_DUPLICATE)).isEqualTo(1);
    assertThat(counts.of(Exclusion.ROWS_DUPLICATE)).isEqualTo(2);
    assertThat(counts.of(Exclusion.ATTRIBUTES_DUPLICATE)).isEqualTo(1);
    assertThat(counts.of(Exclusion.ATTRIBUTES_MISSING)).isEqualTo(1);
    assertThat(counts.of(Exclusion.UNITS_MISSING)).isEqualTo(1);
    assertThat(counts.of(Exclusion.ROWS_MISSING)).isEqualTo(1);
    assertThat(counts.of(Exclusion.LABELS_WITHOUT_KEY)).isEqualTo(1);
    assertThat(counts.of(Exclusion.ROWS_REJECTED)).isEqualTo(92); // the first has no label
    assertThat(counts.rejected()).containsExactly(93L, 93L, 93L);
  }

  @Test
  void labelsAndWeightsAndAmountsThatCannotBeUsedAreNamed() {
    assertThatThrownBy(() -> check("labels.table=null", "labels.column=RELP"))
        .isInstanceOfSatisfying(
            AssayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INPUT))
        .hasMessageContaining("Cannot evaluate by column 'RELP' of '" + path("people"))
        .hasMessageContaining("are not the classes of the champion, 0, 1; found '10', '11', '12',")
        .hasMessageContaining("and others");
    assertThatThrownBy(() -> check("evaluate.weight=id - 60"))
        .hasMessageContaining(
            "Cannot weight the rows by 'id - 60': the weight of 1 row is not a number above 0, such"
                + " as that of the row with key 60.");
    assertThatThrownBy(() -> check("evaluate.amount=if(id in (60, 120), NULL, id)"))
        .isInstanceOfSatisfying(
            AssayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INPUT))
        .hasMessageContaining(
            "Cannot use 'if(id in (60, 120), NULL, id)' as the rows' amounts: that of 2 rows is not"
                + " a number of at most 2^50, such as that of the row with key 120. Correct them,");
    assertThatThrownBy(() -> check("labels.amount=if(id = 60, double('Infinity'), employed)"))
        .hasMessageContaining("that of 1 row is not a number of at most 2^50");
    assertThatThrownBy(() -> check("labels.filter=employed > 1"))
        .isInstanceOfSatisfying(
            AssayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.EMPTY_INPUT))
        .hasMessageContaining("rows whose label labels.filter leaves out");
  }

  private void check(String... sets) {
    LoadedConfig config = config("none", sets);
    EvaluationChecks.check(prepare(config), counts(config));
  }

  @Test
  void everythingThatDoesNotFitIsToldBeforeARowIsRead() {
    AssayException error =
        catchThrowableOfType(
            AssayException.class,
            () ->
                prepare(
                    config(
                        "none",
                        "labels.column=employd",
                        "labels.event-time=id",
                        "labels.mature-after=1d",
                        "labels.key=[idd]",
                        "evaluate.slices=[SEXX, 'SEX +', [SEX, RAC], {column: AGEP, bins: 4}]",
                        "evaluate.fairness={attributes: [SEX, 'SEX = 1'], reference: {RAC1P: 1}}",
                        "evaluate.unit=[household]",
                        "evaluate.decide={metric: rmse, margin: 0, slice: MIL = 1, point: recall=1,"
                            + " also: [{metric: ece, margin: 0.1}, {metric: ece, most: 0.1},"
                            + " {metric: mean_cost, margin: 1}]}",
                        "evaluate.weight=SEX = 1",
                        "labels.amount=salary")));

    assertThat(error.code()).isEqualTo(ErrorCode.INPUT);
    assertThat(error.getMessage().lines().map(String::strip))
        .anyMatch(l -> l.contains("labels.column 'employd'") && l.contains("'employed'"))
        .anyMatch(l -> l.contains("labels.event-time 'id': it gives bigint"))
        .anyMatch(l -> l.contains("by 'idd': it has no such column. Did you mean 'id'?"))
        .anyMatch(l -> l.contains("slices[0] 'SEXX'") && l.contains("Did you mean 'SEX'?"))
        .anyMatch(l -> l.contains("slices[1] 'SEX +'"))
        .anyMatch(l -> l.contains("slices[2] 'RAC'") && l.contains("Did you mean 'RAC1P'?"))
        .anyMatch(l -> l.contains("slices[3] 'AGEP'") && l.contains("no reference profile"))
        .anyMatch(l -> l.contains("attributes[1] 'SEX = 1': it is a predicate"))
        .anyMatch(l -> l.contains("reference 'RAC1P': it is no attribute"))
        .anyMatch(l -> l.contains("evaluate.unit 'household'"))
        .anyMatch(l -> l.contains("decide.metric 'rmse': it is no figure of BINARY models"))
        .anyMatch(l -> l.contains("also[0].metric 'ece' with a margin"))
        .noneMatch(l -> l.contains("also[1]"))
        .anyMatch(l -> l.contains("decide.slice 'MIL = 1'"))
        .anyMatch(l -> l.contains("decide.point 'recall=1'"))
        .anyMatch(l -> l.contains("evaluate.weight 'SEX = 1': it gives boolean"))
        .anyMatch(l -> l.contains("labels.amount 'salary'"))
        .anyMatch(
            l ->
                l.contains("also[2].metric 'mean_cost': it is not said what outcomes cost. Add")
                    && l.contains("evaluate.points.costs."));
  }
}
