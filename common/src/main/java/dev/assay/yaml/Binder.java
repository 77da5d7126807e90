package dev.assay.yaml;

import dev.assay.error.Suggest;
import dev.assay.yaml.Schema.Choice;
import dev.assay.yaml.Schema.Field;
import dev.assay.yaml.Schema.ListOf;
import dev.assay.yaml.Schema.MapOf;
import dev.assay.yaml.Schema.OneOf;
import dev.assay.yaml.Schema.RecordOf;
import dev.assay.yaml.Schema.Text;
import dev.assay.yaml.YamlNode.Broken;
import dev.assay.yaml.YamlNode.Mapping;
import dev.assay.yaml.YamlNode.Scalar;
import dev.assay.yaml.YamlNode.Sequence;
import dev.assay.yaml.YamlNode.Style;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Makes Java values of nodes and notes everything that does not fit. */
final class Binder {
  /** Stands for a value that could not be made; the reason is among the problems. */
  static final Object INVALID = new Object();

  private final Problems problems;
  private final boolean partial;
  private List<String> everyPath = List.of();

  /**
   * A binder.
   *
   * @param partial whether a part of the documents could not be read, so that keys may seem missing
   *     that are there
   */
  Binder(Problems problems, boolean partial) {
    this.problems = problems;
    this.partial = partial;
  }

  /** The record that a whole document describes, or {@link #INVALID}. */
  Object root(RecordOf schema, Mapping document) {
    everyPath = schema.paths();
    return record(schema, document, "");
  }

  /** The value of a node that may not be null, or {@link #INVALID}. */
  Object value(Schema schema, YamlNode node, String path) {
    if (node instanceof Broken) {
      return INVALID;
    }
    if (schema instanceof RecordOf record && node instanceof Mapping mapping) {
      return record(record, mapping, path);
    }
    if (schema instanceof RecordOf record && record.alone(node).isPresent()) {
      return alone(record, record.alone(node).orElseThrow(), node, path);
    }
    if (schema instanceof MapOf map && node instanceof Mapping mapping) {
      return map(map, mapping, path);
    }
    if (schema instanceof ListOf list && node instanceof Sequence sequence) {
      return list(list, sequence, path);
    }
    if (node instanceof Scalar scalar && !scalar.isNull()) {
      return scalar(schema, scalar, path);
    }
    boolean split = schema instanceof Text && node instanceof Mapping && node.origin().line() == 0;
    return mismatch(node, path, schema.expected() + (split ? YamlParser.COLON_HINT : ""));
  }

  private Object record(RecordOf schema, Mapping mapping, String path) {
    noteUnknownKeys(schema, mapping, path);
    Set<String> misspelt = misspelt(schema, mapping);
    Object[] values =
        schema.fields().stream().map(field -> field(field, mapping, misspelt, path)).toArray();
    return built(schema, values, mapping, path);
  }

  /** The record of which only one value was written. */
  private Object alone(RecordOf schema, Field written, YamlNode node, String path) {
    Object[] values =
        schema.fields().stream()
            .map(
                field ->
                    field.key().equals(written.key())
                        ? value(field.schema(), node, path)
                        : field.defaultValue())
            .toArray();
    return built(schema, values, node, path);
  }

  private Object built(RecordOf schema, Object[] values, YamlNode node, String path) {
    if (Arrays.asList(values).contains(INVALID)) {
      return INVALID;
    }
    try {
      return schema.build(values);
    } catch (IllegalArgumentException e) {
      problems.add(node.origin(), path, e.getMessage());
      return INVALID;
    }
  }

  private Object field(Field field, Mapping mapping, Set<String> misspelt, String path) {
    if (field.schema() instanceof OneOf choice) {
      return oneOf(choice, mapping, misspelt, path);
    }
    String child = KeyPath.child(path, field.key());
    YamlNode node = field.in(mapping);
    if (node == null) {
      if (field.required() && !misspelt.contains(field.key())) {
        noteMissing(field, mapping, child);
      }
      return field.required() ? INVALID : field.defaultValue();
    }
    if (field.nullable() && node instanceof Scalar scalar && scalar.isNull()) {
      return null;
    }
    return value(field.schema(), node, child);
  }

