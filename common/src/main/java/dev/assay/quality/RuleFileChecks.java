package dev.assay.quality;

import dev.assay.error.Suggest;
import dev.assay.yaml.KeyPath;
import dev.assay.yaml.Origin;
import dev.assay.yaml.Problems;
import dev.assay.yaml.YamlNode;
import dev.assay.yaml.YamlNode.Mapping;
import dev.assay.yaml.YamlNode.Scalar;
import dev.assay.yaml.YamlNode.Sequence;
import dev.assay.yaml.YamlReader;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;

/**
 * What a rule file must satisfy beyond the types of its values. Rules are bound one by one, so that
 * one whose values do not fit their types does not hide what is wrong with the others.
 */
final class RuleFileChecks {
  private static final Pattern KEBAB = Pattern.compile("[a-z0-9]+(?:-[a-z0-9]+)*");

  private final Mapping document;
  private final Problems problems;
  private final Map<String, String> places = new LinkedHashMap<>();

  RuleFileChecks(Mapping document, Problems problems) {
    this.document = document;
    this.problems = problems;
  }

  void run() {
    checkFormat();
    checkMinRows();
    checkTables();
    boolean any = false;
    for (Group group : Group.values()) {
      any |= !items(group).isEmpty();
    }
    if (!any) {
      String sections = "rows, batch, history, cross or output";
      problems.add(document.origin(), "", "holds no rules, expected some under " + sections);
    }
    section(Group.ROWS, RowRule.class, new RowRuleChecks()::check);
    section(Group.BATCH, BatchRule.class, new BatchRuleChecks()::check);
    section(Group.HISTORY, HistoryRule.class, new HistoryRuleChecks()::check);
    section(Group.CROSS, CrossRule.class, new CrossRuleChecks()::check);
    section(Group.OUTPUT, OutputRule.class, new OutputRuleChecks()::check);
  }

  private void checkFormat() {
    if (document.entries().get("format") instanceof Scalar format
        && format.text().matches("-?[0-9]+")
        && !format.text().equals(String.valueOf(RuleSet.FORMAT))) {
      String newer = format.text().startsWith("-") || format.text().equals("0") ? "" : newer();
      problems.add(format.origin(), "format", "found " + format.text() + ", expected 1" + newer);
    }
  }

  private static String newer() {
    return "; a newer version of Assay wrote the file, or reads it";
  }

  private void checkMinRows() {
    if (document.entries().get("min-rows") instanceof Scalar rows
        && rows.text().matches("-[0-9]+")) {
      problems.add(rows.origin(), "min-rows", "found " + rows.text() + ", expected 0 or more");
    }
  }

  private void checkTables() {
    if (!(document.entries().get("tables") instanceof Mapping tables)) {
      return;
    }
    tables
        .entries()
        .forEach(
            (name, node) -> {
              String path = KeyPath.child("tables", name);
              bound(ReferenceTable.class, node)
                  .ifPresent(table -> checkTable(table, new Notes(path, node)));
            });
  }

  private static void checkTable(ReferenceTable table, Notes notes) {
    notes.notBlank("table", table.table());
    if (table.version() != null && table.version() < 0) {
      notes.add("version", "found " + table.version() + ", expected 0 or more");
    }
  }

  private <R extends Record & Rule> void section(
      Group group, Class<R> type, BiConsumer<R, Notes> checks) {
    List<YamlNode> rules = items(group);
    for (int i = 0; i < rules.size(); i++) {
      Notes notes = new Notes(KeyPath.item(group.key(), i), rules.get(i));
      checkId(notes);
      bound(type, rules.get(i))
          .ifPresent(
              rule -> {
                checkCommon(rule, notes);
                checks.accept(rule, notes);
              });
    }
  }

  private List<YamlNode> items(Group group) {
    return document.entries().get(group.key()) instanceof Sequence rules
        ? rules.parts()
        : List.of();
  }

  /** The rule, if its values fit; what does not is noted when the whole document is bound. */
  private static <R extends Record> Optional<R> bound(Class<R> type, YamlNode node) {
    return node instanceof Mapping mapping
        ? YamlReader.bind(type, mapping, false, new Problems())
        : Optional.empty();
  }

