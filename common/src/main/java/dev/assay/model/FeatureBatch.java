package dev.assay.model;

import java.util.List;

/**
 * A batch of rows as columns, for all models that want the same features. A scorer that reads
 * columns uses them as they are; for one that needs a row-major tensor, rows are assembled block by
 * block.
 *
 * <p>The batch is reused: {@link #advance} moves it to the next rows and gives it a new sequence
 * number, so that scorers that share a filled tensor can tell whether it is current.
 */
public final class FeatureBatch {
  private final List<TensorSpec> tensors;
  private final FloatRows[] floatRows;
  private final int elements;
  private FeatureVector[] vectors = new FeatureVector[0];
  private boolean[] rejected = new boolean[0];
  private boolean anyRejected;
  private int rows;
  private long sequence;

  /** A batch for models with these input tensors. */
  public FeatureBatch(List<TensorSpec> tensors) {
    this.tensors = List.copyOf(tensors);
    this.floatRows = new FloatRows[tensors.size()];
    this.elements = tensors.stream().mapToInt(TensorSpec::width).sum();
    int first = 0;
    for (int t = 0; t < floatRows.length; t++) {
      TensorSpec spec = tensors.get(t);
      if (spec.type() == ElementType.FLOAT) {
        floatRows[t] = new FloatRows(spec, first);
      }
      first += spec.features().size();
    }
  }

  /**
   * Moves to the next rows.
   *
   * @param rows number of rows
   * @param vectors one for each feature, in the order of the tensors and of the features in each
   * @param rejected true where a row must not be scored; at least {@code rows} long
   * @param anyRejected whether any of the rows is rejected
   */
  public void advance(int rows, FeatureVector[] vectors, boolean[] rejected, boolean anyRejected) {
    this.rows = rows;
    this.vectors = vectors;
    this.rejected = rejected;
    this.anyRejected = anyRejected;
    this.sequence++;
  }

  /** The input tensors that the features are for. */
  public List<TensorSpec> tensors() {
    return tensors;
  }

  /** Rows in the batch. */
  public int rows() {
    return rows;
  }

  /** The values of feature {@code i}, counted through all tensors. */
  public FeatureVector vector(int i) {
    return vectors[i];
  }

  /**
   * Rows {@code from} to {@code to} of a float tensor, row-major; assembled once for all who ask
   * for the same rows, valid until others are asked for.
   */
  public FloatRows floatRows(int tensor, int from, int to) {
    FloatRows rows = floatRows[tensor];
    rows.assemble(this, from, to);
    return rows;
  }

  /** Elements per row over all tensors. */
  public int elements() {
    return elements;
  }

  /** Number of features over all tensors. */
  public int features() {
    return vectors.length;
  }

  /** Whether any row of this batch is rejected. */
  public boolean anyRejected() {
    return anyRejected;
  }

  /** Whether a row is rejected: a scorer may compute anything for it, the result is not used. */
  public boolean rejected(int row) {
    return anyRejected && rejected[row];
  }

  /** Grows with each {@link #advance}. */
  public long sequence() {
    return sequence;
  }
}
