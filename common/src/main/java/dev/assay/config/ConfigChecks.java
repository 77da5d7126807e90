package dev.assay.config;

import dev.assay.yaml.KeyPath;
import dev.assay.yaml.Problems;
import dev.assay.yaml.YamlNode;
import dev.assay.yaml.YamlNode.Mapping;
import dev.assay.yaml.YamlNode.Scalar;
import dev.assay.yaml.YamlNode.Sequence;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a configuration must satisfy beyond the types of its values. The checks look at the nodes,
 * so that they know the lines and also say what they can when other values do not fit their types.
 */
final class ConfigChecks {
  private static final Pattern KEBAB = Pattern.compile("[a-z][a-z0-9]*(?:-[a-z0-9]+)*");
  private static final Pattern DATE = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");
  private static final Pattern REFERENCE = Pattern.compile("[^@\\s]+@[^@\\s]+");

  private static final Pattern NOT_FINITE =
      Pattern.compile("[-+]?[.](?:inf|nan)", Pattern.CASE_INSENSITIVE);

  private final Mapping document;
  private final Problems problems;

  ConfigChecks(Mapping document, Problems problems) {
    this.document = document;
    this.problems = problems;
  }

  void run() {
    require(
        "use-case", KEBAB.asMatchPredicate(), "a name in kebab case, such as census-employment");
    require("as-of", ConfigChecks::isDate, "a date of the calendar as YYYY-MM-DD");
    Stream.of("store", "registry", "input.table")
        .forEach(path -> require(path, text -> !text.isBlank(), "a text that is not empty"));
    require("input.version", ConfigChecks::isVersion, "a version of 0 or more");
    require("score.max-rejected-share", ConfigChecks::isShare, "a share from 0 to 1");
    checkOneTimeOnly();
    checkKey();
    checkModels();
    checkPassThrough();
    new EvaluateChecks(document, problems).run();
  }

  private void checkOneTimeOnly() {
    Optional<Value> version = scalar("input.version");
    Optional<Value> timestamp = scalar("input.timestamp");
    if (version.isPresent() && timestamp.isPresent()) {
      note(
          timestamp.get(),
          "stands beside " + version.get().place() + ", expected only one of them");
    }
  }

  private void checkKey() {
    node("input.key")
        .filter(node -> node instanceof Sequence && node.parts().isEmpty())
        .ifPresent(
            node ->
                problems.add(
                    node.origin(),
                    "input.key",
                    "found an empty list, expected at least one column"));
    checkColumns(items("input.key"), new LinkedHashMap<>());
  }

  private void checkPassThrough() {
    Map<String, Value> taken = new LinkedHashMap<>();
    items("input.key").forEach(key -> taken.putIfAbsent(columnName(key), key));
    checkColumns(items("score.pass-through"), taken);
  }

  /** Delta has no columns that differ only in case, so neither has a result table. */
  private void checkColumns(List<Value> columns, Map<String, Value> taken) {
    for (Value column : columns) {
      Value first = taken.putIfAbsent(columnName(column), column);
      if (column.text().isBlank()) {
        note(column, "found an empty string, expected the name of a column");
      } else if (first != null) {
        note(column, "names '" + column.text() + "' again, after " + first.place());
      }
    }
  }

  private static String columnName(Value column) {
    return column.text().toLowerCase(Locale.ROOT);
  }

  private void checkModels() {
    List<Value> models = new ArrayList<>();
    scalar("models.champion").ifPresent(models::add);
    models.addAll(items("models.challengers"));
    Map<String, Value> seen = new LinkedHashMap<>();
    for (Value model : models) {
      Value first = seen.putIfAbsent(model.text(), model);
      if (!REFERENCE.matcher(model.text()).matches()) {
        note(model, "found '" + model.text() + "', expected name@version or name@alias");
      } else if (first != null) {
        note(model, "names the model '" + model.text() + "' again, after " + first.place());
      }
    }
  }

  private void require(String path, Predicate<String> condition, String expected) {
    scalar(path)
        .filter(value -> !condition.test(value.text()))
        .ifPresent(
            value -> note(value, "found " + value.node().describe() + ", expected " + expected));
  }

  private void note(Value value, String text) {
    problems.add(value.node().origin(), value.path(), text);
  }

  private static boolean isDate(String text) {
    try {
      return DATE.matcher(text).matches() && LocalDate.parse(text) != null;
    } catch (DateTimeException e) {
      return false;
    }
  }

  /** Whether a text is YAML's infinity or not-a-number. */
  static boolean notFinite(String text) {
    return NOT_FINITE.matcher(text).matches();
  }

  private static boolean isShare(String text) {
    return !notFinite(text)
        && number(text).map(n -> n.signum() >= 0 && n.compareTo(BigDecimal.ONE) <= 0).orElse(true);
  }

  private static boolean isVersion(String text) {
    return number(text).map(n -> n.signum() >= 0).orElse(true);
  }

  /** Nothing where the text is no number: the binding says so already. */
  static Optional<BigDecimal> number(String text) {
    try {
      return Optional.of(new BigDecimal(text));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private Optional<Value> scalar(String path) {
    return scalar(document, path);
  }

  /** The value at a path, where there is one. */
  static Optional<Value> scalar(Mapping document, String path) {
    return node(document, path).flatMap(node -> Value.of(path, node));
  }

  private List<Value> items(String path) {
    List<YamlNode> parts =
        node(path).filter(Sequence.class::isInstance).map(YamlNode::parts).orElse(List.of());
    List<Value> values = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      Value.of(KeyPath.item(path, i), parts.get(i)).ifPresent(values::add);
    }
    return values;
  }

  private Optional<YamlNode> node(String path) {
    return node(document, path);
  }

  /** The node at a path, where there is one. */
  static Optional<YamlNode> node(Mapping document, String path) {
    YamlNode node = document;
    for (String key : KeyPath.parse(path)) {
      node = node instanceof Mapping mapping ? mapping.entries().get(key) : null;
    }
    return Optional.ofNullable(node);
  }

  /** A scalar that is not null. */
  record Value(String path, Scalar node) {
    static Optional<Value> of(String path, YamlNode node) {
      return node instanceof Scalar scalar && !scalar.isNull()
          ? Optional.of(new Value(path, scalar))
          : Optional.empty();
    }

    String text() {
      return node.text();
    }

    /** The path and where it stands, for the message about another value. */
    String place() {
      return path + " (" + node.origin().location() + ")";
    }
  }
}
