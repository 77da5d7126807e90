package dev.assay.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.config.ConfigLoader;
import dev.assay.config.LoadedConfig;
import dev.assay.error.AssayException;
import dev.assay.error.ErrorCode;
import dev.assay.jobs.store.ResultStore;
import dev.assay.jobs.testing.PythonEnvironment;
import dev.assay.jobs.testing.SparkExtension;
import dev.assay.record.RunRecord;
import dev.assay.record.RunStatus;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(SparkExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ScoreJobTest {
  private static final Path CENSUS =
      PythonEnvironment.repositoryRoot().resolve("test-data/census/people");
  private static final long ROWS = 277_677;

  @TempDir static Path directory;
  private SparkSession spark;

  @BeforeAll
  void registerModels(SparkSession session) {
    spark = session;
    CensusModels.register(directory.resolve("models"));
  }

  private LoadedConfig config(String store, Path table, String... sets) {
    String text =
        """
        use-case: census-employment
        store: %s
        registry: %s
        as-of: 2018-12-31
        input:
          table: %s
          key: [id]
        models: {champion: logistic@current, challengers: [lightgbm@1, mlp@1]}
        score: {pass-through: [year]}
        """
            .formatted(directory.resolve(store), directory.resolve("models"), table);
    return new ConfigLoader(path -> text.getBytes(StandardCharsets.UTF_8), name -> null, ".")
        .load(List.of("job.yaml"), List.of(sets), List.of());
  }

  private ScoreResult run(LoadedConfig config, boolean supersede) {
    RunContext context =
        new RunContext(Clock.systemUTC(), "test", Map.of(), supersede, Optional::empty);
    return new ScoreJob(spark, context).run(new ScorePlanner(spark).prepare(config));
  }

  private Dataset<Row> predictions(RunRecord run) {
    String path = run.output("predictions").orElseThrow().path();
    long version = run.output("predictions").orElseThrow().version();
    return spark
        .read()
        .format("delta")
        .option("versionAsOf", version)
        .load(path)
        .filter(functions.col("run_id").equalTo(run.start().runId()));
  }

  @Test
  void publishesEveryCensusRowAsPythonScoresIt() {
    LoadedConfig config = config("census", CENSUS);

    ScoreResult result = run(config, false);

    RunRecord run = result.run();
    assertThat(run.status()).isEqualTo(RunStatus.PUBLISHED);
    assertThat(run.outcome().rowsIn()).isEqualTo(ROWS);
    assertThat(run.outcome().rowsScored()).isEqualTo(3 * ROWS);
    assertThat(run.outcome().rowsRejected()).isZero();
    Dataset<Row> golden =
        spark
            .read()
            .parquet(CENSUS.resolve("../../models/golden/census.parquet").normalize().toString());
    for (String model : CensusModels.NAMES) {
      Row difference =
          predictions(run)
              .filter(functions.col("model").equalTo(model))
              .join(golden, "id")
              .agg(
                  functions.count("*"),
                  functions.max(
                      functions.abs(
                          functions.col("score").minus(functions.col(model).cast("double")))))
              .first();
      assertThat(difference.getLong(0)).as(model).isEqualTo(ROWS);
      assertThat(difference.getDouble(1)).as(model).isLessThanOrEqualTo(1e-6);
    }

    ScoreResult again = run(config, false);
    assertThat(again.alreadyPublished()).isTrue();
    assertThat(again.run().start().runId()).isEqualTo(run.start().runId());
    assertThat(ResultStore.runs(spark, config.config().store(), "census-employment")).hasSize(1);
  }

  @Test
  void publishesNothingWhenTooManyRowsAreRejectedAndSaysWhy() {
    Path damaged = directory.resolve("damaged");
    spark
        .read()
        .parquet(CENSUS.toString())
        .filter("id % 5 = 0")
        .withColumn("SCHL", functions.expr("if(id % 250 = 0, null, SCHL)"))
        .write()
        .parquet(damaged.toString());
    LoadedConfig strict = config("damaged-store", damaged);

    assertThatThrownBy(() -> run(strict, false))
        .isInstanceOfSatisfying(
            AssayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TOO_MANY_REJECTED))
        .hasMessageContaining(
            "model 'logistic@1' rejected 1,111 of 55,536 rows (2 %): NULL_VALUE 1111")
        .hasMessageContaining("score.max-rejected-share tolerates 1 %");
    RunRecord failed = ResultStore.runs(spark, strict.config().store(), "census-employment").get(0);
    assertThat(failed.status()).isEqualTo(RunStatus.FAILED);
    assertThat(failed.outcome().rejectedReasons()).isEqualTo("{\"NULL_VALUE\":3333}");

    ScoreResult lenient =
        run(config("damaged-store", damaged, "score.max-rejected-share=0.03"), false);
    assertThat(lenient.run().status()).isEqualTo(RunStatus.PUBLISHED);
    assertThat(lenient.run().outcome().rowsRejected()).isEqualTo(3 * 1_111);
    Row kept =
        spark
            .read()
            .format("delta")
            .load(lenient.run().output("rejected_rows").orElseThrow().path())
            .filter(functions.col("run_id").equalTo(lenient.run().start().runId()))
            .filter("id = 250 and model = 'mlp'")
            .first();
    assertThat(kept.<String>getAs("detail")).isEqualTo("SCHL is null");
    assertThat(kept.<String>getAs("row")).startsWith("{\"id\":250,\"year\":2015,");
  }
}
