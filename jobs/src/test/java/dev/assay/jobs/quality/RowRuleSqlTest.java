package dev.assay.jobs.quality;

import static org.apache.spark.sql.functions.expr;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.jobs.testing.SparkExtension;
import dev.assay.quality.LoadedRules;
import dev.assay.quality.PlannedRules;
import dev.assay.quality.QualityInput;
import dev.assay.quality.RowPredicate;
import dev.assay.quality.RuleLoader;
import dev.assay.quality.RuleMatcher;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The predicates of row rules as Spark evaluates them: true or false, never null. */
@ExtendWith(SparkExtension.class)
class RowRuleSqlTest {
  private static final LocalDate AS_OF = LocalDate.of(2018, 12, 31);
  private static final String VALUES =
      """
      SELECT n, i, CAST(f AS FLOAT) f, d, s, b, day, at, m, named_struct('cid', s) AS st
      FROM VALUES
        (0, 1, '0.1', 0.5D, 'abc', true, DATE '2018-12-31', TIMESTAMP '2018-12-31 10:00:00', 1.10BD),
        (1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
        (2, -5, 'NaN', double('NaN'), '', false, DATE '1900-01-01', TIMESTAMP '1900-01-01 00:00:00',
          -2.00BD),
        (3, 2147483647, 'Infinity', double('Infinity'), '31.12.2018', true, DATE '9999-12-31',
          TIMESTAMP '9999-12-31 23:59:59', 99.99BD),
        (4, 42, '120', 120D, '12', false, DATE '2018-12-30', TIMESTAMP '2018-12-30 23:59:59', 5.00BD)
      AS t(n, i, f, d, s, b, day, at, m)
      """;

  private static PlannedRules planned(String rule, StructType schema) {
    String yaml = "format: 1\ntables: {t: {table: t}}\nrows:\n  - {id: x, " + rule + "}\n";
    Map<String, String> columns = new LinkedHashMap<>();
    for (StructField field : schema.fields()) {
      columns.put(field.name(), field.dataType().catalogString());
    }
    LoadedRules loaded = RuleLoader.parse("q.yaml", yaml, name -> null);
    List<String> problems = new ArrayList<>();
    QualityInput input = new QualityInput(AS_OF, "input", columns, Map.of("t", columns), Map.of());
    return RuleMatcher.match(loaded, input, problems::add)
        .orElseThrow(() -> new AssertionError(problems.toString()));
  }

  private static List<Boolean> good(Dataset<Row> rows, String rule) {
    RowPredicate predicate = planned(rule, rows.schema()).rows().get(0);
    return rows.select(expr(predicate.good())).collectAsList().stream()
        .map(row -> row.isNullAt(0) ? null : Boolean.valueOf(row.getBoolean(0)))
        .toList();
  }

  /** As a frame of rows, so that Spark evaluates predicates and does not only fold constants. */
  private static Dataset<Row> values(SparkSession session) {
    Dataset<Row> folded = session.sql(VALUES).orderBy("n");
    return session.createDataFrame(folded.collectAsList(), folded.schema());
  }

