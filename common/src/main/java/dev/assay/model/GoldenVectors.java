package dev.assay.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.assay.error.AssayException;
import dev.assay.error.ErrorCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * {@code golden.json} of a model package: a few rows as the tensors hold them, the raw outputs that
 * the model gave for them when it was registered, and, where the user had them, the outputs that
 * another program gave. All numbers keep their bits. The first row is a valid input, so that it may
 * fill rows that nobody asked for.
 */
public final class GoldenVectors {
  /** The format this version of Assay writes and reads. */
  public static final int FORMAT = 1;

  private static final ObjectMapper JSON = new ObjectMapper();

  private final FeatureRows inputs;
  private final Outputs outputs;
  private final Outputs reference;

  private GoldenVectors(FeatureRows inputs, Outputs outputs, Outputs reference) {
    this.inputs = inputs;
    this.outputs = outputs;
    this.reference = reference;
  }

  /** Raw outputs, row-major, of a program with the difference that is accepted. */
  private record Outputs(String source, double tolerance, List<double[]> rows) {
    double[] flat() {
      return rows.stream().flatMapToDouble(java.util.Arrays::stream).toArray();
    }
  }

  /** Rows whose outputs are not known yet. */
  public static GoldenVectors of(FeatureRows inputs) {
    return new GoldenVectors(inputs, null, null);
  }

  /** The same rows with the outputs that a scorer gives for them now. */
  public GoldenVectors scoredBy(Scorer scorer, double tolerance) {
    double[] raw = score(scorer, inputs);
    return new GoldenVectors(
        inputs, new Outputs("Assay", tolerance, rows(raw, scorer.outputs())), reference);
  }

  /**
   * The same rows with outputs from elsewhere.
   *
   * @param source the program they come from
   * @param tolerance largest accepted absolute difference
   * @param rows the raw outputs of each row
   */
  public GoldenVectors withReference(String source, double tolerance, List<double[]> rows) {
    if (rows.size() != inputs.rows()) {
      throw new IllegalArgumentException(
          "%d rows of outputs for %d rows".formatted(rows.size(), inputs.rows()));
    }
    return new GoldenVectors(inputs, outputs, new Outputs(source, tolerance, List.copyOf(rows)));
  }

  /** The inputs. */
  public FeatureRows inputs() {
    return inputs;
  }

  /** The outputs that the model gave at registration, row-major; empty before it was scored. */
  public double[] outputs() {
    return outputs == null ? new double[0] : outputs.flat();
  }

  /**
   * One row that is a valid input of the model, a vector for each feature in tensor order: it fills
   * calls that have too few rows and stands in for rejected ones.
   */
  public List<FeatureVector> filler() {
    return inputs.select(0).vectors();
  }

  /**
   * Scores the rows and compares the outputs with those of the registration.
   *
   * @throws AssayException MODEL_GOLDEN when an output is further off than the tolerance
   */
  public GoldenResult verify(String model, Scorer scorer) {
    double[] found = score(scorer, inputs);
    GoldenResult result = compare(model, outputs, scorer.outputs(), found);
    if (reference != null) {
      compare(model, reference, scorer.outputs(), found);
    }
    return result;
  }

  /** Scores the rows with a model that was just loaded, see {@link #verify(String, Scorer)}. */
  public GoldenResult verify(LoadedModel model) {
    try (ScorerScratch scratch = new ScorerScratch();
        Scorer scorer = model.newScorer(scratch)) {
      return verify(model.manifest().reference(), scorer);
    }
  }

  /** How the outputs compare with those from elsewhere, where there are any. */
  public Optional<GoldenResult> compareWithReference(Scorer scorer) {
    return Optional.ofNullable(reference)
        .map(other -> GoldenResult.compare(other.flat(), score(scorer, inputs), scorer.outputs()));
  }

  /** The same with a model that was just loaded. */
  public Optional<GoldenResult> compareWithReference(LoadedModel model) {
    try (ScorerScratch scratch = new ScorerScratch();
        Scorer scorer = model.newScorer(scratch)) {
      return compareWithReference(scorer);
    }
  }

  /** The raw outputs of all rows, row-major, scored in blocks from the first row on. */
  public static double[] score(Scorer scorer, FeatureRows rows) {
    int outputs = scorer.outputs();
    FeatureBatch batch = rows.batch();
    double[] raw = new double[rows.rows() * outputs];
    for (int from = 0; from < rows.rows(); from += scorer.blockRows()) {
      scorer.score(batch, from, Math.min(rows.rows(), from + scorer.blockRows()), raw);
    }
    return raw;
  }

