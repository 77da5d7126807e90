package dev.assay.jobs;

import dev.assay.config.LoadedConfig;
import dev.assay.config.Setting;
import dev.assay.plan.PinnedInput;
import dev.assay.plan.PlannedModel;
import dev.assay.record.CurrentRuns;
import dev.assay.record.Json;
import dev.assay.record.ModelRun;
import dev.assay.record.RedriveSlot;
import dev.assay.record.RunRecord;
import dev.assay.yaml.Key;
import dev.assay.yaml.YamlReader;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Published predictions that are the scores an evaluation would compute: of the same input, chosen
 * and derived in the same way, on the same device, under the same rules of quality, by the same
 * model packages. Those of a run that was redriven are not: what it rejected has scores elsewhere.
 *
 * @param run the run that holds them
 * @param models the places of its models in the evaluation
 */
public record PublishedScores(RunRecord run, List<Integer> models) {
  private static final String NONE = "null";

  /** Settings of an input that do not change which rows are scored. */
  private static final Set<String> ELSEWHERE =
      Set.of("input.table", "input.version", "input.timestamp", "input.allow-empty");

  private static final String DEVICE = "score.device";
  private static final String RULES = "quality";

  public PublishedScores {
    models = List.copyOf(models);
  }

  /** What a list is written as in a run's settings. */
  private record Columns(@Key(doc = "The columns.") List<String> columns) {}

  /** The pass-through columns of the predictions. */
  List<String> passThrough() {
    String columns = settings(run).getOrDefault("score.pass-through", "[]");
    return YamlReader.read(Columns.class, run.runId(), "columns: " + columns).columns();
  }

  /**
   * The runs that hold scores of models, each model in one: that of the evaluation's date before
   * others, then the one published last.
   *
   * @param rules digest of the rules of the configuration; null where it was not taken
   */
  static List<PublishedScores> find(
      List<RunRecord> runs,
      LoadedConfig config,
      String rules,
      LocalDate asOf,
      PinnedInput input,
      List<PlannedModel> models) {
    Set<String> redriven =
        CurrentRuns.of(runs).stream()
            .flatMap(run -> RedriveSlot.of(run.slot()).stream())
            .map(RedriveSlot::run)
            .collect(Collectors.toSet());
    List<RunRecord> candidates =
        CurrentRuns.whole(runs).stream()
            .filter(run -> !redriven.contains(run.runId()))
            .filter(run -> run.slot().startsWith(ScorePlanner.SLOTS + "/"))
            .filter(run -> sameRows(run, config, rules, asOf, input))
            .sorted(
                Comparator.comparing((RunRecord run) -> !run.start().asOf().equals(asOf))
                    .thenComparing(RunRecord::sequence, Comparator.reverseOrder()))
            .toList();
    Map<RunRecord, List<Integer>> found = new LinkedHashMap<>();
    for (int m = 0; m < models.size(); m++) {
      int place = m;
      Optional<RunRecord> first =
          candidates.stream().filter(run -> scored(run, models.get(place))).findFirst();
      first.ifPresent(run -> found.computeIfAbsent(run, r -> new ArrayList<>()).add(place));
    }
    return found.entrySet().stream()
        .map(entry -> new PublishedScores(entry.getKey(), entry.getValue()))
        .toList();
  }

  private static boolean scored(RunRecord run, PlannedModel model) {
    return Arrays.stream(Json.read(run.start().models(), ModelRun[].class))
        .anyMatch(
            known ->
                known.name().equals(model.name())
                    && known.version().equals(model.version())
                    && known.digest().equals(model.packageDigest()));
  }

  private static boolean sameRows(
      RunRecord run, LoadedConfig config, String rules, LocalDate asOf, PinnedInput input) {
    PinnedInput pinned = Json.read(run.start().input(), PinnedInput.class);
    if (pinned.kind() != input.kind() || !pinned.digest().equals(input.digest())) {
      return false;
    }
    Map<String, String> recorded = settings(run);
    Map<String, String> ours = new TreeMap<>();
    for (Setting setting : config.settings()) {
      ours.put(setting.path(), setting.value());
    }
    boolean sameDevice =
        ours.getOrDefault(DEVICE, NONE).equals(recorded.getOrDefault(DEVICE, NONE));
    if (!sameDevice || !sameRules(ours, rules, recorded)) {
      return false;
    }
    ours = ofRows(ours);
    boolean dated = ours.values().stream().anyMatch(value -> value.contains("${as-of}"));
    return ours.equals(ofRows(recorded)) && (!dated || run.start().asOf().equals(asOf));
  }

  /** Whether there are no rules, or rules that say the same, wherever they stand. */
  private static boolean sameRules(
      Map<String, String> ours, String rules, Map<String, String> recorded) {
    if (rules != null) {
      return rules.equals(recorded.get(ScorePlanner.RULES_DIGEST));
    }
    return ours.getOrDefault(RULES, NONE).equals(NONE)
        && recorded.getOrDefault(RULES, NONE).equals(NONE);
  }

  private static Map<String, String> ofRows(Map<String, String> settings) {
    Map<String, String> chosen = new TreeMap<>();
    settings.forEach(
        (path, value) -> {
          boolean none = value.equals("{}") || value.equals(NONE);
          if (path.startsWith("input.") && !ELSEWHERE.contains(path) && !none) {
            chosen.put(path, value);
          }
        });
    return chosen;
  }

  private static Map<String, String> settings(RunRecord run) {
    Map<String, String> settings = new TreeMap<>();
    Map<?, ?> written = Json.read(run.start().config(), Map.class);
    written.forEach((path, value) -> settings.put(String.valueOf(path), String.valueOf(value)));
    return settings;
  }
}
