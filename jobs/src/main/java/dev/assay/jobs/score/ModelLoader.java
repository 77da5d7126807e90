package dev.assay.jobs.score;

import dev.assay.model.ExecutionDevice;
import dev.assay.plan.PlannedModel;
import java.io.Serializable;

/**
 * Brings a planned model to this machine, verified and ready to score. Travels to the executors;
 * the operator calls it once for each executor, model and device.
 */
@FunctionalInterface
public interface ModelLoader extends Serializable {

  /**
   * Loads a model.
   *
   * @throws dev.assay.error.AssayException when its digest, its file or its golden vectors are
   *     wrong, or the device is not there
   */
  ReadyModel load(PlannedModel model, ExecutionDevice device);
}
