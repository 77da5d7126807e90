package dev.assay.bench;

import dev.assay.bench.BenchOptions.Group;
import dev.assay.bench.Command.Action;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What an evaluation costs: three models, fifty slices, a thousand replicates, and its peers. */
final class EvaluateScenarios implements Plan {
  private static final String EVALUATE = "assay evaluate";
  private static final double LEAST_TIMES_SKLEARN = 20;
  private static final double MOST_MEMORY = 1.25;

  private final BenchOptions options;
  private final List<Scenario> scenarios = new ArrayList<>();
  private final List<Target> targets = new ArrayList<>();

  EvaluateScenarios(BenchOptions options) {
    this.options = options;
    if (options.wants(Group.OPERATOR)) {
      evaluate(name(options.rows()), WorkerKind.EVALUATE, "assay", options.rows());
    }
    peers();
    memory();
  }

  @Override
  public List<Scenario> scenarios() {
    return List.copyOf(scenarios);
  }

  @Override
  public List<Target> targets() {
    return List.copyOf(targets);
  }

  @Override
  public Map<String, String> facts() {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put(
        "evaluation",
        "%d models, %d slices, 1000 bootstrap replicates"
            .formatted(models().size(), EvaluatedTable.SLICERS * EvaluatedTable.VALUES));
    return facts;
  }

  private static String name(long rows) {
    return "%s, %,d rows".formatted(EVALUATE, rows);
  }

  private void peers() {
    long rows = options.peerRows(Command.USUAL_ROWS_IN_MEMORY);
    if (options.wants(Group.PEERS) && rows != options.rows()) {
      evaluate(name(rows), WorkerKind.EVALUATE, "assay", rows);
    }
    Map<String, WorkerKind> peers = new LinkedHashMap<>();
    peers.put("sklearn", WorkerKind.MLFLOW);
    peers.put("mlflow", WorkerKind.MLFLOW);
    peers.put("evidently", WorkerKind.EVIDENTLY);
    peers.put("tfma", WorkerKind.TFMA);
    peers.forEach(
        (contender, worker) -> {
          String peer = "%s, %,d rows".formatted(peer(contender), rows);
          if (options.wants(Group.PEERS)) {
            evaluate(peer, worker, contender, rows);
          }
          Double least = contender.equals("sklearn") ? LEAST_TIMES_SKLEARN : null;
          targets.add(
              Target.times(peer + ", times assay evaluate", List.of(peer), name(rows), least));
          if (rows != options.rows()) {
            targets.add(
                Target.times(
                    peer + ", times a row of assay evaluate of all rows",
                    List.of(peer),
                    name(options.rows()),
                    null));
          }
        });
  }

  private static String peer(String contender) {
    return switch (contender) {
      case "sklearn" -> "scikit-learn, one core";
      case "mlflow" -> "MLflow evaluate (no replicates)";
      case "evidently" -> "Evidently (no replicates)";
      default -> "TFMA (20 replicates)";
    };
  }

  private void memory() {
    if (!options.wants(Group.MEMORY)) {
      return;
    }
    for (long rows : options.sweep()) {
      evaluate("memory: " + name(rows), WorkerKind.SMALL, "assay", rows);
    }
    List<Long> sizes = options.sweep();
    targets.add(
        Target.peak(
            "memory: peak at the most rows by that at the fewest",
            "memory: " + name(sizes.get(sizes.size() - 1)),
            "memory: " + name(sizes.get(0)),
            MOST_MEMORY));
  }

  private List<String> models() {
    return options.models().values().stream().map(Object::toString).toList();
  }

  private void evaluate(String name, WorkerKind worker, String contender, long rows) {
    Command command =
        new Command(
            Action.EVALUATE, contender, Sink.NOOP, models(), options.data().toString(), rows);
    scenarios.add(new Scenario(name, worker, command));
  }
}
