package dev.assay.jobs;

import dev.assay.plan.PinnedInput;
import dev.assay.record.RunRecord;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How the rows that a run quarantined come out under the rules and data of today.
 *
 * @param run the run
 * @param rules the rules that they broke then
 * @param input the input in which they were looked up
 * @param counts the rows
 * @param passing those found that no rule would quarantine now
 * @param broken those found that a rule would quarantine, by the rule; a row counts for each
 */
public record Requarantined(
    RunRecord run,
    List<String> rules,
    PinnedInput input,
    RedriveCounts counts,
    long passing,
    Map<String, Long> broken) {

  public Requarantined {
    rules = List.copyOf(rules);
    broken = Collections.unmodifiableMap(new LinkedHashMap<>(broken));
  }

  /** Those found that some rule would quarantine. */
  public long held() {
    return counts.found() - passing;
  }
}
