package dev.assay.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/**
 * The table on whose rows models are evaluated: the features of {@link BenchData}, a label that
 * depends on them, and ten columns of five values each, which make fifty slices.
 */
final class EvaluatedTable {
  static final int SLICERS = 10;
  static final int VALUES = 5;
  static final String LABEL = "label";

  private static final int SEED = 97;
  private static final int WEIGHED = 10;

  private EvaluatedTable() {}

  /** The slicing columns. */
  static List<String> slicers() {
    return IntStream.range(0, SLICERS).mapToObj("g%d"::formatted).toList();
  }

  /** Writes the table unless it is there. */
  static void generate(SparkSession spark, Path features, Path folder) {
    if (Files.exists(folder.resolve("_SUCCESS"))) {
      return;
    }
    List<String> columns = new ArrayList<>(List.of(BenchData.KEY));
    columns.addAll(BenchData.features());
    columns.add("CAST(%s > 0.8 AS INT) AS %s".formatted(signal(), LABEL));
    for (int i = 0; i < SLICERS; i++) {
      columns.add("concat('c', CAST(%s * %d AS INT)) AS g%d".formatted(uniform(i + 1), VALUES, i));
    }
    spark
        .read()
        .parquet(features.toString())
        .selectExpr(columns.toArray(String[]::new))
        .write()
        .mode("overwrite")
        .option("compression", "snappy")
        .parquet(folder.toString());
  }

  /** What the models were trained to find (test-data/models/train/bench.py), with as much noise. */
  private static String signal() {
    StringBuilder sum = new StringBuilder("f10 * f11 + abs(f12)");
    for (int i = 0; i < WEIGHED; i++) {
      sum.append(" + %s * f%02d".formatted(1 - 2.0 * i / (WEIGHED - 1), i));
    }
    return sum + " + 0.5513 * ln(%1$s / (1 - %1$s))".formatted(uniform(0));
  }

  /** A number between 0 and 1 that depends on the key alone. */
  private static String uniform(int stream) {
    return "((pmod(xxhash64(%s, %d), 1000003) + 0.5) / 1000003)"
        .formatted(BenchData.KEY, SEED + stream);
  }

  /** Writes the labels with the scores of three models and the slices, for peers in memory. */
  static void labelled(Dataset<Row> table, Dataset<Row> predictions, Path folder) {
    if (Files.exists(folder.resolve("_SUCCESS"))) {
      return;
    }
    List<Object> models =
        predictions.select("model").distinct().orderBy("model").collectAsList().stream()
            .map(row -> row.get(0))
            .toList();
    Dataset<Row> scores =
        predictions.groupBy(BenchData.KEY).pivot("model", models).agg(functions.first("score"));
    for (int i = 0; i < models.size(); i++) {
      scores = scores.withColumnRenamed(models.get(i).toString(), "s" + i);
    }
    table
        .drop(BenchData.features().toArray(String[]::new))
        .join(scores, BenchData.KEY)
        .coalesce(1)
        .write()
        .mode("overwrite")
        .parquet(folder.toString());
  }
}
