package dev.assay.jobs.store;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.hash;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import com.sun.management.OperatingSystemMXBean;
import dev.assay.jobs.testing.SparkExtension;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.DataFrameWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;

/**
 * Measures layouts of the table {@code predictions} against each other; the figures of {@code
 * docs/decisions/0003-partitioning-of-predictions.md}. Arguments: a directory, rows per run, runs,
 * tasks, rounds of reading.
 */
public final class PartitioningBenchmark {
  private static final List<String> MODELS = List.of("logistic", "trees", "mlp");

  private final SparkSession session;
  private final Path folder;
  private final long rows;
  private final int runs;
  private final int tasks;
  private final int rounds;

  private PartitioningBenchmark(SparkSession session, String[] arguments) {
    this.session = session;
    this.folder = Path.of(arguments[0]);
    this.rows = Long.parseLong(arguments[1]);
    this.runs = Integer.parseInt(arguments[2]);
    this.tasks = Integer.parseInt(arguments[3]);
    this.rounds = Integer.parseInt(arguments[4]);
  }

  /** A way to lay the table out. */
  private record Layout(String name, List<String> partitionBy, boolean sorted, String statistics) {}

  private static final List<Layout> LAYOUTS =
      List.of(
          new Layout("partitioned", StoreTables.PARTITIONS, false, "id"),
          new Layout("partitioned, all stats", StoreTables.PARTITIONS, false, null),
          new Layout("partitioned, sort", StoreTables.PARTITIONS, true, "id"),
          new Layout("by run_id", List.of("run_id"), false, "id"),
          new Layout("unpartitioned", List.of(), false, "id,as_of,model,version,run_id"));

  /** Prints a table. */
  public static void main(String[] arguments) throws IOException {
    new PartitioningBenchmark(SparkExtension.session(), arguments).run();
    Runtime.getRuntime().exit(0);
  }

  private void run() throws IOException {
    write(new Layout("warm-up", StoreTables.PARTITIONS, false, "id"), rows / 10);
    for (Layout layout : LAYOUTS) {
      write(layout, rows);
    }
    Map<String, List<double[]>> reads = new LinkedHashMap<>();
    for (int round = 0; round <= rounds; round++) { // round 0 warms up
      for (Layout layout : LAYOUTS) {
        for (Map.Entry<String, String> query : queries().entrySet()) {
          double[] cost = cost(() -> table(layout).filter(query.getValue()));
          if (round > 0) {
            reads
                .computeIfAbsent(query.getKey() + " | " + layout.name(), k -> new ArrayList<>())
                .add(cost);
          }
        }
      }
    }
    reads.forEach(
        (name, costs) ->
            System.out.printf(Locale.ROOT, "read | %s | cpu %.2f s%n", name, median(costs)));
  }

  private Map<String, String> queries() {
    String run = "as_of = DATE'2018-01-01' AND run_id = '" + runId(0) + "'";
    Map<String, String> queries = new LinkedHashMap<>();
    queries.put("all", "true");
    queries.put("one run", run);
    queries.put("one run, one model", run + " AND model = 'trees'");
    queries.put("one key in a run", run + " AND id = " + rows / 3);
    return queries;
  }

  private interface Query {
    Dataset<Row> rows();
  }

  private double[] cost(Query query) {
    long cpu = cpu();
    query.rows().selectExpr("sum(score)", "count(label)", "sum(features_hash)").collectAsList();
    return new double[] {(cpu() - cpu) / 1e9};
  }

  private static double median(List<double[]> costs) {
    double[] sorted = costs.stream().mapToDouble(c -> c[0]).sorted().toArray();
    return sorted[sorted.length / 2];
  }

  private void write(Layout layout, long count) throws IOException {
    long cpu = cpu();
    long wall = System.nanoTime();
    for (int run = 0; run < runs; run++) {
      SparkSession own = layout.sorted() ? session.cloneSession() : Sessions.appending(session);
      own.conf().set("spark.databricks.delta.snapshotPartitions", "1");
      if (layout.statistics() != null) {
        own.conf()
            .set(
                "spark.databricks.delta.properties.defaults.dataSkippingStatsColumns",
                layout.statistics());
      }
      DataFrameWriter<Row> writer =
          Dataset.ofRows(own, predictions(count, run).queryExecution().analyzed())
              .write()
              .format("delta")
              .mode(SaveMode.Append)
              .option("compression", "zstd");
      if (!layout.partitionBy().isEmpty()) {
        writer = writer.partitionBy(layout.partitionBy().toArray(String[]::new));
      }
      writer.save(path(layout));
    }
    if (!layout.name().equals("warm-up")) {
      System.out.printf(
          Locale.ROOT,
          "write | %s | cpu %.1f s | wall %.1f s | %d files | %.1f MB | log %.2f MB%n",
          layout.name(),
          (cpu() - cpu) / 1e9,
          (System.nanoTime() - wall) / 1e9,
          table(layout).inputFiles().length,
          bytes(layout, ".parquet") / 1e6,
          bytes(layout, ".json") / 1e6);
    }
  }

  /** Keys in order, as input tables mostly have them; scores without a pattern. */
  private Dataset<Row> predictions(long count, int run) {
    return session
        .range(0, count, 1, tasks)
        .select(
            col("id"),
            explode(
                    array(
                        MODELS.stream()
                            .map(m -> lit(m))
                            .toArray(org.apache.spark.sql.Column[]::new)))
                .as("model"))
        .select(
            col("id"),
            hash(col("id"), col("model"), lit(run)).divide(lit(4294967296.0)).plus(0.5).as("score"),
            when(hash(col("id"), lit(run)).gt(0), lit("yes")).otherwise(lit("no")).as("label"),
            xxhash64(col("id"), col("model")).as("features_hash"),
            lit(java.time.LocalDate.of(2018, 1, 1 + run)).as("as_of"),
            col("model"),
            lit("1").as("version"),
            lit(runId(run)).as("run_id"));
  }

  private static String runId(int run) {
    return Integer.toString(run).repeat(64);
  }

  private Dataset<Row> table(Layout layout) {
    return session.read().format("delta").load(path(layout));
  }

  private String path(Layout layout) {
    return folder.resolve(layout.name().replaceAll("\\W+", "-")).toString();
  }

  private long bytes(Layout layout, String suffix) throws IOException {
    try (Stream<Path> files = Files.walk(Path.of(path(layout)))) {
      return files
          .filter(f -> f.toString().endsWith(suffix) && !f.toString().contains("checkpoint"))
          .mapToLong(f -> f.toFile().length())
          .sum();
    }
  }

  private static long cpu() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }
}
