package dev.assay.jobs.quality;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import org.apache.parquet.column.Dictionary;
import org.apache.spark.sql.catalyst.expressions.XXH64;
import org.apache.spark.sql.execution.datasources.parquet.ParquetDictionary;
import org.apache.spark.sql.execution.vectorized.WritableColumnVector;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Hashes of the entries of a vector's dictionary, each computed when it is first met. Spark wraps
 * Parquet's dictionary anew for every batch and keeps both to itself; where they are not found,
 * nothing is remembered and the caller hashes each value.
 */
final class DictionaryHashes {
  private static final VarHandle CODES =
      handle(
          WritableColumnVector.class, org.apache.spark.sql.execution.vectorized.Dictionary.class);
  private static final VarHandle ENTRIES = handle(ParquetDictionary.class, Dictionary.class);
  private static final int SMALLEST = 64;

  private Dictionary dictionary;
  private WritableColumnVector vector;
  private long[] hashes = new long[SMALLEST];
  private boolean[] known = new boolean[SMALLEST];

  private static VarHandle handle(Class<?> owner, Class<?> type) {
    try {
      return MethodHandles.privateLookupIn(owner, MethodHandles.lookup())
          .findVarHandle(owner, "dictionary", type);
    } catch (ReflectiveOperationException e) {
      return null;
    }
  }

  /** Moves on to a vector; the answer says whether it has a dictionary that can be used. */
  boolean begin(ColumnVector next) {
    if (CODES == null
        || ENTRIES == null
        || !(next instanceof WritableColumnVector w)
        || !w.hasDictionary()
        || !(CODES.get(w) instanceof ParquetDictionary codes)) {
      return false;
    }
    vector = w;
    Dictionary current = (Dictionary) ENTRIES.get(codes);
    if (current != dictionary) {
      dictionary = current;
      Arrays.fill(known, false);
    }
    return true;
  }

  /** The hash of a row's value. */
  long hash(int row, long seed) {
    int id = vector.getDictionaryIds().getDictId(row);
    if (id >= known.length) {
      int length = Math.max(id + 1, 2 * known.length);
      hashes = Arrays.copyOf(hashes, length);
      known = Arrays.copyOf(known, length);
    }
    if (!known[id]) {
      hashes[id] = hash(vector.getUTF8String(row), seed);
      known[id] = true;
    }
    return hashes[id];
  }

  /** The hash of a text. */
  static long hash(UTF8String text, long seed) {
    return XXH64.hashUnsafeBytes(text.getBaseObject(), text.getBaseOffset(), text.numBytes(), seed);
  }
}
