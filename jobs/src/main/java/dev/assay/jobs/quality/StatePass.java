package dev.assay.jobs.quality;

import dev.assay.jobs.quality.SummarizeStates.State;
import java.util.ArrayList;
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
import scala.Option;
import scala.runtime.AbstractFunction0;

/** The Spark work behind states: one pass over a table, and merging what it left. */
final class StatePass {
  private StatePass() {}

  /**
   * What the tasks of a pass make of their rows; nothing runs yet. Reads the rows as Spark's scan
   * gives them: Deequ's own aggregation costs several times the CPU of the scan.
   */
  static Dataset<Row> partial(Dataset<Row> projected, List<StateSpec> specs) {
    SparkSession session = projected.sparkSession();
    JavaRDD<InternalRow> rows = projected.queryExecution().toRdd().toJavaRDD();
    if (rows.getNumPartitions() == 0) {
      // No task, no states: one task without rows says that there was nothing.
      rows = JavaSparkContext.fromSparkContext(session.sparkContext()).parallelize(List.of(), 1);
    }
    JavaRDD<InternalRow> partial =
        rows.mapPartitionsWithIndex(new PartialStates(new ArrayList<>(specs)), false);
    return session.internalCreateDataFrame(partial.rdd(), PartialStates.SCHEMA, false);
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
