package dev.assay.jobs.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.assay.evaluation.ComparisonRow;
import dev.assay.evaluation.EvaluationResult;
import dev.assay.evaluation.MetricRow;
import dev.assay.evaluation.SliceRow;
import dev.assay.evaluation.VerdictKind;
import dev.assay.evaluation.VerdictRow;
import dev.assay.jobs.EvaluateResult;
import dev.assay.jobs.evaluate.Exclusion;
import dev.assay.record.Json;
import dev.assay.record.ModelRun;
import dev.assay.record.RunRecord;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** What an evaluation says when it has ended, for a person and as JSON values. */
final class EvaluateReport {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int DIGITS = 4;
  private static final int WORST_SLICES = 5;

  /** Of every task the figures that a person looks at first. */
  private static final List<String> HEADLINES =
      List.of(
          "auc",
          "average_precision",
          "log_loss",
          "brier",
          "ece",
          "accuracy",
          "mean_cost",
          "macro_f1",
          "macro_auc",
          "rmse",
          "mae",
          "r2",
          "bias");

  private static final Set<VerdictKind> ACCEPTED =
      EnumSet.of(VerdictKind.SUPERIOR, VerdictKind.NON_INFERIOR, VerdictKind.EQUIVALENT);

  private final EvaluateResult outcome;
  private final RunRecord run;
  private final EvaluationResult result;

  EvaluateReport(EvaluateResult outcome) {
    this.outcome = outcome;
    this.run = outcome.run();
    this.result = outcome.tables();
  }

  /** One word. */
  String status() {
    return outcome.alreadyPublished() ? "ALREADY_PUBLISHED" : run.status().name();
  }

  /** Whether every challenger was accepted; false where there is no verdict. */
  boolean accepted() {
    return !result.verdicts().isEmpty()
        && result.verdicts().stream()
            .allMatch(row -> ACCEPTED.contains(VerdictKind.valueOf(row.verdict())));
  }

  /** One sentence. */
  String headline() {
    if (outcome.alreadyPublished()) {
      String since =
          outcome.supersededBy() == null
              ? ""
              : " Run " + outcome.supersededBy() + " has taken its slot since.";
      return "Evaluation "
          + run.runId()
          + " was published at "
          + run.outcome().finishedAt()
          + " already; nothing was done."
          + since;
    }
    Duration time = Duration.between(run.start().startedAt(), run.outcome().finishedAt());
    return "Published evaluation "
        + run.runId()
        + " in slot "
        + run.slot()
        + ": "
        + Quantities.count(count("rows_compared"))
        + " labelled rows in "
        + Quantities.duration(time);
  }

  private long count(String name) {
    return node(run.outcome().rejectedReasons()).path(name).asLong();
  }

  /** The report as lines of text. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(headline());
    rows(lines);
    models(lines);
    comparisons(lines);
    slices(lines);
    verdicts(lines);
    lines.add(
        "  tables: "
            + String.join(
                ", ",
                run.outcome().outputs().stream()
                    .map(table -> table.table() + " " + Quantities.count(table.rows()))
                    .toList()));
    lines.add(
        "  look: assay query --store "
            + store()
            + " \"SELECT * FROM verdicts WHERE run_id = '"
            + run.runId()
            + "'\"");
    return lines;
  }

  /** The store, by the directory of the run's tables. */
  private String store() {
    return run.outcome().outputs().stream()
        .findFirst()
        .map(table -> table.path().substring(0, table.path().lastIndexOf('/')))
        .orElse("DIR");
  }

  private void rows(List<String> lines) {
    lines.add(
        "  "
            + Quantities.count(count("rows"))
            + " rows, "
            + Quantities.count(count("labels"))
            + " labels, "
            + Quantities.count(count("rows_compared"))
            + " rows compared");
    for (Exclusion why : Exclusion.values()) {
      long excluded = count(why.column());
      if (excluded > 0) {
        lines.add("    " + counted(excluded, why.phrase()));
      }
    }
    for (ModelRun model : modelRuns()) {
      if (model.rowsRejected() != null && model.rowsRejected() > 0) {
        lines.add(
            "    "
                + counted(
                    model.rowsRejected(),
                    "rows rejected by " + model.name() + "@" + model.version()));
      }
    }
  }

