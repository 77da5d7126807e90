package dev.assay.jobs.cli;

import dev.assay.jobs.RedriveCounts;
import dev.assay.jobs.Requarantined;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How quarantined rows came out when they were judged again. */
final class RequarantineReport {
  private final Requarantined judged;

  RequarantineReport(Requarantined judged) {
    this.judged = judged;
  }

  /** One sentence. */
  String headline() {
    return Quantities.count(judged.passing())
        + " of "
        + rows(judged.counts().asked())
        + " that run "
        + judged.run().runId()
        + " quarantined would pass the rules now.";
  }

  private static String rows(long rows) {
    return Quantities.count(rows) + (rows == 1 ? " row" : " rows");
  }

  /** The report as lines of text. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(judged.input().describe());
    lines.add("Rules then: " + String.join(", ", judged.rules()));
    lines.add("");
    TextTable table = new TextTable(List.of("rows", ""), List.of(true, false));
    RedriveCounts counts = judged.counts();
    if (counts.scoredBefore() > 0) {
      add(table, counts.scoredBefore(), "have been scored since; left out");
    }
    if (counts.keyScored() > 0) {
      add(table, counts.keyScored(), "have a key that the run itself scored; left out");
    }
    add(table, judged.passing(), "would pass");
    add(table, judged.held(), "would be quarantined still");
    judged.broken().entrySet().stream()
        .filter(rule -> rule.getValue() > 0)
        .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
        .forEach(rule -> add(table, rule.getValue(), "  by " + rule.getKey()));
    add(table, counts.notFound(), "are not in the input any more");
    lines.addAll(table.lines());
    lines.add("");
    lines.add(headline());
    return lines;
  }

  private static void add(TextTable table, long rows, String what) {
    table.add(List.of(Quantities.count(rows), what));
  }

  /** The report as JSON values. */
  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("run_id", judged.run().runId());
    json.put("as_of", judged.run().start().asOf().toString());
    json.put("rules", judged.rules());
    json.put("rows_quarantined", judged.counts().quarantined());
    json.put("rows_scored_before", judged.counts().scoredBefore());
    json.put("rows_key_scored", judged.counts().keyScored());
    json.put("rows_asked", judged.counts().asked());
    json.put("rows_found", judged.counts().found());
    json.put("rows_not_found", judged.counts().notFound());
    json.put("rows_passing", judged.passing());
    json.put("rows_quarantined_still", judged.held());
    json.put("by_rule", judged.broken());
    json.put("input_digest", judged.input().digest());
    return json;
  }
}
