package dev.assay.jobs.score;

import dev.assay.config.JobConfig.Device;
import dev.assay.model.ExecutionDevice;
import dev.assay.onnx.OnnxRuntime;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.TaskContext;
import org.apache.spark.resource.ResourceInformation;

/** Decides where a task scores. */
final class Devices {
  private static final Path FIRST_NVIDIA_DEVICE = Path.of("/dev/nvidia0");

  private Devices() {}

  /**
   * The device of this task: the GPU that Spark assigned to it, or the first one where Spark does
   * not schedule GPUs. {@code auto} takes CUDA where both a GPU and the runtime's provider are
   * there.
   */
  static ExecutionDevice of(Device wanted, TaskContext task) {
    return switch (wanted) {
      case CPU -> ExecutionDevice.CPU;
      case CUDA -> ExecutionDevice.cuda(assigned(task) == null ? 0 : assigned(task));
      case AUTO -> automatic(task);
    };
  }

  private static ExecutionDevice automatic(TaskContext task) {
    Integer assigned = assigned(task);
    boolean gpu = assigned != null || Files.exists(FIRST_NVIDIA_DEVICE);
    return gpu && OnnxRuntime.hasCuda()
        ? ExecutionDevice.cuda(assigned == null ? 0 : assigned)
        : ExecutionDevice.CPU;
  }

  private static Integer assigned(TaskContext task) {
    ResourceInformation gpu = task.resourcesJMap().get("gpu");
    return gpu == null || gpu.addresses().length == 0 ? null : Integer.valueOf(gpu.addresses()[0]);
  }
}
