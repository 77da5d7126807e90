package dev.assay.jobs.quality;

import dev.assay.jobs.quality.ColumnFigures.NumberFigures;
import dev.assay.jobs.quality.DeequSuggestions.Suggestion;
import dev.assay.quality.BatchRule;
import dev.assay.quality.LoadedRules;
import dev.assay.quality.MetricKey;
import dev.assay.quality.MetricValue;
import dev.assay.quality.MetricValue.Scalar;
import dev.assay.quality.PlannedRules;
import dev.assay.quality.QualityInput;
import dev.assay.quality.RowCounts;
import dev.assay.quality.RowPredicate;
import dev.assay.quality.RowRule;
import dev.assay.quality.RuleJudge;
import dev.assay.quality.RuleLoader;
import dev.assay.quality.RuleMatcher;
import dev.assay.quality.RuleResult;
import dev.assay.quality.Status;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructField;

/**
 * A rule file as a person would begin it: each rule with a margin around what was observed, and a
 * comment that says what was observed. Rules that fail on the table itself are left out.
 */
final class RuleDraft {
  private static final int FEW_CLASSES = 8;
  private static final int FEW_CODES = 50;
  private static final int FEWEST_ROWS = 1000;
  private static final double TOLERATED = 0.01;
  private static final double RARE = 0.01;
  private static final double RANGE_MARGIN = 0.1;
  private static final double MEAN_MARGIN = 0.25;
  private static final double NULL_MARGIN = 0.02;
  private static final MathContext DOWN = new MathContext(4, RoundingMode.FLOOR);
  private static final MathContext UP = new MathContext(4, RoundingMode.CEILING);

  private final Dataset<Row> table;
  private final String name;
  private final LocalDate asOf;
  private final long rows;
  private final List<Entry> entries = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private final Set<String> ids =
      new HashSet<>(List.of("columns", "row-count", "row-count-steady"));
  private int scans;

  /**
   * @param rows rows of the table
   */
  RuleDraft(Dataset<Row> table, String name, LocalDate asOf, long rows) {
    this.table = table;
    this.name = name;
    this.asOf = asOf;
    this.rows = rows;
    addColumns();
    if (rows > 0) {
      addRowCounts();
    }
  }

  private record Entry(String section, String id, String comment, String rule) {}

  /** Passes over the table that checking the draft took. */
  int scans() {
    return scans;
  }

  /** Something to say at the head of the file. */
  void note(String text) {
    notes.add(text);
  }

  private void addColumns() {
    String types =
        List.of(table.schema().fields()).stream()
            .map(field -> text(field.name()) + ": " + text(field.dataType().catalogString()))
            .collect(Collectors.joining(", "));
    add(
        "batch",
        "columns",
        "the table's columns; more are fine",
        "schema-equals: {types: {" + types + "}, allow-more: true}");
  }

  private void addRowCounts() {
    add(
        "batch",
        "row-count",
        rows + " rows; narrow this to what one run reads",
        "row-count: {min: " + Math.max(1, rows / 10) + ", max: " + rows * 10 + "}");
    add(
        "history",
        "row-count-steady",
        "nothing observed: there is one table",
        "metric: row-count, relative-change: {min: -0.5, max: 0.5}");
  }

  /** Adds the rules for a column. */
  void add(ColumnFigures column, Set<Suggestion> suggestions) {
    if (column.filled() == 0) {
      return;
    }
    addCompleteness(column, suggestions);
    if (column.unique()) {
      String rule = "uniqueness: {columns: [" + text(column.name()) + "], min: 1}";
      add("batch", id(column, "unique"), "every value stands once", rule);
    } else if (!column.counts().isEmpty()) {
      addValues(column, suggestions);
    } else if (column.numbers() != null) {
      addNumbers(column, suggestions);
    }
    addTextOf(column, suggestions);
  }

  private void addCompleteness(ColumnFigures column, Set<Suggestion> suggestions) {
    String of = "{column: " + text(column.name());
    if (column.filled() == 1 && suggestions.contains(Suggestion.COMPLETE)) {
      String rule = "not-null: " + of + "}, max-share: " + TOLERATED / 10;
      add("rows", id(column, "present"), "no null among " + rows + " rows", rule);
    } else if (column.filled() > NULL_MARGIN && column.filled() < 1) {
      String least = number(Math.max(0, column.filled() - NULL_MARGIN), DOWN);
      String rule = "completeness: " + of + ", min: " + least + "}";
      add("batch", id(column, "filled"), percent(column.filled()) + " have a value", rule);
    }
  }

