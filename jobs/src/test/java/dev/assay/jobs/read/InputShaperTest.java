package dev.assay.jobs.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.error.AssayException;
import dev.assay.error.ErrorCode;
import dev.assay.jobs.testing.SparkExtension;
import dev.assay.jobs.testing.TestModels;
import dev.assay.model.ElementType;
import dev.assay.model.Manifest;
import dev.assay.model.MissingPolicy;
import dev.assay.model.Task;
import dev.assay.plan.Column;
import dev.assay.plan.PlannedModel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(SparkExtension.class)
class InputShaperTest {
  @TempDir static Path dir;
  private static String table;
  private final SparkSession spark;
  private Dataset<Row> people;

  InputShaperTest(SparkSession spark) {
    this.spark = spark;
  }

  @BeforeEach
  void openTable() {
    if (table == null) {
      table = dir.resolve("people").toString();
      spark
          .range(0, 20, 1, 1)
          .selectExpr(
              "id",
              "cast(id + 10 as int) AS AGEP",
              "cast(2015 + id % 4 as int) AS year",
              "date_add(date'2018-01-01', cast(id as int)) AS seen",
              "cast(id / 4 as float) AS `body.mass index`",
              "cast(id as float) AS `größe`",
              "cast(id as float) AS `tick``ed`",
              "cast(id as string) AS name")
          .write()
          .parquet(table);
    }
    TableReader reader = new TableReader(spark);
    people = reader.read(reader.pin(table, null, null));
  }

  private static PlannedModel model(String name, String... columns) {
    Manifest.Input input =
        new Manifest.Input(
            "x", ElementType.FLOAT, List.of(columns), null, MissingPolicy.REJECT, false, Map.of());
    return TestModels.planned("none.onnx", name, List.of(input), "y", Task.REGRESSION);
  }

  private ShapedInput shape(String filter, Map<String, String> features, PlannedModel... models) {
    return InputShaper.shape(
        people,
        new ShapeRequest(
            "people", List.of("id"), List.of("year"), filter, features, List.of(models)));
  }

  private void assertRefused(String filter, ErrorCode code, String message) {
    assertThatThrownBy(() -> shape(filter, Map.of(), model("m", "AGEP")))
        .isInstanceOf(AssayException.class)
        .hasMessage(message)
        .extracting(e -> ((AssayException) e).code())
        .isEqualTo(code);
  }

  @Test
  void selectsWhatIsNeededInTheShapesOrder() {
    ShapedInput shaped =
        shape(
            "year = 2018 AND AGEP < 25",
            Map.of("decade", "floor(AGEP / 10)"),
            model("a", "agep", "body.mass index"),
            model("b", "größe", "tick`ed", "decade"));
    assertThat(shaped.rows().columns())
        .containsExactly("id", "year", "AGEP", "body.mass index", "größe", "tick`ed", "decade");
    assertThat(shaped.shape().columns())
        .extracting(Column::name)
        .containsExactlyElementsOf(Arrays.asList(shaped.rows().columns()));
    assertThat(shaped.shape().columns())
        .extracting(Column::type)
        .containsExactly("bigint", "int", "int", "float", "float", "float", "bigint");
    List<Row> rows = shaped.rows().orderBy("id").collectAsList();
    assertThat(rows).hasSize(3);
    assertThat(rows.get(0).toString()).isEqualTo("[3,2018,13,0.75,3.0,3.0,1]");
  }

  @Test
  void takesDerivedFeaturesForKeyAndPassThrough() {
    ShapedInput shaped =
        InputShaper.shape(
            people,
            new ShapeRequest(
                "people",
                List.of("pid"),
                List.of("label_year"),
                null,
                Map.of("pid", "concat('p', id)", "label_year", "year"),
                List.of(model("m", "AGEP"))));
    assertThat(shaped.rows().columns()).containsExactly("pid", "label_year", "AGEP");
    assertThat(shaped.shape().key()).containsExactly(new Column("pid", "string"));
  }

  @Test
  void acceptsAFeatureThatIsTheColumnItselfAndWarnsOfAnUnusedOne() {
    ShapedInput shaped =
        shape(null, Map.of("AGEP", "AGEP", "spare", "AGEP + 1"), model("m", "AGEP"));
    assertThat(shaped.rows().columns()).containsExactly("id", "year", "AGEP");
    assertThat(shaped.shape().warnings())
        .contains("No model uses the derived feature 'spare'; it is not computed.");
  }

  @Test
  void refusesADerivedFeatureThatHidesAColumn() {
    assertThatThrownBy(() -> shape(null, Map.of("agep", "AGEP * 2"), model("m", "AGEP")))
        .hasMessage(
            "Cannot derive input.features.agep: 'people' has a column, or input.features another"
                + " entry, of that name. Give it a name of its own.");
  }

  @Test
  void offersNearColumnsForAnUnknownOneInTheFilter() {
    assertRefused(
        "yaer = 2018",
        ErrorCode.INPUT,
        "Cannot use input.filter 'yaer = 2018': the table has no column 'yaer'. Did you mean"
            + " 'year'?");
    assertRefused(
        "grösse > 1",
        ErrorCode.CONFIG,
        "Cannot use input.filter 'grösse > 1': Syntax error at or near 'ö'.(line 1, pos 2). Write it"
            + " as Spark SQL.");
    assertRefused(
        "`grösse` > 1",
        ErrorCode.INPUT,
        "Cannot use input.filter '`grösse` > 1': the table has no column 'grösse'. Did you mean"
            + " '`größe`'?");
  }

