package dev.assay.jobs;

import dev.assay.jobs.read.ShapedInput;
import dev.assay.jobs.read.TableReader;
import dev.assay.plan.ScorePlan;
import java.util.Optional;

/**
 * A planned run and the input it was planned over.
 *
 * @param plan what was decided
 * @param reader the reader that pinned the input, which alone can tell how it changed since
 * @param input the rows, not read yet
 * @param checks the rules on input and scores; null for none
 * @param chosen how many rows it has, where they were chosen by their keys; null for all rows
 */
public record PreparedScore(
    ScorePlan plan, TableReader reader, ShapedInput input, PlannedChecks checks, Long chosen) {

  /** The rules on input and scores, where there are any. */
  public Optional<PlannedChecks> rules() {
    return Optional.ofNullable(checks);
  }

  /** How many rows must be read, where they were chosen by their keys. */
  public Optional<Long> expectedRows() {
    return Optional.ofNullable(chosen);
  }
}
