package dev.assay.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class FeaturesHashTest {

  @Property(tries = 200)
  void floatRowsAreAssembledInOrderAndHashedPairByPair(
      @ForAll @Size(min = 1, max = 12) List<@IntRange(min = 1, max = 3) Integer> widths,
      @ForAll @IntRange(min = 1, max = 300) int rows,
      @ForAll @IntRange(min = 1, max = 300) int block,
      @ForAll long seed) {
    Random random = new Random(seed);
    int width = widths.stream().mapToInt(Integer::intValue).sum();
    float[][] expected = new float[rows][width];
    FeatureVector[] vectors = new FeatureVector[widths.size()];
    int place = 0;
    for (int f = 0; f < vectors.length; f++) {
      int each = widths.get(f);
      float[] values = new float[(rows + 5) * each]; // reused arrays are longer than the batch
      for (int i = 0; i < rows * each; i++) {
        values[i] = Float.intBitsToFloat(random.nextInt());
        expected[i / each][place + i % each] = values[i];
      }
      vectors[f] = new FeatureVector.Floats(values, each);
      place += each;
    }
    FeatureBatch batch = new FeatureBatch(List.of(tensor("x", widths)));
    batch.advance(rows, vectors, new boolean[rows], false);
    long[] hashes = new long[rows + 1];

    for (int from = 0; from < rows; from += block) {
      int to = Math.min(rows, from + block);
      FeaturesHash.hash(batch, from, to, hashes);
      assertThat(copy(batch.floatRows(0, from, to), (to - from) * width))
          .isEqualTo(bits(Arrays.copyOfRange(expected, from, to)));
    }

    assertThat(hashes)
        .isEqualTo(
            IntStream.rangeClosed(0, rows)
                .mapToLong(i -> i == rows ? 0 : definition(expected[i]))
                .toArray());
  }

  @Test
  void rowsBeyondTheColumnsAreRefusedBeforeMemoryIsRead() {
    FeatureBatch batch = new FeatureBatch(List.of(tensor("x", List.of(1, 1))));
    FeatureVector column = new FeatureVector.Floats(new float[10], 1);
    batch.advance(11, new FeatureVector[] {column, column}, new boolean[11], false);

    assertThatThrownBy(() -> batch.floatRows(0, 5, 11))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> FeaturesHash.hash(batch, 0, 10, new long[9]))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  /** As the class describes it, one row at a time. */
  private static long definition(float[] row) {
    long h = 0x5851F42D4C957F2DL ^ row.length;
    for (int k = 0; k < row.length; k += 2) {
      long word = Integer.toUnsignedLong(Float.floatToRawIntBits(row[k]));
      if (k + 1 < row.length) {
        word |= (long) Float.floatToRawIntBits(row[k + 1]) << 32;
      }
      h = (Long.rotateLeft(h, 31) ^ word) * 0x9E3779B97F4A7C15L;
    }
    h ^= h >>> 33;
    h *= 0xff51afd7ed558ccdL;
    h ^= h >>> 33;
    h *= 0xc4ceb9fe1a85ec53L;
    return h ^ (h >>> 33);
  }

  private static List<Integer> copy(FloatRows rows, int elements) {
    ByteBuffer bytes =
        ByteBuffer.allocateDirect(elements * Float.BYTES).order(ByteOrder.nativeOrder());
    rows.copyTo(bytes);
    List<Integer> bits = new ArrayList<>();
    for (int i = 0; i < elements; i++) {
      bits.add(bytes.getInt(i * Float.BYTES));
    }
    return bits;
  }

  private static List<Integer> bits(float[][] rows) {
    List<Integer> bits = new ArrayList<>();
    for (float[] row : rows) {
      for (float value : row) {
        bits.add(Float.floatToRawIntBits(value));
      }
    }
    return bits;
  }

  private static TensorSpec tensor(String name, List<Integer> widths) {
    List<Feature> features = new ArrayList<>();
    for (int f = 0; f < widths.size(); f++) {
      features.add(
          new Feature(
              name + f,
              ElementType.FLOAT,
              widths.get(f),
              MissingPolicy.REJECT,
              null,
              false,
              List.of()));
    }
    long width = widths.stream().mapToInt(Integer::intValue).sum();
    return new TensorSpec(name, ElementType.FLOAT, features, List.of(width));
  }
}
