package dev.assay.jobs.cli;

import dev.assay.jobs.PreparedRedrive;
import dev.assay.jobs.RedrivePlanner;
import dev.assay.jobs.ScoreResult;
import dev.assay.record.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a redrive says when it has ended. */
final class RedriveReport {
  private static final List<String> COUNTS =
      List.of(
          "rows-quarantined", "rows-scored-before", "rows-asked", "rows-found", "rows-not-found");

  private final PreparedRedrive prepared;
  private final ScoreReport score;
  private final Map<String, Long> counts = new LinkedHashMap<>();

  /**
   * A report.
   *
   * @param result how the run ended; null where no row was left to be scored
   */
  RedriveReport(PreparedRedrive prepared, ScoreResult result) {
    this.prepared = prepared;
    this.score = result == null ? null : new ScoreReport(result);
    if (result == null) {
      counts.put("rows-quarantined", prepared.counts().quarantined());
      counts.put("rows-scored-before", prepared.counts().scoredBefore());
      return;
    }
    Map<?, ?> settings = Json.read(result.run().start().config(), Map.class);
    COUNTS.forEach(
        name -> {
          Object value = settings.get(RedrivePlanner.SETTINGS + name);
          counts.put(name, Long.valueOf(String.valueOf(value)));
        });
  }

  /** One word. */
  String status() {
    return score == null ? "NOTHING_LEFT" : score.status();
  }

  /** One sentence. */
  String headline() {
    return score == null
        ? "Nothing is left to redrive: "
            + Quantities.count(counts.get("rows-scored-before"))
            + " of "
            + Quantities.count(counts.get("rows-quarantined"))
            + " rows that run "
            + prepared.run().runId()
            + " quarantined have been scored since."
        : score.headline();
  }

  /** The report as lines of text. */
  List<String> lines() {
    if (score == null) {
      return List.of(headline());
    }
    List<String> lines = new ArrayList<>(score.lines());
    long before = counts.get("rows-scored-before");
    lines.add(
        1,
        "  rows that run "
            + prepared.run().runId()
            + " quarantined by "
            + String.join(", ", prepared.rules())
            + ": "
            + Quantities.count(counts.get("rows-quarantined")));
    if (before > 0) {
      lines.add(2, "  scored since, or under the same key; left out: " + Quantities.count(before));
    }
    lines.add(
        before > 0 ? 3 : 2,
        "  asked for: "
            + Quantities.count(counts.get("rows-asked"))
            + " = found "
            + Quantities.count(counts.get("rows-found"))
            + " + not in the input any more "
            + Quantities.count(counts.get("rows-not-found")));
    return lines;
  }

  /** The report as JSON values. */
  Map<String, Object> json() {
    Map<String, Object> redrive = new LinkedHashMap<>();
    redrive.put("of_run", prepared.run().runId());
    redrive.put("rules", prepared.rules());
    counts.forEach((name, rows) -> redrive.put(name.replace('-', '_'), rows));
    Map<String, Object> json = new LinkedHashMap<>();
    if (score != null) {
      json.putAll(score.json());
    }
    json.put("redrive", redrive);
    return json;
  }
}