  private GoldenResult compare(String model, Outputs expected, int width, double[] found) {
    double[] values = expected.flat();
    if (values.length != found.length) {
      throw new AssayException(
          ErrorCode.MODEL_GOLDEN,
          "Cannot use model '%s': it gives %d outputs per row, its golden vectors hold %d. Register the model as a new version."
              .formatted(model, width, values.length / inputs.rows()));
    }
    GoldenResult result = GoldenResult.compare(values, found, width);
    if (result.maxDifference() > expected.tolerance()) {
      throw new AssayException(
          ErrorCode.MODEL_GOLDEN,
          "Cannot use model '%s': its outputs differ from the golden vectors of %s: %s, more than the tolerance %s. Check the model files and the runtime, or register the model as a new version."
              .formatted(model, expected.source(), result.describe(), expected.tolerance()));
    }
    return result;
  }

  private static List<double[]> rows(double[] flat, int width) {
    return IntStream.range(0, flat.length / width)
        .mapToObj(row -> java.util.Arrays.copyOfRange(flat, row * width, (row + 1) * width))
        .toList();
  }

  // ---- the file ------------------------------------------------------------------------------

  /**
   * Reads golden vectors.
   *
   * @param file the file
   * @param tensors the tensors of the model's manifest
   * @throws AssayException MODEL when the file cannot be read or does not fit the manifest
   */
  public static GoldenVectors read(Path file, List<TensorSpec> tensors) {
    try {
      JsonNode root = JSON.readTree(Files.readAllBytes(file));
      require(root.path("format").asInt() == FORMAT, "its format is not " + FORMAT);
      JsonNode inputs = root.path("inputs");
      require(inputs.size() == tensors.size(), "it does not hold the tensors of the manifest");
      List<FeatureVector> vectors = new ArrayList<>();
      int rows = inputs.path(0).path("values").size();
      require(rows > 0, "it holds no rows");
      for (int t = 0; t < tensors.size(); t++) {
        readTensor(inputs.get(t), tensors.get(t), rows, vectors);
      }
      return new GoldenVectors(
          new FeatureRows(tensors, vectors, rows),
          readOutputs(root.path("registered"), rows),
          readOutputs(root.path("reference"), rows));
    } catch (IOException | IllegalArgumentException e) {
      throw new AssayException(
          ErrorCode.MODEL,
          "Cannot read golden vectors '%s': %s. Restore the package as it was registered."
              .formatted(file, Sample.reason(e)),
          e);
    }
  }

