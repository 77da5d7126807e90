package dev.assay.bench;

import dev.assay.config.ConfigLoader;
import dev.assay.config.LoadedConfig;
import dev.assay.evaluation.EvaluationResult;
import dev.assay.jobs.EvaluateJob;
import dev.assay.jobs.EvaluatePlanner;
import dev.assay.jobs.EvaluateResult;
import dev.assay.jobs.RunContext;
import dev.assay.jobs.ScoreJob;
import dev.assay.jobs.ScorePlanner;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;

/** {@code assay evaluate} over the {@link EvaluatedTable}, whose predictions are published. */
final class EvaluateWork {
  private static final int REPLICATES = 1_000;

  /** Evaluations of one store must have names of their own, or the second has nothing to do. */
  private static int runs;

  private final SparkSession spark;
  private final Command command;

  EvaluateWork(SparkSession spark, Command command) {
    this.spark = spark;
    this.command = command;
  }

  /** Writes the table, publishes its predictions, and writes them for peers, if not there yet. */
  void prepare() {
    BenchData.generate(spark, command.input(), command.rows());
    EvaluatedTable.generate(spark, command.input(), command.evaluated());
    if (!Files.exists(command.published().resolve("runs"))) {
      new ScoreJob(spark, context()).run(new ScorePlanner(spark).prepare(config("none")));
    }
    if (command.rows() <= Command.MOST_ROWS_IN_MEMORY) {
      EvaluatedTable.labelled(
          spark.read().parquet(command.evaluated().toString()),
          spark.read().format("delta").load(command.published().resolve("predictions").toString()),
          command.labelled());
    }
  }

  /**
   * Evaluates.
   *
   * @return the number of figures
   */
  double run() {
    LoadedConfig config = config("run-" + System.nanoTime() + "-" + runs++);
    EvaluateResult evaluation =
        new EvaluateJob(spark, context()).run(new EvaluatePlanner(spark).prepare(config, null));
    if (evaluation.alreadyPublished()) {
      throw new IllegalStateException("Evaluated before: " + evaluation.run());
    }
    EvaluationResult tables = evaluation.tables();
    return tables.metrics().size() + tables.comparisons().size();
  }

  private static RunContext context() {
    return new RunContext(Clock.systemUTC(), "bench", Map.of(), false, Optional::empty);
  }

  private LoadedConfig config(String name) {
    Path registry = Path.of(command.data(), "registry");
    List<String> models = new WholeJob(spark).register(command, registry);
    String slicers = String.join(", ", EvaluatedTable.slicers());
    String text =
        """
        use-case: bench
        store: %s
        registry: %s
        as-of: 2026-01-31
        input: {table: %s, key: [%s]}
        models: {champion: %s, challengers: %s}
        score: {pass-through: [%s]}
        labels: {column: %s}
        evaluate:
          name: %s
          slices: [%s]
          bootstrap: {replicates: %d, seed: 1}
          decide: {metric: auc, margin: 0.001}
        """
            .formatted(
                command.published(),
                registry,
                command.evaluated(),
                BenchData.KEY,
                models.get(0),
                models.subList(1, models.size()),
                slicers,
                EvaluatedTable.LABEL,
                name,
                slicers,
                REPLICATES);
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    ConfigLoader loader = new ConfigLoader(path -> bytes, variable -> null, ".");
    return loader.load(List.of("bench.yaml"), List.of(), List.of());
  }
}
