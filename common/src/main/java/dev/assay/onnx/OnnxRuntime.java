package dev.assay.onnx;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;
import dev.assay.error.AssayException;
import dev.assay.error.ErrorCode;
import dev.assay.model.ExecutionDevice;
import java.nio.file.Path;

/**
 * The process's one ONNX Runtime environment, and sessions with the settings that keep bits stable.
 */
public final class OnnxRuntime {
  private OnnxRuntime() {}

  private static final class Holder {
    static final OrtEnvironment ENVIRONMENT = environment();

    private static OrtEnvironment environment() {
      OrtEnvironment environment =
          OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, "assay");
      try {
        environment.setTelemetry(false);
      } catch (OrtException e) {
        throw new AssayException(
            ErrorCode.INTERNAL, "Cannot switch off ONNX Runtime's telemetry: " + e.getMessage(), e);
      }
      return environment;
    }
  }

  static OrtEnvironment environment() {
    return Holder.ENVIRONMENT;
  }

  /** The runtime's version. */
  public static String version() {
    return environment().getVersion();
  }

  /** Whether this build of the runtime has the CUDA provider. */
  public static boolean hasCuda() {
    return OrtEnvironment.getAvailableProviders().contains(OrtProvider.CUDA);
  }

  /**
   * Opens a model by its path, which external weights and models over 2 GB need. One thread and
   * sequential execution: with more, tree ensembles and some other graphs change their bits, and
   * Spark's tasks already use every core.
   */
  static OrtSession open(Path model, ExecutionDevice device) throws OrtException {
    try (SessionOptions options = new SessionOptions()) {
      options.setExecutionMode(SessionOptions.ExecutionMode.SEQUENTIAL);
      options.setOptimizationLevel(SessionOptions.OptLevel.ALL_OPT);
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      options.addConfigEntry("session.intra_op.allow_spinning", "0");
      options.addConfigEntry("session.inter_op.allow_spinning", "0");
      if (device.cuda()) {
        addCuda(options, device.index());
      }
      return environment().createSession(model.toString(), options);
    }
  }

  private static void addCuda(SessionOptions options, int index) {
    if (!hasCuda()) {
      throw new AssayException(
          ErrorCode.DEVICE,
          "Cannot score on CUDA: the ONNX Runtime on the class path is the CPU build. Build Assay"
              + " with 'mvn -Pgpu package' or put onnxruntime_gpu "
              + version()
              + " on the class path instead of onnxruntime, or set 'score.device: cpu'.");
    }
    try (OrtCUDAProviderOptions cuda = new OrtCUDAProviderOptions(index)) {
      options.addCUDA(cuda);
    } catch (OrtException e) {
      throw new AssayException(
          ErrorCode.DEVICE,
          "Cannot score on CUDA device "
              + index
              + ": "
              + e.getMessage()
              + ". Check that the NVIDIA driver, CUDA 12 and cuDNN 9 are installed on every"
              + " executor, or set 'score.device: cpu'.",
          e);
    }
  }
}
