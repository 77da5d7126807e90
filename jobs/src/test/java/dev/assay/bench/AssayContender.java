package dev.assay.bench;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.assay.config.JobConfig.Device;
import dev.assay.jobs.score.ExecutorConfiguration;
import dev.assay.jobs.score.ReadyModel;
import dev.assay.jobs.score.RowGate;
import dev.assay.jobs.score.ScoreSpec;
import dev.assay.jobs.score.ScoreTotals;
import dev.assay.jobs.score.Scoring;
import dev.assay.model.ElementType;
import dev.assay.model.Flavour;
import dev.assay.model.Manifest;
import dev.assay.model.MissingPolicy;
import dev.assay.model.OutputLink;
import dev.assay.model.Task;
import dev.assay.onnx.OnnxModel;
import dev.assay.plan.PlannedModel;
import dev.assay.plan.PlannedModel.Role;
import dev.assay.quality.Action;
import dev.assay.quality.RowPredicate;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Assay's operator with its defaults, over models that need no package. */
final class AssayContender implements Contender {
  private final Map<String, PlannedModel> planned = new HashMap<>();
  private final List<ScoreTotals> totals = new ArrayList<>();
  private final int rules;

  /**
   * @param rules row rules to evaluate; all hold
   */
  AssayContender(int rules) {
    this.rules = rules;
  }

  @Override
  public Dataset<Row> score(SparkSession spark, Dataset<Row> input, List<Path> models) {
    List<PlannedModel> plans = new ArrayList<>();
    for (Path model : models) {
      plans.add(plan(model, plans.size()));
    }
    RowGate gate = RowGate.compile(spark, input.schema(), predicates());
    ScoreTotals counted = new ScoreTotals(plans.size(), gate.ids());
    spark.sparkContext().register(counted);
    totals.add(counted);
    ScoreSpec spec =
        new ScoreSpec(
            plans,
            List.of(BenchData.KEY),
            List.of(BenchData.NAME),
            Device.CPU,
            (plan, device) ->
                new ReadyModel(
                    OnnxModel.load(Path.of(plan.packageUri()), plan.manifest(), device, List.of()),
                    true,
                    0),
            counted,
            Path.of(System.getProperty("java.io.tmpdir"), "assay-bench-rejects").toString(),
            ExecutorConfiguration.of(spark),
            gate);
    return Scoring.score(input, spec);
  }

  /** Rules of five kinds over all columns, in turn. */
  private List<RowPredicate> predicates() {
    List<RowPredicate> predicates = new ArrayList<>();
    for (int i = 0; i < rules; i++) {
      String x = "f%02d".formatted(i % BenchData.FEATURES);
      String y = "f%02d".formatted((i + 7) % BenchData.FEATURES);
      String good =
          switch (i % 5) {
            case 0 -> x + " IS NOT NULL AND NOT isnan(" + x + ")";
            case 1 -> x + " BETWEEN -1000 AND " + (1000 + i);
            case 2 -> "abs(" + x + " - " + y + ") < " + (1000 + i);
            case 3 -> x + " > -1000 OR " + y + " < " + (1000 + i);
            default -> BenchData.NAME + " <> 'c" + i + "'";
          };
      predicates.add(
          new RowPredicate(
              "rule-" + i, Action.QUARANTINE, "coalesce(" + good + ", false)", null, null));
    }
    return predicates;
  }

  @Override
  public int sessionsBuilt() {
    return totals.stream()
        .flatMap(each -> each.value().models().stream())
        .mapToInt(ScoreTotals.Model::sessionsBuilt)
        .sum();
  }

  /** The same file in another place of the list is another model, with a session of its own. */
  private PlannedModel plan(Path model, int place) {
    String name = model.getFileName().toString().replace(".onnx", "") + "-" + place;
    return planned.computeIfAbsent(
        name,
        key ->
            new PlannedModel(
                place == 0 ? Role.CHAMPION : Role.CHALLENGER,
                name + "@1",
                model.getParent().toString(),
                name,
                manifest(model, name)));
  }

  private static Manifest manifest(Path model, String name) {
    try (OrtSession session = Graph.open(model)) {
      Graph graph = Graph.of(session);
      int columns = columns(session, graph);
      return new Manifest(
          Manifest.FORMAT,
          name,
          "1",
          Flavour.ONNX,
          Task.BINARY,
          model.getFileName().toString(),
          Map.of(),
          List.of(
              new Manifest.Input(
                  graph.input(),
                  ElementType.FLOAT,
                  BenchData.features(),
                  null,
                  MissingPolicy.REJECT,
                  false,
                  Map.of())),
          new Manifest.Output(graph.output(), columns == 1 ? null : 1, OutputLink.IDENTITY),
          List.of("0", "1"),
          0.5,
          new Manifest.Batch(512, false),
          null,
          new Manifest.Golden("golden.json", 1e-5),
          null,
          null,
          null,
          null,
          null,
          null,
          null,
          null,
          null);
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    }
  }

  private static int columns(OrtSession session, Graph graph) throws OrtException {
    float[][] row = new float[1][BenchData.FEATURES];
    try (OnnxTensor input = OnnxTensor.createTensor(OrtEnvironment.getEnvironment(), row);
        OrtSession.Result result = session.run(Map.of(graph.input(), input))) {
      OnnxTensor output = (OnnxTensor) result.get(graph.output()).orElseThrow();
      long[] shape = output.getInfo().getShape();
      return shape.length == 1 ? 1 : Math.toIntExact(shape[1]);
    }
  }
}
