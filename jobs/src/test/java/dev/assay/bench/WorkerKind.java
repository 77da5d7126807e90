package dev.assay.bench;

/**
 * The processes that scenarios run in. What the compilers learn from one scenario changes the code
 * of another in the same JVM (allocation per row of Spark's reader by a third), so unlike scenarios
 * are kept apart.
 */
enum WorkerKind {
  /** Assay's operator and the limits it is compared with. */
  ASSAY,
  /** Whatever writes Delta tables. */
  DELTA,
  /** The obvious Row code. */
  ROWS,
  /** Assay with a heap of 1 GB, for the memory scenarios alone. */
  SMALL,
  /** SynapseML on its own class path. */
  SYNAPSE,
  /** PySpark. */
  PYTHON,
  /** Assay's data checks. */
  CHECKS,
  /** The operator with row rules, whose generated code differs from that without. */
  ROW_RULES,
  /** Deequ. */
  DEEQU,
  /** Great Expectations on PySpark. */
  GX,
  /** Soda on PySpark. */
  SODA,
  /** Assay's evaluations. */
  EVALUATE,
  /** MLflow and scikit-learn in memory. */
  MLFLOW,
  /** Evidently in memory. */
  EVIDENTLY,
  /** TensorFlow Model Analysis in memory. */
  TFMA
}
