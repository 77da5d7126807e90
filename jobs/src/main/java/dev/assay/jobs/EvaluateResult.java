package dev.assay.jobs;

import dev.assay.evaluation.EvaluationResult;
import dev.assay.record.RunRecord;

/**
 * How an evaluation came out.
 *
 * @param run its row in the ledger
 * @param alreadyPublished whether it was published before, so that nothing was done
 * @param supersededBy the run that took its slot since; null for none
 * @param tables what it wrote
 */
public record EvaluateResult(
    RunRecord run, boolean alreadyPublished, String supersededBy, EvaluationResult tables) {}
