package dev.assay.bench;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/**
 * SynapseML's {@code ONNXModel}, as its documentation uses it. It is only on the class path of a
 * worker of its own, hence the reflection.
 */
final class SynapseContender implements Contender {
  private static final String MODEL = "com.microsoft.azure.synapse.ml.onnx.ONNXModel";
  private static final int BATCH = 4096;

  @Override
  public Dataset<Row> score(SparkSession spark, Dataset<Row> input, List<Path> models) {
    try {
      return score(input, models.get(0));
    } catch (ReflectiveOperationException | OrtException e) {
      throw new IllegalStateException("Cannot score with SynapseML: " + e, e);
    }
  }

  private static Dataset<Row> score(Dataset<Row> input, Path model)
      throws ReflectiveOperationException, OrtException {
    Graph graph;
    HashMap<String, String> fetch = new HashMap<>();
    try (OrtSession session = Graph.open(model)) {
      graph = Graph.of(session);
      // All outputs: where some are left out it cuts the graph and forgets the others' shapes.
      session.getOutputNames().forEach(name -> fetch.put(name, name));
    }
    Object onnx = Class.forName(MODEL).getConstructor().newInstance();
    call(onnx, "setModelLocation", model.toString());
    call(onnx, "setFeedDict", graph.input(), "features");
    call(onnx, "setFetchDict", fetch);
    call(onnx, "setDeviceType", "CPU");
    call(onnx, "setMiniBatchSize", BATCH);
    Column[] features = BenchData.features().stream().map(functions::col).toArray(Column[]::new);
    Dataset<Row> assembled =
        input.select(
            functions.col(BenchData.KEY),
            functions.col(BenchData.NAME),
            functions.array(features).as("features"));
    return transform(onnx, assembled)
        .select(
            functions.col(BenchData.KEY),
            functions.col(BenchData.NAME),
            functions.element_at(functions.col(graph.output()), -1).cast("double").as("score"));
  }

  @SuppressWarnings("unchecked") // a DataFrame is a Dataset<Row>
  private static Dataset<Row> transform(Object onnx, Dataset<Row> input)
      throws ReflectiveOperationException {
    Method transform = onnx.getClass().getMethod("transform", Dataset.class);
    return (Dataset<Row>) transform.invoke(onnx, input);
  }

  private static void call(Object onnx, String setter, Object... arguments)
      throws ReflectiveOperationException {
    Class<?>[] types =
        Arrays.stream(arguments)
            .map(a -> a instanceof Integer ? int.class : a.getClass())
            .toArray(Class<?>[]::new);
    onnx.getClass().getMethod(setter, types).invoke(onnx, arguments);
  }
}
