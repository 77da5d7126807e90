package dev.assay.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.assay.config.ConfigSource;
import dev.assay.error.AssayException;
import dev.assay.error.ErrorCode;
import dev.assay.yaml.SchemaWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RuleLoaderTest {
  private static final Path CENSUS =
      Path.of(System.getProperty("assay.root", "..")).resolve("conf/quality/census.yaml");
  private static final Map<String, String> CENSUS_COLUMNS = censusColumns();

  private static Map<String, String> censusColumns() {
    Map<String, String> columns = new LinkedHashMap<>();
    columns.put("id", "bigint");
    columns.put("year", "int");
    columns.put("AGEP", "float");
    Stream.of(
            "SCHL",
            "MAR",
            "RELP",
            "DIS",
            "ESP",
            "CIT",
            "MIG",
            "MIL",
            "ANC",
            "NATIVITY",
            "DEAR",
            "DEYE",
            "DREM",
            "SEX",
            "RAC1P")
        .forEach(column -> columns.put(column, "int"));
    return columns;
  }

  private static RuleSet parse(String yaml) {
    return RuleLoader.parse("q.yaml", yaml, name -> null).rules();
  }

  private static List<String> problems(String yaml) {
    AssayException error = catchThrowableOfType(AssayException.class, () -> parse(yaml));
    assertThat(error).as("a problem in: " + yaml).isNotNull();
    assertThat(error.code()).isEqualTo(ErrorCode.CONFIG);
    return error.getMessage().lines().skip(1).map(String::strip).toList();
  }

  @Test
  void readsEveryKindOfRule() {
    RuleSet rules = parse(EveryRule.YAML);

    Set<String> kinds = rules.all().stream().map(Rule::kind).collect(Collectors.toSet());
    Set<String> all = new HashSet<>();
    Stream.of(RowCheck.class, BatchCheck.class, HistoryCheck.class, CrossCheck.class)
        .forEach(type -> addKinds(type, all));
    addKinds(OutputCheck.class, all);
    assertThat(kinds).isEqualTo(all).hasSize(38);
    assertThat(rules.rows().get(0))
        .isEqualTo(
            new RowRule(
                "r-not-null",
                new RowCheck.NotNull("amount"),
                Severity.ERROR,
                Action.QUARANTINE,
                0.01,
                null,
                null,
                null,
                null));
    assertThat(rules.rows().get(1).check())
        .isEqualTo(new RowCheck.InSet("colour", List.of("red", "it's", "3")));
    assertThat(rules.minRowsOf(rules.batch().get(0))).isEqualTo(10);
    assertThat(rules.ownerOf(rules.batch().get(0))).isEqualTo("data-team");
    assertThat(rules.history().get(0).historyNeeded()).isEqualTo(1);
    assertThat(rules.history().get(3).historyNeeded()).isEqualTo(14);
    assertThat(rules.history().get(4).metricKey().text()).isEqualTo("quantile(age, 0.9)");
  }

  private static void addKinds(Class<?> type, Set<String> kinds) {
    for (Class<?> permitted : type.getPermittedSubclasses()) {
      if (permitted.isInterface()) {
        addKinds(permitted, kinds);
      } else {
        kinds.add(Kinds.kebab(permitted.getSimpleName()));
      }
    }
  }

  @Test
  void readsTheCensusRulesAndMatchesThemWithTheCensusData() {
    LoadedRules loaded =
        RuleLoader.load(
            ConfigSource.localFiles(), CENSUS.toString(), Map.of("ASSAY_ROOT", "/assay")::get);

    assertThat(loaded.rules().tables().get("labels").table())
        .isEqualTo("/assay/test-data/census/labels");
    Map<String, Map<String, String>> labels =
        Map.of("labels", Map.of("id", "bigint", "year", "int", "employed", "int"));
    List<String> problems = new ArrayList<>();
    QualityInput input =
        new QualityInput(EveryRule.AS_OF, "people", CENSUS_COLUMNS, labels, Map.of());
    assertThat(RuleMatcher.match(loaded, input, problems::add)).isPresent();
    assertThat(problems).isEmpty();
  }

  @Test
  void editorsTakeTheFilesThatTheLoaderTakes() throws IOException {
    String schema = SchemaWriter.write(RuleSet.class, "Rules", true);

    for (String yaml : List.of(EveryRule.YAML, Files.readString(CENSUS))) {
      assertThat(
              SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                  .getSchema(schema, InputFormat.JSON)
                  .validate(yaml, InputFormat.YAML))
          .isEmpty();
    }
  }

  @Test
  void editorsRefuseARuleOfTwoKindsOrNone() {
    String schema = SchemaWriter.write(RuleSet.class, "Rules", true);

    for (String kinds : List.of("", ", not-null: {column: a}, length: {column: a, min: 1}")) {
      String yaml = "format: 1\nrows: [{id: a" + kinds + "}]\n";
      assertThat(
              SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                  .getSchema(schema, InputFormat.JSON)
                  .validate(yaml, InputFormat.YAML))
          .isNotEmpty();
    }
  }

  @Test
  void fillsInTheEnvironmentButLeavesTheDate() {
    String yaml =
        """
        format: 1
        batch:
          - {id: enough, row-count: {min: "${LEAST:-5}"}, where: "day = '${as-of}' AND c = '${C}'"}
        """;
    RuleSet rules = RuleLoader.parse("q.yaml", yaml, Map.of("C", "x")::get).rules();

    assertThat(rules.batch().get(0).where()).isEqualTo("day = '${as-of}' AND c = 'x'");
    assertThat(rules.batch().get(0).check()).isEqualTo(new BatchCheck.RowCount(5.0, null));
  }

  @Test
  void saysWhereTheDateIsKnown() {
    assertThat(problems("format: 1\nowner: ${as-of}\nbatch: [{id: a, row-count: {min: 1}}]"))
        .containsExactly(
            "q.yaml:2: owner: found ${as-of}, which is known only in where, other-where and sql");
  }

  @Test
  void saysThatThereIsNoSuchFile() {
    assertThatThrownBy(
            () -> RuleLoader.load(ConfigSource.localFiles(), "no/such.yaml", name -> null))
        .isInstanceOf(AssayException.class)
        .hasMessage("Cannot load the rules: 1 problem.\n  no/such.yaml: the file does not exist");
  }

  @Test
  void readsTheBytesOfAFile() {
    byte[] bytes =
        "format: 1\nbatch: [{id: a, row-count: {min: 1}}]".getBytes(StandardCharsets.UTF_8);

    assertThat(RuleLoader.load(path -> bytes, "q.yaml", name -> null).rules().all()).hasSize(1);
  }

  @Test
  void tellsAllProblemsAtOnce() {
    String yaml =
        """
        format: 1
        tables:
          labels: {table: /data/labels}
        rows:
          - {id: age, range: {column: AGEP, min: 120, max: 0}, action: quarantin}
          - {id: age, not-null: {colum: AGEP}}
          - {id: Sex Code, in-set: {column: SEX, values: []}, max-share: 2}
          - {id: c, exists-in: {columns: [id], table: label}, severty: warn}
        batch:
          - {id: d, mean: {column: AGEP}, min-rows: -1}
        """;

    assertThat(problems(yaml))
        .containsExactly(
            "q.yaml:5: rows[0].action: found 'quarantin', expected one of tag, quarantine, fail",
            "q.yaml:6: rows[1].id: names the rule 'age' again, after rows[0].id (q.yaml:5)",
            "q.yaml:6: rows[1].not-null.colum: is not a known key. Did you mean 'column'?",
            "q.yaml:7: rows[2].id: found 'Sex Code', expected a name in kebab case: age-range",
            "q.yaml:7: rows[2].max-share: found 2, expected a number from 0 to 1",
            "q.yaml:7: rows[2].in-set.values: found an empty list, expected at least one value",
            "q.yaml:8: rows[3].exists-in.table: names 'label', which is not under tables. Did you"
                + " mean 'labels'?",
            "q.yaml:8: rows[3].severty: is not a known key. Did you mean 'severity'?",
            "q.yaml:10: batch[0].min-rows: found -1, expected 0 or more",
            "q.yaml:10: batch[0].mean: has neither min nor max, expected one of them or both");
  }

  static Stream<Arguments> badRules() {
    return Stream.of(
        bad(
            "rows",
            "range: {column: a, min: 120, max: 0}",
            "range: has min 120 above max 0, so that nothing can pass"),
        bad(
            "rows",
            "range: {column: a, min: 2019-01-01, max: 2018-01-01}",
            "range: has min 2019-01-01 above max 2018-01-01, so that nothing can pass"),
        bad(
            "rows",
            "range: {column: a, min: 0, max: 2018-01-01}",
            "range: has a number and a date as bounds, expected two of one sort"),
        bad(
            "rows",
            "range: {column: a, min: low}",
            "range.min: found 'low', expected a number, a date (YYYY-MM-DD) or a timestamp"),
        bad(
            "rows",
            "range: {column: a, min: 2018-02-30}",
            "range.min: found '2018-02-30', expected a number, a date (YYYY-MM-DD) or a timestamp"),
        bad(
            "rows",
            "range: {column: a}",
            "range: has neither min nor max, expected one of them or both"),
        bad(
            "rows",
            "range: {min: 1}",
            "range.column: is missing, expected a string. The column: numbers, dates or timestamps."),
        bad("rows", "not-null: a", "not-null: found 'a', expected a mapping with column"),
        bad("rows", "not-null: {column: ''}", "not-null: names a column that is an empty string"),
        bad(
            "rows",
            "not-null: {column: a}, length: {column: a, min: 1}",
            "has not-null and length, expected exactly one of the keys not-null, in-set, range,"
                + " pattern, length, predicate, parsable, exists-in"),
        bad(
            "rows",
            "owner: me",
            "says not what it is, expected exactly one of the keys not-null, in-set, range,"
                + " pattern, length, predicate, parsable, exists-in"),
        bad(
            "rows",
            "not-nul: {column: a}",
            "not-nul: is not a known key. Did you mean 'not-null'?"),
        bad(
            "rows",
            "mean: {column: a, min: 1}",
            "mean: is a kind of rule that stands under batch. Move it there"),
        bad(
            "rows",
            "in-set: {column: a, values: [1, 2, 1]}",
            "in-set.values: names the value '1' more than once"),
        bad(
            "rows",
            "pattern: {column: a, regex: '[a-z'}",
            "pattern.regex: '[a-z' is no regular expression: unclosed character class at character 4"),
        bad(
            "rows",
            "length: {column: a, min: -1}",
            "length.min: found -1, expected a number from 0 to 2147483647"),
        bad(
            "rows",
            "predicate: {sql: a IN (1, 2)}",
            "predicate.2): is not a known key; text that holds a comma needs quotes inside { }"),
        bad(
            "rows",
            "predicate: {sql: ' '}",
            "predicate.sql: found an empty string, expected a text"),
        bad(
            "rows",
            "predicate: {sql: a > 0}, where: ''",
            "where: found an empty string, expected a text"),
        bad(
            "rows",
            "parsable: {column: a, as: number}",
            "parsable.as: found 'number', expected one of int, bigint, double, date, timestamp,"
                + " boolean"),
        bad(
            "rows",
            "parsable: {column: a, as: int, format: yyyy}",
            "parsable.format: is only for date and timestamp, found as: int"),
        bad(
            "rows",
            "parsable: {column: a, as: date, format: YYYY-MM-dd}",
            "parsable.format: found 'YYYY-MM-dd', expected a pattern that Spark knows, such as"
                + " yyyy-MM-dd"),
        bad(
            "rows",
            "exists-in: {columns: [a], table: label}",
            "exists-in.table: names 'label', which is not under tables. Did you mean 'labels'?"),
        bad(
            "rows",
            "exists-in: {columns: [a], table: customers}",
            "exists-in.table: names 'customers', which is not under tables. There are labels"),
        bad(
            "rows",
            "exists-in: {columns: [], table: labels}",
            "exists-in.columns: found no column, expected at least 1 column"),
        bad(
            "rows",
            "exists-in: {columns: [a, b], table: labels, references: [c]}",
            "exists-in.references: found 1 column, expected 2 columns"),
        bad(
            "rows",
            "not-null: {column: a}, action: fail, severity: warn",
            "action: is fail, but with severity warn nothing stops the run. Use severity error, or"
                + " tag or quarantine the rows"),
        bad(
            "rows",
            "not-null: {column: a}, max-share: .nan",
            "max-share: found NaN, expected a number from 0 to 1"),
        bad(
            "batch",
            "row-count: {min: 1}, action: quarantine",
            "action: found 'quarantine', but only rules under rows can tag or quarantine rows."
                + " Leave it out: severity says whether a failure stops the run"),
        bad(
            "batch",
            "range: {column: a, min: 1}",
            "range: is a kind of rule that stands under rows. Move it there"),
        bad(
            "batch",
            "mean: {column: a, min: 2, max: 1}",
            "mean: has min 2 above max 1, so that nothing can pass"),
        bad(
            "batch",
            "mean: {column: a, max: .inf}",
            "mean.max: found Infinity, expected a number that is not infinite"),
        bad(
            "batch",
            "completeness: {column: a, min: 95}",
            "completeness.min: found 95, expected a number from 0 to 1"),
        bad(
            "batch",
            "row-count: {min: -5}",
            "row-count.min: found -5, expected a number at least 0"),
        bad(
            "batch",
            "quantile: {column: a, at: 50, min: 1}",
            "quantile.at: found 50, expected a number from 0 to 1"),
        bad(
            "batch",
            "uniqueness: {columns: [], min: 1}",
            "uniqueness.columns: found no column, expected at least 1 column"),
        bad(
            "batch",
            "uniqueness: {columns: id, min: 1}",
            "uniqueness.columns: found 'id', expected a list of strings, such as [id]"),
        bad(
            "batch",
            "correlation: {columns: [a, b, c], min: 0}",
            "correlation.columns: found 3 columns, expected 2 columns"),
        bad(
            "batch",
            "mutual-information: {columns: [a, a], min: 0}",
            "mutual-information.columns: names the column 'a' more than once"),
        bad(
            "batch",
            "freshness: {column: a, max-days: -1}",
            "freshness.max-days: found -1, expected a number from 0 to 2147483647"),
        bad(
            "batch",
            "class-balance: {column: a, shares: {}}",
            "class-balance.shares: names no value, expected at least one with its share"),
        bad(
            "batch",
            "class-balance: {column: a, shares: {x: {}}}",
            "class-balance.shares.x: has neither min nor max, expected one of them or both"),
        bad(
            "batch",
            "class-balance: {column: a, shares: {x: {min: 0.7}, y: {min: 0.7}}}",
            "class-balance.shares: has min shares of 1.4 together, expected at most 1"),
        bad(
            "batch",
            "schema-equals: {types: {}}",
            "schema-equals.types: names no column, expected at least one with its type"),
        bad(
            "batch",
            "schema-equals: {types: {a: int}}, where: a > 0",
            "where: picks rows, but schema-equals is not about rows. Leave it out"),
        bad(
            "history",
            "metric: mean, relative-change: {min: 0}",
            "column: found no column, expected 1 column"),
        bad(
            "history",
            "metric: means, column: a, relative-change: {min: 0}",
            "metric: found 'means', expected one of row-count, completeness, distinctness,"
                + " uniqueness, mean, minimum, maximum, quantile, sum, standard-deviation,"
                + " correlation, entropy, mutual-information, approx-count-distinct, compliance,"
                + " value-counts, newest, bins"),
        bad(
            "history",
            "metric: newest, column: a, relative-change: {min: 0}",
            "metric: found newest, which has no history. Use one of row-count, completeness,"
                + " distinctness, uniqueness, mean, minimum, maximum, quantile, sum,"
                + " standard-deviation, correlation, entropy, mutual-information,"
                + " approx-count-distinct"),
        bad(
            "history",
            "metric: row-count, column: a, relative-change: {min: 0}",
            "column: is not for row-count. Leave it out"),
        bad(
            "history",
            "metric: mean, column: a, columns: [b], relative-change: {min: 0}",
            "columns: stands beside column, expected only one of them"),
        bad(
            "history",
            "metric: quantile, column: a, relative-change: {min: 0}",
            "at: is missing, expected a number from 0 to 1: 0.5 is the median"),
        bad(
            "history",
            "metric: mean, column: a, at: 0.5, relative-change: {min: 0}",
            "at: is only for quantile, found metric: mean"),
        bad(
            "history",
            "metric: row-count, relative-change: {lag: 2}",
            "relative-change: has neither min nor max, expected one of them or both"),
        bad(
            "history",
            "metric: row-count, batch-normal: {deviations: 0}",
            "batch-normal.deviations: found 0, expected a number above 0, such as 3"),
        bad(
            "history",
            "metric: row-count, holt-winters: {season: weekly}, min-history: 5",
            "min-history: found 5, expected at least 14; holt-winters needs as many"),
        bad(
            "cross",
            "row-count-matches: {table: labels, tolerance: -1}",
            "row-count-matches.tolerance: found -1, expected a number from 0 to "
                + "1.7976931348623157E+308"),
        bad(
            "cross",
            "sum-matches: {column: a, table: nope}",
            "sum-matches.table: names 'nope', which is not under tables. There are labels"),
        bad(
            "cross",
            "training-serving-skew: {max-unseen-share: 2}",
            "training-serving-skew.max-unseen-share: found 2, expected a number from 0 to 1"),
        bad(
            "output",
            "in-range: {}",
            "in-range: has neither min nor max, expected one of them or both"),
        bad(
            "output",
            "mean-near-history: {tolerance: 0.1, runs: 3, min-history: 5}",
            "mean-near-history.min-history: found 5, expected from 1 to runs, which is 3"),
        bad(
            "output",
            "reconciliation: {}, where: score > 0",
            "where: picks rows, but reconciliation is about all rows. Leave it out"));
  }

  private static Arguments bad(String section, String rule, String message) {
    return Arguments.of(section, rule, message);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("badRules")
  void saysWhatIsWrongWithARule(String section, String rule, String message) {
    String yaml =
        "format: 1\ntables: {labels: {table: /l}}\n" + section + ":\n  - {id: x, " + rule + "}\n";
    boolean ofRule = !message.matches("[a-z-]+(\\.[a-z0-9)-]+)*: .*");

    assertThat(problems(yaml))
        .containsExactly("q.yaml:4: " + section + "[0]" + (ofRule ? ": " : ".") + message);
  }

  static Stream<Arguments> badFiles() {
    return Stream.of(
        Arguments.of(
            "format: 2\nbatch: [{id: a, row-count: {min: 1}}]",
            "q.yaml:1: format: found 2, expected 1; a newer version of Assay wrote the file, or"
                + " reads it"),
        Arguments.of(
            "batch: [{id: a, row-count: {min: 1}}]",
            "q.yaml:1: format: is missing, expected a whole number. Version of this file's format;"
                + " 1."),
        Arguments.of(
            "format: 1",
            "q.yaml:1: holds no rules, expected some under rows, batch, history, cross or output"),
        Arguments.of(
            "format: 1\nmin-rows: -1\nbatch: [{id: a, row-count: {min: 1}}]",
            "q.yaml:2: min-rows: found -1, expected 0 or more"),
        Arguments.of(
            "format: 1\ntables: {t: {table: ''}}\nbatch: [{id: a, row-count: {min: 1}}]",
            "q.yaml:2: tables.t.table: found an empty string, expected a text"),
        Arguments.of(
            "format: 1\ntables: {t: {table: t, version: -1}}\nbatch: [{id: a, row-count: {min: 1}}]",
            "q.yaml:2: tables.t.version: found -1, expected 0 or more"),
        Arguments.of(
            "format: 1\nrow: [{id: a}]\nbatch: [{id: a, row-count: {min: 1}}]",
            "q.yaml:2: row: is not a known key. Did you mean 'rows'?"),
        Arguments.of(
            "format: 1\nbatch: [{id: a, row-count: {min: 1}}]\noutput: [{id: a, not-constant: {}}]",
            "q.yaml:3: output[0].id: names the rule 'a' again, after batch[0].id (q.yaml:2)"),
        Arguments.of(
            "format: 1\nbatch: [{row-count: {min: 1}}]",
            "q.yaml:2: batch[0].id: is missing, expected a string. The rule's name in kebab case,"
                + " unique in the file."),
        Arguments.of(
            "format: 1\nbatch: {id: a}",
            "q.yaml:2: batch: found a mapping, expected a list of mappings with id, row-count,"
                + " completeness, distinctness, uniqueness, mean, minimum, maximum, quantile, sum,"
                + " standard-deviation, correlation, entropy, mutual-information,"
                + " approx-count-distinct, freshness, schema-equals, class-balance, severity,"
                + " where, min-rows, description, owner"));
  }

  @ParameterizedTest
  @MethodSource("badFiles")
  void saysWhatIsWrongWithAFile(String yaml, String message) {
    assertThat(problems(yaml)).contains(message);
  }
}
