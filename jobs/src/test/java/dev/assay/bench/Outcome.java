package dev.assay.bench;

import java.util.Map;

/**
 * What a worker says of one command.
 *
 * @param rows rows of the input table that were handled
 * @param wallNanos wall time
 * @param cpuNanos CPU time, where the worker measured it by itself; 0 leaves it to the driver
 * @param allocatedBytes allocated on the heap by the task threads; 0 where not measured
 * @param facts further figures, by name
 */
record Outcome(
    long rows, long wallNanos, long cpuNanos, long allocatedBytes, Map<String, Double> facts) {

  /** For commands that measure nothing. */
  static final Outcome NOTHING = new Outcome(0, 0, 0, 0, Map.of());

  double cpuNanosPerRow() {
    return (double) cpuNanos / rows;
  }
}