  /** Writes the vectors, one row a line. */
  public void write(Path file) {
    StringBuilder text = new StringBuilder("{\n  \"format\": " + FORMAT + ",\n  \"inputs\": [");
    int first = 0;
    for (int t = 0; t < inputs.tensors().size(); t++) {
      TensorSpec tensor = inputs.tensors().get(t);
      text.append(t == 0 ? "\n" : ",\n")
          .append("    {\"tensor\": ")
          .append(quoted(tensor.name()))
          .append(", \"type\": ")
          .append(quoted(tensor.type().name().toLowerCase(Locale.ROOT)))
          .append(", \"values\": ")
          .append(tensorRows(first, tensor.features().size()))
          .append("}");
      first += tensor.features().size();
    }
    text.append("\n  ]");
    appendOutputs(text, "registered", outputs);
    appendOutputs(text, "reference", reference);
    try {
      Files.writeString(file, text.append("\n}\n"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String tensorRows(int firstFeature, int features) {
    return lines(
        IntStream.range(0, inputs.rows())
            .mapToObj(
                row ->
                    IntStream.range(firstFeature, firstFeature + features)
                        .mapToObj(inputs::vector)
                        .flatMap(
                            vector ->
                                IntStream.range(0, vector.width())
                                    .mapToObj(k -> element(vector, row * vector.width() + k)))
                        .collect(Collectors.joining(", ", "[", "]")))
            .toList(),
        "      ");
  }

  private static void appendOutputs(StringBuilder text, String key, Outputs outputs) {
    if (outputs == null) {
      return;
    }
    List<String> rows =
        outputs.rows().stream()
            .map(
                row ->
                    java.util.Arrays.stream(row)
                        .mapToObj(GoldenVectors::number)
                        .collect(Collectors.joining(", ", "[", "]")))
            .toList();
    text.append(",\n  \"%s\": {\n    \"source\": ".formatted(key))
        .append(quoted(outputs.source()))
        .append(",\n    \"tolerance\": ")
        .append(outputs.tolerance())
        .append(",\n    \"outputs\": ")
        .append(lines(rows, "      "))
        .append("\n  }");
  }

  private static String lines(List<String> rows, String indent) {
    return rows.stream()
        .map(row -> indent + row)
        .collect(
            Collectors.joining(
                ",\n", "[\n", "\n" + indent.substring(0, indent.length() - 2) + "]"));
  }

  private static String element(FeatureVector vector, int i) {
    if (vector instanceof FeatureVector.Floats floats) {
      return number(floats.values()[i]);
    } else if (vector instanceof FeatureVector.Doubles doubles) {
      return number(doubles.values()[i]);
    } else if (vector instanceof FeatureVector.Ints ints) {
      return Integer.toString(ints.values()[i]);
    } else if (vector instanceof FeatureVector.Longs longs) {
      return Long.toString(longs.values()[i]);
    } else if (vector instanceof FeatureVector.Bools bools) {
      return Boolean.toString(bools.values()[i] != 0);
    }
    return quoted(((FeatureVector.Strings) vector).values()[i]);
  }

  /** A text from which {@code (float) Double.parseDouble(text)} gives the same bits. */
  private static String number(float value) {
    String text = Float.toString(value);
    boolean exact = Float.isFinite(value) && (float) Double.parseDouble(text) == value;
    return exact ? text : number((double) value);
  }

  private static String number(double value) {
    String text = Double.toString(value);
    return Double.isFinite(value) ? text : quoted(text);
  }

  private static String quoted(String text) {
    try {
      return JSON.writeValueAsString(text);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void readTensor(
      JsonNode node, TensorSpec tensor, int rows, List<FeatureVector> vectors) {
    require(
        node.path("tensor").asText().equals(tensor.name()),
        "it holds tensor '%s' where the manifest has '%s'"
            .formatted(node.path("tensor").asText(), tensor.name()));
    JsonNode values = node.path("values");
    require(values.size() == rows, "its tensors have different numbers of rows");
    int offset = 0;
    for (Feature feature : tensor.features()) {
      FeatureVector vector = FeatureRows.allocate(feature.type(), rows, feature.width());
      for (int row = 0; row < rows; row++) {
        require(
            values.get(row).size() == tensor.width(),
            "row %d of tensor '%s' has %d elements instead of %d"
                .formatted(row, tensor.name(), values.get(row).size(), tensor.width()));
        for (int k = 0; k < feature.width(); k++) {
          setElement(vector, row * feature.width() + k, values.get(row).get(offset + k));
        }
      }
      vectors.add(vector);
      offset += feature.width();
    }
  }

  private static void setElement(FeatureVector vector, int i, JsonNode value) {
    if (vector instanceof FeatureVector.Floats floats) {
      floats.values()[i] = (float) number(value);
    } else if (vector instanceof FeatureVector.Doubles doubles) {
      doubles.values()[i] = number(value);
    } else if (vector instanceof FeatureVector.Ints ints) {
      require(
          value.canConvertToInt() && value.isIntegralNumber(), "not a 32-bit integer: " + value);
      ints.values()[i] = value.intValue();
    } else if (vector instanceof FeatureVector.Longs longs) {
      require(
          value.canConvertToLong() && value.isIntegralNumber(), "not a 64-bit integer: " + value);
      longs.values()[i] = value.longValue();
    } else if (vector instanceof FeatureVector.Bools bools) {
      require(value.isBoolean(), "not a boolean: " + value);
      bools.values()[i] = (byte) (value.booleanValue() ? 1 : 0);
    } else {
      require(value.isTextual(), "not a string: " + value);
      ((FeatureVector.Strings) vector).values()[i] = value.textValue();
    }
  }

  private static double number(JsonNode value) {
    if (value.isTextual()) {
      return Double.parseDouble(value.textValue()); // NaN, Infinity, -Infinity
    }
    require(value.isNumber(), "not a number: " + value);
    return value.doubleValue();
  }

  private static Outputs readOutputs(JsonNode node, int rows) {
    if (node.isMissingNode()) {
      return null;
    }
    List<double[]> outputs = new ArrayList<>(rows);
    for (JsonNode row : node.path("outputs")) {
      double[] values = new double[row.size()];
      for (int k = 0; k < values.length; k++) {
        values[k] = number(row.get(k));
      }
      outputs.add(values);
    }
    require(outputs.size() == rows, "it does not hold outputs for every row");
    return new Outputs(node.path("source").asText(), node.path("tolerance").asDouble(), outputs);
  }

  private static void require(boolean condition, String reason) {
    if (!condition) {
      throw new IllegalArgumentException(reason);
    }
  }
}