  /** A number of what the phrase begins with. */
  private static String counted(long number, String phrase) {
    return Quantities.count(number)
        + " "
        + (number == 1 ? phrase.replaceFirst("^(row|label)s ", "$1 ") : phrase);
  }

  private List<ModelRun> modelRuns() {
    String models = run.outcome().models() == null ? run.start().models() : run.outcome().models();
    return Arrays.asList(Json.read(models, ModelRun[].class));
  }

  private void models(List<String> lines) {
    List<String> shown =
        HEADLINES.stream()
            .filter(name -> modelRuns().stream().anyMatch(m -> figure(m, name).isPresent()))
            .toList();
    if (shown.isEmpty()) {
      return;
    }
    List<String> header = new ArrayList<>(List.of("model", "role"));
    header.addAll(shown);
    TextTable table = new TextTable(header, header.stream().map(h -> false).toList());
    for (ModelRun model : modelRuns()) {
      List<String> cells = new ArrayList<>();
      cells.add(model.name() + "@" + model.version());
      cells.add(model.role());
      shown.forEach(
          name -> cells.add(figure(model, name).map(EvaluateReport::interval).orElse("")));
      table.add(cells);
    }
    table.lines().forEach(line -> lines.add("  " + line));
  }

  /** A figure of all rows, at the model's own cutoff where it is taken at one. */
  private Optional<MetricRow> figure(ModelRun model, String name) {
    return result.metrics().stream()
        .filter(row -> Objects.equals(row.model(), model.name()))
        .filter(row -> Objects.equals(row.modelVersion(), model.version()))
        .filter(row -> row.slicer() == null && row.metric().equals(name))
        .filter(row -> row.point() == null || row.point().equals("cutoff"))
        .findFirst();
  }

  private static String interval(MetricRow row) {
    return row.value() == null ? "–" : interval(row.value(), row.low(), row.high());
  }

  private static String interval(Double value, Double low, Double high) {
    String text = number(value);
    return low == null || high == null
        ? text
        : text + " [" + number(low) + ", " + number(high) + "]";
  }

  private static String number(Double value) {
    if (value == null || !Double.isFinite(value)) {
      return "–";
    }
    double size = Math.abs(value);
    if (size > 0 && size < 0.001) {
      return String.format(java.util.Locale.ROOT, "%.1e", value);
    }
    return new BigDecimal(value).setScale(DIGITS, RoundingMode.HALF_EVEN).toPlainString();
  }

  private void comparisons(List<String> lines) {
    TextTable table =
        new TextTable(
            List.of("challenger", "figure", "test", "difference", "p", "adjusted"),
            List.of(false, false, false, false, true, true));
    Set<String> told = new HashSet<>();
    for (ComparisonRow row : result.comparisons()) {
      boolean shown =
          row.slicer() == null
              && (HEADLINES.contains(row.metric()) || decisive(row))
              && (row.point() == null || row.point().equals("cutoff"))
              && row.difference() != null
              && row.pValue() != null;
      // The first test of a figure is the one made for it; the table has the others.
      if (shown && told.add(row.challenger() + row.challengerVersion() + row.metric())) {
        table.add(
            List.of(
                row.challenger() + "@" + row.challengerVersion(),
                row.metric() + (row.point() == null ? "" : " at " + row.point()),
                String.valueOf(row.test()),
                interval(row.difference(), row.low(), row.high()),
                probability(row.pValue()),
                probability(row.pAdjusted())));
      }
    }
    if (!told.isEmpty()) {
      lines.add("  against the champion:");
      table.lines().forEach(line -> lines.add("  " + line));
    }
  }

  private static String probability(Double p) {
    if (p == null) {
      return "";
    }
    return p < 0.0001 ? "< 0.0001" : number(p);
  }

  private boolean decisive(ComparisonRow row) {
    return result.verdicts().stream().anyMatch(verdict -> row.metric().equals(verdict.metric()));
  }

