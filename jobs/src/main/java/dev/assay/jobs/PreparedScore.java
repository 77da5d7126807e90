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
 */
public record PreparedScore(
    ScorePlan plan, TableReader reader, ShapedInput input, PlannedChecks checks) {

  /** The rules on input and scores, where there are any. */
  public Optional<PlannedChecks> rules() {
    return Optional.ofNullable(checks);
  }
}
