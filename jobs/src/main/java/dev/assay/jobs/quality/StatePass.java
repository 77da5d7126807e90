package dev.assay.jobs.quality;

import dev.assay.jobs.quality.BatchInput.Planned;
import dev.assay.jobs.quality.Block.Form;
import dev.assay.jobs.quality.SummarizeStates.State;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.execution.SQLExecution;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import scala.Option;
import scala.runtime.AbstractFunction0;

/** The Spark work behind states: one pass over a table, and merging what it left. */
final class StatePass {
  private StatePass() {}

  /**
   * What the tasks of a pass make of their rows; nothing runs yet. Takes the batches of the scan
   * where Spark's plan has them, else rows.
   */
  static Dataset<Row> partial(Dataset<Row> projected, List<StateSpec> specs) {
    SparkSession session = projected.sparkSession();
    PartialStates states = new PartialStates(new ArrayList<>(specs));
    List<Form> forms = forms(projected);
    JavaRDD<InternalRow> partial =
        BatchInput.of(projected, forms)
            .map(planned -> ofBatches(planned, states))
            .orElseGet(() -> ofRows(projected, forms, states));
    if (partial.getNumPartitions() == 0) {
      // No task, no states: one task without rows says that there was nothing.
      partial =
          JavaSparkContext.fromSparkContext(session.sparkContext())
              .<InternalRow>parallelize(List.of(), 1)
              .mapPartitionsWithIndex(
                  (task, none) -> states.of(task, Collections.emptyIterator()), false);
    }
    return session.internalCreateDataFrame(partial.rdd(), PartialStates.SCHEMA, false);
  }

  /** Whether a pass takes the batches of a scan. */
  static boolean takesBatches(Dataset<Row> projected) {
    return BatchInput.of(projected, forms(projected)).isPresent();
  }

  private static List<Form> forms(Dataset<Row> projected) {
    List<Form> forms = new ArrayList<>();
    for (StructField field : projected.schema().fields()) {
      forms.add(Form.of(field.dataType()));
    }
    return forms;
  }

  private static JavaRDD<InternalRow> ofBatches(Planned planned, PartialStates states) {
    BatchInput input = planned.input();
    JavaRDD<ColumnarBatch> batches = planned.scan().executeColumnar().toJavaRDD();
    return batches.mapPartitionsWithIndex(
        (task, of) -> states.of(task, new BatchBlocks(input, of)), false);
  }

  private static JavaRDD<InternalRow> ofRows(
      Dataset<Row> projected, List<Form> forms, PartialStates states) {
    return projected
        .queryExecution()
        .toRdd()
        .toJavaRDD()
        .mapPartitionsWithIndex((task, of) -> states.of(task, new RowBlocks(forms, of)), false);
  }

  /** The same with every group in one row. */
  static Dataset<Row> grouped(Dataset<Row> partial) {
    return partial
        .repartition(functions.col("state"), functions.col("h1"))
        .groupBy("state", "h1", "h2", "payload")
        .agg(functions.sum("n").as("n"));
  }

  /** The merged states by index. */
  static Map<Integer, Optional<Accumulator>> collect(Dataset<Row> grouped) {
    List<State> parts =
        within(
            grouped,
            "quality metrics",
            () ->
                grouped
                    .queryExecution()
                    .toRdd()
                    .toJavaRDD()
                    .mapPartitions(new SummarizeStates())
                    .collect());
    Map<Integer, List<byte[]>> byIndex = new TreeMap<>();
    parts.forEach(
        part -> byIndex.computeIfAbsent(part.index(), i -> new ArrayList<>()).add(part.bytes()));
    Map<Integer, Optional<Accumulator>> merged = new TreeMap<>();
    byIndex.forEach((index, bytes) -> merged.put(index, SummarizeStates.merge(bytes)));
    return merged;
  }

  /** The states by their ids; those that nothing was kept of are not there. */
  static Map<String, Optional<Accumulator>> named(
      Map<Integer, Optional<Accumulator>> states, List<String> ids) {
    Map<String, Optional<Accumulator>> named = new LinkedHashMap<>();
    states.forEach((index, state) -> named.put(ids.get(index), state));
    return named;
  }

  /** What a pass collects. */
  interface Work<T> {
    T run();
  }

  /** Runs as an SQL execution, so that Spark's UI and listeners see it as a query. */
  private static <T> T within(Dataset<Row> dataset, String name, Work<T> work) {
    SparkSession session = dataset.sparkSession();
    Option<SparkSession> before = SparkSession.getActiveSession();
    SparkSession.setActiveSession(session);
    try {
      return SQLExecution.withNewExecutionId(
          dataset.queryExecution(),
          Option.apply(name),
          new AbstractFunction0<T>() {
            @Override
            public T apply() {
              return work.run();
            }
          });
    } finally {
      if (before.isDefined()) {
        SparkSession.setActiveSession(before.get());
      } else {
        SparkSession.clearActiveSession();
      }
    }
  }
}