  private void addValues(ColumnFigures column, Set<Suggestion> suggestions) {
    boolean codes = column.counts().size() <= FEW_CODES && rows >= 20L * column.counts().size();
    if (codes && suggestions.contains(Suggestion.CATEGORICAL)) {
      String values =
          column.counts().keySet().stream()
              .sorted(RuleDraft::byNumber)
              .map(value -> scalar(column, value))
              .collect(Collectors.joining(", "));
      String rule =
          "in-set: {column: "
              + text(column.name())
              + ", values: ["
              + values
              + "]}, max-share: "
              + TOLERATED;
      add(
          "rows",
          id(column, "known"),
          (column.counts().size() == 1
                  ? "1 value, "
                  : column.counts().size() + " values, the most frequent ")
              + shares(column),
          rule);
    } else if (column.numbers() != null) {
      addNumbers(column, suggestions);
    }
    if (column.counts().size() > 1
        && column.counts().size() <= FEW_CLASSES
        && rows >= FEWEST_ROWS) {
      addBalance(column);
    }
  }

  private void addBalance(ColumnFigures column) {
    double filled = column.counts().values().stream().mapToLong(Long::longValue).sum();
    double rare = 0;
    List<String> bounds = new ArrayList<>();
    for (Map.Entry<String, Long> value : column.counts().entrySet()) {
      double share = value.getValue() / filled;
      if (share < RARE) {
        rare += share;
      } else {
        double margin = Math.max(0.05, 0.25 * share);
        bounds.add(
            text(value.getKey())
                + ": {min: "
                + number(Math.max(0, share - margin), DOWN)
                + ", max: "
                + number(Math.min(1, share + margin), UP)
                + "}");
      }
    }
    String rule =
        "class-balance: {column: "
            + text(column.name())
            + ", shares: {"
            + String.join(", ", bounds)
            + "}, max-other: "
            + number(rare + 0.02, UP)
            + "}";
    add("batch", id(column, "balance"), shares(column), rule);
  }

  private String shares(ColumnFigures column) {
    String listed =
        column.counts().keySet().stream()
            .limit(FEW_CLASSES)
            .map(value -> value + " (" + percent(column.share(value)) + ")")
            .collect(Collectors.joining(", "));
    return listed + (column.counts().size() > FEW_CLASSES ? ", ..." : "");
  }

  private void addNumbers(ColumnFigures column, Set<Suggestion> suggestions) {
    NumberFigures n = column.numbers();
    if (!Double.isFinite(n.max() - n.min()) || !Double.isFinite(n.deviation())) {
      return;
    }
    double margin = RANGE_MARGIN * Math.max(n.max() - n.min(), Math.abs(n.max()) * 0.01);
    boolean notNegative = suggestions.contains(Suggestion.NOT_NEGATIVE) || n.min() >= 0;
    String least = number(notNegative ? Math.max(0, n.min() - margin) : n.min() - margin, DOWN);
    String of = "{column: " + text(column.name());
    add(
        "rows",
        id(column, "range"),
        "from " + number(n.min(), DOWN) + " to " + number(n.max(), UP),
        "range: "
            + of
            + ", min: "
            + least
            + ", max: "
            + number(n.max() + margin, UP)
            + "}, max-share: "
            + TOLERATED);
    if (rows < FEWEST_ROWS || n.deviation() == 0) {
      return;
    }
    double about = MEAN_MARGIN * n.deviation();
    String where = column.isFloating() ? ", where: " + text("NOT isnan(" + sql(column) + ")") : "";
    add(
        "batch",
        id(column, "mean"),
        "mean " + number(n.mean(), UP) + ", standard deviation " + number(n.deviation(), UP),
        "mean: "
            + of
            + ", min: "
            + number(n.mean() - about, DOWN)
            + ", max: "
            + number(n.mean() + about, UP)
            + "}"
            + where);
    add(
        "batch",
        id(column, "spread"),
        "standard deviation " + number(n.deviation(), UP),
        "standard-deviation: "
            + of
            + ", min: "
            + number(n.deviation() / 2, DOWN)
            + ", max: "
            + number(n.deviation() * 2, UP)
            + "}"
            + where);
  }

  private static String sql(ColumnFigures column) {
    return "`" + column.name().replace("`", "``") + "`";
  }

  private void addTextOf(ColumnFigures column, Set<Suggestion> suggestions) {
    if (!column.isString()) {
      return;
    }
    Map<Suggestion, String> types =
        Map.of(
            Suggestion.TEXT_OF_INTEGERS, "bigint",
            Suggestion.TEXT_OF_NUMBERS, "double",
            Suggestion.TEXT_OF_BOOLEANS, "boolean");
    types.forEach(
        (suggestion, type) -> {
          if (suggestions.contains(suggestion)) {
            String rule =
                "parsable: {column: "
                    + text(column.name())
                    + ", as: "
                    + type
                    + "}, max-share: "
                    + TOLERATED;
            add("rows", id(column, "parsable"), "every text reads as " + type, rule);
          }
        });
  }

  private void add(String section, String id, String comment, String rule) {
    entries.add(new Entry(section, id, comment, rule));
  }

