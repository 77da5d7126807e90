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
 * @param scans passes over the table and over those that rules name, one line each
 * @param notes what a person should know beside the results, one sentence each
 * @param kept the run as which the check is kept; null where it is not
 */
public record CheckResult(
    PinnedInput input,
    List<RuleResult> results,
    Map<String, Long> totals,
    List<String> scans,
    List<String> notes,
    Kept kept) {

  public CheckResult {
    results = List.copyOf(results);
    totals = Map.copyOf(totals);
    scans = List.copyOf(scans);
    notes = List.copyOf(notes);
  }

  /**
   * A check that is kept in a store.
   *
   * @param runId its run
   * @param slot the run's slot
   * @param store the store's URI
   * @param status {@code PUBLISHED}, {@code ALREADY_PUBLISHED}, or {@code FAILED} where a rule of
   *     severity error did not hold
   */
  public record Kept(String runId, String slot, String store, String status) {
    /** The command that shows all rules of the run. */
    public String command() {
      return QualityBook.command(runId, store);
    }
  }

  /** Whether a rule of severity error failed or could not be judged. */
  public boolean failed() {
    return results.stream().anyMatch(RuleResult::stopsTheRun);
  }
}
