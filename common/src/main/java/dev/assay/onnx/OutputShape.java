package dev.assay.onnx;

import ai.onnxruntime.OnnxJavaType;
import dev.assay.error.AssayException;
import dev.assay.error.ErrorCode;
import dev.assay.model.Manifest;
import dev.assay.model.Task;

/**
 * The output tensor of one call.
 *
 * @param type its element type
 * @param dims its full shape, batch dimension included
 * @param perRow elements per row
 * @param first the first element of a row that is wanted
 * @param wanted how many are wanted from there: 1 for a single score, else all
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record OutputShape(OnnxJavaType type, long[] dims, int perRow, int first, int wanted) {

  static OutputShape of(Manifest manifest, OnnxJavaType type, long[] dims, int perRow) {
    switch (type) {
      case FLOAT, DOUBLE, INT64, INT32, BOOL -> {}
      default ->
          throw new AssayException(
              ErrorCode.MODEL,
              "Cannot score with model '%s': output '%s' holds %s, expected float, double, int or bool. Choose another output."
                  .formatted(manifest.reference(), manifest.output().tensor(), type));
    }
    if (!OnnxModel.singleValue(manifest.task())) {
      return new OutputShape(type, dims, perRow, 0, perRow);
    }
    return new OutputShape(type, dims, perRow, index(manifest, perRow), 1);
  }

  private static int index(Manifest manifest, int perRow) {
    Integer chosen = manifest.output().index();
    int index = chosen != null ? chosen : perRow == 2 && manifest.task() == Task.BINARY ? 1 : 0;
    if (index >= perRow || (chosen == null && perRow > 2)) {
      throw new AssayException(
          ErrorCode.MODEL,
          "Cannot score with model '%s': output '%s' has %d values per row and 'output.index' is %s. Set 'output.index' to the score's position, or another task."
              .formatted(manifest.reference(), manifest.output().tensor(), perRow, chosen));
    }
    return index;
  }
}
