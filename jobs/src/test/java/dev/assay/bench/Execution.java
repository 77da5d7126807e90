package dev.assay.bench;

/**
 * One measured run of one scenario.
 *
 * @param scenario which
 * @param round in which round, from 1
 * @param rows rows of the input
 * @param wallSeconds wall time
 * @param cpuSeconds CPU time of the worker's process tree
 * @param allocatedBytes allocated by task threads; 0 where not measured
 * @param peakBytes peak of resident memory
 * @param scans passes over the input, by the records that tasks read; 0 where not counted
 */
record Execution(
    String scenario,
    int round,
    long rows,
    double wallSeconds,
    double cpuSeconds,
    long allocatedBytes,
    long peakBytes,
    double scans) {}
