package dev.assay.bench;

/** The processes that scenarios run in. */
enum WorkerKind {
  /** Assay, and whatever needs no more than its class path. */
  ASSAY,
  /** Assay with a heap of 1 GB, for the memory scenarios alone. */
  SMALL,
  /** SynapseML on its own class path. */
  SYNAPSE,
  /** PySpark. */
  PYTHON
}
