package dev.assay.jobs;

import dev.assay.config.Setting;
import dev.assay.error.AssayException;
import dev.assay.error.ErrorCode;
import dev.assay.record.RunRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;

/**
 * Plans redrives: scoring runs over the rows that an earlier run quarantined, found by their keys
 * in the input as it is now. {@link ScoreJob} runs them. Writes nothing.
 */
public final class RedrivePlanner {
  /** Settings on the run record that tell what was redriven. */
  public static final String SETTINGS = "redrive.";

  private final SparkSession spark;

  /** A planner that looks at stores and tables through this session. */
  public RedrivePlanner(SparkSession spark) {
    this.spark = spark;
  }

  /**
   * Plans a redrive.
   *
   * @throws AssayException naming what stands in the way: of the run, of the rows, or of the job
   */
  public PreparedRedrive prepare(RedriveRequest request) {
    QuarantinedRows rows = QuarantinedRows.of(spark, request, true);
    PreparedScore whole = rows.plan();
    Optional<RunRecord> published =
        rows.redrives().stream().filter(r -> r.runId().equals(whole.plan().runKey())).findFirst();
    if (published.isPresent()) {
      return new PreparedRedrive(
          rows.run(), rows.rules(), null, in(whole, published.get().slot(), List.of(), null));
    }
    QuarantinedRows.Found found = rows.find(whole);
    PreparedScore chosen = found.chosen();
    KeyMatch match = found.match(chosen.input().rows(), Map.of());
    RedriveCounts counts = found.counts(match);
    if (counts.asked() == 0) {
      return new PreparedRedrive(rows.run(), rows.rules(), counts, null);
    }
    if (counts.found() == 0) {
      throw none(rows.run(), whole, counts);
    }
    String slot = rows.nextSlot().text();
    return new PreparedRedrive(
        rows.run(), rows.rules(), counts, in(chosen, slot, settings(rows, counts), counts.found()));
  }

  private static PreparedScore in(
      PreparedScore score, String slot, List<Setting> settings, Long expected) {
    return new PreparedScore(
        score.plan().in(slot, settings), score.reader(), score.input(), score.checks(), expected);
  }

  private static List<Setting> settings(QuarantinedRows rows, RedriveCounts counts) {
    List<Setting> settings = new ArrayList<>();
    settings.add(setting("run", rows.run().runId(), "--run"));
    settings.add(setting("rules", String.join(", ", rows.rules()), "--rule"));
    settings.add(setting("rows-quarantined", counts.quarantined(), "the store"));
    settings.add(setting("rows-scored-before", counts.scoredBefore(), "the store"));
    settings.add(setting("rows-key-scored", counts.keyScored(), "the store"));
    settings.add(setting("rows-asked", counts.asked(), "the store"));
    settings.add(setting("rows-found", counts.found(), "the input"));
    settings.add(setting("rows-not-found", counts.notFound(), "the input"));
    return settings;
  }

  private static Setting setting(String name, Object value, String origin) {
    return new Setting(SETTINGS + name, value.toString(), origin);
  }

  private static AssayException none(RunRecord run, PreparedScore whole, RedriveCounts counts) {
    String filter = whole.plan().filter();
    return new AssayException(
        ErrorCode.EMPTY_INPUT,
        "Cannot redrive run '%s': none of the %d rows asked for is in '%s'%s. Check that the job names the table that was mended, and its filter."
            .formatted(
                run.runId(),
                counts.asked(),
                whole.plan().input().table(),
                filter == null ? "" : " where " + filter));
  }
}