  @Test
  void refusesAFilterThatIsNoPredicate() {
    assertRefused(
        "AGEP + 1",
        ErrorCode.CONFIG,
        "Cannot use input.filter 'AGEP + 1': it gives int, and a filter must be true or false. Write"
            + " a comparison.");
    assertRefused(
        "AGEP = = 1",
        ErrorCode.CONFIG,
        "Cannot use input.filter 'AGEP = = 1': Syntax error at or near '='.(line 1, pos 7). Write it"
            + " as Spark SQL.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "rand() < 0.5 | rand()",
        "rand(42) < 0.5 | rand()",
        "uuid() = name | uuid()",
        "monotonically_increasing_id() < 10 | monotonically_increasing_id()",
        "input_file_name() = 'x' | input_file_name()",
        "seen < current_date() | current_date()",
        "seen < current_date | current_date()",
        "seen < now() | now()",
        "seen < localtimestamp() | localtimestamp()",
        "unix_timestamp() > id | current_timestamp()",
        "current_user() = name | current_user()",
        "seen < date'today' | a literal such as date'today'",
        "seen < 'tomorrow' | 'tomorrow' as a date",
        "seen < cast(' Now ' as timestamp) | ' Now ' as a date",
        "current_database() = name | current_database()",
      })
  void refusesWhatGivesAnotherResultInAnotherRun(String filter, String what) {
    assertRefused(
        filter,
        ErrorCode.CONFIG,
        "Cannot use input.filter '"
            + filter
            + "': "
            + what
            + " gives another result in another run. Use the run's date, ${as-of}, or a column.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "id > avg(id) | an aggregate",
        "row_number() OVER (ORDER BY id) < 5 | a window function",
        "explode(array(true, false)) | a function that makes rows",
      })
  void refusesWhatLooksBeyondOneRow(String filter, String what) {
    assertThatThrownBy(() -> shape(filter, Map.of(), model("m", "AGEP")))
        .isInstanceOf(AssayException.class)
        .hasMessageContaining("Cannot use input.filter '" + filter + "': ");
    assertThatThrownBy(
            () ->
                shape(
                    null,
                    Map.of("d", what.contains("agg") ? "avg(id)" : filter),
                    model("m", "AGEP")))
        .hasMessageContaining("it holds " + what + ", and each row is looked at by itself");
  }

  @Test
  void refusesSubqueries() {
    spark.range(3).createOrReplaceTempView("read_test_other");
    assertRefused(
        "id IN (SELECT id FROM read_test_other)",
        ErrorCode.CONFIG,
        "Cannot use input.filter 'id IN (SELECT id FROM read_test_other)': it holds a subquery, whose"
            + " table is not pinned. Join the tables first, and score the result.");
    spark.catalog().dropTempView("read_test_other");
  }

  @Test
  void saysWhichExpressionUsesAnotherDerivedFeature() {
    assertThatThrownBy(
            () -> shape("decade = 1", Map.of("decade", "floor(AGEP / 10)"), model("m", "AGEP")))
        .hasMessage(
            "Cannot use input.filter 'decade = 1': 'decade' is a derived feature, and an expression"
                + " can only use columns of the table. Write that feature's expression here.");
  }

  @Test
  void reportsEverythingAtOnce() {
    assertThatThrownBy(
            () ->
                InputShaper.shape(
                    people,
                    new ShapeRequest(
                        "people",
                        List.of("idd"),
                        List.of("score"),
                        "nofunction(id)",
                        Map.of("bad", "AGEP +", "worse", "AGEQ"),
                        List.of(model("a", "AGE", "bad"), model("b", "name")))))
        .hasMessageStartingWith("Cannot score 'people': there are 7 problems.\n  - ")
        .hasMessageContainingAll(
            "Cannot use input.filter 'nofunction(id)': Cannot resolve function `nofunction`",
            "Cannot use input.features.bad 'AGEP +': Syntax error at or near end of input",
            "Cannot use input.features.worse 'AGEQ': the table has no column 'AGEQ'. Did you mean"
                + " 'AGEP'?",
            "Cannot find key column 'idd' in 'people'",
            "Cannot find pass-through column 'score' in 'people'",
            "Cannot find column 'AGE' for model a@1 in 'people'",
            "Cannot feed column 'name' (string) to the FLOAT tensor of model b@1");
  }

  @Test
  void letsThroughWhatDependsOnTheRowAlone() {
    String filter =
        "seen BETWEEN date'2018-01-01' AND to_date('2018-01-31') AND name RLIKE '^[0-9]+$'"
            + " AND AGEP IN (12, 13) AND coalesce(year, 0) > 2000";
    assertThat(shape(filter, Map.of(), model("m", "AGEP")).rows().count()).isEqualTo(2);
  }

  @Test
  void tellsColumnsApartByCaseWhereTheSessionDoes() {
    spark.conf().set("spark.sql.caseSensitive", "true");
    try {
      String path = dir.resolve("cases").toString();
      spark
          .range(3)
          .selectExpr("id", "2015 AS year", "cast(1 as float) AS a", "cast(2 as float) AS A")
          .write()
          .parquet(path);
      TableReader reader = new TableReader(spark);
      people = reader.read(reader.pin(path, null, null));
      ShapedInput shaped = shape("A > a", Map.of(), model("m", "A", "a"));
      assertThat(shaped.rows().orderBy("id").head().toString()).isEqualTo("[0,2015,2.0,1.0]");
      spark.conf().set("spark.sql.caseSensitive", "false");
      assertThatThrownBy(() -> reader.read(reader.pin(path, null, null)))
          .isInstanceOf(AssayException.class)
          .hasMessageContaining("The column `a` already exists");
    } finally {
      spark.conf().unset("spark.sql.caseSensitive");
    }
  }
}
