package dev.assay.jobs.score;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import dev.assay.config.JobConfig.Device;
import dev.assay.jobs.testing.SparkExtension;
import dev.assay.jobs.testing.TestModels;
import dev.assay.model.MissingPolicy;
import dev.assay.model.RejectReason;
import dev.assay.plan.PlannedModel;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(SparkExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ScoringTest {
  private static final int ROWS = 9_001;
  private static final List<PlannedModel> THREE =
      List.of(
          TestModels.bench("logistic30", MissingPolicy.REJECT),
          TestModels.bench("trees200", MissingPolicy.NAN),
          TestModels.bench("mlp256", MissingPolicy.REJECT));

  @TempDir static Path directory;
  private SparkSession spark;
  private float[][] features;

  @BeforeAll
  void writeInput(SparkSession session) {
    spark = session;
    Random random = new Random(7);
    features = new float[ROWS][30];
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      Object[] values = new Object[32];
      values[0] = (long) i;
      values[1] = "name-" + i % 97;
      for (int f = 0; f < 30; f++) {
        features[i][f] = (float) random.nextGaussian();
        values[2 + f] = features[i][f];
      }
      rows.add(RowFactory.create(values));
    }
    StructType schema = new StructType().add("id", "long").add("name", "string");
    for (String column : TestModels.BENCH_COLUMNS) {
      schema = schema.add(column, "float");
    }
    Dataset<Row> table = session.createDataFrame(rows, schema);
    table.repartition(3).write().parquet(path("clean"));
    table
        .withColumn("f03", functions.expr("if(id % 100 = 0, null, f03)"))
        .withColumn("f07", functions.expr("if(id % 150 = 0, float('nan'), f07)"))
        .withColumn("f09", functions.expr("if(id % 1000 = 1, float('-infinity'), f09)"))
        .repartition(3)
        .write()
        .parquet(path("dirty"));
  }

  private static String path(String name) {
    return directory.resolve(name).toString();
  }

  private ScoreSpec spec(List<PlannedModel> models) {
    ScoreTotals totals = new ScoreTotals(models.size());
    spark.sparkContext().register(totals);
    return new ScoreSpec(
        models,
        List.of("id"),
        List.of("name"),
        Device.CPU,
        TestModels.loader(),
        totals,
        path("rejects-" + System.nanoTime()),
        ExecutorConfiguration.of(spark));
  }

  @Test
  void scoresEveryRowWithEveryModelInOnePassAsTheRuntimeDoes() throws Exception {
    ScoreSpec spec = spec(THREE);
    Dataset<Row> scored = Scoring.score(spark.read().parquet(path("clean")), spec);

    assertThat(scored.columns())
        .containsExactly(
            "id", "name", "score", "label", "scores", "features_hash", "model", "version");
    Map<String, double[]> scores = new HashMap<>();
    for (Row row : scored.collectAsList()) {
      int id = (int) row.getLong(0);
      assertThat(row.getString(1)).isEqualTo("name-" + id % 97);
      double score = row.getDouble(2);
      assertThat(row.getString(3)).isEqualTo(score >= 0.5 ? "1" : "0");
      assertThat(row.isNullAt(4)).isTrue();
      scores.computeIfAbsent(row.getString(6), m -> new double[ROWS])[id] = score;
    }
    assertThat(scores.keySet()).containsExactlyInAnyOrder("logistic30", "trees200", "mlp256");
    for (PlannedModel model : THREE) {
      assertThat(scores.get(model.name()))
          .as(model.name())
          .isEqualTo(byHand(model.manifest().model(), model.manifest().output().tensor()));
    }
    ScoreTotals.Task totals = spec.totals().value();
    assertThat(totals.rowsIn()).isEqualTo(ROWS);
    assertThat(totals.nullKeys()).isZero();
    assertThat(totals.rejectFiles()).isEmpty();
    assertThat(totals.models()).allSatisfy(m -> assertThat(m.scored()).isEqualTo(ROWS));
    assertThat(totals.models()).allSatisfy(m -> assertThat(m.devices()).containsExactly("cpu"));
  }

  @Test
  void givesTheSameRowsWhereTheChildHasRowsOnly() {
    Dataset<Row> input = spark.read().parquet(path("clean"));
    Dataset<Row> columnar = Scoring.score(input, spec(THREE));
    Dataset<Row> rowBased = Scoring.score(input.filter("id + 0 >= 0").repartition(5), spec(THREE));

    assertThat(sorted(rowBased)).isEqualTo(sorted(columnar));
    assertThat(rowBased.queryExecution().executedPlan().toString()).contains("RowToColumnar");
    assertThat(columnar.queryExecution().executedPlan().toString())
        .doesNotContain("RowToColumnar")
        .contains("*(1) Filter");
  }

  private static List<String> sorted(Dataset<Row> rows) {
    return rows.collectAsList().stream().map(Row::toString).sorted().toList();
  }

  @Test
  void rejectsRowsForTheModelThatCannotScoreThemAndKeepsThem() {
    ScoreSpec spec = spec(THREE);
    Dataset<Row> input = spark.read().parquet(path("dirty"));

    Map<String, Long> counts = new HashMap<>();
    for (Row row : Scoring.score(input, spec).groupBy("model").count().collectAsList()) {
      counts.put(row.getString(0), row.getLong(1));
    }

    long nulls = count(100, 0);
    long nans = count(150, 0);
    long both = count(300, 0);
    long infinite = count(1000, 1);
    long strict = nulls + nans - both + infinite;
    assertThat(counts)
        .containsEntry("logistic30", ROWS - strict)
        .containsEntry("mlp256", ROWS - strict)
        .containsEntry("trees200", ROWS - infinite);
    ScoreTotals.Model logistic = spec.totals().value().models().get(0);
    assertThat(logistic.scored() + logistic.rejected()).isEqualTo(ROWS);
    assertThat(logistic.reasons())
        .containsEntry(RejectReason.NULL_VALUE, nulls)
        .containsEntry(RejectReason.NAN_VALUE, nans)
        .containsEntry(RejectReason.INFINITE_VALUE, infinite);

    Dataset<Row> kept =
        spark
            .read()
            .schema(Scoring.rejectSchema(spec, input.schema()))
            .json(spec.totals().value().rejectFiles().toArray(new String[0]));
    assertThat(kept.count()).isEqualTo(2 * strict + infinite);
    Row example = kept.filter("id = 300 and model = 'logistic30'").first();
    assertThat(example.getList(3)).containsExactly("NULL_VALUE", "NAN_VALUE");
    assertThat(example.getString(4)).isEqualTo("f03 is null; f07 is NaN");
    assertThat(example.getString(5))
        .startsWith("{\"id\":300,\"name\":\"name-9\"")
        .contains("\"f03\":null")
        .contains("\"f07\":\"NaN\"");
  }

  private static long count(int step, int offset) {
    return IntStream.range(0, ROWS).filter(i -> i % step == offset).count();
  }

  private double[] byHand(String file, String output) throws Exception {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    Path model = TestModels.directory().resolve("bench").resolve(file);
    double[] scores = new double[ROWS];
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      try (OrtSession session = environment.createSession(model.toString(), options)) {
        float[] flat = new float[ROWS * 30];
        for (int i = 0; i < ROWS; i++) {
          System.arraycopy(features[i], 0, flat, i * 30, 30);
        }
        try (OnnxTensor input =
                OnnxTensor.createTensor(
                    environment, FloatBuffer.wrap(flat), new long[] {ROWS, 30});
            OrtSession.Result result = session.run(Map.of("input", input))) {
          float[][] values = (float[][]) result.get(output).orElseThrow().getValue();
          for (int i = 0; i < ROWS; i++) {
            scores[i] = values[i][values[i].length - 1];
          }
        }
      }
    }
    return scores;
  }
}
