package dev.assay.model;

import java.io.Serializable;

/**
 * Where a model runs.
 *
 * @param cuda whether on a CUDA device, else on the CPU
 * @param index the CUDA device's index; 0 on the CPU
 */
public record ExecutionDevice(boolean cuda, int index) implements Serializable {
  /** The CPU. */
  public static final ExecutionDevice CPU = new ExecutionDevice(false, 0);

  /** A CUDA device by its index. */
  public static ExecutionDevice cuda(int index) {
    return new ExecutionDevice(true, index);
  }

  @Override
  public String toString() {
    return cuda ? "cuda:" + index : "cpu";
  }
}
