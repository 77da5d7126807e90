package dev.assay.bench;

/** What is compared of two executions. */
enum Measure {
  /** CPU seconds per row of the input. */
  CPU,
  /** Wall seconds per row of the input. */
  WALL,
  /** Heap bytes that tasks allocated per row. */
  ALLOCATION,
  /** Peak of the resident memory in bytes. */
  PEAK,
  /** Passes over the input. */
  SCANS;

  /** Its value for one execution. */
  double of(Execution execution) {
    return switch (this) {
      case CPU -> execution.cpuSeconds() / execution.rows();
      case WALL -> execution.wallSeconds() / execution.rows();
      case ALLOCATION -> (double) execution.allocatedBytes() / execution.rows();
      case PEAK -> execution.peakBytes();
      case SCANS -> execution.scans();
    };
  }
}
