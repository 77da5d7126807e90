package dev.assay.jobs.cli;

import dev.assay.jobs.store.StoreTables;
import dev.assay.record.RunRecord;
import dev.assay.record.TableOutput;
import java.nio.file.Path;
import java.util.List;

/**
 * Three ways to look at the example's predictions, and two at what its rules kept; each can be
 * pasted into a shell as it is.
 */
final class DemoSnippets {
  private final Path root;
  private final Path workingDirectory;
  private final String runId;
  private final TableOutput predictions;
  private final String damagedRun;

  DemoSnippets(Path root, Path workingDirectory, RunRecord run, String damagedRun) {
    this.root = root;
    this.workingDirectory = workingDirectory;
    this.runId = run.runId();
    this.damagedRun = damagedRun;
    this.predictions = run.output(StoreTables.PREDICTIONS).orElseThrow();
  }

  /** A title and the lines to paste. */
  record Snippet(String title, List<String> lines) {
    Snippet {
      lines = List.copyOf(lines);
    }

    /** The text to paste. */
    String text() {
      return String.join("\n", lines);
    }
  }

  /** All of them. */
  List<Snippet> all() {
    return List.of(assay(), polars(), pyspark(), rules(), kept());
  }

  private Snippet assay() {
    return new Snippet(
        "SQL",
        List.of(
            command("query", DemoAction.CONFIGURATION) + " \\",
            "  'SELECT year, model, avg(score) FROM predictions_current GROUP BY ALL ORDER BY ALL'"));
  }

  private Snippet rules() {
    return new Snippet(
        "every rule on the damaged delivery, with keys of some rows that broke it",
        List.of(
            command("quality", DemoDamage.CONFIGURATION)
                + " --run "
                + Quantities.brief(damagedRun)));
  }

  private Snippet kept() {
    return new Snippet(
        "the rows that were kept from a model",
        List.of(
            command("query", DemoDamage.CONFIGURATION) + " \\",
            "  'SELECT model, rules, count(*) AS kept, first(row) FROM rejected_rows GROUP BY ALL"
                + " ORDER BY ALL'"));
  }

  private String command(String name, String config) {
    boolean here = workingDirectory.equals(root);
    String launcher = here ? "./assay" : quoted(root.resolve("assay").toString());
    return "%s %s --config %s"
        .formatted(launcher, name, here ? config : quoted(root.resolve(config).toString()));
  }

  private Snippet polars() {
    return new Snippet(
        "polars (pip install polars deltalake)",
        List.of(
            "python3 - <<'END'",
            "import polars as pl",
            "predictions = pl.scan_delta('%s', version=%d)"
                .formatted(path(), predictions.version()),
            "print(predictions.filter(pl.col('run_id') == '%s')".formatted(runId),
            "    .group_by('model').agg(pl.len(), pl.mean('score')).sort('model').collect())",
            "END"));
  }

  private Snippet pyspark() {
    String spark = org.apache.spark.package$.MODULE$.SPARK_VERSION();
    String delta = io.delta.package$.MODULE$.VERSION();
    return new Snippet(
        "PySpark (pip install pyspark==" + spark + ")",
        List.of(
            "python3 - <<'END'",
            "from pyspark.sql import SparkSession",
            "spark = (SparkSession.builder",
            "    .config('spark.jars.packages', 'io.delta:delta-spark_2.12:%s')".formatted(delta),
            "    .config('%s', '%s')"
                .formatted(SessionFactory.EXTENSIONS, SessionFactory.DELTA_EXTENSION),
            "    .config('%s', '%s').getOrCreate())"
                .formatted(SessionFactory.CATALOG, SessionFactory.DELTA_CATALOG),
            "predictions = spark.read.format('delta').option('versionAsOf', %d).load('%s')"
                .formatted(predictions.version(), path()),
            "predictions.where(\"run_id = '%s'\").groupBy('model').avg('score').show()"
                .formatted(runId),
            "END"));
  }

  private String path() {
    return predictions.path().replaceFirst("^file://(?=/)", "");
  }

  private static String quoted(String path) {
    return path.matches("[\\w./-]+") ? path : "'" + path.replace("'", "'\\''") + "'";
  }
}
