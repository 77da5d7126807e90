package dev.assay.yaml;

import dev.assay.yaml.Schema.Field;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * Writes records as YAML that {@link YamlReader} reads back to equal records: keys in the order of
 * the components, values equal to their default left out, the same text for the same record.
 */
public final class YamlWriter {
  private static final int LINE = 100;

  private final StringBuilder out = new StringBuilder();

  private YamlWriter() {}

  /**
   * The document of a record whose components are described by {@link Key}.
   *
   * @throws IllegalArgumentException when a component is null whose default is not
   */
  public static String write(Record document) {
    YamlWriter writer = new YamlWriter();
    Map<String, Object> entries = entries(document);
    if (entries.isEmpty()) {
      return "{}\n";
    }
    writer.mapping(entries, 0);
    return writer.out.toString();
  }

  /** A value on one line, as it can stand behind a key. */
  static String oneLine(Object whole) {
    Object value = brief(whole);
    boolean nested = value instanceof List || value instanceof Map || value instanceof Record;
    return nested ? inline(value) : Scalars.inBlock(value);
  }

  /** A value on one line, as it can stand in a list. */
  static String inline(Object whole) {
    Object value = brief(whole);
    if (value instanceof List<?> list) {
      return list.stream().map(YamlWriter::inline).collect(Collectors.joining(", ", "[", "]"));
    }
    if (value instanceof Map || value instanceof Record) {
      return asMap(value).entrySet().stream()
          .map(entry -> Scalars.inFlow(entry.getKey()) + ": " + inline(entry.getValue()))
          .collect(Collectors.joining(", ", "{", "}"));
    }
    return Scalars.inFlow(value);
  }

  /** What may stand alone for a record, where it is all that must be written of it. */
  private static Object brief(Object value) {
    if (value instanceof Record record) {
      List<Field> alone = Schema.ofRecord(record.getClass()).alone();
      Map<String, Object> entries = alone.isEmpty() ? Map.of() : entries(record);
      if (entries.size() == 1) {
        return alone.stream()
            .filter(field -> entries.containsKey(field.key()))
            .findFirst()
            .map(field -> entries.get(field.key()))
            .orElse(value);
      }
    }
    return value;
  }

  private static Map<String, Object> entries(Record value) {
    Map<String, Object> entries = new LinkedHashMap<>();
    for (Field field : Schema.ofRecord(value.getClass()).fields()) {
      Object part = field.get(value);
      if (part == null && !field.nullable()) {
        throw new IllegalArgumentException("'" + field.key() + "' is null but may not be");
      }
      if (field.required() || !Objects.equals(part, field.defaultValue())) {
        entries.put(field.keyOf(part), part);
      }
    }
    return entries;
  }

  /** The entries of a map, or the keys of a record that must be written. */
  static Map<String, Object> asMap(Object value) {
    if (value instanceof Record nested) {
      return entries(nested);
    }
    Map<String, Object> entries = new LinkedHashMap<>();
    ((Map<?, ?>) value).forEach((key, part) -> entries.put((String) key, part));
    return entries;
  }

  private void mapping(Map<String, Object> entries, int indent) {
    entries.forEach(
        (key, value) -> {
          out.append(" ".repeat(indent)).append(Scalars.inBlock(key)).append(':');
          value(value, indent);
        });
  }

  private void value(Object whole, int indent) {
    Object value = brief(whole);
    boolean mapping = value instanceof Map || value instanceof Record;
    Map<String, Object> entries = mapping ? asMap(value) : Map.of();
    if (!entries.isEmpty()) {
      out.append('\n');
      mapping(entries, indent + 2);
    } else if (value instanceof List<?> list && !fitsOnOneLine(list)) {
      out.append('\n');
      list.forEach(item -> item(item, indent + 2));
    } else {
      out.append(' ')
          .append(mapping || value instanceof List ? inline(value) : Scalars.inBlock(value));
      out.append('\n');
    }
  }

  private static boolean fitsOnOneLine(List<?> list) {
    boolean scalars =
        list.stream().noneMatch(i -> i instanceof Record || i instanceof Map || i instanceof List);
    return list.isEmpty() || (scalars && inline(list).length() <= LINE);
  }

  private void item(Object whole, int indent) {
    Object item = brief(whole);
    int start = out.length() + indent;
    boolean nested = item instanceof Map || item instanceof Record;
    Map<String, Object> entries = nested ? asMap(item) : Map.of();
    if (entries.isEmpty()) {
      out.append(" ".repeat(indent)).append("- ");
      out.append(nested || item instanceof List ? inline(item) : Scalars.inBlock(item))
          .append('\n');
    } else {
      mapping(entries, indent + 2);
      out.setCharAt(start, '-');
    }
  }
}
