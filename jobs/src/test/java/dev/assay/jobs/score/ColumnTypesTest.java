package dev.assay.jobs.score;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.jobs.testing.ScoreSpecs;
import dev.assay.jobs.testing.SparkExtension;
import dev.assay.jobs.testing.TestModels;
import dev.assay.model.ElementType;
import dev.assay.model.EpochUnit;
import dev.assay.model.Manifest;
import dev.assay.model.MissingPolicy;
import dev.assay.model.Task;
import dev.assay.plan.PlannedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.util.HadoopInputFile;
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

/**
 * Every column type into every tensor type, through a graph with one tensor of each: the same whole
 * numbers must give the same bits, whatever columns they come from.
 */
@ExtendWith(SparkExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ColumnTypesTest {
  /** More than a batch of Spark's Parquet reader (4,096) and of its row conversion (10,000). */
  private static final int ROWS = 10_501;

  private static final String NUMBER = "cast(pmod(id * 7, 23) - 5 as int)";
  private static final String FLAG = "cast(pmod(id * 7, 23) % 2 as int)";

  @TempDir static Path directory;
  private SparkSession spark;
  private int tables;

  @BeforeAll
  void setUp(SparkSession session) {
    spark = session;
  }

  private static Manifest.Input input(ElementType type, EpochUnit epoch) {
    String tensor = type.name().toLowerCase(java.util.Locale.ROOT);
    String column = "c_" + tensor;
    Manifest.FeatureRule rule = new Manifest.FeatureRule(null, epoch, null, List.<String>of());
    boolean real = type == ElementType.FLOAT || type == ElementType.DOUBLE;
    return new Manifest.Input(
        tensor, type, List.of(column), null, MissingPolicy.REJECT, real, Map.of(column, rule));
  }

  private static PlannedModel model(EpochUnit real, EpochUnit whole) {
    return TestModels.planned(
        "zoo/every-type.onnx",
        "every-type",
        List.of(
            input(ElementType.FLOAT, real),
            input(ElementType.DOUBLE, real),
            input(ElementType.INT32, whole),
            input(ElementType.INT64, whole),
            input(ElementType.BOOL, null),
            input(ElementType.STRING, null)),
        "score",
        Task.BINARY);
  }

  /** A table in which {@code v} is a small whole number. */
  private Dataset<Row> table(String v, String real, String whole) {
    return spark
        .range(0, ROWS, 1, 1)
        .selectExpr(
            "id",
            real.replace("v", v) + " as c_float",
            real.replace("v", v) + " as c_double",
            whole.replace("v", v) + " as c_int32",
            whole.replace("v", v) + " as c_int64",
            "id % 3 = 0 as c_bool",
            "array('blue', 'green', 'red', 'violet')[cast(id % 4 as int)] as c_string");
  }

  private Dataset<Row> plain(String v) {
    return table(v, "v", "v")
        .withColumn("c_float", functions.expr("cast(c_float as float)"))
        .withColumn("c_double", functions.expr("cast(c_double as double)"))
        .withColumn("c_int64", functions.expr("cast(c_int64 as bigint)"));
  }

  private Dataset<Row> written(Dataset<Row> table, String... partitions) {
    String path = directory.resolve("table-" + tables++).toString();
    table.write().partitionBy(partitions).parquet(path);
    return spark.read().parquet(path);
  }

  private List<Row> scored(Dataset<Row> input, PlannedModel model, boolean columnar) {
    ScoreSpec spec =
        ScoreSpecs.of(spark, List.of(model), TestModels.loader(), directory.resolve("rejects"));
    Dataset<Row> scored = Scoring.score(input, spec).select("id", "score", "features_hash");
    List<Row> rows = new ArrayList<>(scored.collectAsList());
    rows.sort(Comparator.comparing(row -> row.getLong(0)));
    assertThat(scored.queryExecution().executedPlan().toString().contains("RowToColumnar"))
        .isEqualTo(!columnar);
    assertThat(spec.totals().value().models().get(0).reasons()).isEmpty();
    assertThat(rows).hasSize(ROWS);
    return rows;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "cast(v as float)|v|",
        "cast(v as double)|v|",
        "cast(v as decimal(9, 2))|v|",
        "cast(v as decimal(38, 10))|v|",
        "cast(v as tinyint)|cast(v as tinyint)|",
        "cast(v as smallint)|cast(v as smallint)|",
        "v|v|",
        "cast(v as bigint)|cast(v as bigint)|",
        "date_add(date'1970-01-01', v)|date_add(date'1970-01-01', v)|DAYS",
        "timestamp_seconds(v)|timestamp_seconds(v)|SECONDS",
        "timestamp_millis(v)|timestamp_millis(v)|MILLIS",
        "timestamp_micros(v)|timestamp_micros(v)|MICROS",
        "timestamp_seconds(v * 86400L + 86399)|timestamp_seconds(v * 86400L)|DAYS",
        "cast(timestamp_seconds(v) as timestamp_ntz)|cast(timestamp_seconds(v) as timestamp_ntz)|SECONDS",
      })
  void givesTheSameBitsWhateverTypeTheColumnsHave(String real, String whole, EpochUnit epoch) {
    List<Row> expected = scored(written(plain(NUMBER)), model(null, null), true);
    Dataset<Row> table = written(table(NUMBER, real, whole));
    PlannedModel model = model(epoch, epoch);

    assertThat(scored(table, model, true)).isEqualTo(expected);
    assertThat(scored(table.repartition(2), model, false)).isEqualTo(expected);
    assertThat(distinct(expected)).hasSizeGreaterThan(23);
  }

  private static Set<Object> distinct(List<Row> rows) {
    Set<Object> scores = new HashSet<>();
    rows.forEach(row -> scores.add(row.get(1)));
    return scores;
  }

  @Test
  void takesBooleansAsZeroAndOne() {
    List<Row> expected = scored(written(plain(FLAG)), model(null, null), true);
    Dataset<Row> table = written(table(FLAG, "v = 1", "v = 1"));

    assertThat(scored(table, model(null, null), true)).isEqualTo(expected);
    assertThat(scored(table.repartition(2), model(null, null), false)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"DAYS, 1", "SECONDS, 86400", "MILLIS, 86400000", "MICROS, 86400000000"})
  void countsEpochUnitsOfDatesFromTheFirstOfJanuary1970(EpochUnit unit, long each) {
    Dataset<Row> dates =
        spark.range(-3, 4).selectExpr("id", "date_add(date'1970-01-01', cast(id as int)) as x");
    Dataset<Row> numbers = spark.range(-3, 4).selectExpr("id", "id * " + each + " as x");

    assertThat(hashes(dates, unit)).isEqualTo(hashes(numbers, null)).hasSize(7);
  }

  private List<Row> hashes(Dataset<Row> table, EpochUnit unit) {
    Manifest.FeatureRule rule = new Manifest.FeatureRule(null, unit, null, List.<String>of());
    Manifest.Input input =
        new Manifest.Input(
            "X",
            ElementType.INT64,
            List.of("x", "x", "x", "x"),
            null,
            MissingPolicy.REJECT,
            false,
            Map.of("x", rule));
    PlannedModel model =
        TestModels.planned(
            "zoo/sklearn-int64.onnx", "int64", List.of(input), "output_label", Task.REGRESSION);
    ScoreSpec spec =
        ScoreSpecs.of(spark, List.of(model), TestModels.loader(), directory.resolve("rejects"));
    return Scoring.score(table, spec).select("id", "features_hash").orderBy("id").collectAsList();
  }

  @Test
  void readsDictionaryEncodedColumnsAsPlainOnes() throws Exception {
    Dataset<Row> rows = plain(NUMBER);
    Path coded = directory.resolve("coded");
    Path uncoded = directory.resolve("uncoded");
    rows.write().option("parquet.enable.dictionary", "true").parquet(coded.toString());
    rows.write().option("parquet.enable.dictionary", "false").parquet(uncoded.toString());
    assertThat(columnsWith(coded, Encoding::usesDictionary)).contains("c_float", "c_string");
    assertThat(columnsWith(uncoded, Encoding::usesDictionary)).isEmpty();

    assertThat(scored(spark.read().parquet(coded.toString()), model(null, null), true))
        .isEqualTo(scored(spark.read().parquet(uncoded.toString()), model(null, null), true));
  }

  private static Set<String> columnsWith(Path table, Predicate<Encoding> predicate)
      throws IOException {
    Set<String> columns = new HashSet<>();
    try (Stream<Path> files = Files.list(table)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".parquet")).toList()) {
        try (ParquetFileReader reader =
            ParquetFileReader.open(
                HadoopInputFile.fromPath(
                    new org.apache.hadoop.fs.Path(file.toUri()), new Configuration()))) {
          for (BlockMetaData block : reader.getFooter().getBlocks()) {
            block.getColumns().stream()
                .filter(column -> column.getEncodings().stream().anyMatch(predicate))
                .forEach(column -> columns.add(column.getPath().toDotString()));
          }
        }
      }
    }
    return columns;
  }

  @Test
  void readsHivePartitionColumnsAsFeatures() {
    Dataset<Row> rows = plain(NUMBER);
    List<Row> expected = scored(written(rows), model(null, null), true);
    Dataset<Row> partitioned =
        written(rows.withColumn("c_int32", functions.expr("c_int32 % 3")), "c_int32", "c_string");
    Dataset<Row> unpartitioned = written(rows.withColumn("c_int32", functions.expr("c_int32 % 3")));

    List<Row> scored = scored(partitioned, model(null, null), true);

    assertThat(scored).isEqualTo(scored(unpartitioned, model(null, null), true));
    assertThat(scored).isNotEqualTo(expected);
  }

  @Test
  void staysColumnarWhereTheColumnsStandInAnotherOrderThanInTheTable() {
    Dataset<Row> table = written(plain(NUMBER));
    Dataset<Row> reordered =
        table.select("c_string", "c_bool", "id", "c_double", "c_int64", "c_int32", "c_float");

    assertThat(scored(reordered, model(null, null), true))
        .isEqualTo(scored(table, model(null, null), true));
  }

  @Test
  void staysColumnarOnAWideTableWhenTheReaderMayGiveThatManyColumns() {
    Dataset<Row> narrow = written(plain(NUMBER));
    List<String> columns = new ArrayList<>(List.of("*"));
    for (int i = 0; i < 150; i++) {
      columns.add("id * " + i + " as more" + i);
    }
    Dataset<Row> wide = written(narrow.selectExpr(columns.toArray(new String[0])));
    List<Row> expected = scored(narrow, model(null, null), true);

    assertThat(scored(wide, model(null, null), false)).isEqualTo(expected);
    spark.conf().set("spark.sql.codegen.maxFields", 1000);
    try {
      assertThat(scored(wide, model(null, null), true)).isEqualTo(expected);
    } finally {
      spark.conf().unset("spark.sql.codegen.maxFields");
    }
  }
}
