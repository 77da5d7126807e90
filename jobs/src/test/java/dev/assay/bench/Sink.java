package dev.assay.bench;

import java.nio.file.Path;
import java.sql.Date;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import scala.collection.JavaConverters;

/** Where a scenario's rows go. */
enum Sink {
  /** Column batches are dropped as they come: what an operator itself costs. */
  BATCHES {
    @Override
    void consume(Dataset<Row> data, Path output) {
      columnar(data.queryExecution().executedPlan())
          .executeColumnar()
          .toJavaRDD()
          .foreachPartition(batches -> batches.forEachRemaining(ColumnarBatch::numRows));
    }
  },
  /**
   * Spark's own sink that drops rows, of the columns that all contenders give: what any row-based
   * consumer pays on top.
   */
  NOOP {
    @Override
    void consume(Dataset<Row> data, Path output) {
      data.select(BenchData.KEY, BenchData.NAME, "score")
          .write()
          .format("noop")
          .mode("overwrite")
          .save();
    }
  },
  /**
   * A Delta table, by Spark's row-based writer, with the predictions table's partitions and codec.
   */
  DELTA {
    @Override
    void consume(Dataset<Row> data, Path output) {
      Set<String> columns = Set.of(data.columns());
      Dataset<Row> whole = data;
      for (String constant : PARTITIONS) {
        if (!columns.contains(constant)) {
          whole =
              whole.withColumn(
                  constant, functions.lit("as_of".equals(constant) ? AS_OF : constant));
        }
      }
      whole
          .write()
          .format("delta")
          .mode("append")
          .option("compression", "zstd")
          .option("txnAppId", Long.toString(System.nanoTime()))
          .option("txnVersion", 1)
          .partitionBy(PARTITIONS.toArray(String[]::new))
          .save(output.toString());
    }
  };

  /** The run constants, by which predictions are partitioned. */
  static final List<String> PARTITIONS = List.of("as_of", "model", "version", "run_id");

  private static final Date AS_OF = Date.valueOf("2026-01-31");

  /** Runs the plan to its end. */
  abstract void consume(Dataset<Row> data, Path output);

  /** The topmost node that gives column batches. */
  private static SparkPlan columnar(SparkPlan plan) {
    SparkPlan node = plan;
    while (!node.supportsColumnar()) {
      List<SparkPlan> children = JavaConverters.seqAsJavaList(node.children());
      if (children.size() != 1) {
        throw new IllegalStateException("Cannot read columns: the plan has none.\n" + plan);
      }
      node = children.get(0);
    }
    return node;
  }
}
