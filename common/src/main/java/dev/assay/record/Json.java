package dev.assay.record;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The JSON texts inside a run record: snake case, map entries sorted, nulls left out. */
public final class Json {
  private static final ObjectMapper MAPPER =
      new ObjectMapper()
          .setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .setSerializationInclusion(JsonInclude.Include.NON_NULL)
          .configure(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS, true)
          .configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);

  private Json() {}

  /** The text of a record, a list or a map; null for null. */
  public static String write(Object value) {
    if (value == null) {
      return null;
    }
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("cannot write as JSON: " + value, e);
    }
  }

  /** The value behind a text that {@link #write} made; unknown properties are passed over. */
  public static <T> T read(String text, Class<T> type) {
    try {
      return MAPPER.readValue(text, type);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not the JSON of a " + type.getSimpleName(), e);
    }
  }

  /**
   * The canonical text of a flat object of strings and integers: keys sorted, no white space,
   * strings escaped as in RFC 8785, entries without a value left out, so that a column added later
   * does not change the texts of older rows.
   */
  static String canonical(Map<String, ?> values) {
    SortedMap<String, Object> sorted = new TreeMap<>(values);
    StringBuilder text = new StringBuilder("{");
    sorted.forEach(
        (key, value) -> {
          if (value != null) {
            text.append(text.length() > 1 ? "," : "");
            quote(text, key).append(':');
            append(text, value);
          }
        });
    return text.append('}').toString();
  }

  private static void append(StringBuilder text, Object value) {
    if (value instanceof Integer || value instanceof Long) {
      text.append(value);
    } else {
      quote(text, value.toString());
    }
  }

  private static StringBuilder quote(StringBuilder text, String value) {
    text.append('"');
    for (int i = 0; i < value.length(); i++) {
      text.append(escape(value.charAt(i)));
    }
    return text.append('"');
  }

  private static String escape(char c) {
    return switch (c) {
      case '"' -> "\\\"";
      case '\\' -> "\\\\";
      case '\b' -> "\\b";
      case '\t' -> "\\t";
      case '\n' -> "\\n";
      case '\f' -> "\\f";
      case '\r' -> "\\r";
      default -> c < ' ' ? String.format("\\u%04x", (int) c) : String.valueOf(c);
    };
  }
}
