package dev.assay.jobs;

import dev.assay.record.RunRecord;
import java.util.List;
import java.util.Optional;

/**
 * A planned redrive.
 *
 * @param run the run whose quarantined rows are meant
 * @param rules the rules that they broke
 * @param counts the rows; null where the redrive is published already and none were looked for
 * @param plan the run over these rows; null where none is left to be scored
 */
public record PreparedRedrive(
    RunRecord run, List<String> rules, RedriveCounts counts, PreparedScore plan) {

  public PreparedRedrive {
    rules = List.copyOf(rules);
  }

  /** The run over these rows; empty where none is left. */
  public Optional<PreparedScore> score() {
    return Optional.ofNullable(plan);
  }
}