  /** Where models err most. */
  private void slices(List<String> lines) {
    Set<String> told = new HashSet<>(); // what the search found may be a declared slice, too
    List<SliceRow> worst =
        result.slices().stream()
            .filter(row -> row.effect() != null && row.effect() > 0)
            .filter(row -> row.pAdjusted() != null && row.pAdjusted() < 0.05)
            .filter(row -> !Boolean.FALSE.equals(row.confirmed()))
            .filter(row -> told.add(row.model() + row.modelVersion() + row.slice()))
            .sorted(java.util.Comparator.comparing(SliceRow::effect).reversed())
            .limit(WORST_SLICES)
            .toList();
    if (worst.isEmpty()) {
      return;
    }
    lines.add("  where to look:");
    for (SliceRow row : worst) {
      lines.add(
          "    %s in %s: %s %s, elsewhere %s (%s rows%s)"
              .formatted(
                  row.model() + "@" + row.modelVersion(),
                  row.slice(),
                  row.loss(),
                  number(row.meanLoss()),
                  number(row.restLoss()),
                  Quantities.count(row.rows()),
                  "FOUND".equals(row.origin()) ? ", found by the search" : ""));
    }
  }

  private void verdicts(List<String> lines) {
    result.verdicts().stream()
        .map(VerdictRow::rule)
        .distinct()
        .forEach(rule -> lines.add("  rule: " + rule));
    for (VerdictRow row : result.verdicts()) {
      lines.add(
          "  %s %s@%s: %s"
              .formatted(row.verdict(), row.challenger(), row.challengerVersion(), row.message()));
      for (JsonNode part : node(row.conditions())) {
        lines.add(
            "    %-9s  %s: %s"
                .formatted(
                    part.get("outcome").asText().toLowerCase(Locale.ROOT),
                    part.get("what").asText(),
                    part.get("message").asText()));
      }
      for (JsonNode warning : node(row.warnings())) {
        lines.add("    %-9s  %s".formatted("warning", warning.asText()));
      }
    }
    if (result.verdicts().isEmpty() && modelRuns().size() > 1) {
      lines.add("  No verdict: the configuration has no evaluate.decide.");
    }
  }

  /** The report as JSON values. */
  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("run_id", run.runId());
    json.put("use_case", run.start().useCase());
    json.put("slot", run.slot());
    json.put("as_of", run.start().asOf().toString());
    json.put("already_published", outcome.alreadyPublished());
    json.put("superseded_by", outcome.supersededBy());
    json.put("generation", run.generation());
    json.put("attempt", run.attempt());
    json.put("accepted", result.verdicts().isEmpty() ? null : accepted());
    json.put("verdicts", result.verdicts().stream().map(EvaluateReport::json).toList());
    json.put("counts", node(run.outcome().rejectedReasons()));
    json.put("models", node(run.outcome().models()));
    json.put("headlines", headlines());
    json.put("timings", node(run.outcome().timings()));
    json.put("input", node(run.start().input()));
    json.put("outputs", run.outcome().outputs());
    return json;
  }

  private static Map<String, Object> json(VerdictRow row) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("challenger", row.challenger() + "@" + row.challengerVersion());
    json.put("champion", row.champion() + "@" + row.championVersion());
    json.put("verdict", row.verdict());
    json.put("metric", row.metric());
    json.put("difference", row.difference());
    json.put("low", row.low());
    json.put("high", row.high());
    json.put("level", row.level());
    json.put("method", row.method());
    json.put("margin", row.margin());
    json.put("rows", row.rows());
    json.put("rows_needed", row.rowsNeeded());
    json.put("rule", row.rule());
    json.put("conditions", node(row.conditions()));
    json.put("warnings", node(row.warnings()));
    json.put("message", row.message());
    return json;
  }

  private List<Map<String, Object>> headlines() {
    List<Map<String, Object>> all = new ArrayList<>();
    for (ModelRun model : modelRuns()) {
      for (String name : HEADLINES) {
        figure(model, name)
            .ifPresent(
                row -> {
                  Map<String, Object> json = new LinkedHashMap<>();
                  json.put("model", model.name() + "@" + model.version());
                  json.put("role", model.role());
                  json.put("metric", name);
                  json.put("value", row.value());
                  json.put("low", row.low());
                  json.put("high", row.high());
                  json.put("level", row.level());
                  json.put("method", row.method());
                  json.put("reason", row.reason());
                  all.add(json);
                });
      }
    }
    return all;
  }

  private static JsonNode node(String json) {
    try {
      return json == null ? JSON.nullNode() : JSON.readTree(json);
    } catch (IOException e) {
      throw new IllegalStateException("a column of the run record is not JSON", e);
    }
  }
}