  static Stream<Arguments> rules() {
    return Stream.of(
        rule("not-null: {column: i}", true, false, true, true, true),
        rule("not-null: {column: d}", true, false, false, true, true),
        rule("not-null: {column: f}", true, false, false, true, true),
        rule("not-null: {column: st}", true, true, true, true, true),
        rule("in-set: {column: i, values: [1, 42]}", true, true, false, false, true),
        rule("in-set: {column: f, values: [0.1, 120]}", true, true, false, false, true),
        rule("in-set: {column: s, values: [abc, 12]}", true, true, false, false, true),
        rule("in-set: {column: b, values: [true]}", true, true, false, true, false),
        rule("in-set: {column: day, values: [2018-12-31]}", true, true, false, false, false),
        rule("in-set: {column: m, values: [1.1, 5]}", true, true, false, false, true),
        rule("range: {column: i, min: 0, max: 120}", true, true, false, false, true),
        rule("range: {column: i, min: 0.5}", true, true, false, true, true),
        rule("range: {column: f, min: 0.1, max: 120}", true, true, false, false, true),
        rule("range: {column: d, min: 0}", true, true, false, true, true),
        rule("range: {column: d, max: 119.5}", true, true, false, false, false),
        rule("range: {column: m, min: 1.10, max: 99.98}", true, true, false, false, true),
        rule(
            "range: {column: day, min: 2018-01-01, max: 2018-12-31}",
            true,
            true,
            false,
            false,
            true),
        rule("range: {column: at, max: '2018-12-31T10:00:00'}", true, true, true, false, true),
        rule("pattern: {column: s, regex: '[a-z]*'}", true, true, true, false, false),
        rule("pattern: {column: s, regex: 'abc|\\d\\d'}", true, true, false, false, true),
        rule("length: {column: s, min: 1, max: 3}", true, true, false, false, true),
        rule("predicate: {sql: st.cid > 'a'}", true, false, false, false, false),
        rule("predicate: {sql: i > 0 -- positive}", true, false, false, true, true),
        rule("predicate: {sql: \"day = '${as-of}'\"}", true, false, false, false, false),
        rule("not-null: {column: i}, where: n < 1 -- first", true, true, true, true, true),
        rule("predicate: {sql: i > 5}, where: i > 0", false, true, true, true, true),
        rule("parsable: {column: s, as: int}", false, true, false, false, true),
        rule("parsable: {column: s, as: double}", false, true, false, false, true),
        rule("parsable: {column: s, as: boolean}", false, true, false, false, false),
        rule(
            "parsable: {column: s, as: date, format: dd.MM.yyyy}",
            false,
            true,
            false,
            true,
            false));
  }

  private static Arguments rule(String rule, Boolean... good) {
    return Arguments.of(rule, Arrays.asList(good));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rules")
  void everyRowKeepsOrBreaksARule(String rule, List<Boolean> good, SparkSession session) {
    assertThat(good(values(session), rule)).isEqualTo(good);
  }

  @Test
  void aKeyIsFoundByItsMarker(SparkSession session) {
    Dataset<Row> marked =
        session.sql(
            "SELECT n, __assay_found_0 FROM VALUES (1, true), (2, false), (3, NULL), (NULL, NULL)"
                + " AS t(n, __assay_found_0)");

    assertThat(good(marked, "exists-in: {columns: [n], table: t}"))
        .containsExactly(true, false, false, true);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a.b", "total amount", "größe", "it's", "back`tick", "\"q\"", "名", "-- x"})
  void columnsOfAnyName(String name, SparkSession session) {
    Dataset<Row> rows = session.sql("SELECT 1 AS one UNION ALL SELECT -1").toDF(name);
    String quoted = "'" + name.replace("'", "''") + "'";

    assertThat(good(rows, "range: {column: " + quoted + ", min: 0}")).containsExactly(true, false);
  }

  @Test
  void valuesOfAnyText(SparkSession session) {
    List<String> texts =
        List.of(
            "it's",
            "\"",
            "\\",
            "a\\'b",
            "\\u0041",
            "a\nb",
            "\t",
            "$${env:HOME}",
            "$${spark:x}",
            "%_",
            "\\%",
            "名",
            "😀",
            "--",
            "/* */",
            "'; DROP TABLE t",
            "$${as-of}",
            "",
            " ");
    for (String text : texts) {
      String value = text.replace("$${", "${");
      Dataset<Row> rows =
          session.createDataFrame(
              List.of(RowFactory.create(value), RowFactory.create(value + "x")),
              new StructType().add("s", "string"));

      assertThat(good(rows, "in-set: {column: s, values: [" + quoted(text) + "]}"))
          .as(text)
          .containsExactly(true, false);
    }
  }

  private static String quoted(String text) {
    String escaped =
        text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n").replace("\t", "\\t");
    return '"' + escaped + '"';
  }
}
