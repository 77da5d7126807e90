package dev.assay.report;

/**
 * How a rule on the scored data came out.
 *
 * @param rule its id
 * @param severity {@code warn} or {@code error}
 * @param status {@code PASS}, {@code FAIL} and so on, as in {@code quality_results}
 * @param rowsFailed rows that break it; null where it is not about rows
 * @param message what was found, for a person
 */
public record QualityFact(
    String rule, String severity, String status, Long rowsFailed, String message) {}
