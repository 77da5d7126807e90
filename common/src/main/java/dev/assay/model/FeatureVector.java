package dev.assay.model;

/**
 * The values of one feature for a batch of rows, already in the element type of the tensor. Arrays
 * are reused from batch to batch: they may be longer than the batch, and are valid only until the
 * next one. Element {@code k} of row {@code i} is at {@code i * width + k}. What stands in the
 * place of a rejected row is unspecified.
 */
@SuppressWarnings("ArrayRecordComponent") // handles to reused buffers, never compared
public sealed interface FeatureVector {

  /** Elements per row. */
  int width();

  /** Float elements; null is NaN where the feature allows it. */
  record Floats(float[] values, int width) implements FeatureVector {}

  /** Double elements; null is NaN where the feature allows it. */
  record Doubles(double[] values, int width) implements FeatureVector {}

  /** 32-bit integers. */
  record Ints(int[] values, int width) implements FeatureVector {}

  /** 64-bit integers. */
  record Longs(long[] values, int width) implements FeatureVector {}

  /** Booleans, one byte each, 0 or 1. */
  record Bools(byte[] values, int width) implements FeatureVector {}

  /** Strings; never null within an accepted row. */
  record Strings(String[] values, int width) implements FeatureVector {}
}
