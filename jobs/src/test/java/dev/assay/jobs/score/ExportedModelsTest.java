package dev.assay.jobs.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.assay.jobs.testing.ScoreSpecs;
import dev.assay.jobs.testing.SparkExtension;
import dev.assay.jobs.testing.ZooModel;
import dev.assay.model.Manifest;
import dev.assay.model.OutputLink;
import dev.assay.model.Task;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(SparkExtension.class)
class ExportedModelsTest {
  @TempDir static Path directory;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "array-input|",
        "attention|",
        "bool-input|'tensors: {flags: [member, blocked], amounts: [spend, visits]}'",
        "defaulted-input|",
        "embedding|task: embedding",
        "every-type|'tensors: {float: [c_float], double: [c_double], int32: [c_int], int64: [c_long], bool: [c_bool], string: [c_string]}'",
        "external-weights|",
        "fixed-batch|",
        "gemm|",
        "lightgbm-missing|missing: nan",
        "lightgbm-multiclass|",
        "lightgbm-regression|",
        "logit|'task: binary\nlink: logit'",
        "multiclass-logits|'task: multiclass\nlink: softmax\nclasses: [a, b, c]'",
        "rank1|",
        "rank1-output|",
        "sklearn-double|",
        "sklearn-forest-binary|",
        "sklearn-forest-multi-output|",
        "sklearn-forest-regression|",
        "sklearn-histgb-missing|missing: nan",
        "sklearn-int64|",
        "sklearn-linear-regression|",
        "sklearn-logistic-columns|output: i1",
        "sklearn-logistic-nozipmap|",
        "sklearn-multi-output|",
        "sklearn-multiclass-string|",
        "sklearn-onehot-error|",
        "sklearn-onehot-ignore|",
        "xgboost-binary|missing: nan",
        "xgboost-multiclass|",
      })
  void scoresTheSampleAsPythonDoesFromColumnsAndFromRows(
      String name, String yaml, SparkSession spark) {
    ZooModel model = ZooModel.register("zoo/" + name, yaml == null ? "" : yaml, directory);
    String path = directory.resolve(name).toString();
    model.table(spark).repartition(2).write().parquet(path);
    Dataset<Row> columns = spark.read().parquet(path);
    Dataset<Row> rows = columns.repartition(3);

    List<Row> scored = scored(spark, model, columns, "columns");
    List<Row> scoredFromRows = scored(spark, model, rows, "rows");

    if (model.planned().manifest().batchInvariance().invariant()) {
      assertThat(scoredFromRows).isEqualTo(scored);
    } else {
      assertThat(scoredFromRows.stream().map(row -> row.getLong(4)).toList())
          .isEqualTo(scored.stream().map(row -> row.getLong(4)).toList());
    }
    assertThat(scored).hasSize(model.sample().rows().size());
    for (Row row : scored) {
      check(row, model.planned().manifest(), model.outputs().get(row.getInt(0)));
    }
    if (!model.labels().isEmpty() && scored.get(0).get(2) != null) {
      assertThat(scored.stream().map(row -> row.getString(2)).toList())
          .isEqualTo(model.labels().subList(0, scored.size()));
    }
  }

  private static List<Row> scored(
      SparkSession spark, ZooModel model, Dataset<Row> input, String kind) {
    ScoreSpec spec =
        ScoreSpecs.of(
            spark,
            List.of(model.planned()),
            ZooModel.loader(),
            directory.resolve(kind + "-rejects-" + model.planned().name()));
    Dataset<Row> scored = Scoring.score(input, spec);
    List<Row> result = new ArrayList<>(scored.collectAsList());
    result.sort(Comparator.comparing(row -> row.getInt(0)));
    assertThat(scored.queryExecution().executedPlan().toString().contains("RowToColumnar"))
        .isEqualTo(kind.equals("rows"));
    assertThat(spec.totals().value().models().get(0).goldenBitEqual()).isTrue();
    return result;
  }

  private static void check(Row row, Manifest manifest, double[] outputs) {
    Task task = manifest.task();
    double[] expected = outputs;
    if (manifest.output().link() == OutputLink.LOGIT) {
      expected = new double[] {1 / (1 + Math.exp(-outputs[0]))};
    } else if (manifest.output().link() == OutputLink.SOFTMAX) {
      double sum = Arrays.stream(outputs).map(Math::exp).sum();
      expected = Arrays.stream(outputs).map(value -> Math.exp(value) / sum).toArray();
    }
    if (task == Task.BINARY || task == Task.REGRESSION) {
      double score = expected[expected.length - 1];
      assertThat(row.getDouble(1)).isCloseTo(score, within(1e-5 * Math.max(1, Math.abs(score))));
      assertThat(row.isNullAt(3)).isTrue();
      assertThat(row.getString(2))
          .isEqualTo(task == Task.REGRESSION ? null : manifest.classes().get(score >= 0.5 ? 1 : 0));
      return;
    }
    List<Float> scores = row.getList(3);
    assertThat(scores).hasSize(expected.length);
    int best = 0;
    for (int k = 0; k < expected.length; k++) {
      assertThat(scores.get(k).doubleValue())
          .isCloseTo(expected[k], within(1e-5 * Math.max(1, Math.abs(expected[k]))));
      best = expected[k] > expected[best] ? k : best;
    }
    if (task == Task.MULTICLASS) {
      assertThat(row.getDouble(1)).isCloseTo(expected[best], within(1e-6));
      assertThat(row.getString(2)).isEqualTo(manifest.classes().get(best));
    } else {
      assertThat(row.isNullAt(1)).isTrue();
      assertThat(row.isNullAt(2)).isTrue();
    }
  }

  @Test
  void rejectsTheRowsThatWouldMakeAnEncoderFailTheWholeCall(SparkSession spark) {
    ZooModel model = ZooModel.register("zoo/sklearn-onehot-error", "", directory);
    Dataset<Row> known = model.table(spark);
    ZooModel unknown =
        new ZooModel(
            model.planned(),
            dev.assay.model.Sample.read(
                dev.assay.jobs.testing.TestModels.directory()
                    .resolve("zoo/sklearn-onehot-error.unknown.sample.json")),
            model.expected());
    Dataset<Row> both =
        known.union(
            unknown
                .table(spark)
                .withColumn("id", org.apache.spark.sql.functions.expr("id + 1000")));
    ScoreSpec spec =
        ScoreSpecs.of(
            spark, List.of(model.planned()), ZooModel.loader(), directory.resolve("unknown"));

    List<Row> scored = Scoring.score(both.coalesce(1), spec).collectAsList();

    ScoreTotals.Model totals = spec.totals().value().models().get(0);
    long rejected = totals.rejected();
    assertThat(rejected).isPositive();
    assertThat(totals.reasons())
        .containsOnlyKeys(dev.assay.model.RejectReason.UNKNOWN_CATEGORY)
        .containsValue(rejected);
    assertThat(scored).hasSize((int) (both.count() - rejected));
    assertThat(
            scored.stream()
                .filter(row -> row.getInt(0) < 1000)
                .map(row -> row.getDouble(1))
                .toList())
        .isEqualTo(
            scored(spark, model, known.repartition(1), "rows").stream()
                .map(row -> row.getDouble(1))
                .toList());
  }
}
