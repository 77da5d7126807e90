package dev.assay.jobs.score;

import dev.assay.model.LoadedModel;

/**
 * A loaded model whose golden vectors were scored on this machine and found within tolerance.
 *
 * @param model the model
 * @param goldenBitEqual whether every golden output had the expected bits
 * @param goldenMaxDifference the largest absolute difference of a golden output
 */
public record ReadyModel(LoadedModel model, boolean goldenBitEqual, double goldenMaxDifference) {}
