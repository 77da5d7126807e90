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
          "rows-quarantined",
          "rows-scored-before",
          "rows-key-scored",
          "rows-asked",
          "rows-found",
          "rows-not-found");

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
      counts.put("rows-key-scored", prepared.counts().keyScored());
      return;
    }
    Map<?, ?> settings = Json.read(result.run().start().config(), Map.class);
    COUNTS.forEach(
        name -> {
          Object value = settings.get(RedrivePlanner.SETTINGS + name);
          // Earlier versions did not count all of them.
          counts.put(name, value == null ? 0 : Long.parseLong(value.toString()));
        });
  }

  /** One word. */
  String status() {
    return score == null ? "NOTHING_LEFT" : score.status();
  }

  /** One sentence. */
  String headline() {
    return score == null ? nothing() : score.headline();
  }

  private String nothing() {
    long keyScored = counts.get("rows-key-scored");
    return "Nothing is left to redrive: "
        + Quantities.count(counts.get("rows-scored-before"))
        + " of "
        + Quantities.count(counts.get("rows-quarantined"))
        + " rows that run "
        + prepared.run().runId()
        + " quarantined have been scored since."
        + (keyScored == 0
            ? ""
            : " Left out because the run itself scored a row of the same key: "
                + Quantities.count(keyScored)
                + ". Mend the keys and score the whole input again for these.");
  }

  /** The report as lines of text. */
  List<String> lines() {
    if (score == null) {
      return List.of(headline());
    }
    List<String> lines = new ArrayList<>(score.lines());
    List<String> rows = new ArrayList<>();
    rows.add(
        "  rows that run "
            + prepared.run().runId()
            + " quarantined by "
            + String.join(", ", prepared.rules())
            + ": "
            + Quantities.count(counts.get("rows-quarantined")));
    leftOut(rows, "  scored since; left out: ", "rows-scored-before");
    leftOut(rows, "  of a key that the run itself scored; left out: ", "rows-key-scored");
    rows.add(
        "  asked for: "
            + Quantities.count(counts.get("rows-asked"))
            + " = found "
            + Quantities.count(counts.get("rows-found"))
            + " + not in the input any more "
            + Quantities.count(counts.get("rows-not-found")));
    lines.addAll(1, rows);
    return lines;
  }

  private void leftOut(List<String> lines, String what, String count) {
    if (counts.get(count) > 0) {
      lines.add(what + Quantities.count(counts.get(count)));
    }
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
