package dev.assay.quality;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RowSqlTest {
  private static final Map<String, String> COLUMNS =
      Map.of(
          "i",
          "int",
          "l",
          "bigint",
          "f",
          "float",
          "d",
          "double",
          "m",
          "decimal(10,2)",
          "s",
          "string",
          "b",
          "boolean",
          "day",
          "date",
          "at",
          "timestamp");

  private static RowPredicate predicate(String rule) {
    String yaml = "format: 1\ntables: {t: {table: t}}\nrows:\n  - {id: x, " + rule + "}\n";
    Map<String, Map<String, String>> tables = Map.of("t", COLUMNS);
    QualityInput input = new QualityInput(EveryRule.AS_OF, "table", COLUMNS, tables, Map.of());
    return EveryRule.planned(RuleLoader.parse("q.yaml", yaml, name -> null), input).rows().get(0);
  }

  static Stream<Arguments> predicates() {
    return Stream.of(
        Arguments.of("not-null: {column: i}", "`i` IS NOT NULL"),
        Arguments.of("not-null: {column: d}", "(`d` IS NOT NULL AND NOT isnan(`d`))"),
        Arguments.of("in-set: {column: i, values: [1, -2]}", "(`i` IS NULL OR `i` IN (1, -2))"),
        Arguments.of("in-set: {column: i, values: [1.5]}", "(`i` IS NULL OR `i` IN (1.5BD))"),
        Arguments.of(
            "in-set: {column: s, values: [a, \"it's\", 'c:\\d', 1]}",
            "(`s` IS NULL OR `s` IN ('a', 'it\\'s', 'c:\\\\d', '1'))"),
        Arguments.of(
            "in-set: {column: s, values: ['$${env:HOME}', \"a\\nb\"]}",
            "(`s` IS NULL OR `s` IN ('\\u0024{env:HOME}', 'a\\nb'))"),
        Arguments.of("in-set: {column: b, values: [true]}", "(`b` IS NULL OR `b` IN (true))"),
        Arguments.of(
            "in-set: {column: f, values: [0.1, 2]}", "(`f` IS NULL OR `f` IN (0.1F, 2.0F))"),
        Arguments.of(
            "in-set: {column: day, values: [2018-12-31]}",
            "(`day` IS NULL OR `day` IN (DATE '2018-12-31'))"),
        Arguments.of(
            "range: {column: l, min: 0, max: 9007199254740993}",
            "(`l` IS NULL OR (`l` >= 0 AND `l` <= 9007199254740993))"),
        Arguments.of(
            "range: {column: l, max: 1e30}",
            "(`l` IS NULL OR (`l` <= 1000000000000000000000000000000BD))"),
        Arguments.of(
            "range: {column: f, max: 120}", "(`f` IS NULL OR (NOT isnan(`f`) AND `f` <= 120.0F))"),
        Arguments.of(
            "range: {column: d, min: -1e-3}",
            "(`d` IS NULL OR (NOT isnan(`d`) AND `d` >= -0.001D))"),
        Arguments.of("range: {column: m, min: 0.10}", "(`m` IS NULL OR (`m` >= 0.1BD))"),
        Arguments.of(
            "range: {column: at, min: 2018-12-31 12:30:00}",
            "(`at` IS NULL OR (`at` >= TIMESTAMP '2018-12-31 12:30:00.000000'))"),
        Arguments.of(
            "range: {column: at, max: 2018-12-31}",
            "(`at` IS NULL OR (`at` <= TIMESTAMP '2018-12-31 00:00:00.000000'))"),
        Arguments.of(
            "pattern: {column: s, regex: '[a-z]+\\d|x'}",
            "(`s` IS NULL OR `s` RLIKE '\\\\A(?:[a-z]+\\\\d|x)\\\\z')"),
        Arguments.of(
            "length: {column: s, min: 1, max: 3}",
            "(`s` IS NULL OR (char_length(`s`) >= 1 AND char_length(`s`) <= 3))"),
        Arguments.of("predicate: {sql: f.x > 0 -- why}", "(f.x > 0 -- why\n)"),
        Arguments.of("predicate: {sql: \"day < '${as-of}'\"}", "(day < '2018-12-31'\n)"),
        Arguments.of(
            "parsable: {column: s, as: int}", "(`s` IS NULL OR try_cast(`s` AS INT) IS NOT NULL)"),
        Arguments.of(
            "parsable: {column: s, as: date, format: dd.MM.yyyy}",
            "(`s` IS NULL OR try_to_timestamp(`s`, 'dd.MM.yyyy') IS NOT NULL)"),
        Arguments.of(
            "exists-in: {columns: [i, s], table: t}",
            "(`i` IS NULL OR `s` IS NULL OR `__assay_found_0`)"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("predicates")
  void writesPredicatesThatAreNeverNull(String rule, String sql) {
    RowPredicate predicate = predicate(rule);

    assertThat(predicate.good()).isEqualTo("coalesce(" + sql + ", false)");
    assertThat(predicate.about()).isNull();
  }

  @Test
  void rowsOutsideOfWhereAreGood() {
    RowPredicate predicate = predicate("not-null: {column: i}, where: \"day = '${as-of}'\"");

    assertThat(predicate.about()).isEqualTo("coalesce((day = '2018-12-31'\n), false)");
    assertThat(predicate.good())
        .isEqualTo("(NOT " + predicate.about() + " OR coalesce(`i` IS NOT NULL, false))");
  }

  @Test
  void asksForALookupWhereAKeyMustExist() {
    assertThat(predicate("exists-in: {columns: [i], table: t, references: [l]}").lookup())
        .isEqualTo(new RowPredicate.Lookup("__assay_found_0", "t", List.of("i"), List.of("l")));
    assertThat(predicate("not-null: {column: i}").lookup()).isNull();
  }

  @Test
  void rulesThatLookTheSameKeysUpShareOneLookup() {
    String yaml =
        """
        format: 1
        tables: {t: {table: t}}
        rows:
          - {id: warned, exists-in: {columns: [i], table: t, references: [l]}, severity: warn}
          - {id: filled, not-null: {column: i}}
          - {id: other, exists-in: {columns: [i], table: t}}
          - {id: kept, exists-in: {columns: [i], table: t, references: [l]}, where: b}
        """;
    QualityInput input =
        new QualityInput(EveryRule.AS_OF, "table", COLUMNS, Map.of("t", COLUMNS), Map.of());
    List<RowPredicate> rows =
        EveryRule.planned(RuleLoader.parse("q.yaml", yaml, name -> null), input).rows();

    assertThat(rows.get(3).lookup()).isEqualTo(rows.get(0).lookup());
    assertThat(rows.get(3).good()).contains("`__assay_found_0`");
    assertThat(rows.get(2).lookup().marker()).isEqualTo("__assay_found_1");
  }

  @ParameterizedTest
  @CsvSource({
    "INTEGER,abc", "INTEGER,''", "INTEGER,0x1F", "INTEGER,NaN", "BOOLEAN,yes", "DATE,2018-1-1",
    "DATE,2018-02-30", "TIMESTAMP,noon", "FLOAT,1e39", "DOUBLE,1e400", "OTHER,1", "DOUBLE,1e9999999"
  })
  void refusesTextsThatAreNoValuesOfAType(ColumnType type, String text) {
    assertThat(SqlLiteral.of(type, text)).isEmpty();
  }
}
