package dev.assay.jobs.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.assay.jobs.score.ModelLoader;
import dev.assay.jobs.score.ReadyModel;
import dev.assay.model.ElementType;
import dev.assay.model.Feature;
import dev.assay.model.GoldenResult;
import dev.assay.model.GoldenVectors;
import dev.assay.model.ModelPackage;
import dev.assay.model.Sample;
import dev.assay.model.TensorSpec;
import dev.assay.onnx.ModelRegistrar;
import dev.assay.onnx.OnnxModel;
import dev.assay.onnx.Registration;
import dev.assay.plan.PlannedModel;
import dev.assay.yaml.YamlReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * A model that an exporter wrote, registered as {@code assay model add} does, with its sample and
 * the outputs that Python gives for it.
 *
 * @param planned the model as a run plans it
 * @param sample rows that it can score
 * @param expected Python's outputs
 */
public record ZooModel(PlannedModel planned, Sample sample, JsonNode expected) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Registers a model such as {@code zoo/gemm}, in a new directory under the parent. */
  public static ZooModel register(String name, String yaml, Path parent) {
    Path file = TestModels.directory().resolve(name + ".onnx");
    Sample sample = Sample.read(TestModels.directory().resolve(name + ".sample.json"));
    Registration registration =
        YamlReader.read(
            Registration.class,
            "test",
            "name: "
                + file.getFileName().toString().replace(".onnx", "")
                + "\nversion: \"1\"\n"
                + yaml);
    try {
      Path directory = Files.createTempDirectory(parent, "package");
      ModelPackage made =
          ModelRegistrar.register(file, registration, sample, null, List.of(), directory)
              .modelPackage();
      PlannedModel planned =
          new PlannedModel(
              PlannedModel.Role.CHAMPION,
              made.manifest().reference(),
              directory.toUri().toString(),
              made.digest(),
              made.manifest());
      JsonNode expected =
          JSON.readTree(TestModels.directory().resolve(name + ".expected.json").toFile());
      return new ZooModel(planned, sample, expected);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Loads packages as a run does: opened, and golden vectors compared. */
  public static ModelLoader loader() {
    return (planned, device) -> {
      Path directory = Path.of(URI.create(planned.packageUri()));
      GoldenVectors golden = ModelPackage.read(directory).golden();
      OnnxModel model = OnnxModel.load(directory, planned.manifest(), device, golden.filler());
      GoldenResult result = golden.verify(model);
      return new ReadyModel(model, result.bitEqual(), result.maxDifference());
    };
  }

  /** The sample as a table: {@code id} and a column of the tensor's type for each feature. */
  public Dataset<Row> table(SparkSession session) {
    List<Feature> features =
        planned.manifest().tensors().stream()
            .map(TensorSpec::features)
            .flatMap(List::stream)
            .toList();
    StructType schema = new StructType().add("id", "int");
    int[] columns = new int[features.size()];
    for (int f = 0; f < columns.length; f++) {
      Feature feature = features.get(f);
      columns[f] = sample.columns().indexOf(feature.column());
      boolean array = sample.rows().get(0).get(columns[f]) instanceof List;
      DataType type = type(feature.type());
      schema = schema.add(feature.column(), array ? DataTypes.createArrayType(type) : type);
    }
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < sample.rows().size(); i++) {
      Object[] values = new Object[columns.length + 1];
      values[0] = i;
      for (int f = 0; f < columns.length; f++) {
        values[f + 1] = value(sample.rows().get(i).get(columns[f]), features.get(f).type());
      }
      rows.add(RowFactory.create(values));
    }
    return session.createDataFrame(rows, schema);
  }

  private static DataType type(ElementType type) {
    return switch (type) {
      case FLOAT -> DataTypes.FloatType;
      case DOUBLE -> DataTypes.DoubleType;
      case INT32 -> DataTypes.IntegerType;
      case INT64 -> DataTypes.LongType;
      case BOOL -> DataTypes.BooleanType;
      case STRING -> DataTypes.StringType;
    };
  }

  private static Object value(Object value, ElementType type) {
    if (value instanceof List<?> list) {
      return list.stream().map(element -> value(element, type)).toArray();
    }
    if (!(value instanceof Number number)) {
      return value;
    }
    return switch (type) {
      case FLOAT -> number.floatValue();
      case DOUBLE -> number.doubleValue();
      case INT32 -> number.intValue();
      case INT64 -> number.longValue();
      case BOOL -> number.intValue() != 0;
      case STRING -> value.toString();
    };
  }

  /** Python's outputs of the scored tensor for each row of the sample, in the classes' order. */
  public List<double[]> outputs() {
    JsonNode values =
        tensors().stream()
            .filter(tensor -> !isLabel(tensor))
            .max(
                Comparator.comparing(
                    tensor ->
                        tensor
                            .path("tensor")
                            .asText()
                            .equals(planned.manifest().output().tensor())))
            .orElseThrow()
            .path("values");
    return IntStream.range(0, sample.rows().size())
        .mapToObj(row -> numbers(values.get(row)))
        .toList();
  }

  /** Python's labels for each row of the sample; empty where the graph gives none. */
  public List<String> labels() {
    return tensors().stream()
        .filter(ZooModel::isLabel)
        .flatMap(tensor -> StreamSupport.stream(tensor.path("values").spliterator(), false))
        .map(JsonNode::asText)
        .toList();
  }

  private List<JsonNode> tensors() {
    return StreamSupport.stream(expected.path("outputs").spliterator(), false).toList();
  }

  private static boolean isLabel(JsonNode tensor) {
    return tensor.path("tensor").asText().endsWith("label");
  }

  private double[] numbers(JsonNode row) {
    if (row.isNumber()) {
      return new double[] {row.doubleValue()};
    } else if (row.isArray()) {
      return StreamSupport.stream(row.spliterator(), false)
          .mapToDouble(JsonNode::doubleValue)
          .toArray();
    }
    return planned.manifest().classes().stream()
        .mapToDouble(name -> row.path(name).doubleValue())
        .toArray();
  }
}
