package dev.assay.bench;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.TaskCompletionListener;

/**
 * The code one writes first: {@code mapPartitions} over {@code Row}, a {@code float[][]} a batch.
 */
final class RowContender implements Contender {
  private static final int BATCH = 1024;
  private static final StructType OUTPUT =
      new StructType()
          .add(BenchData.KEY, DataTypes.LongType)
          .add(BenchData.NAME, DataTypes.StringType)
          .add("score", DataTypes.DoubleType);

  @Override
  public Dataset<Row> score(SparkSession spark, Dataset<Row> input, List<Path> models) {
    String model = models.get(0).toString();
    return input.mapPartitions(
        (MapPartitionsFunction<Row, Row>) rows -> new Scored(rows, model), Encoders.row(OUTPUT));
  }

  private static final class Scored implements Iterator<Row> {
    private final Iterator<Row> rows;
    private final OrtSession session;
    private final Graph graph;
    private final Deque<Row> ready = new ArrayDeque<>(BATCH);

    Scored(Iterator<Row> rows, String model) throws OrtException {
      this.rows = rows;
      this.session = Graph.open(Path.of(model));
      this.graph = Graph.of(session);
      TaskContext.get().addTaskCompletionListener((TaskCompletionListener) context -> close());
    }

    @Override
    public boolean hasNext() {
      return !ready.isEmpty() || rows.hasNext();
    }

    @Override
    public Row next() {
      if (ready.isEmpty()) {
        scoreBatch();
      }
      return ready.remove();
    }

    private void scoreBatch() {
      Row[] batch = new Row[BATCH];
      float[][] features = new float[BATCH][];
      int n = 0;
      while (n < BATCH && rows.hasNext()) {
        Row row = rows.next();
        float[] values = new float[BenchData.FEATURES];
        for (int i = 0; i < values.length; i++) {
          values[i] = row.getFloat(i + 2);
        }
        batch[n] = row;
        features[n++] = values;
      }
      float[][] scores = run(Arrays.copyOf(features, n));
      for (int i = 0; i < n; i++) {
        double score = scores[i][scores[i].length - 1];
        ready.add(RowFactory.create(batch[i].getLong(0), batch[i].getString(1), score));
      }
    }

    private float[][] run(float[][] features) {
      try (OnnxTensor input = OnnxTensor.createTensor(OrtEnvironment.getEnvironment(), features);
          OrtSession.Result result =
              session.run(Map.of(graph.input(), input), Set.of(graph.output()))) {
        return (float[][]) result.get(0).getValue();
      } catch (OrtException e) {
        throw new IllegalStateException(e);
      }
    }

    private void close() {
      try {
        session.close();
      } catch (OrtException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
