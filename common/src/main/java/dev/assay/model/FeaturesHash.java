package dev.assay.model;

import java.util.Arrays;

/**
 * A 64-bit hash of each row of features as the model sees them; equal rows have equal hashes on any
 * machine. Tensors are folded in one after the other:
 *
 * <pre>
 * h = SEED ^ elements per row
 * for each word w, in tensor order:  h = (rotl(h, 31) ^ w) * MULTIPLIER
 * h ^= h >>> 33;  h *= 0xff51afd7ed558ccd;  h ^= h >>> 33;  h *= 0xc4ceb9fe1a85ec53;  h ^= h >>> 33
 * </pre>
 *
 * In a float tensor a word is two neighbouring elements of the row, as raw IEEE 754 patterns, the
 * first in the low half; the last element of an odd number is a word of its own, zero-extended. In
 * other tensors each element is a word: the raw IEEE 754 pattern of a double, the value of an int
 * (zero-extended), long or boolean (0 or 1), and for a string each UTF-16 unit in turn and then its
 * length. Each step is a bijection of {@code h}; the finish is MurmurHash3's 64-bit finalizer.
 */
public final class FeaturesHash {
  private static final long SEED = 0x5851F42D4C957F2DL;
  private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

  private FeaturesHash() {}

  /** Hashes rows {@code from} to {@code to} of a batch into the same places of {@code hashes}. */
  public static void hash(FeatureBatch batch, int from, int to, long[] hashes) {
    Arrays.fill(hashes, from, to, SEED ^ batch.elements());
    int f = 0;
    for (int t = 0; t < batch.tensors().size(); t++) {
      TensorSpec tensor = batch.tensors().get(t);
      int end = f + tensor.features().size();
      if (tensor.type() == ElementType.FLOAT) {
        batch.floatRows(t, from, to).hash(hashes);
        f = end;
      }
      for (; f < end; f++) {
        fold(batch.vector(f), hashes, from, to);
      }
    }
    finish(hashes, from, to);
  }

  static long step(long h, long word) {
    return (Long.rotateLeft(h, 31) ^ word) * MULTIPLIER;
  }

  private static void finish(long[] hashes, int from, int to) {
    for (int i = from; i < to; i++) {
      long h = hashes[i];
      h ^= h >>> 33;
      h *= 0xff51afd7ed558ccdL;
      h ^= h >>> 33;
      h *= 0xc4ceb9fe1a85ec53L;
      h ^= h >>> 33;
      hashes[i] = h;
    }
  }

  private static void fold(FeatureVector vector, long[] hashes, int from, int to) {
    if (vector instanceof FeatureVector.Doubles v) {
      foldDoubles(v.values(), v.width(), hashes, from, to);
    } else if (vector instanceof FeatureVector.Ints v) {
      foldInts(v.values(), v.width(), hashes, from, to);
    } else if (vector instanceof FeatureVector.Longs v) {
      foldLongs(v.values(), v.width(), hashes, from, to);
    } else if (vector instanceof FeatureVector.Bools v) {
      foldBools(v.values(), v.width(), hashes, from, to);
    } else if (vector instanceof FeatureVector.Strings v) {
      foldStrings(v.values(), v.width(), hashes, from, to);
    }
  }

  private static void foldDoubles(double[] values, int width, long[] hashes, int from, int to) {
    for (int i = from; i < to; i++) {
      long h = hashes[i];
      for (int k = i * width; k < (i + 1) * width; k++) {
        h = step(h, Double.doubleToRawLongBits(values[k]));
      }
      hashes[i] = h;
    }
  }

  private static void foldInts(int[] values, int width, long[] hashes, int from, int to) {
    for (int i = from; i < to; i++) {
      long h = hashes[i];
      for (int k = i * width; k < (i + 1) * width; k++) {
        h = step(h, Integer.toUnsignedLong(values[k]));
      }
      hashes[i] = h;
    }
  }

  private static void foldLongs(long[] values, int width, long[] hashes, int from, int to) {
    for (int i = from; i < to; i++) {
      long h = hashes[i];
      for (int k = i * width; k < (i + 1) * width; k++) {
        h = step(h, values[k]);
      }
      hashes[i] = h;
    }
  }

  private static void foldBools(byte[] values, int width, long[] hashes, int from, int to) {
    for (int i = from; i < to; i++) {
      long h = hashes[i];
      for (int k = i * width; k < (i + 1) * width; k++) {
        h = step(h, values[k]);
      }
      hashes[i] = h;
    }
  }

  private static void foldStrings(String[] values, int width, long[] hashes, int from, int to) {
    for (int i = from; i < to; i++) {
      long h = hashes[i];
      for (int k = i * width; k < (i + 1) * width; k++) {
        String text = values[k];
        int length = text == null ? 0 : text.length(); // null only in rejected rows
        for (int c = 0; c < length; c++) {
          h = step(h, text.charAt(c));
        }
        h = step(h, length);
      }
      hashes[i] = h;
    }
  }
}
