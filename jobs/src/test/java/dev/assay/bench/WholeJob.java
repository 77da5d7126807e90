package dev.assay.bench;

import dev.assay.config.ConfigLoader;
import dev.assay.jobs.RunContext;
import dev.assay.jobs.ScoreJob;
import dev.assay.jobs.ScorePlanner;
import dev.assay.jobs.ScoreResult;
import dev.assay.jobs.registry.ModelAdmin;
import dev.assay.jobs.registry.ModelEntry;
import dev.assay.model.Sample;
import dev.assay.onnx.Registration;
import dev.assay.record.RunStatus;
import dev.assay.yaml.YamlReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;

/** A run as users have it: planned, scored, checked and published in a store. */
final class WholeJob {
  private final SparkSession spark;

  WholeJob(SparkSession spark) {
    this.spark = spark;
  }

  /** Runs it over the command's table and models, in a store under the command's output. */
  void run(Command command) {
    Path registry = Path.of(command.data(), "registry");
    String text =
        """
        use-case: bench
        store: %s
        registry: %s
        as-of: 2026-01-31
        input: {table: %s, key: [%s]}
        models: {champion: %s, challengers: %s}
        score: {pass-through: [%s]}
        """;
    List<String> models = register(command, registry);
    byte[] config =
        text.formatted(
                command.output(),
                registry,
                command.input(),
                BenchData.KEY,
                models.get(0),
                models.subList(1, models.size()),
                BenchData.NAME)
            .getBytes(StandardCharsets.UTF_8);
    ConfigLoader loader = new ConfigLoader(path -> config, name -> null, ".");
    RunContext context =
        new RunContext(Clock.systemUTC(), "bench", Map.of(), false, Optional::empty);
    ScoreResult result =
        new ScoreJob(spark, context)
            .run(
                new ScorePlanner(spark)
                    .prepare(loader.load(List.of("bench.yaml"), List.of(), List.of())));
    if (result.alreadyPublished() || result.run().status() != RunStatus.PUBLISHED) {
      throw new IllegalStateException("Not published: " + result.run());
    }
  }

  /** The same file in another place of the list is another model. */
  List<String> register(Command command, Path registry) {
    ModelAdmin admin =
        new ModelAdmin(spark.sessionState().newHadoopConf(), registry.toUri().toString());
    Set<String> known = admin.list().stream().map(ModelEntry::name).collect(Collectors.toSet());
    List<String> references = new ArrayList<>();
    for (String model : command.models()) {
      Path file = Path.of(model);
      String stem = file.getFileName().toString().replace(".onnx", "");
      String name = stem + "-" + references.size();
      if (!known.contains(name)) {
        Registration registration =
            YamlReader.read(Registration.class, "bench", "name: " + name + "\nversion: \"1\"\n");
        Sample sample = Sample.read(file.resolveSibling(stem + ".sample.json"));
        admin.add(file, registration, sample, null, List.of(), List.of());
      }
      references.add(name + "@1");
    }
    return references;
  }
}
