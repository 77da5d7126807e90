package dev.assay.jobs.score;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.apache.spark.sql.execution.vectorized.OnHeapColumnVector;
import org.apache.spark.sql.vectorized.ColumnVector;

/**
 * The arrays behind Spark's on-heap vectors, so that values need not be copied out one call at a
 * time. They are private fields of Spark's: where they are not found, or a vector is of another
 * kind or dictionary-coded, the answer is null and the caller takes the public way.
 */
final class VectorArrays {
  private static final VarHandle FLOATS = handle("floatData", float[].class);
  private static final VarHandle INTS = handle("intData", int[].class);

  private VectorArrays() {}

  private static VarHandle handle(String field, Class<?> type) {
    try {
      return MethodHandles.privateLookupIn(OnHeapColumnVector.class, MethodHandles.lookup())
          .findVarHandle(OnHeapColumnVector.class, field, type);
    } catch (ReflectiveOperationException e) {
      return null;
    }
  }

  /** The floats of a vector, longer than its rows; or null. */
  static float[] floats(ColumnVector vector) {
    return plain(vector) && FLOATS != null
        ? (float[]) FLOATS.get((OnHeapColumnVector) vector)
        : null;
  }

  /** The ints of a vector, longer than its rows; or null. */
  static int[] ints(ColumnVector vector) {
    return plain(vector) && INTS != null ? (int[]) INTS.get((OnHeapColumnVector) vector) : null;
  }

  private static boolean plain(ColumnVector vector) {
    return vector instanceof OnHeapColumnVector onHeap && !onHeap.hasDictionary();
  }
}
