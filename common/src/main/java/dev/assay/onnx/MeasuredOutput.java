package dev.assay.onnx;

import java.util.List;

/**
 * An output as the runtime made it.
 *
 * @param elementType ONNX's number of the element type
 * @param dims its dimensions; {@link GraphTensor#OPEN} for the batch dimension where that follows
 *     the number of rows
 */
record MeasuredOutput(int elementType, List<Long> dims) {

  /** Whether a declaration allows this output. */
  boolean fits(GraphTensor declared) {
    if (!declared.tensor()) {
      return false; // the type was left open when a ZipMap was cut off
    }
    if (declared.dims().isEmpty()) {
      return true; // no shape declared: nothing to contradict
    }
    if (declared.dims().size() != dims.size()) {
      return false;
    }
    for (int d = 0; d < dims.size(); d++) {
      long said = declared.dims().get(d);
      if (said != GraphTensor.OPEN && said != dims.get(d)) {
        return false;
      }
    }
    return true;
  }
}
