package dev.assay.quality;

import java.util.List;

/**
 * How one rule came out in one run; a row of {@code quality_results}.
 *
 * @param ruleId the rule
 * @param group the section it stands in
 * @param kind its kind, such as {@code range}
 * @param severity what its failure means
 * @param model for output rules: the model; else null
 * @param status how it came out
 * @param observed the number that was compared; null where there is none
 * @param bound what it was compared with, as a person reads it
 * @param rows rows it is about; null where they were not counted
 * @param rowsFailed rows that break it; null for rules that are not about single rows
 * @param share {@code rowsFailed} by {@code rows}; null likewise, and without rows
 * @param sampleKeys keys of some rows that break it
 * @param message one or two sentences: what was found, and what that means
 */
public record RuleResult(
    String ruleId,
    Group group,
    String kind,
    Severity severity,
    String model,
    Status status,
    Double observed,
    String bound,
    Long rows,
    Long rowsFailed,
    Double share,
    List<String> sampleKeys,
    String message) {

  public RuleResult {
    sampleKeys = List.copyOf(sampleKeys);
  }

  /** Whether the run may not be published because of it. */
  public boolean stopsTheRun() {
    return severity == Severity.ERROR && status.stops();
  }
}
