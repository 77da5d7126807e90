package dev.assay.jobs.expression;

/**
 * Why an expression cannot be used.
 *
 * @param reason the end of a sentence, without a full stop
 * @param remedy one sentence: what to do
 */
public record Finding(String reason, String remedy) {}
