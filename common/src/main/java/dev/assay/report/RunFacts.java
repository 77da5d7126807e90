package dev.assay.report;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.record.Json;
import dev.assay.record.ModelRun;
import dev.assay.record.RunRecord;
import dev.assay.record.TableOutput;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a run record says of the run behind an evaluation, in the shape in which a report shows it.
 *
 * @param store where its tables lie, as a person would name it to a command
 * @param run its row in the table of runs
 * @param models its models, champion first
 * @param inputs pinned inputs and labels: dotted path to value
 * @param counts what became of the rows and labels, by name, such as {@code labels_missing}
 * @param environment versions, machine and user
 * @param orchestrator ids that a scheduler gave; empty where a person started the run
 * @param settings effective settings by their path
 */
public record RunFacts(
    String store,
    RunRecord run,
    List<ModelRun> models,
    Map<String, String> inputs,
    Map<String, Long> counts,
    Map<String, String> environment,
    Map<String, String> orchestrator,
    Map<String, String> settings) {

  public RunFacts {
    models = List.copyOf(models);
    inputs = fixed(inputs);
    counts = fixed(counts);
    environment = fixed(environment);
    orchestrator = fixed(orchestrator);
    settings = fixed(settings);
  }

  private static <T> Map<String, T> fixed(Map<String, T> map) {
    return java.util.Collections.unmodifiableMap(new LinkedHashMap<>(map));
  }

  /** The facts in a run record. */
  public static RunFacts of(String store, RunRecord run) {
    List<ModelRun> models = new ArrayList<>();
    if (run.outcome().models() != null) {
      models.addAll(List.of(Json.read(run.outcome().models(), ModelRun[].class)));
    }
    models.sort((a, b) -> Boolean.compare(challenger(a), challenger(b)));
    return new RunFacts(
        store,
        run,
        models,
        flat(run.start().input()),
        counts(run.outcome().rejectedReasons()),
        flat(run.start().environment()),
        flat(run.start().orchestrator()),
        flat(run.start().config()));
  }

  private static boolean challenger(ModelRun model) {
    return !"champion".equals(model.role());
  }

  private static Map<String, Long> counts(String json) {
    Map<String, Long> counts = new LinkedHashMap<>();
    flat(json)
        .forEach((reason, count) -> counts.put(reason, Math.round(Double.parseDouble(count))));
    return counts;
  }

  /** The leaves of a JSON text by their dotted paths. */
  private static Map<String, String> flat(String json) {
    Map<String, String> leaves = new TreeMap<>();
    if (json != null && !json.isBlank()) {
      flatten("", Json.read(json, JsonNode.class), leaves);
    }
    return leaves;
  }

  private static void flatten(String path, JsonNode node, Map<String, String> leaves) {
    if (node.isObject()) {
      node.fields().forEachRemaining(f -> flatten(below(path, f.getKey()), f.getValue(), leaves));
    } else if (node.isArray()) {
      for (int i = 0; i < node.size(); i++) {
        flatten(below(path, Integer.toString(i + 1)), node.get(i), leaves);
      }
    } else if (!node.isNull()) {
      leaves.put(path, node.asText());
    }
  }

  private static String below(String path, String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  /** The digest of a model's package, if the run record has it. */
  String digest(String name, String version) {
    return models.stream()
        .filter(m -> m.name().equals(name) && m.version().equals(version))
        .map(ModelRun::digest)
        .filter(java.util.Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  /** The runs whose published predictions were evaluated, and the run itself, which may score. */
  public List<String> scoredBy() {
    List<String> runs = new ArrayList<>();
    inputs.forEach(
        (path, value) -> {
          if (path.startsWith("predictions.")) {
            runs.add(value);
          }
        });
    runs.add(run.runId());
    return runs;
  }

  /** The tables that the run wrote. */
  List<TableOutput> outputs() {
    return run.outcome().outputs();
  }
}
