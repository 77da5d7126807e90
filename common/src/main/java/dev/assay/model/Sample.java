package dev.assay.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.assay.error.AssayException;
import dev.assay.error.ErrorCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * Rows of a table that a model is tried on when it is registered. A value is null, a Boolean, a
 * Number, a String, a date or time of {@code java.time} or {@code java.sql}, or a List of these for
 * an array column.
 */
public record Sample(List<String> columns, List<List<Object>> rows) {
  private static final ObjectMapper JSON = new ObjectMapper();

  public Sample {
    columns = List.copyOf(columns);
    rows = rows.stream().map(row -> Collections.unmodifiableList(new ArrayList<>(row))).toList();
  }

  /**
   * Reads a sample: a JSON file {@code {"columns": [...], "rows": [[...], ...]}}, or, where the
   * name ends in {@code .csv}, comma-separated values with a header.
   *
   * @throws AssayException INPUT when the file cannot be read
   */
  public static Sample read(Path file) {
    try {
      String text = Files.readString(file, StandardCharsets.UTF_8);
      Sample sample = file.toString().endsWith(".csv") ? csv(text) : json(text);
      return sample.checked();
    } catch (IOException | IllegalArgumentException e) {
      throw new AssayException(
          ErrorCode.INPUT,
          "Cannot read sample '%s': %s. Give JSON {\"columns\": [...], \"rows\": [[...], ...]} or a .csv file with a header."
              .formatted(file, reason(e)),
          e);
    }
  }

  /** What is wrong with a file, without the excerpt that Jackson adds. */
  static String reason(Exception e) {
    if (e instanceof JsonProcessingException json) {
      return json.getOriginalMessage();
    }
    return e instanceof IOException ? e.toString() : e.getMessage();
  }

  private Sample checked() {
    if (columns.isEmpty() || rows.isEmpty()) {
      throw new IllegalArgumentException("it holds no columns or no rows");
    }
    for (int i = 0; i < rows.size(); i++) {
      if (rows.get(i).size() != columns.size()) {
        throw new IllegalArgumentException(
            "row %d has %d values for %d columns"
                .formatted(i + 1, rows.get(i).size(), columns.size()));
      }
    }
    return this;
  }

  private static Sample json(String text) throws IOException {
    JsonNode root = JSON.readTree(text);
    List<String> columns = new ArrayList<>();
    root.path("columns").forEach(column -> columns.add(column.asText()));
    List<List<Object>> rows = new ArrayList<>();
    for (JsonNode row : root.path("rows")) {
      List<Object> values = new ArrayList<>();
      row.forEach(value -> values.add(value(value)));
      rows.add(values);
    }
    return new Sample(columns, rows);
  }

  private static Object value(JsonNode node) {
    return switch (node.getNodeType()) {
      case NULL -> null;
      case BOOLEAN -> node.booleanValue();
      case NUMBER -> node.numberValue();
      case STRING -> node.textValue();
      case ARRAY -> {
        List<Object> elements = new ArrayList<>();
        node.forEach(element -> elements.add(value(element)));
        yield elements;
      }
      default -> throw new IllegalArgumentException("a value is " + node);
    };
  }

  private static Sample csv(String text) {
    List<List<String>> lines = csvRecords(text);
    if (lines.isEmpty()) {
      throw new IllegalArgumentException("it is empty");
    }
    List<List<Object>> rows = new ArrayList<>();
    for (List<String> line : lines.subList(1, lines.size())) {
      rows.add(new ArrayList<>(line));
    }
    return new Sample(lines.get(0), rows);
  }

  /** The records of a CSV text (RFC 4180); an empty field without quotes is null. */
  private static List<List<String>> csvRecords(String text) {
    List<List<String>> records = new ArrayList<>();
    List<String> record = new ArrayList<>();
    StringBuilder field = new StringBuilder();
    boolean inQuotes = false;
    boolean quoted = false;
    for (int i = 0; i <= text.length(); i++) {
      char c = i == text.length() ? '\n' : text.charAt(i);
      if (inQuotes) {
        if (c == '"' && i + 1 < text.length() && text.charAt(i + 1) == '"') {
          field.append('"');
          i++;
        } else if (c == '"') {
          inQuotes = false;
        } else if (i == text.length()) {
          throw new IllegalArgumentException("a quoted value does not end");
        } else {
          field.append(c);
        }
      } else if (c == '"' && field.isEmpty()) {
        inQuotes = true;
        quoted = true;
      } else if (c == ',' || c == '\n') {
        record.add(field.isEmpty() && !quoted ? null : field.toString());
        field.setLength(0);
        quoted = false;
        if (c == '\n') {
          if (record.size() > 1 || record.get(0) != null) {
            records.add(record);
          }
          record = new ArrayList<>();
        }
      } else if (c != '\r') {
        field.append(c);
      }
    }
    return records;
  }

  /** The elements per value of a column: 1, or the length of its arrays. */
  public int width(int column) {
    return rows.stream()
        .map(row -> row.get(column))
        .filter(List.class::isInstance)
        .mapToInt(value -> ((List<?>) value).size())
        .findFirst()
        .orElse(1);
  }

  /**
   * The rows that fit these tensors.
   *
   * @throws AssayException INPUT when a column is missing or no row fits; the message holds the
   *     first reason
   */
  public Fitting fit(List<TensorSpec> tensors) {
    return new SampleFitter(this, tensors).fit();
  }

  /**
   * The rows of a sample that fit a model.
   *
   * @param rows the rows as the model sees them
   * @param origin for each of them its index in the sample
   * @param rejected how many rows do not fit
   * @param firstReason why the first of those does not; null when all fit
   */
  public record Fitting(FeatureRows rows, List<Integer> origin, int rejected, String firstReason) {
    public Fitting {
      origin = List.copyOf(origin);
    }
  }

  @Override
  public String toString() {
    return rows.size() + " rows of " + Arrays.toString(columns.toArray());
  }
}
