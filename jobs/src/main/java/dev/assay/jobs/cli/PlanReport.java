package dev.assay.jobs.cli;

import dev.assay.config.Setting;
import dev.assay.jobs.PlannedChecks;
import dev.assay.jobs.PreparedEvaluation;
import dev.assay.jobs.progress.Rows;
import dev.assay.model.Feature;
import dev.assay.plan.Column;
import dev.assay.plan.FeatureBinding;
import dev.assay.plan.ModelBinding;
import dev.assay.plan.PinnedInput;
import dev.assay.plan.PlannedModel;
import dev.assay.plan.ScorePlan;
import dev.assay.plan.ValueCheck;
import dev.assay.record.RedriveSlot;
import dev.assay.record.RunRecord;
import dev.assay.record.RunStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** What a plan says, for a person and as JSON values. */
final class PlanReport {
  private static final int RECENT_RUNS = 5;
  private static final String INDENT = "             ";

  private final ScorePlan plan;
  private final List<RunRecord> runs;
  private final PlannedChecks checks;
  private final PreparedEvaluation evaluation;

  /**
   * A report.
   *
   * @param plan the plan
   * @param runs what is in the store already
   * @param checks the rules; null for none
   * @param evaluation the evaluation; null for none
   */
  PlanReport(
      ScorePlan plan, List<RunRecord> runs, PlannedChecks checks, PreparedEvaluation evaluation) {
    this.plan = plan;
    this.runs = List.copyOf(runs);
    this.checks = checks;
    this.evaluation = evaluation;
  }

  /** What a run would do with the slot. */
  enum Slot {
    /** Nothing is published there. */
    FREE,
    /** This very run is published: there is nothing to do. */
    PUBLISHED,
    /** Another run is published, which must be superseded on purpose. */
    TAKEN
  }

  /** What is in the slot. */
  Slot slot() {
    return holder()
        .map(run -> run.runId().equals(plan.runKey()) ? Slot.PUBLISHED : Slot.TAKEN)
        .orElse(Slot.FREE);
  }

  private Optional<RunRecord> holder() {
    return runs.stream()
        .filter(run -> run.status() == RunStatus.PUBLISHED && run.slot().equals(plan.slot()))
        .max(Comparator.comparingLong(RunRecord::generation));
  }

  /** Rows per second that the last runs of these models reached, in the middle. */
  OptionalLong recentRate() {
    List<Long> rates =
        runs.stream()
            .filter(run -> run.status() == RunStatus.PUBLISHED)
            .filter(run -> RedriveSlot.of(run.slot()).isEmpty()) // they search most of their time
            .filter(run -> run.outcome().rowsPerSecond() != null)
            .sorted(Comparator.comparing((RunRecord run) -> run.outcome().finishedAt()).reversed())
            .limit(RECENT_RUNS)
            .map(run -> run.outcome().rowsPerSecond())
            .sorted()
            .toList();
    return rates.isEmpty() ? OptionalLong.empty() : OptionalLong.of(rates.get(rates.size() / 2));
  }

  private Optional<Duration> expected() {
    OptionalLong rate = recentRate();
    return rate.isPresent() && rate.getAsLong() > 0
        ? plan.input().knownRows().map(rows -> Duration.ofMillis(1000 * rows / rate.getAsLong()))
        : Optional.empty();
  }

  /** The report as lines of text. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(plan.config().useCase() + " as of " + plan.asOf());
    lines.add("");
    input(lines);
    models(lines);
    rules(lines);
    output(lines);
    evaluation(lines);
    plan.shape().warnings().forEach(warning -> lines.add("Warning      " + warning));
    lines.add("");
    TextTable settings =
        new TextTable(List.of("setting", "value", "from"), List.of(false, false, false));
    plan.settings().forEach(s -> settings.add(List.of(s.path(), s.value(), s.origin())));
    lines.addAll(settings.lines());
    return lines;
  }

  private void input(List<String> lines) {
    PinnedInput input = plan.input();
    String rows = input.knownRows().map(Quantities::count).orElse("an unknown number of");
    lines.add("Input        " + input.describe());
    lines.add(
        INDENT
            + rows
            + " rows"
            + (plan.filter() == null ? "" : " before the filter")
            + ", "
            + Quantities.bytes(input.bytes())
            + " in "
            + Quantities.count(input.files())
            + (input.files() == 1 ? " file" : " files"));
    if (plan.filter() != null) {
      lines.add(INDENT + "where " + plan.filter());
    }
    lines.add("Key          " + columns(plan.shape().key()));
    if (!plan.shape().passThrough().isEmpty()) {
      lines.add("Copied       " + columns(plan.shape().passThrough()));
    }
  }

  private static String columns(List<Column> columns) {
    return String.join(", ", columns.stream().map(c -> c.name() + " " + c.type()).toList());
  }

  private void models(List<String> lines) {
    lines.add("Models");
    TextTable table =
        new TextTable(
            List.of("role", "model", "asked for as", "digest", "task", "features"),
            List.of(false, false, false, false, false, false));
    for (int m = 0; m < plan.models().size(); m++) {
      PlannedModel model = plan.models().get(m);
      table.add(
          List.of(
              lower(model.role()),
              model.manifest().reference(),
              model.reference(),
              Quantities.brief(model.packageDigest()),
              lower(model.manifest().task()),
              features(plan.shape().models().get(m))));
    }
    table.lines().forEach(line -> lines.add("  " + line));
  }

  /** {@code 16 match; checked value by value: AGEP, SCHL}. */
  private static String features(ModelBinding binding) {
    List<String> checked =
        binding.features().stream()
            .filter(feature -> feature.check() != ValueCheck.NONE)
            .map(feature -> feature.feature().column())
            .toList();
    return binding.features().size()
        + " match"
        + (checked.isEmpty() ? "" : ", " + checked.size() + " with a check of each value");
  }

