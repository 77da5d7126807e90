package dev.assay.report;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.record.Json;
import dev.assay.record.RunStart;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The report as JSON: every row that the tables have of the run. */
final class Twin {
  private static final int FORMAT = 1;

  private Twin() {}

  static String of(EvaluationReport report) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("format", FORMAT);
    json.put("run", run(report.facts()));
    json.put("models", report.facts().models());
    json.put("verdicts", report.result().verdicts().stream().map(Twin::verdict).toList());
    json.put("comparisons", report.result().comparisons());
    json.put("metrics", report.result().metrics());
    json.put("slices", report.result().slices());
    json.put("calibration", report.result().calibration());
    json.put("fairness", report.result().fairness());
    json.put("differences", report.result().differences());
    json.put("curves", report.result().curves());
    json.put("counts", report.facts().counts());
    json.put("quality", report.quality());
    return Json.write(json) + "\n";
  }

  private static Map<String, Object> run(RunFacts facts) {
    RunStart start = facts.run().start();
    Map<String, Object> run = new LinkedHashMap<>();
    run.put("run_id", start.runId());
    run.put("use_case", start.useCase());
    run.put("job", start.job());
    run.put("slot", start.slot());
    run.put("as_of", start.asOf().toString());
    run.put("status", facts.run().status().name());
    run.put("started_at", start.startedAt().toString());
    run.put("finished_at", text(facts.run().outcome().finishedAt()));
    run.put("assay_version", start.assayVersion());
    run.put("config_digest", start.configDigest());
    run.put("hash", facts.run().hash());
    run.put("store", facts.store());
    run.put("inputs", facts.inputs());
    run.put("outputs", facts.outputs());
    run.put("orchestrator", facts.orchestrator());
    run.put("environment", facts.environment());
    run.put("settings", facts.settings());
    run.values().removeIf(java.util.Objects::isNull);
    return run;
  }

  private static String text(Object value) {
    return value == null ? null : value.toString();
  }

  /** A verdict whose JSON columns are objects. */
  @SuppressWarnings("unchecked") // a record is a JSON object
  private static Map<String, Object> verdict(Object row) {
    Map<String, Object> verdict = Json.read(Json.write(row), LinkedHashMap.class);
    for (String column : List.of("conditions", "warnings")) {
      if (verdict.get(column) instanceof String text && !text.isBlank()) {
        verdict.put(column, parsed(text));
      } else {
        verdict.put(column, new ArrayList<>());
      }
    }
    return verdict;
  }

  private static Object parsed(String text) {
    try {
      return Json.read(text, JsonNode.class);
    } catch (IllegalArgumentException e) {
      return text;
    }
  }
}
