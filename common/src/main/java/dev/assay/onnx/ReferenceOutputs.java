package dev.assay.onnx;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.assay.error.AssayException;
import dev.assay.error.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Outputs that another program gave for the rows of a sample: {@code {"runtime": text, "outputs":
 * [{"tensor": name, "values": [...]}]}}, where a row's value is a number, a list, or, as ZipMap
 * gives it, an object with a number for each class.
 */
public final class ReferenceOutputs {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path file;
  private final String source;
  private final Map<String, JsonNode> outputs;

  private ReferenceOutputs(Path file, String source, Map<String, JsonNode> outputs) {
    this.file = file;
    this.source = source;
    this.outputs = outputs;
  }

  /**
   * Reads a file of outputs.
   *
   * @throws AssayException INPUT when it cannot be read
   */
  public static ReferenceOutputs read(Path file) {
    try {
      JsonNode root = JSON.readTree(Files.readAllBytes(file));
      Map<String, JsonNode> outputs = new LinkedHashMap<>();
      for (JsonNode output : root.path("outputs")) {
        outputs.put(output.path("tensor").asText(), output.path("values"));
      }
      if (outputs.isEmpty()) {
        throw new IOException("it has no 'outputs'");
      }
      return new ReferenceOutputs(file, root.path("runtime").asText(file.toString()), outputs);
    } catch (IOException e) {
      throw new AssayException(
          ErrorCode.INPUT,
          "Cannot read expected outputs '%s': %s. Give JSON {\"runtime\": \"...\", \"outputs\": [{\"tensor\": \"...\", \"values\": [...]}]}."
              .formatted(
                  file, e instanceof JsonProcessingException json ? json.getOriginalMessage() : e),
          e);
    }
  }

  /** The program that gave the outputs. */
  String source() {
    return source;
  }

  /**
   * The values of an output, a list for each row.
   *
   * @param names the names that the output may have, the first that is there counts
   * @param rows rows of the sample
   * @param padded whether there may be more rows than that, because the graph fixes its batch
   * @param classes the keys of ZipMap's objects, in order
   */
  List<double[]> values(List<String> names, int rows, boolean padded, List<String> classes) {
    JsonNode values =
        names.stream()
            .filter(outputs::containsKey)
            .map(outputs::get)
            .findFirst()
            .orElseThrow(
                () -> refused("it has no values for output %s".formatted(names), outputs.keySet()));
    if (values.size() < rows || (values.size() > rows && !padded)) {
      throw refused(
          "it has %d rows, the sample has %d".formatted(values.size(), rows), outputs.keySet());
    }
    List<double[]> list = new ArrayList<>(rows);
    for (JsonNode row : values) {
      list.add(row(row, classes));
    }
    return list;
  }

  private double[] row(JsonNode row, List<String> classes) {
    if (row.isObject()) {
      return classes.stream().mapToDouble(name -> number(row.path(name))).toArray();
    }
    if (!row.isArray()) {
      return new double[] {number(row)};
    }
    List<Double> flat = new ArrayList<>();
    flatten(row, flat);
    return flat.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private void flatten(JsonNode node, List<Double> into) {
    if (node.isArray()) {
      node.forEach(element -> flatten(element, into));
    } else {
      into.add(number(node));
    }
  }

  private double number(JsonNode value) {
    if (value.isNull()) {
      return Double.NaN;
    }
    if (!value.isNumber()) {
      throw refused("'%s' is not a number".formatted(value), outputs.keySet());
    }
    return value.doubleValue();
  }

  private AssayException refused(String reason, Object has) {
    return new AssayException(
        ErrorCode.INPUT,
        "Cannot use expected outputs '%s': %s. It has values for %s; give those of the sample's rows in the sample's order."
            .formatted(file, reason, has));
  }
}
