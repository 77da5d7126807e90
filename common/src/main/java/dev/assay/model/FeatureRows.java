package dev.assay.model;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

/** Rows held in memory as feature vectors, all of them accepted; immutable. */
public final class FeatureRows {
  private final List<TensorSpec> tensors;
  private final List<Feature> features;
  private final List<FeatureVector> vectors;
  private final int rows;

  /**
   * Rows of these tensors.
   *
   * @param vectors one for each feature, in the order of the tensors and of the features in each
   */
  public FeatureRows(List<TensorSpec> tensors, List<FeatureVector> vectors, int rows) {
    this.tensors = List.copyOf(tensors);
    this.features = tensors.stream().flatMap(tensor -> tensor.features().stream()).toList();
    this.vectors = List.copyOf(vectors);
    this.rows = rows;
    if (this.vectors.size() != features.size()) {
      throw new IllegalArgumentException(
          "%d vectors for %d features".formatted(this.vectors.size(), features.size()));
    }
  }

  /** The tensors that the rows are for. */
  public List<TensorSpec> tensors() {
    return tensors;
  }

  /** Number of rows. */
  public int rows() {
    return rows;
  }

  /** The values of feature {@code i}, counted through all tensors. */
  public FeatureVector vector(int i) {
    return vectors.get(i);
  }

  /** The values of all features, in tensor order. */
  public List<FeatureVector> vectors() {
    return vectors;
  }

  /** The rows as one batch for a {@link Scorer}. */
  public FeatureBatch batch() {
    FeatureBatch batch = new FeatureBatch(tensors);
    batch.advance(rows, vectors.toArray(FeatureVector[]::new), new boolean[rows], false);
    return batch;
  }

  /** These rows, in this order; a row may be taken more than once. */
  public FeatureRows select(int... chosen) {
    List<FeatureVector> selected = new ArrayList<>(vectors.size());
    for (int f = 0; f < features.size(); f++) {
      FeatureVector to = allocate(features.get(f).type(), chosen.length, features.get(f).width());
      for (int i = 0; i < chosen.length; i++) {
        copy(vectors.get(f), chosen[i], to, i);
      }
      selected.add(to);
    }
    return new FeatureRows(tensors, selected, chosen.length);
  }

  /**
   * As many rows as asked for: first these rows as they are, then rows in which each feature has
   * its value from a row drawn at random, so that neighbours differ though the sample is small.
   */
  public FeatureRows extend(int wanted, long seed) {
    if (wanted <= rows) {
      return select(IntStream.range(0, wanted).toArray());
    }
    Random random = new Random(seed);
    List<FeatureVector> extended = new ArrayList<>(vectors.size());
    for (int f = 0; f < features.size(); f++) {
      FeatureVector to = allocate(features.get(f).type(), wanted, features.get(f).width());
      for (int i = 0; i < wanted; i++) {
        copy(vectors.get(f), i < rows ? i : random.nextInt(rows), to, i);
      }
      extended.add(to);
    }
    return new FeatureRows(tensors, extended, wanted);
  }

  /** The indices of rows that differ from all rows before them, in order. */
  public int[] distinct() {
    List<Integer> distinct = new ArrayList<>();
    Set<List<Object>> seen = new HashSet<>();
    for (int row = 0; row < rows; row++) {
      if (seen.add(values(row))) {
        distinct.add(row);
      }
    }
    return distinct.stream().mapToInt(Integer::intValue).toArray();
  }

  /** All elements of a row, boxed, in the order of the features. */
  List<Object> values(int row) {
    List<Object> values = new ArrayList<>();
    for (FeatureVector vector : vectors) {
      Object array = array(vector);
      for (int k = 0; k < vector.width(); k++) {
        values.add(Array.get(array, row * vector.width() + k));
      }
    }
    return values;
  }

  /** An empty vector for so many rows. */
  static FeatureVector allocate(ElementType type, int rows, int width) {
    int length = Math.multiplyExact(rows, width);
    return switch (type) {
      case FLOAT -> new FeatureVector.Floats(new float[length], width);
      case DOUBLE -> new FeatureVector.Doubles(new double[length], width);
      case INT32 -> new FeatureVector.Ints(new int[length], width);
      case INT64 -> new FeatureVector.Longs(new long[length], width);
      case BOOL -> new FeatureVector.Bools(new byte[length], width);
      case STRING -> new FeatureVector.Strings(new String[length], width);
    };
  }

  /** The array behind a vector. */
  static Object array(FeatureVector vector) {
    if (vector instanceof FeatureVector.Floats floats) {
      return floats.values();
    } else if (vector instanceof FeatureVector.Doubles doubles) {
      return doubles.values();
    } else if (vector instanceof FeatureVector.Ints ints) {
      return ints.values();
    } else if (vector instanceof FeatureVector.Longs longs) {
      return longs.values();
    } else if (vector instanceof FeatureVector.Bools bools) {
      return bools.values();
    }
    return ((FeatureVector.Strings) vector).values();
  }

  @SuppressWarnings("SuspiciousSystemArraycopy") // both are arrays of the feature's element type
  private static void copy(FeatureVector from, int fromRow, FeatureVector to, int toRow) {
    int width = from.width();
    System.arraycopy(array(from), fromRow * width, array(to), toRow * width, width);
  }
}