  private String id(ColumnFigures column, String what) {
    String slug =
        column
            .name()
            .toLowerCase(Locale.ROOT)
            .replaceAll("[^a-z0-9]+", "-")
            .replaceAll("^-|-$", "");
    String base = (slug.isEmpty() ? "column" : slug) + "-" + what;
    String id = base;
    for (int i = 2; !ids.add(id); i++) {
      id = base + "-" + i;
    }
    return id;
  }

  /** The rule file. */
  String text() {
    Set<String> failing = failing();
    entries.removeIf(entry -> failing.contains(entry.id()));
    if (!failing.isEmpty()) {
      note("Left out, because they fail on this very table: " + failing + ".");
    }
    return render();
  }

  private String render() {
    StringBuilder text = new StringBuilder();
    line(text, "# A draft, drawn from " + name + " (" + rows + " rows) on " + asOf + ".");
    line(text, "# The comments say what was observed, the rules allow a margin around it.");
    line(text, "# Read each, narrow or drop it, say who owns it, and raise its severity where a");
    line(text, "# failure must stop the run.");
    notes.forEach(note -> line(text, "# " + plain(note)));
    line(text, "format: 1");
    for (String section : List.of("rows", "batch", "history")) {
      List<Entry> inSection =
          entries.stream().filter(entry -> entry.section().equals(section)).toList();
      if (!inSection.isEmpty()) {
        line(text, "");
        line(text, section + ":");
      }
      for (Entry entry : inSection) {
        line(text, "  # " + plain(entry.comment()));
        line(text, "  - {id: " + entry.id() + ", " + entry.rule() + ", severity: warn}");
      }
    }
    return text.toString();
  }

  private static void line(StringBuilder text, String line) {
    text.append(line).append('\n');
  }

  /** The ids of the rules that do not pass on the table. */
  private Set<String> failing() {
    if (rows == 0) {
      return Set.of();
    }
    LoadedRules loaded = RuleLoader.parse("draft", render(), variable -> null);
    Map<String, String> columns = new LinkedHashMap<>();
    for (StructField field : table.schema().fields()) {
      columns.put(field.name(), field.dataType().catalogString());
    }
    List<String> problems = new ArrayList<>();
    PlannedRules plan =
        RuleMatcher.match(loaded, QualityInput.of(asOf, name, columns), problems::add)
            .orElseThrow(() -> new IllegalStateException("draft rules do not fit: " + problems));
    return failing(plan);
  }

  private Set<String> failing(PlannedRules plan) {
    Map<String, MetricKey> predicates = new HashMap<>();
    for (RowPredicate predicate : plan.rows()) {
      predicates.put(predicate.ruleId(), MetricKey.compliance(predicate.good(), null));
    }
    List<MetricKey> keys = new ArrayList<>(plan.metrics());
    keys.addAll(predicates.values());
    Measured measured = MetricScan.measure(MetricPlan.of(table, keys, asOf));
    scans += measured.scans();
    RuleJudge judge = new RuleJudge(plan);
    List<RuleResult> results = new ArrayList<>();
    for (RowRule rule : plan.rules().rows()) {
      results.add(judge.row(rule, counts(measured.values().get(predicates.get(rule.id())))));
    }
    for (BatchRule rule : plan.rules().batch()) {
      results.add(judge.batch(rule, measured.values(), asOf));
    }
    return results.stream()
        .filter(result -> result.status() == Status.FAIL || result.status() == Status.ERROR)
        .map(RuleResult::ruleId)
        .collect(Collectors.toSet());
  }

  private RowCounts counts(MetricValue good) {
    double share = good instanceof Scalar scalar ? scalar.value() : 0;
    return new RowCounts(rows, Math.round((1 - share) * rows), List.of());
  }

  private static int byNumber(String a, String b) {
    try {
      return new BigDecimal(a).compareTo(new BigDecimal(b));
    } catch (NumberFormatException e) {
      return a.compareTo(b);
    }
  }

  private static String scalar(ColumnFigures column, String value) {
    return column.numbers() == null ? text(value) : value;
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.2f %%", 100 * share);
  }

  private static String number(double value, MathContext rounding) {
    return BigDecimal.valueOf(value).round(rounding).stripTrailingZeros().toPlainString();
  }

  /** Text on one line, for a comment. */
  private static String plain(String text) {
    return text.replaceAll("\\p{Cntrl}", " ");
  }

  /** A YAML scalar that is always a string. */
  private static String text(String value) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '"' -> quoted.append("\\\"");
        case '\\' -> quoted.append("\\\\");
        case '\n' -> quoted.append("\\n");
        case '\r' -> quoted.append("\\r");
        case '\t' -> quoted.append("\\t");
        default -> quoted.append(c < ' ' ? String.format("\\u%04x", (int) c) : String.valueOf(c));
      }
    }
    return quoted.append('"').toString();
  }
}
