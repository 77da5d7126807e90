package dev.assay.jobs.progress;

import java.util.OptionalLong;

/** How far a long task is, asked now and then from another thread. */
public interface ProgressSource {

  /** Rows done so far; never more than {@link #total()}. */
  long done();

  /** Rows there are, where that is known. */
  OptionalLong total();
}