  private Object oneOf(OneOf choice, Mapping mapping, Set<String> misspelt, String path) {
    List<RecordOf> present =
        choice.alternatives().stream()
            .filter(one -> mapping.entries().containsKey(one.name()))
            .toList();
    List<Object> values =
        present.stream()
            .map(
                one ->
                    value(one, mapping.entries().get(one.name()), KeyPath.child(path, one.name())))
            .toList();
    boolean forgotten = choice.keys().stream().noneMatch(misspelt::contains) && !partial;
    if (present.size() > 1 || (present.isEmpty() && forgotten)) {
      String found =
          present.isEmpty()
              ? "says not what it is"
              : "has " + present.stream().map(RecordOf::name).collect(Collectors.joining(" and "));
      problems.add(mapping.origin(), path, found + ", expected exactly " + choice.expected());
    }
    return values.size() == 1 ? values.get(0) : INVALID;
  }

  private void noteMissing(Field field, Mapping mapping, String path) {
    if (!partial) {
      String expected = "is missing, expected " + field.schema().expected();
      problems.add(mapping.origin(), path, expected + ". " + field.doc());
    }
  }

  /** The keys that unknown keys were probably meant to be; that they are missing needs no word. */
  private static Set<String> misspelt(RecordOf schema, Mapping mapping) {
    List<String> known = schema.keys();
    return mapping.entries().keySet().stream()
        .filter(key -> !known.contains(key))
        .flatMap(key -> Suggest.nearest(key, known).stream().limit(1))
        .collect(Collectors.toSet());
  }

  private void noteUnknownKeys(RecordOf schema, Mapping mapping, String path) {
    List<String> known = schema.keys();
    for (Map.Entry<String, YamlNode> entry : mapping.entries().entrySet()) {
      if (!known.contains(entry.getKey())) {
        boolean bare = entry.getValue() instanceof Scalar scalar && scalar.isNull();
        String text =
            bare && isRest(entry.getKey())
                ? "is not a known key" + YamlParser.COMMA_HINT
                : "is not a known key" + instead(entry.getKey(), known);
        problems.add(entry.getValue().origin(), KeyPath.child(path, entry.getKey()), text);
      }
    }
  }

  /** Whether a key without a value looks like the rest of a text that was split at a comma. */
  private static boolean isRest(String key) {
    return !key.matches("[\\p{L}\\p{N}_-]*") || key.chars().allMatch(Character::isDigit);
  }

  /** A key of the same name elsewhere, else a similar one here, else all that are known here. */
  private String instead(String key, List<String> known) {
    Optional<String> elsewhere =
        everyPath.stream().filter(path -> path.endsWith("." + key)).findFirst();
    if (elsewhere.isPresent()) {
      return ". Did you mean '" + elsewhere.get() + "'?";
    }
    String similar = Suggest.didYouMean(key, known);
    return similar.isEmpty() ? ", expected one of " + String.join(", ", known) : "." + similar;
  }

  private Object list(ListOf schema, Sequence sequence, String path) {
    List<Object> items = new ArrayList<>();
    for (YamlNode item : sequence.parts()) {
      items.add(value(schema.element(), item, KeyPath.item(path, items.size())));
    }
    return items.contains(INVALID) ? INVALID : Collections.unmodifiableList(items);
  }

  private Object map(MapOf schema, Mapping mapping, String path) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (Map.Entry<String, YamlNode> entry : mapping.entries().entrySet()) {
      String child = KeyPath.child(path, entry.getKey());
      values.put(entry.getKey(), value(schema.value(), entry.getValue(), child));
    }
    return values.containsValue(INVALID) ? INVALID : Collections.unmodifiableMap(values);
  }

  private Object scalar(Schema schema, Scalar scalar, String path) {
    if (schema instanceof Text) {
      return scalar.text();
    }
    if (schema instanceof Choice choice) {
      return choice(choice, scalar, path);
    }
    if (schema instanceof ListOf list) {
      String example = list.element() instanceof Text ? ", such as [" + scalar.text() + "]" : "";
      return mismatch(scalar, path, list.expected() + example);
    }
    Optional<Object> literal = Literals.parse(schema, scalar.text());
    if (literal.isEmpty()) {
      return mismatch(scalar, path, Literals.expected(schema, scalar.text()));
    }
    return scalar.style() == Style.QUOTED
        ? mismatch(scalar, path, schema.expected() + " without quotes")
        : literal.get();
  }

  private Object choice(Choice choice, Scalar scalar, String path) {
    List<String> names = choice.names();
    if (names.contains(scalar.text())) {
      return choice.constant(scalar.text());
    }
    return mismatch(scalar, path, choice.expected());
  }

  private Object mismatch(YamlNode node, String path, String expected) {
    problems.add(node.origin(), path, "found " + node.describe() + ", expected " + expected);
    return INVALID;
  }
}
