package dev.assay.jobs.store;

/**
 * A row of {@code quality_metrics}.
 *
 * @param table the table that was measured, as the job names it
 * @param metric the metric as one line, the same in every run
 * @param value its value where it is one number; else null
 * @param text any other value, or why there is none; else null
 */
public record MetricRow(String table, String metric, Double value, String text) {}
