package dev.assay.quality;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A rule file with every kind of rule, and the tables that it fits. */
final class EveryRule {
  static final LocalDate AS_OF = LocalDate.of(2018, 12, 31);

  static final String YAML =
      """
      format: 1
      owner: data-team
      min-rows: 10
      tables:
        customers: {table: /data/customers, version: 7}
      rows:
        - {id: r-not-null, not-null: {column: amount}, action: quarantine, max-share: 0.01}
        - {id: r-in-set, in-set: {column: colour, values: [red, "it's", 3]}}
        - {id: r-range, range: {column: age, min: 0, max: 120}, action: fail}
        - {id: r-range-date, range: {column: day, min: 2018-01-01}, severity: warn}
        - {id: r-pattern, pattern: {column: colour, regex: '[a-z]+\\d?'}}
        - {id: r-length, length: {column: colour, min: 1, max: 10}}
        - {id: r-predicate, predicate: {sql: "f.cid IS NOT NULL"}, where: age > 17}
        - {id: r-parsable, parsable: {column: colour, as: date, format: dd.MM.yyyy}}
        - {id: r-exists, exists-in: {columns: [id], table: customers, references: [customer]}}
      batch:
        - {id: b-rows, row-count: {min: 100, max: 200}, where: "day = DATE '${as-of}'"}
        - {id: b-complete, completeness: {column: f, min: 1}}
        - {id: b-distinct, distinctness: {columns: [colour, day], min: 0.5}}
        - {id: b-unique, uniqueness: {columns: [id], min: 1}}
        - {id: b-mean, mean: {column: amount, min: 1, max: 2}}
        - {id: b-min, minimum: {column: age, min: 0}}
        - {id: b-max, maximum: {column: age, max: 120}}
        - {id: b-median, quantile: {column: amount, at: 0.5, max: 9}}
        - {id: b-sum, sum: {column: age, min: 1}}
        - {id: b-deviation, standard-deviation: {column: amount, max: 4}}
        - {id: b-correlation, correlation: {columns: [age, amount], min: -0.5}}
        - {id: b-entropy, entropy: {column: colour, min: 0.1}}
        - {id: b-mutual, mutual-information: {columns: [colour, day], max: 1}}
        - {id: b-distinct-count, approx-count-distinct: {column: colour, max: 5}}
        - {id: b-fresh, freshness: {column: day, max-days: 1, max-days-ahead: 0}}
        - {id: b-schema, schema-equals: {types: {id: bigint, age: int}, allow-more: true}}
        - id: b-balance
          class-balance:
            column: colour
            shares: {red: {min: 0.4, max: 0.6}}
            max-other: 0.7
      history:
        - {id: h-change, metric: row-count, relative-change: {min: -0.1, max: 0.1}}
        - {id: h-online, metric: mean, column: amount, online-normal: {}}
        - {id: h-batch, metric: uniqueness, columns: [id, day], batch-normal: {deviations: 2}}
        - {id: h-season, metric: sum, column: age, holt-winters: {season: weekly}}
        - {id: h-weekday, metric: quantile, column: age, at: 0.9, weekday-z-score: {}}
      cross:
        - {id: c-rows, row-count-matches: {table: customers, tolerance: 0.1, other-where: customer > 0}}
        - {id: c-sum, sum-matches: {column: amount, table: customers, other-column: total}}
        - {id: c-skew, training-serving-skew: {columns: [age]}}
      output:
        - {id: o-range, in-range: {min: 0, max: 1}}
        - {id: o-constant, not-constant: {}}
        - {id: o-share, share-above-cutoff: {min: 0.1, max: 0.9}, model: employment}
        - {id: o-mean, mean-near-history: {tolerance: 0.1}}
        - {id: o-rows, reconciliation: {}}
      """;

  private EveryRule() {}

  static LoadedRules loaded() {
    return RuleLoader.parse("q.yaml", YAML, name -> null);
  }

  static Map<String, String> columns() {
    Map<String, String> columns = new LinkedHashMap<>();
    columns.put("id", "bigint");
    columns.put("age", "int");
    columns.put("amount", "double");
    columns.put("colour", "string");
    columns.put("day", "date");
    columns.put("f", "struct<cid:string>");
    return columns;
  }

  static ReferenceProfile profile() {
    ReferenceProfile.Column age =
        new ReferenceProfile.Column("age", "int", 0.0, 0.0, 95.0, 40.0, 20.0, 94, List.of(), null);
    ReferenceProfile.Column colour =
        new ReferenceProfile.Column(
            "colour",
            "string",
            0.1,
            null,
            null,
            null,
            null,
            2,
            List.of(
                new ReferenceProfile.Value("red", 0.5), new ReferenceProfile.Value("it's", 0.4)),
            null);
    return new ReferenceProfile(1, "people (version 3)", 1000, List.of(age, colour));
  }

  static QualityInput input() {
    Map<String, Map<String, String>> references =
        Map.of("customers", Map.of("customer", "int", "total", "decimal(10,2)"));
    return new QualityInput(AS_OF, "orders", columns(), references, Map.of("c-skew", profile()));
  }

  /** Every rule, matched. */
  static PlannedRules planned() {
    return planned(loaded(), input());
  }

  static PlannedRules planned(LoadedRules rules, QualityInput input) {
    List<String> problems = new ArrayList<>();
    return RuleMatcher.match(rules, input, problems::add)
        .orElseThrow(() -> new AssertionError(problems.toString()));
  }

  static Rule rule(PlannedRules plan, String id) {
    return plan.rules().all().stream().filter(r -> r.id().equals(id)).findFirst().orElseThrow();
  }
}
