package dev.assay.jobs;

import dev.assay.plan.PinnedInput;
import dev.assay.quality.RuleResult;
import java.util.List;
import java.util.Map;

/**
 * How the rules came out on a table.
 *
 * @param input the table as it was pinned
 * @param results one for each rule on the input
 * @param totals rules by status
 * @param scans passes over the table, one line each
 */
public record CheckResult(
    PinnedInput input, List<RuleResult> results, Map<String, Long> totals, List<String> scans) {

  public CheckResult {
    results = List.copyOf(results);
    totals = Map.copyOf(totals);
    scans = List.copyOf(scans);
  }

  /** Whether a rule of severity error failed or could not be judged. */
  public boolean failed() {
    return results.stream().anyMatch(RuleResult::stopsTheRun);
  }
}