  private void checkId(Notes notes) {
    if (!(notes.node("id") instanceof Scalar id) || id.isNull()) {
      return;
    }
    if (!KEBAB.matcher(id.text()).matches()) {
      notes.add("id", "found " + id.describe() + ", expected a name in kebab case: age-range");
    }
    String place = KeyPath.child(notes.path, "id") + " (" + id.origin().location() + ")";
    String first = places.putIfAbsent(id.text(), place);
    if (first != null) {
      notes.add("id", "names the rule '" + id.text() + "' again, after " + first);
    }
  }

  private static void checkCommon(Rule rule, Notes notes) {
    if (rule.where() != null) {
      notes.notBlank("where", rule.where());
    }
    if (rule.minRows() != null && rule.minRows() < 0) {
      notes.add("min-rows", "found " + rule.minRows() + ", expected 0 or more");
    }
  }

  /** Notes problems of one rule, each at its key. */
  final class Notes {
    private final String path;
    private final YamlNode rule;

    private Notes(String path, YamlNode rule) {
      this.path = path;
      this.rule = rule;
    }

    /** Notes a problem; the key is a path within the rule, such as {@code range.min}. */
    void add(String key, String text) {
      YamlNode node = node(key);
      Origin origin = node == null ? rule.origin() : node.origin();
      problems.add(origin, key.isEmpty() ? path : path + "." + key, text);
    }

    void notBlank(String key, String text) {
      if (text.isBlank()) {
        add(key, "found an empty string, expected a text");
      }
    }

    /** The nearest node that is there, null for the rule itself. */
    YamlNode node(String key) {
      YamlNode node = rule;
      for (String part : KeyPath.parse(key)) {
        YamlNode inner = node instanceof Mapping mapping ? mapping.entries().get(part) : null;
        if (inner == null) {
          return node == rule ? null : node;
        }
        node = inner;
      }
      return node;
    }

    /** A share lies from 0 to 1; null is fine. */
    void share(String key, Double value) {
      within(key, value, 0, 1);
    }

    /** A number lies within limits, and is not NaN; null is fine. */
    void within(String key, Double value, double least, double most) {
      if (value != null && value.isInfinite()) {
        add(key, "found " + Numbers.text(value) + ", expected a number that is not infinite");
      } else if (value != null && !(value >= least && value <= most)) {
        String limits = new Bounds(limit(least), limit(most)).describe();
        add(key, "found " + Numbers.text(value) + ", expected a number " + limits);
      }
    }

    private Double limit(double value) {
      return Double.isInfinite(value) ? null : Double.valueOf(value);
    }

    /** At least one bound is there and they are the right way round. */
    void bounds(String key, Bounds bounds, double least, double most) {
      within(key + ".min", bounds.min(), least, most);
      within(key + ".max", bounds.max(), least, most);
      if (bounds.min() == null && bounds.max() == null) {
        add(key, "has neither min nor max, expected one of them or both");
      } else if (bounds.min() != null && bounds.max() != null && bounds.min() > bounds.max()) {
        order(key, Numbers.text(bounds.min()), Numbers.text(bounds.max()));
      }
    }

    void order(String key, String min, String max) {
      add(key, "has min " + min + " above max " + max + ", so that nothing can pass");
    }

    /** Columns are named, each once, and as many as wanted. */
    void columns(String key, List<String> columns, int fewest, int most) {
      if (columns.size() < fewest || columns.size() > most) {
        String wanted = fewest == most ? count(fewest) : "at least " + count(fewest);
        add(key, "found " + count(columns.size()) + ", expected " + wanted);
      }
      distinct(key, columns, "the column");
      columns.stream().filter(String::isBlank).limit(1).forEach(name -> notBlank(key, name));
    }

    private String count(int columns) {
      return columns == 0 ? "no column" : columns == 1 ? "1 column" : columns + " columns";
    }

    void distinct(String key, List<String> items, String what) {
      items.stream()
          .filter(item -> items.indexOf(item) != items.lastIndexOf(item))
          .distinct()
          .forEach(item -> add(key, "names " + what + " '" + item + "' more than once"));
    }

    /** The table is one of those under {@code tables}. */
    void table(String key, String name) {
      List<String> known =
          document.entries().get("tables") instanceof Mapping tables
              ? List.copyOf(tables.entries().keySet())
              : List.of();
      if (!known.contains(name)) {
        String all = known.isEmpty() ? " There are none" : " There are " + String.join(", ", known);
        String near = Suggest.didYouMean(name, known);
        add(
            key,
            "names '" + name + "', which is not under tables." + (near.isEmpty() ? all : near));
      }
    }
  }
}
