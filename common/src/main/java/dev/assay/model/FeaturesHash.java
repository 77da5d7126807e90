package dev.assay.model;

/**
 * A 64-bit hash of each row of features as the model sees them; equal rows have equal hashes on any
 * machine. Columns are folded in one after the other, so that it can be computed from column
 * vectors without a row ever being assembled:
 *
 * <pre>
 * h = SEED ^ elements per row
 * for each element e, in tensor order:  h = (rotl(h, 31) ^ bits(e)) * MULTIPLIER
 * h ^= h >>> 33;  h *= 0xff51afd7ed558ccd;  h ^= h >>> 33;  h *= 0xc4ceb9fe1a85ec53;  h ^= h >>> 33
 * </pre>
 *
 * where {@code bits} is the raw IEEE 754 pattern of a float (zero-extended) or double, the value of
 * an int (zero-extended), long or boolean (0 or 1), and for a string each UTF-16 unit in turn and
 * then its length. Each step is a bijection of {@code h}; the finish is MurmurHash3's 64-bit
 * finalizer.
 */
public final class FeaturesHash {
  private static final long SEED = 0x5851F42D4C957F2DL;
  private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

  /** Rows per pass: the running hashes of a block stay in the first-level cache. */
  private static final int BLOCK = 1024;

  /** Float columns folded in one pass: the running hash stays in a register between them. */
  private static final int FLOAT_COLUMNS = 4;

  private FeaturesHash() {}

  /** Hashes the rows of a batch into {@code hashes[0 .. batch.rows())}. */
  public static void hash(FeatureBatch batch, long[] hashes) {
    long width = 0;
    for (int f = 0; f < batch.features(); f++) {
      width += batch.vector(f).width();
    }
    int rows = batch.rows();
    for (int from = 0; from < rows; from += BLOCK) {
      int to = Math.min(rows, from + BLOCK);
      for (int i = from; i < to; i++) {
        hashes[i] = SEED ^ width;
      }
      int f = 0;
      while (f < batch.features()) {
        if (scalarFloats(batch, f, FLOAT_COLUMNS)) {
          foldFour(batch, f, hashes, from, to);
          f += FLOAT_COLUMNS;
        } else {
          fold(batch.vector(f), hashes, from, to);
          f++;
        }
      }
      finish(hashes, from, to);
    }
  }

  private static boolean scalarFloats(FeatureBatch batch, int first, int count) {
    if (first + count > batch.features()) {
      return false;
    }
    for (int f = first; f < first + count; f++) {
      if (!(batch.vector(f) instanceof FeatureVector.Floats floats) || floats.width() != 1) {
        return false;
      }
    }
    return true;
  }

  private static void foldFour(FeatureBatch batch, int first, long[] hashes, int from, int to) {
    float[] a = ((FeatureVector.Floats) batch.vector(first)).values();
    float[] b = ((FeatureVector.Floats) batch.vector(first + 1)).values();
    float[] c = ((FeatureVector.Floats) batch.vector(first + 2)).values();
    float[] d = ((FeatureVector.Floats) batch.vector(first + 3)).values();
    for (int i = from; i < to; i++) {
      long h = step(hashes[i], Integer.toUnsignedLong(Float.floatToRawIntBits(a[i])));
      h = step(h, Integer.toUnsignedLong(Float.floatToRawIntBits(b[i])));
      h = step(h, Integer.toUnsignedLong(Float.floatToRawIntBits(c[i])));
      hashes[i] = step(h, Integer.toUnsignedLong(Float.floatToRawIntBits(d[i])));
    }
  }

  private static long step(long h, long bits) {
    return (Long.rotateLeft(h, 31) ^ bits) * MULTIPLIER;
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
    if (vector instanceof FeatureVector.Floats v) {
      foldFloats(v.values(), v.width(), hashes, from, to);
    } else if (vector instanceof FeatureVector.Doubles v) {
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

  private static void foldFloats(float[] values, int width, long[] hashes, int from, int to) {
    if (width == 1) {
      for (int i = from; i < to; i++) {
        hashes[i] = step(hashes[i], Integer.toUnsignedLong(Float.floatToRawIntBits(values[i])));
      }
      return;
    }
    for (int i = from; i < to; i++) {
      long h = hashes[i];
      for (int k = i * width; k < (i + 1) * width; k++) {
        h = step(h, Integer.toUnsignedLong(Float.floatToRawIntBits(values[k])));
      }
      hashes[i] = h;
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
