package dev.assay.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RuleMatcherTest {

  private static List<String> problems(String yaml, QualityInput input) {
    List<String> problems = new ArrayList<>();
    boolean matched =
        RuleMatcher.match(RuleLoader.parse("q.yaml", yaml, name -> null), input, problems::add)
            .isPresent();
    assertThat(matched).isEqualTo(problems.isEmpty());
    return problems;
  }

  @Test
  void matchesEveryKindOfRule() {
    PlannedRules plan = EveryRule.planned();

    assertThat(plan.rows()).hasSize(9);
    assertThat(plan.referenceMetrics())
        .containsExactly(
            Map.entry(
                "customers",
                List.of(
                    MetricKey.rowCount("customer > 0"),
                    MetricKey.of(MetricName.SUM, List.of("total"), null))));
    assertThat(EveryRule.loaded().sql(EveryRule.AS_OF))
        .extracting(SqlText::place, SqlText::sql, SqlText::table)
        .containsExactly(
            tuple("q.yaml:13: rows[6].where", "age > 17", null),
            tuple("q.yaml:13: rows[6].predicate.sql", "f.cid IS NOT NULL", null),
            tuple("q.yaml:17: batch[0].where", "day = DATE '2018-12-31'", null),
            tuple(
                "q.yaml:45: cross[0].row-count-matches.other-where", "customer > 0", "customers"));
  }

  @Test
  void listsEachMetricOnce() {
    List<String> metrics = EveryRule.planned().metrics().stream().map(MetricKey::text).toList();

    assertThat(metrics)
        .doesNotHaveDuplicates()
        .contains(
            "row-count()",
            "row-count() where day = DATE '${as-of}'",
            "completeness(f)",
            "distinctness(colour, day)",
            "quantile(amount, 0.5)",
            "newest(day)",
            "value-counts(colour)",
            "uniqueness(id, day)",
            "completeness(age)",
            "compliance(coalesce(`age` IS NULL OR (`age` >= 0 AND `age` <= 95), false))");
  }

  @Test
  void fillsTheDateIntoWhatIsComputed() {
    MetricKey key = MetricKey.rowCount("day = '${as-of}'");

    assertThat(key.on(EveryRule.AS_OF)).isEqualTo(MetricKey.rowCount("day = '2018-12-31'"));
    assertThat(key.text()).isEqualTo("row-count() where day = '${as-of}'");
  }

  @Test
  void aBlankWhereIsNone() {
    assertThat(MetricKey.rowCount("  ")).isEqualTo(MetricKey.rowCount(null));
  }

  @Test
  void quotesNamesInMetricsThatAreMoreThanAWord() {
    assertThat(
            MetricKey.of(MetricName.UNIQUENESS, List.of("a, b", "größe", "say \"x\""), null).text())
        .isEqualTo("uniqueness(\"a, b\", größe, \"say \"\"x\"\"\")");
  }

  static Stream<Arguments> misfits() {
    return Stream.of(
        misfit(
            "rows",
            "not-null: {column: colou}",
            "rows[0].not-null.column): 'orders' has no column 'colou'. Did you mean 'colour'?"),
        misfit(
            "rows",
            "not-null: {column: AGE}",
            "rows[0].not-null.column): 'orders' has no column 'AGE'. Did you mean 'age'?"),
        misfit(
            "rows",
            "not-null: {column: zzzzzz}",
            "rows[0].not-null.column): 'orders' has no column 'zzzzzz'. Its columns are 'age',"
                + " 'amount', 'colour', 'day', 'f', 'id'."),
        misfit(
            "rows",
            "not-null: {column: f.cid}",
            "rows[0].not-null.column): 'orders' has no column 'f.cid', only a column 'f' with"
                + " fields. Only SQL sees fields: use a predicate such as {sql: f.cid IS NOT"
                + " NULL}."),
        misfit(
            "rows",
            "in-set: {column: age, values: [1, young]}",
            "rows[0].in-set.values): 'young' is no value of column 'age' (int)."),
        misfit(
            "rows",
            "in-set: {column: day, values: [2018-13-01]}",
            "rows[0].in-set.values): '2018-13-01' is no value of column 'day' (date)."),
        misfit(
            "rows",
            "in-set: {column: f, values: [1]}",
            "rows[0].in-set.values): column 'f' is struct<cid:string>, and in-set needs a column of"
                + " single values."),
        misfit(
            "rows",
            "range: {column: colour, min: 1}",
            "rows[0].range.column): column 'colour' is string, and range needs numbers, dates or"
                + " timestamps."),
        misfit(
            "rows",
            "range: {column: age, min: 2018-01-01}",
            "rows[0].range.min): '2018-01-01' is no value of column 'age' (int)."),
        misfit(
            "rows",
            "range: {column: day, max: 5}",
            "rows[0].range.max): '5' is no value of column 'day' (date)."),
        misfit(
            "rows",
            "pattern: {column: age, regex: a}",
            "rows[0].pattern.column): column 'age' is int, and pattern needs a string column."),
        misfit(
            "rows",
            "parsable: {column: day, as: int}",
            "rows[0].parsable.column): column 'day' is date, and parsable needs a string column."),
        misfit(
            "rows",
            "exists-in: {columns: [id], table: t}",
            "rows[0].exists-in.columns): 't' has no column 'id'. Its columns are 'customer',"
                + " 'total'."),
        misfit(
            "rows",
            "exists-in: {columns: [colour], table: t, references: [customer]}",
            "rows[0].exists-in.references): column 'colour' is string here and int in 't'. Use"
                + " columns of one type."),
        misfit(
            "batch",
            "mean: {column: colour, min: 1}",
            "batch[0].mean.column): column 'colour' is string, and mean needs a column of numbers."),
        misfit(
            "batch",
            "uniqueness: {columns: [id, f], min: 1}",
            "batch[0].uniqueness.columns): column 'f' is struct<cid:string>, and uniqueness needs a"
                + " column of single values."),
        misfit(
            "batch",
            "freshness: {column: age, max-days: 1}",
            "batch[0].freshness.column): column 'age' is int, and newest needs a column of dates or"
                + " timestamps."),
        misfit(
            "history",
            "metric: mean, column: nope, batch-normal: {}",
            "history[0].column): 'orders' has no column 'nope'. Its columns are 'age', 'amount',"
                + " 'colour', 'day', 'f', 'id'."),
        misfit(
            "cross",
            "sum-matches: {column: amount, table: t}",
            "cross[0].sum-matches.column): 't' has no column 'amount'. Its columns are 'customer',"
                + " 'total'."),
        misfit(
            "cross",
            "training-serving-skew: {columns: [colours]}",
            "cross[0].training-serving-skew.columns): the profile of people (version 3) has no"
                + " column 'colours'. Did you mean 'colour'?"));
  }

  private static Arguments misfit(String section, String rule, String message) {
    return Arguments.of(section, rule, message);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("misfits")
  void saysWhatDoesNotFit(String section, String rule, String message) {
    String yaml = "format: 1\ntables: {t: {table: t}}\n" + section + ": [{id: x, " + rule + "}]\n";
    QualityInput input =
        new QualityInput(
            EveryRule.AS_OF,
            "orders",
            EveryRule.columns(),
            Map.of("t", Map.of("customer", "int", "total", "decimal(10,2)")),
            Map.of("x", EveryRule.profile()));

    assertThat(problems(yaml, input)).containsExactly("Cannot use rule 'x' (q.yaml:3: " + message);
  }

  @Test
  void tellsAllMisfitsAtOnce() {
    String yaml =
        """
        format: 1
        rows:
          - {id: a, not-null: {column: x}}
          - id: b
            range:
              column: age
              min: 1990-01-01
        batch:
          - {id: c, mean: {column: colour, min: 1}}
        """;

    assertThat(problems(yaml, QualityInput.of(EveryRule.AS_OF, "orders", EveryRule.columns())))
        .hasSize(3)
        .anySatisfy(message -> assertThat(message).startsWith("Cannot use rule 'a' (q.yaml:3"))
        .anySatisfy(message -> assertThat(message).startsWith("Cannot use rule 'b' (q.yaml:7"))
        .anySatisfy(message -> assertThat(message).startsWith("Cannot use rule 'c' (q.yaml:9"));
  }

  @Test
  void doesNotComplainOfADerivedColumnThatIsWrongItself() {
    String yaml = "format: 1\nrows: [{id: a, range: {column: decade, min: 0}}]\n";
    List<String> problems = new ArrayList<>();

    assertThat(
            RuleMatcher.match(
                RuleLoader.parse("q.yaml", yaml, name -> null),
                QualityInput.of(EveryRule.AS_OF, "orders", Map.of("decade", "?")),
                problems::add))
        .isEmpty();
    assertThat(problems).isEmpty();
  }

  @Test
  void takesColumnsWithDotsBlanksQuotesAndLetters() {
    for (String name : List.of("a.b", "total amount", "größe", "it's", "back`tick", "\"q\"", "名")) {
      String yaml =
          "format: 1\nrows: [{id: a, range: {column: '" + name.replace("'", "''") + "', min: 0}}]";
      PlannedRules plan =
          EveryRule.planned(
              RuleLoader.parse("q.yaml", yaml, n -> null),
              QualityInput.of(EveryRule.AS_OF, "t", Map.of(name, "int")));
      String quoted = "`" + name.replace("`", "``") + "`";
      assertThat(plan.rows().get(0).good())
          .isEqualTo("coalesce((" + quoted + " IS NULL OR (" + quoted + " >= 0)), false)");
    }
  }
}
