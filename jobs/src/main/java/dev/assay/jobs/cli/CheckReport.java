package dev.assay.jobs.cli;

import dev.assay.jobs.CheckRequest;
import dev.assay.jobs.CheckResult;
import dev.assay.quality.RuleResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** How a check came out, for a person and as JSON values. */
final class CheckReport {
  private final CheckRequest request;
  private final CheckResult result;

  CheckReport(CheckRequest request, CheckResult result) {
    this.request = request;
    this.result = result;
  }

  /** One word for the result file. */
  String status() {
    return result.failed() ? "FAILED_CHECK" : "CHECKED";
  }

  /** One sentence. */
  String headline() {
    List<String> stopping =
        result.results().stream().filter(RuleResult::stopsTheRun).map(RuleResult::ruleId).toList();
    return stopping.isEmpty()
        ? "No rule of severity error failed on '" + request.table() + "'."
        : "Rules of severity error did not hold of '"
            + request.table()
            + "': "
            + String.join(", ", stopping)
            + ".";
  }

  /** The report as lines of text. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(result.input().describe() + " as of " + request.asOf());
    lines.add("");
    TextTable table =
        new TextTable(
            List.of("status", "severity", "rule", "observed", "bound", "rows failed", "message"),
            List.of(false, false, false, true, false, true, false));
    result.results().forEach(r -> table.add(cells(r)));
    lines.addAll(table.lines());
    lines.add("");
    lines.add(headline());
    lines.add("Scans: " + result.scans().size());
    result.scans().forEach(scan -> lines.add("  - " + scan));
    lines.addAll(result.notes());
    if (result.kept() != null) {
      lines.addAll(kept(result.kept()));
    }
    return lines;
  }

  private static List<String> kept(CheckResult.Kept kept) {
    String said =
        switch (kept.status()) {
          case "ALREADY_PUBLISHED" -> "The same check of the same data was kept before as run ";
          case "FAILED" -> "Kept, but not as history for later checks, as run ";
          default -> "Kept as run ";
        };
    return List.of(said + kept.runId() + " in slot " + kept.slot() + ":", "  " + kept.command());
  }

  private static List<String> cells(RuleResult r) {
    String keys =
        r.sampleKeys().isEmpty() ? "" : " Such as " + String.join("; ", r.sampleKeys()) + ".";
    return List.of(
        r.status().name(),
        r.severity().name().toLowerCase(Locale.ROOT),
        r.ruleId(),
        r.observed() == null ? "" : Quantities.number(r.observed()),
        r.bound() == null ? "" : r.bound(),
        r.rowsFailed() == null ? "" : Quantities.count(r.rowsFailed()),
        r.message() + keys);
  }

  /** The report as JSON values. */
  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("table", request.table());
    json.put("as_of", request.asOf().toString());
    json.put("input_digest", result.input().digest());
    json.put("rules", new TreeMap<>(result.totals()));
    json.put("failed", result.failed());
    json.put("scans", result.scans());
    json.put("notes", result.notes());
    CheckResult.Kept kept = result.kept();
    json.put("run_id", kept == null ? null : kept.runId());
    json.put("slot", kept == null ? null : kept.slot());
    json.put("run_status", kept == null ? null : kept.status());
    json.put("results", result.results().stream().map(CheckReport::json).toList());
    return json;
  }

  private static Map<String, Object> json(RuleResult r) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("rule", r.ruleId());
    json.put("group", r.group().key());
    json.put("kind", r.kind());
    json.put("severity", r.severity().name().toLowerCase(Locale.ROOT));
    json.put("status", r.status().name());
    json.put("observed", r.observed());
    json.put("bound", r.bound());
    json.put("rows", r.rows());
    json.put("rows_failed", r.rowsFailed());
    json.put("share", r.share());
    json.put("sample_keys", r.sampleKeys());
    json.put("message", r.message());
    return json;
  }
}
