package dev.assay.record;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * What is known of a run when it ends; a run that failed knows only part of it, and the rest is
 * null.
 *
 * @param finishedAt when it ended; kept to the microsecond
 * @param outputs the tables it wrote to
 * @param models JSON array of {@link ModelRun}
 * @param rowsIn rows read, once for each model
 * @param rowsScored rows in the predictions, over all models
 * @param rowsRejected rows rejected, over all models
 * @param rejectedReasons JSON object: reason to number of rows
 * @param timings JSON object: stage to seconds
 * @param rowsPerSecond rows scored per second of wall time
 * @param quality JSON object: status to number of rules; null for a run without rules
 */
public record RunOutcome(
    Instant finishedAt,
    List<TableOutput> outputs,
    String models,
    Long rowsIn,
    Long rowsScored,
    Long rowsRejected,
    String rejectedReasons,
    String timings,
    Long rowsPerSecond,
    String quality) {

  /** Nothing is known yet. */
  public static final RunOutcome NONE =
      new RunOutcome(null, List.of(), null, null, null, null, null, null, null, null);

  public RunOutcome {
    finishedAt = finishedAt == null ? null : finishedAt.truncatedTo(ChronoUnit.MICROS);
    outputs = List.copyOf(outputs);
  }

  /** An outcome of which only the end is known. */
  public static RunOutcome at(Instant finishedAt) {
    return new RunOutcome(finishedAt, List.of(), null, null, null, null, null, null, null, null);
  }

  /** What was written to a result table. */
  public Optional<TableOutput> output(String table) {
    return outputs.stream().filter(output -> output.table().equals(table)).findFirst();
  }

  RunOutcome withModels(String other) {
    return new RunOutcome(
        finishedAt,
        outputs,
        other,
        rowsIn,
        rowsScored,
        rowsRejected,
        rejectedReasons,
        timings,
        rowsPerSecond,
        quality);
  }
}
