package dev.assay.jobs.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.assay.jobs.ScoreResult;
import dev.assay.jobs.progress.Rows;
import dev.assay.record.Json;
import dev.assay.record.ModelRun;
import dev.assay.record.RunOutcome;
import dev.assay.record.RunRecord;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a scoring run says when it has ended, for a person and as JSON values. */
final class ScoreReport {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ScoreResult result;
  private final RunRecord run;

  ScoreReport(ScoreResult result) {
    this.result = result;
    this.run = result.run();
  }

  /** One word. */
  String status() {
    return result.alreadyPublished() ? "ALREADY_PUBLISHED" : run.status().name();
  }

  /** One sentence. */
  String headline() {
    RunOutcome outcome = run.outcome();
    if (result.alreadyPublished()) {
      return "Run "
          + run.runId()
          + " was published at "
          + outcome.finishedAt()
          + " already; nothing was done."
          + result
              .successor()
              .map(other -> " Run " + other + " has taken its slot " + run.slot() + " since.")
              .orElse("");
    }
    return "Published run "
        + run.runId()
        + " in slot "
        + run.slot()
        + ": "
        + Quantities.count(outcome.rowsIn())
        + " rows in "
        + pace();
  }

  /** How long it took, with the rows per second: {@code 2.2 s (126 k rows/s)}. */
  String pace() {
    Instant end = run.outcome().finishedAt();
    Long rate = run.outcome().rowsPerSecond();
    return Quantities.duration(Duration.between(run.start().startedAt(), end))
        + (rate == null ? "" : " (" + Rows.perSecond((double) rate) + ")");
  }

  /** The report as lines of text. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(headline());
    TextTable models =
        new TextTable(
            List.of("model", "role", "device", "scored", "rejected"),
            List.of(false, false, false, true, true));
    for (ModelRun model : models()) {
      models.add(
          List.of(
              model.name() + "@" + model.version(),
              model.role(),
              String.valueOf(model.device()),
              Quantities.count(model.rowsScored()),
              Quantities.count(model.rowsRejected())));
    }
    models.lines().forEach(line -> lines.add("  " + line));
    rejectedFor().ifPresent(lines::add);
    run.outcome()
        .outputs()
        .forEach(
            table ->
                lines.add(
                    "  "
                        + table.path()
                        + ": version "
                        + table.version()
                        + ", "
                        + Quantities.count(table.rows())
                        + " rows"));
    return lines;
  }

  /** The models of the run. */
  List<ModelRun> models() {
    return List.of(Json.read(modelsJson(), ModelRun[].class));
  }

  private String modelsJson() {
    return run.outcome().models() == null ? run.start().models() : run.outcome().models();
  }

  private Optional<String> rejectedFor() {
    List<Map.Entry<String, JsonNode>> reasons = new ArrayList<>();
    tree(run.outcome().rejectedReasons()).fields().forEachRemaining(reasons::add);
    reasons.sort(Comparator.comparingLong(reason -> -reason.getValue().asLong()));
    List<String> counts =
        reasons.stream()
            .map(e -> e.getKey() + " " + Quantities.count(e.getValue().asLong()))
            .toList();
    return counts.isEmpty()
        ? Optional.empty()
        : Optional.of("  rejected for: " + String.join(", ", counts));
  }

  /** The report as JSON values. */
  Map<String, Object> json() {
    RunOutcome outcome = run.outcome();
    Map<String, Object> counts = new LinkedHashMap<>();
    counts.put("rows_in", outcome.rowsIn());
    counts.put("rows_scored", outcome.rowsScored());
    counts.put("rows_rejected", outcome.rowsRejected());
    counts.put("rejected_reasons", tree(outcome.rejectedReasons()));
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("run_id", run.runId());
    json.put("use_case", run.start().useCase());
    json.put("slot", run.slot());
    json.put("as_of", run.start().asOf().toString());
    json.put("already_published", result.alreadyPublished());
    json.put("superseded_by", result.supersededBy());
    json.put("generation", run.generation());
    json.put("attempt", run.attempt());
    json.put("counts", counts);
    json.put("rows_per_second", outcome.rowsPerSecond());
    json.put("timings", tree(outcome.timings()));
    json.put("models", tree(modelsJson()));
    json.put("input", tree(run.start().input()));
    json.put("outputs", outcome.outputs());
    return json;
  }

  private static JsonNode tree(String json) {
    try {
      return json == null ? JSON.nullNode() : JSON.readTree(json);
    } catch (IOException e) {
      throw new IllegalStateException("a column of the run record is not JSON", e);
    }
  }
}
