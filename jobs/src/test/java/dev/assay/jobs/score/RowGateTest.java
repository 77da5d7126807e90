package dev.assay.jobs.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.config.JobConfig.Device;
import dev.assay.error.AssayException;
import dev.assay.error.ErrorCode;
import dev.assay.jobs.read.Lookups;
import dev.assay.jobs.testing.ScoreSpecs;
import dev.assay.jobs.testing.SparkExtension;
import dev.assay.jobs.testing.TestModels;
import dev.assay.model.ElementType;
import dev.assay.model.Manifest;
import dev.assay.model.MissingPolicy;
import dev.assay.model.RejectReason;
import dev.assay.model.Task;
import dev.assay.plan.PlannedModel;
import dev.assay.quality.Action;
import dev.assay.quality.RowCounts;
import dev.assay.quality.RowPredicate;
import dev.assay.quality.RowPredicate.Lookup;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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
import org.junit.jupiter.params.provider.ValueSource;

/** Row rules within the operator. */
@ExtendWith(SparkExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RowGateTest {
  private static final int ROWS = 9_000;

  @TempDir static Path directory;
  private SparkSession spark;
  private Dataset<Row> table;
  private int names;

  @BeforeAll
  void writeInput(SparkSession session) {
    spark = session;
    table =
        stored(
            spark
                .range(0, ROWS, 1, 3)
                .selectExpr(
                    "id",
                    "if(id % 100 = 7, null, float(id % 13)) as x",
                    "float(id % 7) as y",
                    "concat('n', id % 5) as name"));
  }

  private Dataset<Row> stored(Dataset<Row> rows) {
    String path = directory.resolve("table-" + names++).toString();
    rows.write().parquet(path);
    return spark.read().parquet(path);
  }

  private static PlannedModel gemm(String name, MissingPolicy missing) {
    Manifest.Input six =
        new Manifest.Input(
            "input",
            ElementType.FLOAT,
            List.of("x", "x", "x", "y", "y", "y"),
            null,
            missing,
            false,
            Map.of());
    PlannedModel model =
        TestModels.planned("zoo/gemm.onnx", name, List.of(six), "score", Task.BINARY);
    return new PlannedModel(
        model.role(),
        model.reference(),
        model.packageUri(),
        model.packageDigest(),
        model.manifest());
  }

  private static final PlannedModel STRICT = gemm("strict", MissingPolicy.REJECT);
  private static final PlannedModel LENIENT = gemm("lenient", MissingPolicy.NAN);

  private static RowPredicate rule(String id, Action action, String good) {
    return new RowPredicate(id, action, "coalesce(" + good + ", false)", null, null);
  }

  private static RowPredicate rule(String id, Action action, String about, String good) {
    String about2 = "coalesce((" + about + "), false)";
    return new RowPredicate(
        id, action, "(NOT " + about2 + " OR coalesce(" + good + ", false))", about2, null);
  }

  /** What came of a pass: its rows, its rejected rows and its totals. */
  private record Pass(
      Dataset<Row> scored, List<Row> rows, List<Row> rejected, ScoreTotals.Task totals) {
    RowCounts rule(String id) {
      return totals.rules().get(id);
    }

    long count(String model) {
      return rows.stream().filter(row -> row.getAs("model").equals(model)).count();
    }
  }

  private Pass pass(Dataset<Row> input, List<PlannedModel> models, RowPredicate... rules) {
    return pass(input, List.of("id"), models, rules);
  }

  private Pass pass(
      Dataset<Row> input, List<String> key, List<PlannedModel> models, RowPredicate... rules) {
    ScoreSpec spec = spec(input, key, models, rules);
    Dataset<Row> scored = Scoring.score(input, spec);
    List<Row> rows = scored.collectAsList();
    ScoreTotals.Task totals = spec.totals().value();
    List<Row> rejected = new ArrayList<>();
    if (!totals.rejectFiles().isEmpty()) {
      rejected.addAll(
          spark
              .read()
              .schema(Scoring.rejectSchema(spec, input.schema()))
              .option("mode", "FAILFAST")
              .json(totals.rejectFiles().toArray(new String[0]))
              .collectAsList());
    }
    for (int m = 0; m < models.size(); m++) {
      String name = models.get(m).name();
      ScoreTotals.Model counted = totals.models().get(m);
      assertThat(counted.scored() + counted.rejected()).isEqualTo(totals.rowsIn());
      assertThat(rows.stream().filter(row -> row.getAs("model").equals(name)).count())
          .isEqualTo(counted.scored());
      assertThat(rejected.stream().filter(row -> row.getAs("model").equals(name)).count())
          .isEqualTo(counted.rejected());
    }
    return new Pass(scored, rows, rejected, totals);
  }

  private ScoreSpec spec(
      Dataset<Row> input, List<String> key, List<PlannedModel> models, RowPredicate... rules) {
    return ScoreSpecs.of(
        spark,
        models,
        key,
        List.of(),
        Device.CPU,
        TestModels.loader(),
        directory.resolve("rejects-" + names++),
        RowGate.compile(spark, input.schema(), List.of(rules)));
  }

  private static long count(java.util.function.IntPredicate rows) {
    return IntStream.range(0, ROWS).filter(rows).count();
  }

  // ---- actions ---------------------------------------------------------------------------------

  @Test
  void tagsRowsThatAreScoredAllTheSame() {
    Pass plain = pass(table, List.of(LENIENT));

    Pass tagged =
        pass(
            table,
            List.of(LENIENT),
            rule("y-small", Action.TAG, "y < 5"),
            rule("x-there", Action.TAG, "x IS NOT NULL"));

    assertThat(tagged.rows()).hasSize(ROWS);
    Map<Long, Object> scores = new HashMap<>();
    plain.rows().forEach(row -> scores.put(row.getLong(0), row.getAs("score")));
    for (Row row : tagged.rows()) {
      long id = row.getLong(0);
      List<String> expected = new ArrayList<>();
      if (id % 7 >= 5) {
        expected.add("y-small");
      }
      if (id % 100 == 7) {
        expected.add("x-there");
      }
      assertThat(row.<Object>getAs("score")).isEqualTo(scores.get(id));
      assertThat(row.isNullAt(row.fieldIndex("failed_rules"))).isEqualTo(expected.isEmpty());
      assertThat(expected.isEmpty() ? List.of() : row.getList(row.fieldIndex("failed_rules")))
          .isEqualTo(expected);
    }
    assertThat(tagged.rejected()).isEmpty();
    assertThat(tagged.totals().quarantined()).isZero();
    assertThat(tagged.rule("y-small"))
        .isEqualTo(
            new RowCounts(ROWS, count(i -> i % 7 >= 5), List.of("5", "6", "12", "13", "19")));
    assertThat(tagged.rule("x-there"))
        .isEqualTo(
            new RowCounts(
                ROWS, count(i -> i % 100 == 7), List.of("7", "107", "207", "307", "407")));
  }

  @Test
  void keepsQuarantinedRowsFromEveryModelAndSaysWhy() {
    Pass pass =
        pass(
            table,
            List.of(STRICT, LENIENT),
            rule("y-small", Action.QUARANTINE, "y < 6"),
            rule("name-known", Action.QUARANTINE, "name <> 'n3'"),
            rule("tagged", Action.TAG, "id <> 13"));

    long held = count(i -> i % 7 == 6 || i % 5 == 3);
    long refused = count(i -> i % 100 == 7 && !(i % 7 == 6 || i % 5 == 3));
    assertThat(pass.totals().quarantined()).isEqualTo(held);
    assertThat(pass.count("lenient")).isEqualTo(ROWS - held);
    assertThat(pass.count("strict")).isEqualTo(ROWS - held - refused);
    assertThat(pass.rows()).noneMatch(row -> row.getLong(0) % 7 == 6 || row.getLong(0) % 5 == 3);
    assertThat(pass.totals().models().get(0).reasons())
        .isEqualTo(
            Map.of(
                RejectReason.QUALITY_RULE,
                held,
                RejectReason.NULL_VALUE,
                count(i -> i % 100 == 7)));
    assertThat(pass.totals().models().get(1).reasons())
        .isEqualTo(Map.of(RejectReason.QUALITY_RULE, held));

    Row both = rejected(pass, 13, "lenient");
    assertThat(both.getList(both.fieldIndex("reasons"))).containsExactly("QUALITY_RULE");
    assertThat(both.getList(both.fieldIndex("rules"))).containsExactly("y-small", "name-known");
    assertThat(both.<String>getAs("detail")).isEqualTo("breaks y-small, name-known");
    assertThat(both.<String>getAs("row"))
        .isEqualTo("{\"id\":13,\"x\":0.0,\"y\":6.0,\"name\":\"n3\"}");
    Row also = rejected(pass, 307, "strict");
    assertThat(also.getList(also.fieldIndex("reasons")))
        .containsExactly("NULL_VALUE", "QUALITY_RULE");
    assertThat(also.<String>getAs("detail")).isEqualTo("x is null; breaks y-small");
    Row only = rejected(pass, 7, "strict");
    assertThat(only.getList(only.fieldIndex("reasons"))).containsExactly("NULL_VALUE");
    assertThat(only.isNullAt(only.fieldIndex("rules"))).isTrue();
    assertThat(pass.rule("tagged")).isEqualTo(new RowCounts(ROWS, 1, List.of("13")));
  }

  private static Row rejected(Pass pass, long id, String model) {
    return pass.rejected().stream()
        .filter(row -> row.getLong(0) == id && row.getAs("model").equals(model))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void givesTheOtherRowsTheBitsThatTheyHaveWithoutRules() {
    Map<Object, Row> plain = new HashMap<>();
    pass(table, List.of(STRICT, LENIENT))
        .rows()
        .forEach(row -> plain.put(List.of(row.getLong(0), row.getAs("model")), row));

    List<Row> kept =
        pass(table, List.of(STRICT, LENIENT), rule("odd", Action.QUARANTINE, "id % 2 = 1")).rows();

    assertThat(kept).isNotEmpty();
    for (Row row : kept) {
      assertThat(row).isEqualTo(plain.get(List.of(row.getLong(0), row.getAs("model"))));
    }
  }

  @Test
  void onlyCountsTheRowsThatBreakARuleThatFails() {
    Pass pass = pass(table, List.of(LENIENT), rule("none", Action.FAIL, "false"));

    assertThat(pass.rows()).hasSize(ROWS);
    assertThat(pass.scored().columns()).doesNotContain("failed_rules");
    assertThat(pass.rule("none"))
        .isEqualTo(new RowCounts(ROWS, ROWS, List.of("0", "1", "2", "3", "4")));
  }

  @Test
  void countsTheRowsThatARuleIsAbout() {
    Pass pass =
        pass(
            table,
            List.of(LENIENT),
            rule("some", Action.TAG, "x > 9", "y < 3"),
            rule("nobody", Action.QUARANTINE, "x > 99", "false"),
            rule("unknown", Action.FAIL, "x > null", "false"),
            rule("all", Action.FAIL, "true"));

    long about = count(i -> i % 13 > 9 && i % 100 != 7);
    long failed = count(i -> i % 13 > 9 && i % 100 != 7 && i % 7 >= 3);
    assertThat(pass.rule("some").rows()).isEqualTo(about);
    assertThat(pass.rule("some").failed()).isEqualTo(failed);
    assertThat(pass.rule("nobody")).isEqualTo(new RowCounts(0, 0, List.of()));
    assertThat(pass.rule("unknown")).isEqualTo(new RowCounts(0, 0, List.of()));
    assertThat(pass.rule("all")).isEqualTo(new RowCounts(ROWS, 0, List.of()));
    assertThat(pass.totals().rules().keySet()).containsExactly("some", "nobody", "unknown", "all");
  }

  @ParameterizedTest
  @ValueSource(ints = {63, 64, 65, 200})
  void takesMoreRulesThanAWordHasBits(int count) {
    RowPredicate[] rules = new RowPredicate[count];
    for (int r = 0; r < count; r++) {
      Action action = r % 3 == 0 ? Action.TAG : r % 3 == 1 ? Action.FAIL : Action.QUARANTINE;
      String good = "id % 1000 <> " + r;
      rules[r] =
          r % 2 == 0 ? rule("r" + r, action, good) : rule("r" + r, action, "id < 4500", good);
    }

    Pass pass = pass(table, List.of(LENIENT), rules);

    for (int r = 0; r < count; r++) {
      RowCounts counts = pass.rule("r" + r);
      assertThat(counts.rows()).isEqualTo(r % 2 == 0 ? ROWS : 4500);
      assertThat(counts.failed()).as("rule %d", r).isEqualTo(r % 2 == 0 ? 9 : 5);
      assertThat(counts.sampleKeys().get(0)).isEqualTo(Integer.toString(r));
    }
    for (Row row : pass.rows()) {
      long rest = row.getLong(0) % 1000;
      boolean broken = rest < count && (rest % 2 == 0 || row.getLong(0) < 4500);
      assertThat(row.isNullAt(row.fieldIndex("failed_rules"))).isEqualTo(!broken || rest % 3 != 0);
      assertThat(broken && rest % 3 == 2).isFalse();
    }
  }

  // ---- plans -----------------------------------------------------------------------------------

  @Test
  void staysColumnarAndReadsTheInputOnce() {
    Pass pass = pass(table, List.of(STRICT, LENIENT), rule("y", Action.TAG, "y < 5"));

    String plan = pass.scored().queryExecution().executedPlan().toString();

    assertThat(plan)
        .doesNotContain("RowToColumnar")
        .contains("*(1) Filter")
        .containsOnlyOnce("FileScan");
  }

  @Test
  void givesTheSameWhereTheChildHasRowsOnly() {
    RowPredicate[] rules = {
      rule("y", Action.QUARANTINE, "y < 6"), rule("x", Action.TAG, "x > 2 AND name <> 'n1'")
    };

    Pass columnar = pass(table, List.of(STRICT, LENIENT), rules);
    Pass rows = pass(table.filter("id + 0 >= 0").repartition(5), List.of(STRICT, LENIENT), rules);

    assertThat(rows.scored().queryExecution().executedPlan().toString()).contains("RowToColumnar");
    assertThat(texts(rows.rows())).isEqualTo(texts(columnar.rows()));
    assertThat(texts(rows.rejected())).isEqualTo(texts(columnar.rejected()));
    assertThat(rows.totals().rules()).isEqualTo(columnar.totals().rules());
  }

  private static List<String> texts(List<Row> rows) {
    return rows.stream().map(Row::toString).sorted().toList();
  }

  @Test
  void addsNothingWithoutRules() {
    Pass pass = pass(table, List.of(LENIENT));

    assertThat(pass.scored().columns())
        .containsExactly("id", "score", "label", "scores", "features_hash", "model", "version");
    assertThat(pass.totals().rules()).isEmpty();
  }

  @Test
  void refusesColumnsOrTotalsThatItWasNotCompiledFor() {
    ScoreSpec spec = spec(table, List.of("id"), List.of(LENIENT), rule("y", Action.TAG, "y < 5"));

    assertThatThrownBy(() -> Scoring.score(table.select("y", "x", "id", "name"), spec))
        .hasMessage("the row rules [y] were compiled for other columns or totals");
  }

  // ---- lookups ---------------------------------------------------------------------------------

  @Test
  void looksKeysUpInAnotherTable() {
    Dataset<Row> input =
        stored(
            spark.sql(
                "SELECT id, part AS `my part`, float(1) AS x, float(2) AS y FROM VALUES (1, 'a'),"
                    + " (2, 'b'), (3, 'c'), (4, NULL), (5, 'a') AS t(id, part)"));
    Dataset<Row> known =
        spark.sql(
            "SELECT * FROM VALUES ('a', 1), ('a', 2), ('b', 1), (NULL, 7) AS t(`the.code`, n)");
    Lookup lookup = new Lookup("__assay_found_0", "parts", List.of("my part"), List.of("the.code"));
    Dataset<Row> joined = Lookups.join(input, List.of(lookup), Map.of("parts", known)::get);
    RowPredicate exists =
        new RowPredicate(
            "known",
            Action.QUARANTINE,
            "coalesce((`my part` IS NULL OR `__assay_found_0`), false)",
            null,
            lookup);

    Pass pass = pass(joined, List.of(LENIENT), exists);

    assertThat(joined.columns()).containsExactly("id", "my part", "x", "y", "__assay_found_0");
    assertThat(pass.rows().stream().map(row -> row.getInt(0)).sorted().toList())
        .containsExactly(1, 2, 4, 5);
    assertThat(pass.rule("known")).isEqualTo(new RowCounts(5, 1, List.of("3")));
    assertThat(pass.rejected().get(0).<String>getAs("row"))
        .isEqualTo("{\"id\":3,\"my part\":\"c\",\"x\":1.0,\"y\":2.0}");
  }

  @Test
  void looksKeysOfSeveralColumnsUpInTheInputItself() {
    List<Lookup> lookups =
        List.of(
            new Lookup("__assay_found_0", "t", List.of("id", "name"), List.of("id", "name")),
            new Lookup("__assay_found_1", "t", List.of("x"), List.of("y")));

    Dataset<Row> joined = Lookups.join(table, lookups, name -> table.filter("id < 100"));

    assertThat(joined.count()).isEqualTo(ROWS);
    assertThat(joined.filter("__assay_found_0").count()).isEqualTo(100);
    assertThat(joined.filter("__assay_found_1").count())
        .isEqualTo(count(i -> i % 100 != 7 && i % 13 < 7));
  }

  // ---- values, names and keys ------------------------------------------------------------------

  @Test
  void looksAtColumnsOfAnyTypeAsSparkDoes() {
    Dataset<Row> input =
        stored(
            spark.sql(
                """
                SELECT n AS id, float(n) AS x, float(n) AS y, i, CAST(f AS FLOAT) f, d, s, b, day, at, m,
                  array(i, n) AS a, named_struct('cid', s, 'n', n) AS st, map('k', i) AS mp, l
                FROM VALUES
                  (0, 1, 0.1, 0.5D, 'abc', true, DATE '2018-12-31', TIMESTAMP '2018-12-31 10:00:00', 1.10BD, 5L),
                  (1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
                  (2, -5, 'NaN', double('NaN'), '', false, DATE '1900-01-01', TIMESTAMP '1900-01-01 00:00:00', -2.00BD, 0L),
                  (3, 42, 'Infinity', double('-Infinity'), 'größe', true, DATE '9999-12-31', TIMESTAMP '9999-12-31 23:59:59', 99.99BD, 9223372036854775807L)
                AS t(n, i, f, d, s, b, day, at, m, l)
                """));
    List<String> predicates =
        List.of(
            "i > 0",
            "NOT isnan(f)",
            "f <= 0.1F",
            "d > 0",
            "s RLIKE '^[a-zöß]+$'",
            "s IN ('abc', '')",
            "char_length(s) = 5",
            "b",
            "day >= DATE '2018-01-01'",
            "at < TIMESTAMP '2018-12-31 10:00:01'",
            "m BETWEEN 0 AND 99.98",
            "a[0] > 0",
            "exists(a, v -> v > 40)",
            "st.cid = 'abc'",
            "mp['k'] = 1",
            "l % 5 = 0",
            "try_cast(s AS INT) IS NULL",
            "try_to_timestamp(s, 'yyyy') IS NOT NULL",
            "year(day) = 2018",
            "date_format(at, 'HH:mm') = '10:00'",
            "m + i > 100",
            "s ILIKE 'GR%'",
            "f IS NULL");
    RowPredicate[] rules =
        predicates.stream().map(sql -> rule(sql, Action.TAG, sql)).toArray(RowPredicate[]::new);

    Pass pass = pass(input, List.of(LENIENT), rules);

    for (String sql : predicates) {
      List<String> expected =
          input
              .filter("NOT coalesce(" + sql + ", false)")
              .selectExpr("cast(id AS string)")
              .collectAsList()
              .stream()
              .map(row -> row.getString(0))
              .sorted()
              .toList();
      assertThat(pass.rule(sql).sampleKeys()).as(sql).isEqualTo(expected);
      assertThat(pass.rule(sql).failed()).as(sql).isEqualTo(expected.size());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a.b",
        "total amount",
        "größe",
        "it's",
        "back`tick",
        "\"q\"",
        "名",
        "-- x",
        "x y.z"
      })
  void looksAtColumnsOfAnyName(String name) {
    Dataset<Row> input =
        table.select(
            functions.col("id"),
            functions.col("x"),
            functions.col("y"),
            functions.col("y").as(name));
    String quoted = "`" + name.replace("`", "``") + "`";

    Pass pass = pass(input, List.of(LENIENT), rule("rule of " + name, Action.TAG, quoted + " < 6"));

    assertThat(pass.rule("rule of " + name).failed()).isEqualTo(count(i -> i % 7 == 6));
    assertThat(
            pass.rows().stream()
                .filter(row -> row.getLong(0) == 6)
                .findFirst()
                .orElseThrow()
                .getList(7))
        .containsExactly("rule of " + name);
  }

  @Test
  void samplesTheSmallestKeysOfAnyPartition() {
    Dataset<Row> input =
        table
            .orderBy(functions.col("id").desc())
            .withColumn("day", functions.expr("date_add(date'2018-01-01', int(id % 3))"));
    RowPredicate rule = rule("r", Action.FAIL, "id % 1000 <> 1");

    assertThat(pass(input.repartition(7), List.of(LENIENT), rule).rule("r").sampleKeys())
        .containsExactly("1", "1001", "2001", "3001", "4001");
    assertThat(pass(input, List.of("day", "name"), List.of(LENIENT), rule).rule("r").sampleKeys())
        .containsExactly("2018-01-01, n1", "2018-01-02, n1", "2018-01-03, n1");
    Dataset<Row> bytes =
        input.withColumn("code", functions.expr("if(id = 1, null, unhex(hex(id)))"));
    assertThat(pass(bytes, List.of("code"), List.of(LENIENT), rule).rule("r").sampleKeys())
        .containsExactly("03E9", "07D1", "0BB9", "0FA1", "1389");
  }

  @Test
  void readsNothingFromPartitionsWithoutRows() {
    Dataset<Row> few =
        spark.range(0, 5, 1, 20).selectExpr("id", "float(id) as x", "float(id) as y");

    Pass pass = pass(few, List.of(LENIENT), rule("r", Action.QUARANTINE, "id <> 2"));

    assertThat(pass.rows()).hasSize(4);
    assertThat(pass.rule("r")).isEqualTo(new RowCounts(5, 1, List.of("2")));
  }

  // ---- bad predicates --------------------------------------------------------------------------

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          sum(y) > 3|it holds an aggregate, and each row is looked at by itself. Compute it in a table of its own first.
          y > avg(y)|it holds an aggregate, and each row is looked at by itself. Compute it in a table of its own first.
          row_number() OVER (ORDER BY id) > 1|it holds a window function, and each row is looked at by itself. Compute it in a table of its own first.
          id IN (SELECT 1)|it holds a subquery, whose table is not pinned. Join the tables first, and score the result.
          rand() > 0.5|rand() gives another result in another run. Use the run's date, ${as-of}, or a column.
          current_date() > date'2020-01-01'|current_date() gives another result in another run. Use the run's date, ${as-of}, or a column.
          java_method('java.lang.System', 'lineSeparator') = 'x'|java_method() gives another result in another run. Use the run's date, ${as-of}, or a column.
          gate_test_udf(id)|it calls the user-defined function gate_test_udf(), and nobody can see what that does. Use Spark's own functions, or compute a column first.
          assert_true(id > 3) IS NULL|it holds raise_error() or assert_true(), which would end the run. Write the condition alone.
          nmae = 'n1'|there is no column 'nmae'. Did you mean 'name'?
          y >|Syntax error at or near ')'. Correct it.
          explode(array(true))|
          no_such(id)|
          """)
  void aBadPredicateNamesItselfAndHurtsNoOther(String sql, String reason) {
    spark
        .udf()
        .register(
            "gate_test_udf", (Long id) -> id > 3, org.apache.spark.sql.types.DataTypes.BooleanType);
    assertThatThrownBy(
            () ->
                RowGate.compile(
                    spark,
                    table.schema(),
                    List.of(
                        rule("fine", Action.TAG, "y < 5"),
                        new RowPredicate(
                            "bad", Action.TAG, "coalesce((" + sql + "\n), false)", null, null),
                        rule("also-fine", Action.TAG, "x < 5"))))
        .isInstanceOfSatisfying(
            AssayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIG))
        .hasMessageStartingWith("Cannot check rule 'bad': " + (reason == null ? "" : reason))
        .hasMessageNotContaining("fine'");
  }

  @Test
  void tellsAllProblemsAtOnceAndEachOnce() {
    List<RowPredicate> rules =
        List.of(
            rule("a", Action.TAG, "nothing > 3", "y > 2"),
            rule("b", Action.TAG, "y > 2"),
            new RowPredicate("c", Action.FAIL, "y + 1", null, null));

    assertThatThrownBy(() -> RowGate.compile(spark, table.schema(), rules))
        .hasMessage(
            "Cannot check the rows: there are 2 problems.\n"
                + "  - Cannot check rule 'a': there is no column 'nothing'. The columns are 'id',"
                + " 'name', 'x', 'y'.\n"
                + "  - Cannot check rule 'c': it gives float, and a predicate must be true or"
                + " false. Write a comparison.");
  }

  @Test
  void namesTheRuleAndTheRowWhereAnAnsiSessionRefusesAValue() {
    SparkSession ansi = spark.newSession();
    ansi.conf().set("spark.sql.ansi.enabled", "true");
    List<RowPredicate> rules =
        List.of(
            rule("fine", Action.TAG, "y < 5"),
            rule("cast", Action.TAG, "cast(substr(name, 2) AS INT) / (id - 20) > 0"));
    RowGate gate = RowGate.compile(ansi, table.schema(), rules);
    ScoreSpec spec =
        ScoreSpecs.of(
            spark,
            List.of(LENIENT),
            List.of("id"),
            List.of(),
            Device.CPU,
            TestModels.loader(),
            directory.resolve("ansi"),
            gate);

    assertThatThrownBy(() -> Scoring.score(table, spec).collectAsList())
        .rootCause()
        .hasMessageContaining("Division by zero");
    assertThatThrownBy(() -> Scoring.score(table, spec).collectAsList())
        .hasStackTraceContaining(
            "Cannot check rule 'cast' on the row with key '20': Division by zero.");
  }

  // ---- counting --------------------------------------------------------------------------------

  @Test
  void countsBitsAsOneByOneWould() {
    BitCounter counter = new BitCounter();
    long[] expected = new long[64];
    java.util.Random random = new java.util.Random(3);
    for (int i = 0; i < 10_000; i++) {
      long bits = random.nextLong() | (1L << 63);
      counter.add(bits);
      for (int b = 0; b < 64; b++) {
        expected[b] += bits >>> b & 1;
      }
    }

    assertThat(IntStream.range(0, 64).mapToLong(counter::count).toArray()).isEqualTo(expected);
    assertThat(counter.count(63)).isEqualTo(10_000);
  }

  @Test
  void keepsTheSmallestKeysHoweverTheyAreMerged() {
    List<String> keys = Stream.of("10", "9", "b", "a", "100", "9", "aa", "a", "8", "").toList();
    for (int split = 0; split <= keys.size(); split++) {
      SampleKeys left = new SampleKeys();
      SampleKeys right = new SampleKeys();
      keys.subList(0, split)
          .forEach(k -> left.offer(org.apache.spark.unsafe.types.UTF8String.fromString(k)));
      keys.subList(split, keys.size())
          .forEach(k -> right.offer(org.apache.spark.unsafe.types.UTF8String.fromString(k)));
      right.add(left);

      assertThat(right.texts()).containsExactly("", "8", "9", "a", "b");
    }
  }
}
