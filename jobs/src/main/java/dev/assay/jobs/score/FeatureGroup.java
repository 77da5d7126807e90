package dev.assay.jobs.score;

import dev.assay.model.Feature;
import dev.assay.model.FeatureBatch;
import dev.assay.model.FeatureVector;
import dev.assay.model.FeaturesHash;
import dev.assay.model.ScorerScratch;
import dev.assay.model.TensorSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The models of a task that want the same features: they share one feature batch, one set of filled
 * tensors, one hash and one verdict on each row.
 */
final class FeatureGroup implements AutoCloseable {
  private final List<FeatureReader> readers;
  private final List<ModelTask> models = new ArrayList<>();
  private final Map<Integer, List<ModelTask>> byBlock = new LinkedHashMap<>();
  private final ScorerScratch scratch = new ScorerScratch();
  private final FeatureBatch batch;
  private final FeatureVector[] vectors;
  private boolean[] rejected = new boolean[0];
  private boolean anyRejected;
  private long[] hashes = new long[0];

  /** A group for models with these tensors, whose features are read by these readers. */
  FeatureGroup(List<TensorSpec> tensors, List<FeatureReader> readers) {
    this.readers = List.copyOf(readers);
    this.batch = new FeatureBatch(tensors);
    this.vectors = new FeatureVector[readers.size()];
  }

  static List<Feature> features(List<TensorSpec> tensors) {
    return tensors.stream().flatMap(tensor -> tensor.features().stream()).toList();
  }

  ScorerScratch scratch() {
    return scratch;
  }

  void add(ModelTask model) {
    models.add(model);
    byBlock.computeIfAbsent(model.blockRows(), rows -> new ArrayList<>()).add(model);
  }

  List<ModelTask> models() {
    return models;
  }

  /**
   * Scores the rows that the readers have just read, with every model of the group.
   *
   * @param held rows that must reach no model; null for none
   */
  void score(int rows, boolean[] held) {
    if (hashes.length < rows) {
      hashes = new long[rows];
      rejected = new boolean[rows];
    }
    judge(rows, held);
    for (int f = 0; f < vectors.length; f++) {
      vectors[f] = readers.get(f).vector();
    }
    batch.advance(rows, vectors, rejected, anyRejected);
    for (ModelTask model : models) {
      model.begin(rows);
    }
    boolean hashed = false;
    for (List<ModelTask> same : byBlock.values()) {
      scoreBlocks(same, same.get(0).blockRows(), rows, !hashed);
      hashed = true;
    }
    for (ModelTask model : models) {
      model.finish(rows, hashes, rejected, anyRejected);
    }
  }

  /**
   * Block by block and within a block model by model, so that rows once assembled serve the hash
   * and a filled tensor serves all models. A model's blocks never depend on the other models of the
   * run, because its bits may depend on them.
   */
  private void scoreBlocks(List<ModelTask> same, int block, int rows, boolean hash) {
    for (int from = 0; from < rows; from += block) {
      int to = Math.min(rows, from + block);
      if (hash) {
        FeaturesHash.hash(batch, from, to, hashes);
      }
      for (int m = 0; m < same.size(); m++) {
        same.get(m).score(batch, from, to);
      }
    }
  }

  private void judge(int rows, boolean[] held) {
    int reasons = 0;
    for (FeatureReader reader : readers) {
      reasons |= reader.reasonsInBatch();
    }
    if (anyRejected) {
      Arrays.fill(rejected, false);
    }
    anyRejected = reasons != 0 || held != null;
    if (held != null) {
      System.arraycopy(held, 0, rejected, 0, rows);
    }
    if (anyRejected) {
      for (FeatureReader reader : readers) {
        if (reader.reasonsInBatch() != 0) {
          for (int i = 0; i < rows; i++) {
            rejected[i] |= reader.reasons(i) != 0;
          }
        }
      }
    }
  }

  boolean anyRejected() {
    return anyRejected;
  }

  boolean rejected(int row) {
    return rejected[row];
  }

  /** The readers, in feature order. */
  List<FeatureReader> readers() {
    return readers;
  }

  @Override
  public void close() {
    List<AutoCloseable> all = new ArrayList<>(models);
    all.add(scratch);
    Closing.all(all);
  }
}
