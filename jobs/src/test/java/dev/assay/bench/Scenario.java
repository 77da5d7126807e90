package dev.assay.bench;

/**
 * One thing to measure.
 *
 * @param name its name in the report
 * @param worker where it runs
 * @param command what runs
 */
record Scenario(String name, WorkerKind worker, Command command) {}
