package dev.assay.onnx;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import dev.assay.error.AssayException;
import dev.assay.error.ErrorCode;
import dev.assay.model.FeatureBatch;
import dev.assay.model.FeatureVector;
import dev.assay.model.TensorSpec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The input tensors of one call, of one fixed shape, filled from columns block by block. All
 * scorers of a task that want the same features share it: a block is filled once, whatever the
 * number of models. Rows beyond the block's end and rejected rows hold the filler row, so every
 * call has the same shape and a row's score cannot depend on what stands in for missing ones.
 */
final class OnnxInputs implements AutoCloseable {
  private final int rows;
  private final InputFiller[] fillers;
  private final Map<String, OnnxTensor> tensors = new HashMap<>();
  private FeatureBatch filledBatch;
  private long filledSequence = -1;
  private int filledFrom = -1;
  private int filledTo = -1;

  OnnxInputs(List<TensorSpec> specs, int rows, List<FeatureVector> filler) {
    this.rows = rows;
    this.fillers = new InputFiller[specs.size()];
    try {
      makeFillers(specs, filler);
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  private void makeFillers(List<TensorSpec> specs, List<FeatureVector> filler) {
    int firstFeature = 0;
    for (int t = 0; t < fillers.length; t++) {
      TensorSpec spec = specs.get(t);
      int count = spec.features().size();
      List<FeatureVector> fillerOfTensor =
          filler.isEmpty() ? List.of() : filler.subList(firstFeature, firstFeature + count);
      fillers[t] = InputFiller.of(spec, t, firstFeature, rows, fillerOfTensor);
      firstFeature += count;
    }
  }

  int rows() {
    return rows;
  }

  /** Fills the tensors with rows {@code from} to {@code to}, unless they hold them already. */
  void fill(FeatureBatch batch, int from, int to) {
    if (filledBatch == batch
        && filledSequence == batch.sequence()
        && filledFrom == from
        && filledTo == to) {
      return;
    }
    for (InputFiller filler : fillers) {
      filler.fill(batch, from, to);
      tensors.put(filler.name(), filler.tensor());
    }
    filledBatch = batch;
    filledSequence = batch.sequence();
    filledFrom = from;
    filledTo = to;
  }

  void fillWithFiller() {
    for (InputFiller filler : fillers) {
      filler.fillWithFiller();
      tensors.put(filler.name(), filler.tensor());
    }
    filledBatch = null;
  }

  Map<String, OnnxTensor> tensors() {
    return tensors;
  }

  @Override
  public void close() {
    for (InputFiller filler : fillers) {
      if (filler != null) { // it could not be made
        filler.close();
      }
    }
  }

  static OnnxTensor tensor(ByteBuffer bytes, OnnxJavaType type, long[] shape) {
    try {
      return OnnxTensor.createTensor(OnnxRuntime.environment(), bytes, shape, type);
    } catch (OrtException e) {
      throw new AssayException(
          ErrorCode.INTERNAL, "Cannot make a tensor of type " + type + ": " + e.getMessage(), e);
    }
  }

  static ByteBuffer directBuffer(long bytes) {
    return ByteBuffer.allocateDirect(Math.toIntExact(Math.max(1, bytes)))
        .order(ByteOrder.nativeOrder());
  }
}
