package dev.assay.onnx;

import ai.onnxruntime.OnnxTensorLike;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import dev.assay.error.AssayException;
import dev.assay.error.ErrorCode;
import dev.assay.model.ExecutionDevice;
import dev.assay.model.FeatureVector;
import dev.assay.model.LoadedModel;
import dev.assay.model.Manifest;
import dev.assay.model.Scorer;
import dev.assay.model.ScorerScratch;
import dev.assay.model.Task;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** A session of ONNX Runtime over a model package; all tasks of an executor share it. */
public final class OnnxModel implements LoadedModel {
  private final Manifest manifest;
  private final ExecutionDevice device;
  private final OrtSession session;
  private final List<FeatureVector> filler;
  private final long buildNanos;
  private final OutputShape output;

  private OnnxModel(
      Manifest manifest,
      ExecutionDevice device,
      OrtSession session,
      List<FeatureVector> filler,
      long buildNanos)
      throws OrtException {
    this.manifest = manifest;
    this.device = device;
    this.session = session;
    this.filler = filler;
    this.buildNanos = buildNanos;
    this.output = probe();
  }

  /**
   * Opens the model of a package.
   *
   * @param directory the package
   * @param manifest its manifest
   * @param device where it runs
   * @param filler one valid row, a vector for each feature in tensor order; it stands in for
   *     padding and for rejected rows. Empty for zeros and empty strings.
   * @throws AssayException MODEL when the runtime cannot open or run it, DEVICE when the device is
   *     not there
   */
  public static OnnxModel load(
      Path directory, Manifest manifest, ExecutionDevice device, List<FeatureVector> filler) {
    Path file = directory.resolve(manifest.model());
    long start = System.nanoTime();
    OrtSession session = null;
    try {
      session = OnnxRuntime.open(file, device);
      return new OnnxModel(manifest, device, session, filler, System.nanoTime() - start);
    } catch (OrtException e) {
      close(session);
      throw OnnxErrors.cannotOpen(manifest.reference(), file, e);
    } catch (RuntimeException e) {
      close(session);
      throw e;
    }
  }

  private static void close(OrtSession session) {
    if (session != null) {
      try {
        session.close();
      } catch (OrtException e) {
        throw new AssayException(ErrorCode.INTERNAL, "Cannot close an ONNX Runtime session.", e);
      }
    }
  }

  /**
   * Runs one block of filler rows to learn the output's true shape, which graphs may not declare.
   */
  private OutputShape probe() throws OrtException {
    int rows = manifest.batch().rows();
    String name = manifest.output().tensor();
    if (!session.getOutputNames().contains(name)) {
      throw new AssayException(
          ErrorCode.MODEL,
          "Cannot score with model '%s': its graph has no output '%s', it has %s. Correct 'output.tensor' in the manifest."
              .formatted(manifest.reference(), name, session.getOutputNames()));
    }
    try (OnnxInputs inputs = new OnnxInputs(manifest.tensors(), rows, filler)) {
      inputs.fillWithFiller();
      try (OrtSession.Result result = session.run(inputs.tensors(), Set.of(name))) {
        return shapeOf(result.get(0), rows);
      }
    }
  }

  private OutputShape shapeOf(OnnxValue value, int rows) {
    String reference = manifest.reference();
    String name = manifest.output().tensor();
    if (!(value instanceof OnnxTensorLike tensor)) {
      throw new AssayException(
          ErrorCode.MODEL,
          "Cannot score with model '%s': its output '%s' is %s, not a tensor. Register it with 'assay model add', which cuts off ZipMap."
              .formatted(reference, name, value.getType()));
    }
    TensorInfo info = tensor.getInfo();
    long[] shape = info.getShape();
    if (shape.length == 0 || shape[0] != rows) {
      throw new AssayException(
          ErrorCode.MODEL,
          "Cannot score with model '%s': output '%s' has shape %s for %d rows, not one entry for each row. Choose another output."
              .formatted(reference, name, java.util.Arrays.toString(shape), rows));
    }
    long perRow = 1;
    for (int d = 1; d < shape.length; d++) {
      perRow *= shape[d];
    }
    return OutputShape.of(manifest, info.type, shape, Math.toIntExact(perRow));
  }

  @Override
  public Manifest manifest() {
    return manifest;
  }

  @Override
  public Scorer newScorer(ScorerScratch scratch) {
    int rows = manifest.batch().rows();
    OnnxInputs inputs =
        scratch.share(
            new InputsKey(rows, dependsOnNeighbours() ? this : null),
            () -> new OnnxInputs(manifest.tensors(), rows, filler));
    return new OnnxScorer(session, inputs, output, manifest);
  }

  private boolean dependsOnNeighbours() {
    return manifest.batchInvariance() != null && !manifest.batchInvariance().invariant();
  }

  /**
   * Scorers in one scratch have the same features, so the rows per call tell inputs apart; the
   * filler rows are the first model's. A model whose rows depend on their neighbours has inputs of
   * its own, or its scores would depend on the models beside it.
   *
   * @param owner the one model that may use the inputs; null for all
   */
  private record InputsKey(int rows, OnnxModel owner) {}

  @Override
  public String device() {
    return device.toString();
  }

  @Override
  public long buildNanos() {
    return buildNanos;
  }

  @Override
  public void close() {
    close(session);
  }

  static boolean singleValue(Task task) {
    return task == Task.BINARY || task == Task.REGRESSION;
  }
}
