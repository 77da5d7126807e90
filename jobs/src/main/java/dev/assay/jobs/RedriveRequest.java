package dev.assay.jobs;

import dev.assay.config.LoadedConfig;
import dev.assay.quality.LoadedRules;
import java.util.List;

/**
 * Rows that a run quarantined, to be looked at again.
 *
 * @param config the job as it is today; its date is not looked at, the run's counts
 * @param rules the job's rules of today; null for none
 * @param run the run's id, or its first digits
 * @param ruleIds only the rows that broke one of these rules; empty for all
 */
public record RedriveRequest(
    LoadedConfig config, LoadedRules rules, String run, List<String> ruleIds) {

  public RedriveRequest {
    ruleIds = List.copyOf(ruleIds);
  }
}