  private void rules(List<String> lines) {
    if (checks == null) {
      return;
    }
    Map<String, Long> groups = rulesByGroup();
    lines.add(
        "Rules        "
            + String.join(
                ", ", groups.entrySet().stream().map(e -> e.getValue() + " " + e.getKey()).toList())
            + ", from "
            + checks.file());
    checks
        .pins()
        .forEach((name, pin) -> lines.add(INDENT + "table " + name + ": " + pin.describe()));
    List<String> scans = checks.scans();
    lines.add(
        INDENT
            + (scans.size() == 1 ? "1 extra scan" : scans.size() + " extra scans")
            + "; row rules are evaluated while the rows are scored");
    scans.forEach(scan -> lines.add(INDENT + "- " + scan));
  }

  private Map<String, Long> rulesByGroup() {
    Map<String, Long> groups = new LinkedHashMap<>();
    checks.rules().rules().all().forEach(rule -> groups.merge(rule.group().key(), 1L, Long::sum));
    return groups;
  }

  private void output(List<String> lines) {
    lines.add("Output       " + plan.config().store() + ", slot " + plan.slot());
    lines.add(INDENT + "run " + plan.runKey());
    lines.add(
        INDENT
            + switch (slot()) {
              case FREE -> "nothing is published there";
              case PUBLISHED -> "this very run is published there: there is nothing to do";
              case TAKEN ->
                  "run "
                      + holder().orElseThrow().runId()
                      + " is published there: replace it with --supersede";
            });
    lines.add("Time         " + time());
  }

  private void evaluation(List<String> lines) {
    if (evaluation == null) {
      return;
    }
    lines.add("Evaluation   slot " + evaluation.slot() + ", run " + evaluation.runKey());
    List<String> slicers =
        evaluation.join().spec().slicers().stream().map(slicer -> slicer.name()).toList();
    lines.add(INDENT + (slicers.isEmpty() ? "no slices" : "by " + String.join("; ", slicers)));
    List<String> scans = evaluation.scans();
    lines.add(INDENT + "if it ran now, " + scans.size() + (scans.size() == 1 ? " scan" : " scans"));
    scans.forEach(scan -> lines.add(INDENT + "- " + scan));
  }

  private Map<String, Object> evaluationJson() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("slot", evaluation.slot());
    json.put("run_id", evaluation.runKey());
    json.put("scans", evaluation.scans());
    return json;
  }

  private String time() {
    OptionalLong rate = recentRate();
    if (rate.isEmpty()) {
      return "unknown: nothing was published in this store yet";
    }
    String basis = "the last runs reached " + Rows.perSecond((double) rate.getAsLong());
    return expected()
        .map(time -> "about " + Quantities.duration(time) + ": " + basis)
        .orElse(basis + ", the number of rows is unknown");
  }

  /** The report as JSON values. */
  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("use_case", plan.config().useCase());
    json.put("as_of", plan.asOf().toString());
    json.put("run_id", plan.runKey());
    json.put("slot", plan.slot());
    json.put("slot_status", slot().name());
    json.put("slot_holder", holder().map(RunRecord::runId).orElse(null));
    json.put("store", plan.config().store());
    json.put("config_digest", plan.configDigest());
    json.put("input", inputJson());
    json.put("filter", plan.filter());
    json.put("key", columnsJson(plan.shape().key()));
    json.put("pass_through", columnsJson(plan.shape().passThrough()));
    json.put("models", modelsJson());
    json.put("rules", checks == null ? null : rulesByGroup());
    json.put("extra_scans", checks == null ? List.of() : checks.scans());
    json.put("evaluation", evaluation == null ? null : evaluationJson());
    json.put("warnings", plan.shape().warnings());
    json.put("expected_seconds", expected().map(time -> time.toMillis() / 1000.0).orElse(null));
    json.put("settings", plan.settings().stream().map(PlanReport::json).toList());
    return json;
  }

  private Map<String, Object> inputJson() {
    PinnedInput input = plan.input();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("kind", lower(input.kind()));
    json.put("table", input.table());
    json.put("location", input.location());
    json.put("version", input.deltaVersion());
    json.put("digest", input.digest());
    json.put("files", input.files());
    json.put("bytes", input.bytes());
    json.put("rows", input.rows());
    return json;
  }

  private static List<Map<String, Object>> columnsJson(List<Column> columns) {
    return columns.stream()
        .map(c -> Map.<String, Object>of("name", c.name(), "type", c.type()))
        .toList();
  }

  private List<Map<String, Object>> modelsJson() {
    List<Map<String, Object>> models = new ArrayList<>();
    for (int m = 0; m < plan.models().size(); m++) {
      PlannedModel model = plan.models().get(m);
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("role", lower(model.role()));
      json.put("name", model.name());
      json.put("version", model.version());
      json.put("reference", model.reference());
      json.put("package", model.packageUri());
      json.put("digest", model.packageDigest());
      json.put("task", lower(model.manifest().task()));
      json.put(
          "features",
          plan.shape().models().get(m).features().stream().map(PlanReport::json).toList());
      models.add(json);
    }
    return models;
  }

  private static Map<String, Object> json(FeatureBinding binding) {
    Feature feature = binding.feature();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("column", feature.column());
    json.put("column_type", binding.type());
    json.put("tensor_type", lower(feature.type()));
    json.put("width", feature.width());
    json.put("missing", lower(feature.missing()));
    json.put("check", lower(binding.check()));
    return json;
  }

  private static Map<String, Object> json(Setting setting) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("setting", setting.path());
    json.put("value", setting.value());
    json.put("from", setting.origin());
    return json;
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
