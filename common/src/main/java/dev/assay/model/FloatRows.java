package dev.assay.model;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Objects;

/**
 * Rows of one float tensor in native memory, assembled from feature columns: what a row-major
 * tensor is copied from, and what the rows' hash is taken of. Reused from block to block.
 */
public final class FloatRows {
  /** Rows that are assembled together: what they are written to stays in the first-level cache. */
  private static final int TILE = 128;

  private final int firstFeature;
  private final int features;
  private final int width;
  private final float[][] columns;
  private ByteBuffer bytes = ByteBuffer.allocateDirect(0);
  private FloatBuffer floats = bytes.asFloatBuffer();
  private long address;
  private long sequence = -1;
  private int from;
  private int to;

  /**
   * Rows of a tensor.
   *
   * @param firstFeature the place of the tensor's first feature in the batch
   */
  FloatRows(TensorSpec spec, int firstFeature) {
    this.firstFeature = firstFeature;
    this.features = spec.features().size();
    this.width = spec.width();
    this.columns = new float[features][];
  }

  /** Assembles rows {@code from} to {@code to} of a batch, unless they are those held already. */
  void assemble(FeatureBatch batch, int from, int to) {
    if (sequence == batch.sequence() && this.from == from && this.to == to) {
      return;
    }
    reserve(to - from);
    for (int f = 0; f < features; f++) {
      FeatureVector.Floats vector = floats(batch, f);
      Objects.checkFromToIndex(from * vector.width(), to * vector.width(), vector.values().length);
      columns[f] = vector.values();
    }
    if (features == 1) {
      floats.put(0, columns[0], from * width, (to - from) * width);
    } else {
      for (int start = from; start < to; start += TILE) {
        tile(batch, start, Math.min(to, start + TILE), address + offset(start - from));
      }
    }
    this.sequence = batch.sequence();
    this.from = from;
    this.to = to;
  }

  private void reserve(int rows) {
    if (offset(rows) > bytes.capacity()) {
      bytes = ByteBuffer.allocateDirect(Math.toIntExact(offset(rows)));
      bytes.order(ByteOrder.nativeOrder());
      floats = bytes.asFloatBuffer();
      address = NativeMemory.address(bytes);
    }
  }

  private long offset(int row) {
    return (long) row * width * Float.BYTES;
  }

  private FeatureVector.Floats floats(FeatureBatch batch, int f) {
    return (FeatureVector.Floats) batch.vector(firstFeature + f);
  }

  private void tile(FeatureBatch batch, int start, int end, long target) {
    int f = 0;
    long place = target;
    while (f < features) {
      int scalars = scalars(batch, f);
      if (scalars == 4) {
        four(columns[f], columns[f + 1], columns[f + 2], columns[f + 3], start, end, place);
      } else if (scalars >= 2) {
        scalars = 2;
        two(columns[f], columns[f + 1], start, end, place);
      } else {
        scalars = 1;
        arrays(columns[f], floats(batch, f).width(), start, end, place);
        place += (floats(batch, f).width() - 1L) * Float.BYTES;
      }
      f += scalars;
      place += (long) scalars * Float.BYTES;
    }
  }

  /** How many features from this one on are scalars, up to four. */
  private int scalars(FeatureBatch batch, int first) {
    int last = Math.min(features, first + 4);
    int f = first;
    while (f < last && floats(batch, f).width() == 1) {
      f++;
    }
    return f - first;
  }

  private void four(float[] a, float[] b, float[] c, float[] d, int start, int end, long target) {
    long row = (long) width * Float.BYTES;
    long place = target;
    long offset = NativeMemory.floatOffset(start);
    for (int i = start; i < end; i++, offset += Float.BYTES, place += row) {
      NativeMemory.putLong(place, pair(a, b, offset));
      NativeMemory.putLong(place + Long.BYTES, pair(c, d, offset));
    }
  }

  private void two(float[] a, float[] b, int start, int end, long target) {
    long row = (long) width * Float.BYTES;
    long place = target;
    long offset = NativeMemory.floatOffset(start);
    for (int i = start; i < end; i++, offset += Float.BYTES, place += row) {
      NativeMemory.putLong(place, pair(a, b, offset));
    }
  }

  /** Two neighbours in one store; the first lies lower, as on every little-endian machine. */
  private static long pair(float[] first, float[] second, long offset) {
    return NativeMemory.floatBits(first, offset) | NativeMemory.floatBits(second, offset) << 32;
  }

  private void arrays(float[] values, int each, int start, int end, long target) {
    long row = (long) width * Float.BYTES;
    long place = target;
    long offset = NativeMemory.floatOffset(start * each);
    for (int i = start; i < end; i++, place += row) {
      for (int k = 0; k < each; k++, offset += Float.BYTES) {
        int bits = (int) NativeMemory.floatBits(values, offset);
        NativeMemory.putInt(place + (long) k * Float.BYTES, bits);
      }
    }
  }

  /** Copies the rows held to the start of a buffer. */
  public void copyTo(ByteBuffer target) {
    target.put(0, bytes, 0, Math.toIntExact(offset(to - from)));
  }

  /** Folds the rows held into their running hashes; rows count as in the batch. */
  void hash(long[] hashes) {
    Objects.checkFromToIndex(from, to, hashes.length);
    long row = (long) width * Float.BYTES;
    long words = (width / 2L) * Long.BYTES;
    long place = address;
    int i = from;
    // Four rows at once: the steps of one row wait for each other, those of four do not.
    for (; i + 4 <= to; i += 4, place += 4 * row) {
      long a = hashes[i];
      long b = hashes[i + 1];
      long c = hashes[i + 2];
      long d = hashes[i + 3];
      for (long p = place; p < place + words; p += Long.BYTES) {
        a = FeaturesHash.step(a, NativeMemory.getLong(p));
        b = FeaturesHash.step(b, NativeMemory.getLong(p + row));
        c = FeaturesHash.step(c, NativeMemory.getLong(p + 2 * row));
        d = FeaturesHash.step(d, NativeMemory.getLong(p + 3 * row));
      }
      hashes[i] = last(a, place + words);
      hashes[i + 1] = last(b, place + words + row);
      hashes[i + 2] = last(c, place + words + 2 * row);
      hashes[i + 3] = last(d, place + words + 3 * row);
    }
    for (; i < to; i++, place += row) {
      long h = hashes[i];
      for (long p = place; p < place + words; p += Long.BYTES) {
        h = FeaturesHash.step(h, NativeMemory.getLong(p));
      }
      hashes[i] = last(h, place + words);
    }
  }

  /** The last element of an odd number has no partner. */
  private long last(long h, long place) {
    return (width & 1) == 0
        ? h
        : FeaturesHash.step(h, Integer.toUnsignedLong(NativeMemory.getInt(place)));
  }
}
