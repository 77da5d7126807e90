package dev.assay.jobs.cli;

import dev.assay.record.RunRecord;
import dev.assay.record.TableOutput;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/**
 * What the published predictions of a run look like: mean and histogram of the scores of each
 * model, and how often two models give the same label. Read from the table at its pinned version.
 */
final class ScoreSummary {
  static final int BINS = 20;

  private static final String BLOCKS = " ▁▂▃▄▅▆▇█";

  private final Dataset<Row> predictions;
  private final List<String> key;

  /**
   * A summary.
   *
   * @param run a published run
   * @param key the key columns
   */
  ScoreSummary(SparkSession session, RunRecord run, List<String> key) {
    TableOutput table = run.output("predictions").orElseThrow();
    this.key = List.copyOf(key);
    this.predictions =
        session
            .read()
            .format("delta")
            .option("versionAsOf", table.version())
            .load(table.path())
            .where(functions.col("as_of").equalTo(java.sql.Date.valueOf(run.start().asOf())))
            .where(functions.col("run_id").equalTo(run.runId()));
  }

  /** Scores of one model, which lie between 0 and 1. */
  record Scores(long rows, double mean, List<Long> bins) {
    /** The bins as blocks; the fullest is a whole one, and only an empty one is blank. */
    String histogram() {
      long most = Math.max(1, bins.stream().mapToLong(Long::longValue).max().orElse(1));
      StringBuilder blocks = new StringBuilder();
      for (long bin : bins) {
        int height = (int) Math.ceil(8.0 * bin / most);
        blocks.append(BLOCKS.charAt(height));
      }
      return blocks.toString();
    }
  }

  /** The scores by {@code name@version}. */
  Map<String, Scores> scores() {
    Column bin =
        functions.least(
            functions.floor(functions.col("score").multiply(BINS)), functions.lit(BINS - 1L));
    List<Row> rows =
        predictions
            .groupBy(model().as("model"), bin.as("bin"))
            .agg(functions.count("*").as("rows"), functions.sum("score").as("sum"))
            .collectAsList();
    Map<String, long[]> counts = new LinkedHashMap<>();
    Map<String, Double> sums = new LinkedHashMap<>();
    for (Row row : rows) {
      counts.computeIfAbsent(row.getString(0), m -> new long[BINS])[(int) row.getLong(1)] =
          row.getLong(2);
      sums.merge(row.getString(0), row.getDouble(3), Double::sum);
    }
    Map<String, Scores> scores = new LinkedHashMap<>();
    counts.forEach((model, bins) -> scores.put(model, of(bins, sums.get(model))));
    return scores;
  }

  private static Scores of(long[] bins, double sum) {
    List<Long> list = new ArrayList<>();
    long rows = 0;
    for (long bin : bins) {
      list.add(bin);
      rows += bin;
    }
    return new Scores(rows, sum / rows, list);
  }

  /** For each pair of models the share of the rows scored by both to which they give one label. */
  Map<List<String>, Double> agreement(List<String> models) {
    List<Column> labels = new ArrayList<>();
    for (String model : models) {
      labels.add(functions.max(functions.when(model().equalTo(model), functions.col("label"))));
    }
    Dataset<Row> byRow =
        named(
            predictions
                .groupBy(key.stream().map(functions::col).toArray(Column[]::new))
                .agg(labels.get(0), labels.subList(1, labels.size()).toArray(Column[]::new)),
            models.size());
    List<List<String>> pairs = new ArrayList<>();
    List<Column> shares = new ArrayList<>();
    for (int a = 0; a < models.size(); a++) {
      for (int b = a + 1; b < models.size(); b++) {
        pairs.add(List.of(models.get(a), models.get(b)));
        shares.add(
            functions.avg(functions.col("m" + a).equalTo(functions.col("m" + b)).cast("double")));
      }
    }
    Map<List<String>, Double> agreement = new LinkedHashMap<>();
    if (!pairs.isEmpty()) {
      Row row =
          byRow.agg(shares.get(0), shares.subList(1, shares.size()).toArray(Column[]::new)).head();
      for (int p = 0; p < pairs.size(); p++) {
        agreement.put(pairs.get(p), row.getDouble(p));
      }
    }
    return agreement;
  }

  private Dataset<Row> named(Dataset<Row> rows, int models) {
    List<String> names = new ArrayList<>(key);
    for (int m = 0; m < models; m++) {
      names.add("m" + m);
    }
    return rows.toDF(names.toArray(String[]::new));
  }

  private static Column model() {
    return functions.concat(functions.col("model"), functions.lit("@"), functions.col("version"));
  }
}
