package dev.assay.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Two hundred rules over the hundred columns of {@link CheckedTable}: 50 on rows and 150 on the
 * table as a whole. Each column has one at least, and all hold.
 */
final class CheckedRules {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final List<Rule> rules = new ArrayList<>();

  /**
   * A rule.
   *
   * @param id its name
   * @param section {@code rows} or {@code batch}
   * @param kind its kind in a rule file
   * @param settings of the kind
   */
  record Rule(String id, String section, String kind, Map<String, Object> settings) {
    String line() {
      Map<String, Object> keys = new LinkedHashMap<>();
      keys.put("id", id);
      keys.put(kind, settings);
      return "  - " + json(keys) + "\n";
    }
  }

  private CheckedRules() {
    rows();
    numbers();
    filled();
    values();
    times();
  }

  /** The rules in order. */
  static List<Rule> all() {
    return List.copyOf(new CheckedRules().rules);
  }

  /** The rule file; JSON within it is YAML. */
  static String file() {
    StringBuilder text = new StringBuilder("format: 1\nowner: bench\nrows:\n");
    all().stream().filter(r -> r.section().equals("rows")).forEach(r -> text.append(r.line()));
    text.append("batch:\n");
    all().stream().filter(r -> r.section().equals("batch")).forEach(r -> text.append(r.line()));
    return text.toString();
  }

  /** The same for peers in other languages. */
  static String list() {
    return json(all());
  }

  private static String json(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private void rows() {
    row("not-null", "id", Map.of());
    row("not-null", "code", Map.of());
    each("d", 0, 10, 3, c -> row("not-null", c, Map.of()));
    each("i", 0, 10, 3, c -> row("not-null", c, Map.of()));
    each("l", 0, 6, 3, c -> row("not-null", c, Map.of()));
    each("d", 10, 20, 1, c -> row("range", c, Map.of("min", "-1000", "max", "1000")));
    each("i", 0, 6, 1, c -> row("range", c, Map.of("min", "0", "max", "100000")));
    for (int i : List.of(0, 1, 2, 6, 7, 8, 12, 13)) {
      List<String> values =
          IntStream.range(0, CheckedTable.values(i)).mapToObj(v -> "c" + v).toList();
      row("in-set", CheckedTable.name("s", i), Map.of("values", values));
    }
    row("pattern", "code", Map.of("regex", "K[0-9]{10}"));
    row("pattern", "s08", Map.of("regex", "c[0-9]+"));
    row("length", "code", Map.of("min", 11, "max", 11));
    row("length", "s09", Map.of("min", 2, "max", 8));
    row("length", "s10", Map.of("min", 2, "max", 8));
    predicate("d20 IS NULL OR d20 < 1000");
    predicate("abs(d00 - d01) < 1000");
    predicate("i00 + i01 < 100");
    predicate("NOT (i03 < 0 AND s00 = 'c1')");
    predicate("day00 >= DATE'2020-01-01' AND day01 <= DATE'2030-01-01'");
    predicate("ts02 < TIMESTAMP'2030-01-01 00:00:00' OR ts02 IS NULL");
    predicate("ts03 > TIMESTAMP'2020-01-01 00:00:00'");
    predicate("l00 >= 0 AND l01 >= 0");
    predicate("length(s03) BETWEEN 2 AND 8");
  }

  private void numbers() {
    batch("row-count", Map.of("min", 1));
    each("d", 0, 25, 1, c -> bounded("mean", c));
    each("d", 25, CheckedTable.DOUBLES, 1, c -> bounded("minimum", c));
    each("d", 25, CheckedTable.DOUBLES, 1, c -> bounded("maximum", c));
    each("l", 0, CheckedTable.LONGS, 1, c -> batch("sum", Map.of("column", c, "min", 0)));
    each(
        "d", 0, 15, 1, c -> batch("standard-deviation", Map.of("column", c, "min", 0, "max", 1e6)));
    each("d", 15, 21, 1, c -> quantile(c, 0.5));
    each("d", 15, 17, 1, c -> quantile(c, 0.99));
    for (List<String> pair :
        List.of(
            List.of("d00", "d02"),
            List.of("d01", "d03"),
            List.of("i04", "l00"),
            List.of("d04", "d05"))) {
      batch("correlation", Map.of("columns", pair, "min", -0.5, "max", 0.5));
    }
  }

  private void filled() {
    each("i", 6, CheckedTable.INTS, 1, this::complete);
    each("l", 0, CheckedTable.LONGS, 1, this::complete);
    each("s", 0, 12, 1, this::complete);
    each("day", 2, CheckedTable.DATES, 1, this::complete);
  }

  private void values() {
    each("s", 12, 18, 1, c -> batch("approx-count-distinct", Map.of("column", c, "min", 1)));
    batch("uniqueness", Map.of("columns", List.of("id"), "min", 1));
    batch("distinctness", Map.of("columns", List.of("s16"), "max", 1));
    batch("distinctness", Map.of("columns", List.of("i03"), "max", 1));
    batch("entropy", Map.of("column", "s14", "min", 0));
    batch("entropy", Map.of("column", "s15", "min", 0));
    batch("class-balance", Map.of("column", "s00", "shares", shares(2)));
    batch("class-balance", Map.of("column", "s01", "shares", shares(5)));
    batch("mutual-information", Map.of("columns", List.of("s00", "s02"), "max", 1));
  }

  private static Map<String, Object> shares(int values) {
    Map<String, Object> shares = new LinkedHashMap<>();
    for (int i = 0; i < values; i++) {
      shares.put("c" + i, Map.of("min", 0.5 / values, "max", 2.0 / values));
    }
    return shares;
  }

  private void times() {
    for (String column : List.of("day00", "ts00", "ts01")) {
      batch("freshness", Map.of("column", column, "max-days", 30));
    }
  }

  /** What one column of a series is asked. */
  private interface Asked {
    void of(String column);
  }

  private static void each(String kind, int from, int to, int step, Asked asked) {
    for (int i = from; i < to; i += step) {
      asked.of(CheckedTable.name(kind, i));
    }
  }

  private void row(String kind, String column, Map<String, Object> settings) {
    Map<String, Object> all = new LinkedHashMap<>(Map.of("column", column));
    all.putAll(settings);
    add("rows", kind, all);
  }

  private void predicate(String sql) {
    add("rows", "predicate", Map.of("sql", sql));
  }

  private void complete(String column) {
    batch("completeness", Map.of("column", column, "min", 0.5));
  }

  private void bounded(String kind, String column) {
    batch(kind, Map.of("column", column, "min", -1e6, "max", 1e6));
  }

  private void quantile(String column, double at) {
    batch("quantile", Map.of("column", column, "at", at, "min", -1000, "max", 1000));
  }

  private void batch(String kind, Map<String, Object> settings) {
    add("batch", kind, settings);
  }

  private void add(String section, String kind, Map<String, Object> settings) {
    rules.add(new Rule("%s-%d".formatted(kind, rules.size()), section, kind, settings));
  }

  /** Rules by kind, for a person. */
  static String summary() {
    Map<String, Long> kinds =
        all().stream()
            .collect(Collectors.groupingBy(Rule::kind, LinkedHashMap::new, Collectors.counting()));
    return kinds.entrySet().stream()
        .map(kind -> kind.getValue() + " " + kind.getKey())
        .collect(Collectors.joining(", "));
  }
}
