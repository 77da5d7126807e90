package dev.assay.jobs.score;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.jobs.testing.ScoreSpecs;
import dev.assay.jobs.testing.SparkExtension;
import dev.assay.jobs.testing.TestModels;
import dev.assay.model.ElementType;
import dev.assay.model.EpochUnit;
import dev.assay.model.Manifest;
import dev.assay.model.MissingPolicy;
import dev.assay.model.RejectReason;
import dev.assay.model.Task;
import dev.assay.plan.PlannedModel;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(SparkExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RejectReasonsTest {
  @TempDir static Path directory;
  private SparkSession spark;
  private int specs;

  @BeforeAll
  void setUp(SparkSession session) {
    spark = session.newSession();
    spark.conf().set("spark.sql.parquet.datetimeRebaseModeInWrite", "CORRECTED");
  }

  private static PlannedModel one(
      String name, ElementType type, String column, MissingPolicy missing, boolean lossy) {
    return one(
        name, type, column, missing, lossy, new Manifest.FeatureRule(null, null, null, List.of()));
  }

  /** A model that takes one column only, through a graph that has a tensor of the type. */
  private static PlannedModel one(
      String name,
      ElementType type,
      String column,
      MissingPolicy missing,
      boolean lossy,
      Manifest.FeatureRule rule) {
    Map<ElementType, String> columns =
        new HashMap<>(
            Map.of(
                ElementType.FLOAT, "ok_float",
                ElementType.DOUBLE, "ok_double",
                ElementType.INT32, "ok_int",
                ElementType.INT64, "ok_long",
                ElementType.BOOL, "ok_bool",
                ElementType.STRING, "ok_string"));
    columns.put(type, column);
    List<Manifest.Input> inputs =
        columns.entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .map(
                entry ->
                    new Manifest.Input(
                        entry.getKey().name().toLowerCase(java.util.Locale.ROOT),
                        entry.getKey(),
                        List.of(entry.getValue()),
                        null,
                        entry.getKey() == type ? missing : MissingPolicy.REJECT,
                        lossy,
                        entry.getKey() == type ? Map.of(column, rule) : Map.of()))
            .toList();
    return TestModels.planned("zoo/every-type.onnx", name, inputs, "score", Task.BINARY);
  }

  /** One row for each SQL value, in a column {@code x}; and columns that any model can score. */
  private Dataset<Row> column(String type, String... values) {
    String rows = String.join(", ", values);
    return spark
        .sql("select posexplode(cast(array(" + rows + ") as array<" + type + ">)) as (id, x)")
        .selectExpr(
            "id",
            "x",
            "float(id) as ok_float",
            "double(id) as ok_double",
            "id as ok_int",
            "bigint(id) as ok_long",
            "id % 2 = 0 as ok_bool",
            "'red' as ok_string");
  }

  /** The reasons of each row that the model rejects, by its id. */
  private Map<Integer, String> rejected(Dataset<Row> input, PlannedModel model) {
    String path = directory.resolve("input-" + specs).toString();
    input.write().parquet(path);
    Map<Integer, String> columnar = reasons(spark.read().parquet(path), model);
    assertThat(reasons(spark.read().parquet(path).repartition(2), model)).isEqualTo(columnar);
    return columnar;
  }

  private Map<Integer, String> reasons(Dataset<Row> input, PlannedModel model) {
    ScoreSpec spec =
        ScoreSpecs.of(
            spark, List.of(model), TestModels.loader(), directory.resolve("rejects-" + specs++));
    long scored = Scoring.score(input, spec).collectAsList().size();
    ScoreTotals.Model totals = spec.totals().value().models().get(0);
    assertThat(totals.scored()).isEqualTo(scored);
    assertThat(totals.scored() + totals.rejected()).isEqualTo(input.count());
    Map<Integer, String> reasons = new TreeMap<>();
    for (Row row : kept(spec, input).collectAsList()) {
      reasons.put(
          row.getAs("id"),
          row.<String>getList(row.fieldIndex("reasons")).stream().collect(Collectors.joining(",")));
    }
    assertThat(reasons).hasSize((int) totals.rejected());
    return reasons;
  }

  private Dataset<Row> kept(ScoreSpec spec, Dataset<Row> input) {
    List<String> files = spec.totals().value().rejectFiles();
    return files.isEmpty()
        ? spark.createDataFrame(List.of(), Scoring.rejectSchema(spec, input.schema()))
        : spark
            .read()
            .schema(Scoring.rejectSchema(spec, input.schema()))
            .option("mode", "FAILFAST")
            .json(files.toArray(new String[0]));
  }

  @Test
  void rejectsWhatAFloatTensorCannotTakeFromAFloatColumn() {
    Dataset<Row> input =
        column("float", "1.5", "null", "'NaN'", "'Infinity'", "'-Infinity'", "-0.0", "3.4e38");

    assertThat(rejected(input, one("strict", ElementType.FLOAT, "x", MissingPolicy.REJECT, false)))
        .isEqualTo(
            Map.of(1, "NULL_VALUE", 2, "NAN_VALUE", 3, "INFINITE_VALUE", 4, "INFINITE_VALUE"));
    assertThat(rejected(input, one("nan", ElementType.FLOAT, "x", MissingPolicy.NAN, false)))
        .isEqualTo(Map.of(3, "INFINITE_VALUE", 4, "INFINITE_VALUE"));
  }

  @Test
  void rejectsWhatAFloatTensorCannotTakeFromADoubleColumn() {
    Dataset<Row> input = column("double", "1.5", "null", "'NaN'", "'-Infinity'", "1e300", "0.1");

    assertThat(rejected(input, one("lossy", ElementType.FLOAT, "x", MissingPolicy.REJECT, true)))
        .isEqualTo(Map.of(1, "NULL_VALUE", 2, "NAN_VALUE", 3, "INFINITE_VALUE", 4, "OUT_OF_RANGE"));
    assertThat(rejected(input, one("exact", ElementType.FLOAT, "x", MissingPolicy.NAN, false)))
        .isEqualTo(Map.of(3, "INFINITE_VALUE", 4, "OUT_OF_RANGE", 5, "LOSSY_CAST"));
  }

  @Test
  void rejectsWhatADoubleTensorCannotTake() {
    Dataset<Row> input = column("double", "1e300", "null", "'NaN'", "'Infinity'");

    assertThat(rejected(input, one("strict", ElementType.DOUBLE, "x", MissingPolicy.REJECT, false)))
        .isEqualTo(Map.of(1, "NULL_VALUE", 2, "NAN_VALUE", 3, "INFINITE_VALUE"));
    assertThat(rejected(input, one("nan", ElementType.DOUBLE, "x", MissingPolicy.NAN, false)))
        .isEqualTo(Map.of(3, "INFINITE_VALUE"));
  }

  @ParameterizedTest
  @CsvSource({
    "int, FLOAT, 16777216, 16777217",
    "int, FLOAT, -16777216, -16777217",
    "int, FLOAT, -2147483648, 2147483647",
    "bigint, FLOAT, -16777218, -16777217",
    "bigint, FLOAT, -9223372036854775808L, 9223372036854775807",
    "bigint, DOUBLE, 9007199254740992, 9007199254740993",
    "bigint, DOUBLE, -9007199254740992, -9007199254740993",
    "bigint, DOUBLE, 9223372036854774784, 9223372036854775807",
  })
  void rejectsWholeNumbersThatATensorWouldRound(
      String column, ElementType tensor, String exact, String rounded) {
    String smallest = exact.replace("-9223372036854775808L", "bigint('-9223372036854775808')");
    Dataset<Row> input = column(column, smallest, rounded);

    assertThat(rejected(input, one("exact", tensor, "x", MissingPolicy.REJECT, false)))
        .isEqualTo(Map.of(1, "LOSSY_CAST"));
    assertThat(rejected(input, one("lossy", tensor, "x", MissingPolicy.REJECT, true))).isEmpty();
  }

  @Test
  void rejectsWhatAnIntTensorCannotHold() {
    Dataset<Row> input =
        column("bigint", "2147483647", "-2147483648", "2147483648", "-2147483649", "null");

    assertThat(rejected(input, one("int", ElementType.INT32, "x", MissingPolicy.REJECT, false)))
        .isEqualTo(Map.of(2, "OUT_OF_RANGE", 3, "OUT_OF_RANGE", 4, "NULL_VALUE"));
  }

  @Test
  void rejectsDatesBeyondTheTensorsRange() {
    Manifest.FeatureRule micros = new Manifest.FeatureRule(null, EpochUnit.MICROS, null, List.of());
    Dataset<Row> input =
        column("date", "date'1970-01-02'", "date'+294300-01-01'", "date'-290400-01-01'", "null");

    assertThat(
            rejected(
                input, one("long", ElementType.INT64, "x", MissingPolicy.REJECT, false, micros)))
        .isEqualTo(Map.of(1, "OUT_OF_RANGE", 2, "OUT_OF_RANGE", 3, "NULL_VALUE"));
    assertThat(
            rejected(
                input, one("int", ElementType.INT32, "x", MissingPolicy.REJECT, false, micros)))
        .containsKeys(0, 1, 2, 3);
  }

  @Test
  void rejectsBooleansThatAreNull() {
    Dataset<Row> input = column("boolean", "true", "false", "null");

    assertThat(rejected(input, one("bool", ElementType.BOOL, "x", MissingPolicy.REJECT, false)))
        .isEqualTo(Map.of(2, "NULL_VALUE"));
  }

  @Test
  void rejectsCategoriesThatTheModelDoesNotKnow() {
    Manifest.FeatureRule known =
        new Manifest.FeatureRule(null, null, null, List.of("red", "größer \"x\"\n"));
    Dataset<Row> input =
        column("string", "'red'", "'Red'", "'größer \"x\"\n'", "''", "null", "'red '");

    assertThat(
            rejected(
                input, one("reject", ElementType.STRING, "x", MissingPolicy.REJECT, false, known)))
        .isEqualTo(
            Map.of(
                1,
                "UNKNOWN_CATEGORY",
                3,
                "UNKNOWN_CATEGORY",
                4,
                "NULL_VALUE",
                5,
                "UNKNOWN_CATEGORY"));
    assertThat(
            rejected(
                input, one("empty", ElementType.STRING, "x", MissingPolicy.EMPTY, false, known)))
        .containsEntry(4, "UNKNOWN_CATEGORY");
    assertThat(rejected(input, one("any", ElementType.STRING, "x", MissingPolicy.EMPTY, false)))
        .isEmpty();
  }

  @Test
  void comparesNumericCategoriesAsTheTensorHoldsThem() {
    Manifest.FeatureRule known =
        new Manifest.FeatureRule(null, null, null, List.of("0", "0.1", "7"));

    assertThat(
            rejected(
                column("float", "0.1", "-0.0", "7", "0.2", "'NaN'"),
                one("float", ElementType.FLOAT, "x", MissingPolicy.REJECT, false, known)))
        .isEqualTo(Map.of(3, "UNKNOWN_CATEGORY", 4, "NAN_VALUE"));
    assertThat(
            rejected(
                column("int", "0", "7", "1"),
                one("int", ElementType.FLOAT, "x", MissingPolicy.REJECT, false, known)))
        .isEqualTo(Map.of(2, "UNKNOWN_CATEGORY"));
  }

  @Test
  void rejectsArraysThatDoNotFit() {
    Manifest.Input vector =
        new Manifest.Input(
            "vector",
            ElementType.FLOAT,
            List.of("x"),
            List.of(8L),
            MissingPolicy.REJECT,
            false,
            Map.of());
    PlannedModel model =
        TestModels.planned("zoo/array-input.onnx", "array", List.of(vector), "score", Task.BINARY);
    String eight = "array(1, 2, 3, 4, 5, 6, 7, %s)";
    Dataset<Row> input =
        column(
            "array<float>",
            eight.formatted("8"),
            "null",
            "array(1, 2)",
            "array()",
            eight.formatted("null"),
            eight.formatted("float('NaN')"),
            eight.formatted("8, 9"));

    assertThat(rejected(input, model))
        .isEqualTo(
            Map.of(
                1,
                "NULL_VALUE",
                2,
                "WRONG_LENGTH",
                3,
                "WRONG_LENGTH",
                4,
                "NULL_VALUE",
                5,
                "NAN_VALUE",
                6,
                "WRONG_LENGTH"));
  }

  @Test
  void keepsTheBitsOfTheRowsBesideRejectedOnes() {
    List<PlannedModel> models =
        List.of(
            TestModels.bench("logistic30", MissingPolicy.REJECT),
            TestModels.bench("trees200", MissingPolicy.NAN),
            TestModels.bench("mlp256", MissingPolicy.REJECT));
    Dataset<Row> clean = spark.range(0, 6_001, 1, 1).toDF("id");
    for (int f = 0; f < 30; f++) {
      clean =
          clean.withColumn(
              TestModels.BENCH_COLUMNS.get(f),
              functions.expr("float(pmod(hash(id, " + f + "), 2000) / 1000.0 - 1)"));
    }
    String path = directory.resolve("clean").toString();
    clean.write().parquet(path);
    clean = spark.read().parquet(path);
    String dirtyPath = directory.resolve("dirty").toString();
    clean
        .withColumn("f03", functions.expr("if(id % 3 = 0, null, f03)"))
        .withColumn("f29", functions.expr("if(id % 5 = 0, float('inf'), f29)"))
        .coalesce(1)
        .write()
        .parquet(dirtyPath);

    Dataset<Row> expected = results(clean, models);
    Dataset<Row> found = results(spark.read().parquet(dirtyPath), models);

    assertThat(found.filter("model = 'logistic30'").count())
        .isEqualTo(clean.filter("id % 3 != 0 and id % 5 != 0").count());
    assertThat(found.filter("model = 'trees200'").count())
        .isEqualTo(clean.filter("id % 5 != 0").count());
    assertThat(found.filter("id % 3 != 0").exceptAll(expected).count()).isZero();
  }

  private Dataset<Row> results(Dataset<Row> input, List<PlannedModel> models) {
    ScoreSpec spec =
        ScoreSpecs.of(spark, models, TestModels.loader(), directory.resolve("bits-" + specs++));
    List<Row> rows =
        Scoring.score(input, spec)
            .select("id", "score", "label", "features_hash", "model")
            .collectAsList();
    return spark.createDataFrame(
        rows,
        Scoring.score(input, spec)
            .select("id", "score", "label", "features_hash", "model")
            .schema());
  }

  @Test
  void givesNoLabelToARowWhoseScoreIsNotANumber() {
    Manifest.Input six =
        new Manifest.Input(
            "input",
            ElementType.FLOAT,
            List.of("x", "ok_float", "ok_float", "ok_float", "ok_float", "ok_float"),
            null,
            MissingPolicy.NAN,
            false,
            Map.of());
    PlannedModel binary =
        TestModels.planned("zoo/gemm.onnx", "gemm", List.of(six), "score", Task.BINARY);
    Dataset<Row> input = column("float", "1", "null", "2", "'NaN'").coalesce(1);
    ScoreSpec spec =
        ScoreSpecs.of(
            spark, List.of(binary), TestModels.loader(), directory.resolve("rejects-nan"));

    List<Row> rows = Scoring.score(input, spec).orderBy("id").collectAsList();

    assertThat(rows.stream().map(row -> Double.isNaN(row.getDouble(1))).toList())
        .containsExactly(false, true, false, true);
    assertThat(rows.stream().map(row -> row.isNullAt(2)).toList())
        .containsExactly(false, true, false, true);
  }

  @Test
  void countsEachReasonOfARowAndTheRowOnce() {
    Manifest.Input input =
        new Manifest.Input(
            "input",
            ElementType.FLOAT,
            List.of("x", "y", "ok_float", "ok_float", "ok_float", "ok_float"),
            null,
            MissingPolicy.REJECT,
            false,
            Map.of());
    PlannedModel model =
        TestModels.planned("zoo/gemm.onnx", "gemm", List.of(input), "score", Task.BINARY);
    Dataset<Row> table =
        column("float", "1", "null", "null")
            .withColumn("y", functions.expr("if(id = 1, float('inf'), null)"));
    ScoreSpec spec =
        ScoreSpecs.of(spark, List.of(model), TestModels.loader(), directory.resolve("two"));

    assertThat(Scoring.score(table.coalesce(1), spec).count()).isZero();

    ScoreTotals.Model totals = spec.totals().value().models().get(0);
    assertThat(totals.rejected()).isEqualTo(3);
    assertThat(totals.reasons())
        .isEqualTo(Map.of(RejectReason.NULL_VALUE, 3L, RejectReason.INFINITE_VALUE, 1L));
    assertThat(
            kept(spec, table).orderBy("id").collectAsList().stream()
                .map(row -> row.<String>getAs("detail"))
                .toList())
        .containsExactly("y is null", "x is null; y is infinite", "x is null; y is null");
  }
}
