package dev.assay.jobs.store;

import java.time.LocalDate;

/** A metric's value in an earlier run. */
public record MetricPoint(LocalDate asOf, double value) {}
