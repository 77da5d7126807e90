package dev.assay.model;

/**
 * Scores batches of features for one model within one task. Not thread-safe: each task has its own,
 * with its own buffers, over a {@link LoadedModel} that all tasks share.
 */
public interface Scorer extends AutoCloseable {

  /**
   * Raw output values per row: 1 for a binary or regression model, one per class or dimension else.
   */
  int outputs();

  /**
   * Rows per call at most. Where results depend on the batch shape this is also the shape that
   * every call is padded to, so that a row's score does not depend on how many rows came with it.
   */
  int blockRows();

  /**
   * Scores rows {@code from} to {@code to} (exclusive).
   *
   * @param batch the features
   * @param from first row
   * @param to one past the last row; {@code to - from <= blockRows()}
   * @param raw receives the raw outputs, row-major: output {@code k} of row {@code i} at {@code i *
   *     outputs() + k}
   */
  void score(FeatureBatch batch, int from, int to, double[] raw);

  /** Nanoseconds spent inside the runtime so far. */
  long runtimeNanos();

  /** Frees the task's buffers; the model stays loaded. */
  @Override
  void close();
}
