package dev.assay.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.SparkSession;

/**
 * The table all scenarios read: a long key, a string of eleven characters and thirty floats, in
 * Parquet files of equal size. Every row depends on its key and the seed alone.
 */
final class BenchData {
  static final String KEY = "id";
  static final String NAME = "name";
  static final int FEATURES = 30;

  private static final long ROWS_PER_FILE = 10_000_000L / 12;
  private static final int SEED = 42;

  private BenchData() {}

  /** The feature columns, in the order of the models' tensor. */
  static List<String> features() {
    return IntStream.range(0, FEATURES).mapToObj("f%02d"::formatted).toList();
  }

  /** Writes the table unless it is there. */
  static void generate(SparkSession spark, Path folder, long rows) {
    if (Files.exists(folder.resolve("_SUCCESS"))) {
      return;
    }
    List<String> columns = new ArrayList<>();
    columns.add(KEY);
    columns.add("concat('c', lpad(pmod(xxhash64(id, 7), 1000003), 10, '0')) AS " + NAME);
    for (int i = 0; i < FEATURES; i++) {
      columns.add("CAST(randn(%d) AS FLOAT) AS f%02d".formatted(SEED + i, i));
    }
    spark
        .range(0, rows, 1, files(rows))
        .selectExpr(columns.toArray(String[]::new))
        .write()
        .mode("overwrite")
        .option("compression", "snappy")
        .parquet(folder.toString());
  }

  /** Two files at least, so that two cores have work; else files of one size at every scale. */
  static int files(long rows) {
    return (int) Math.max(2, Math.round((double) rows / ROWS_PER_FILE));
  }
}
