package dev.assay.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.assay.config.ConfigLoader;
import dev.assay.config.LoadedConfig;
import dev.assay.evaluation.ComparisonRow;
import dev.assay.evaluation.EvaluationResult;
import dev.assay.evaluation.MetricRow;
import dev.assay.evaluation.VerdictKind;
import dev.assay.jobs.registry.ModelAdmin;
import dev.assay.jobs.testing.SparkExtension;
import dev.assay.jobs.testing.TestModels;
import dev.assay.model.Sample;
import dev.assay.onnx.Registration;
import dev.assay.yaml.YamlReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Evaluations of models of several classes and of numbers, against scikit-learn. */
@ExtendWith(SparkExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EvaluatedTasksTest {
  /** Scores are floats, and may round differently on another processor. */
  private static final double AGREEMENT = 1e-6;

  @TempDir static Path directory;
  private SparkSession spark;

  @BeforeAll
  void writeRowsAndRegister(SparkSession session) {
    spark = session;
    session
        .read()
        .option("header", true)
        .schema(
            "id BIGINT, x0 FLOAT, x1 FLOAT, x2 FLOAT, x3 FLOAT, x4 FLOAT, x5 FLOAT, kind INT,"
                + " amount DOUBLE, weight DOUBLE, customer INT, region STRING")
        .csv(getClass().getResource("/golden/tasks.csv").getPath())
        .repartition(2)
        .write()
        .parquet(path("rows"));
    ModelAdmin admin =
        new ModelAdmin(new Configuration(), directory.resolve("registry").toUri().toString());
    for (String name :
        List.of(
            "lightgbm-multiclass",
            "xgboost-multiclass",
            "sklearn-linear-regression",
            "lightgbm-regression")) {
      Path file = TestModels.directory().resolve("zoo").resolve(name + ".onnx");
      admin.add(
          file,
          YamlReader.read(
              Registration.class, "test", "name: " + name + "\nversion: \"1\"\nmissing: nan\n"),
          Sample.read(file.resolveSibling(name + ".sample.json")),
          null,
          List.of(),
          List.of());
    }
  }

  private static String path(String name) {
    return directory.resolve(name).toString();
  }

  private EvaluationResult evaluate(String text) {
    String all =
        """
        use-case: tasks
        store: %s
        registry: %s
        as-of: 2018-12-31
        input: {table: %s, key: [id]}
        """
                .formatted(path("store"), path("registry"), path("rows"))
            + text;
    LoadedConfig config =
        new ConfigLoader(path -> all.getBytes(StandardCharsets.UTF_8), name -> null, ".")
            .load(List.of("job.yaml"), List.of(), List.of());
    RunContext context =
        new RunContext(Clock.systemUTC(), "test", Map.of(), false, Optional::empty);
    PreparedEvaluation prepared = new EvaluatePlanner(spark).prepare(config, null);
    return new EvaluateJob(spark, context).run(prepared).tables();
  }

  private static JsonNode golden(String name) throws IOException {
    try (InputStream in =
        EvaluatedTasksTest.class.getResourceAsStream("/golden/" + name + ".json")) {
      return new ObjectMapper().readTree(in);
    }
  }

  private static void agrees(Object row, Double actual, JsonNode expected, Double bound) {
    double value = expected.doubleValue();
    double off = AGREEMENT * Math.abs(value) + 1e-9 + (bound == null ? 0 : bound);
    assertThat(actual).as("%s", row).isCloseTo(value, Offset.offset(off));
  }

  private static void check(JsonNode one, EvaluationResult found, boolean weighted) {
    String slice = one.path("slice").asText();
    one.path("models")
        .fields()
        .forEachRemaining(
            model ->
                model
                    .getValue()
                    .fields()
                    .forEachRemaining(
                        figure -> {
                          MetricRow row = metric(found, model.getKey(), slice, figure.getKey());
                          agrees(row, row.value(), figure.getValue(), row.bound());
                          assertThat(row.rows()).isEqualTo(one.path("rows").longValue());
                          if (weighted) {
                            agrees(row, row.weight(), one.path("weight"), 0.0);
                          }
                        }));
    one.path("comparisons")
        .fields()
        .forEachRemaining(
            compared -> {
              ComparisonRow row = comparison(found, slice, compared.getKey());
              agrees(row, row.difference(), compared.getValue().path("difference"), row.bound());
              assertThat(row.standardError() == null).as("%s", row).isEqualTo(row.method() == null);
              if (compared.getValue().has("p")) {
                agrees(row, row.pValue(), compared.getValue().path("p"), 0.0);
              } else {
                assertThat(row.standardError()).as("%s", row).isPositive();
              }
            });
  }

  private static MetricRow metric(
      EvaluationResult found, String model, String slice, String metric) {
    List<MetricRow> rows =
        found.metrics().stream()
            .filter(row -> model.equals(row.model()) && row.slice().equals(slice))
            .filter(row -> row.metric().equals(metric))
            .toList();
    assertThat(rows).as("%s of %s in %s", metric, model, slice).hasSize(1);
    return rows.get(0);
  }

  private static ComparisonRow comparison(
      EvaluationResult found, String slice, String metricAndTest) {
    List<ComparisonRow> rows =
        found.comparisons().stream()
            .filter(row -> row.slice().equals(slice))
            .filter(row -> (row.metric() + " " + row.test()).equals(metricAndTest))
            .toList();
    assertThat(rows).as("%s in %s", metricAndTest, slice).hasSize(1);
    return rows.get(0);
  }

  @Test
  void figuresOfSeveralClassesAreThoseOfScikitLearn() throws IOException {
    EvaluationResult found =
        evaluate(
            """
            models: {champion: lightgbm-multiclass@1, challengers: [xgboost-multiclass@1]}
            labels: {column: kind}
            evaluate:
              name: kinds
              slices: [region]
              decide: {metric: log_loss, margin: 0.05}
            """);

    golden("multiclass").forEach(one -> check(one, found, false));
    assertThat(found.verdicts())
        .singleElement()
        .satisfies(verdict -> assertThat(verdict.verdict()).isEqualTo(VerdictKind.INFERIOR.name()));
    ComparisonRow flips = comparison(found, "all", "flip_rate count");
    assertThat(found.differences())
        .filteredOn(row -> row.kind().equals("changed"))
        .hasSize((int) Math.round(flips.difference() * flips.rows()))
        .isNotEmpty()
        .allMatch(row -> !row.championClass().equals(row.challengerClass()));
  }

  @Test
  void figuresOfWeightedNumbersAreThoseOfScikitLearnAndErrorsAreByCustomer() throws IOException {
    EvaluationResult found =
        evaluate(
            """
            models: {champion: sklearn-linear-regression@1, challengers: [lightgbm-regression@1]}
            labels: {column: amount, weight: weight}
            evaluate:
              name: amounts
              slices: [region]
              unit: [customer]
              decide: {metric: rmse, margin: 0.2}
            """);

    golden("regression").forEach(one -> check(one, found, true));
    assertThat(found.verdicts())
        .singleElement()
        .satisfies(
            verdict -> assertThat(verdict.verdict()).isEqualTo(VerdictKind.NON_INFERIOR.name()));
    assertThat(found.differences())
        .isNotEmpty()
        .allMatch(row -> row.kind().equals("furthest") && row.weight() > 0)
        .allMatch(row -> row.difference() == row.challengerScore() - row.championScore());
  }
}
