package dev.assay.jobs.evaluate;

import dev.assay.evaluation.EvaluatedRow;

/** What takes the rows of a pass. */
interface RowSink {
  /** The code of a slice. */
  int slice(int slicer, String value);

  /** The code of a value of a searched feature. */
  int feature(int feature, String value);

  /** Takes a row whose codes it gave. */
  void add(EvaluatedRow row);
}
