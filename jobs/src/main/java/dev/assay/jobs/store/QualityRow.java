package dev.assay.jobs.store;

import dev.assay.quality.RuleResult;

/**
 * A row of {@code quality_results}.
 *
 * @param result how a rule came out
 * @param owner who is asked when it fails; null for nobody
 */
public record QualityRow(RuleResult result, String owner) {}
