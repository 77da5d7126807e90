package dev.assay.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.error.AssayException;
import dev.assay.error.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GoldenVectorsTest {
  private static final float[] FLOATS = {
    0.1f,
    Float.NaN,
    Float.POSITIVE_INFINITY,
    Float.NEGATIVE_INFINITY,
    -0.0f,
    Float.MIN_VALUE,
    Float.MAX_VALUE,
    1 / 3f
  };
  private static final double[] DOUBLES = {
    0.1,
    Double.NaN,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    -0.0,
    Double.MIN_VALUE,
    Double.MAX_VALUE,
    1 / 3.0
  };

  @TempDir Path temp;

  /** Gives the rows' first feature times a factor, and a constant. */
  private record FakeScorer(double factor) implements Scorer {
    @Override
    public int outputs() {
      return 2;
    }

    @Override
    public int blockRows() {
      return 3;
    }

    @Override
    public void score(FeatureBatch batch, int from, int to, double[] raw) {
      assertThat(to - from).isLessThanOrEqualTo(blockRows());
      float[] values = ((FeatureVector.Floats) batch.vector(0)).values();
      for (int row = from; row < to; row++) {
        raw[row * 2] = values[row] * factor;
        raw[row * 2 + 1] = -0.0;
      }
    }

    @Override
    public long runtimeNanos() {
      return 0;
    }

    @Override
    public void close() {}
  }

  private static Feature feature(String column, ElementType type, int width) {
    return new Feature(column, type, width, MissingPolicy.REJECT, null, false, List.of());
  }

  private static FeatureRows everyType() {
    List<TensorSpec> tensors =
        List.of(
            new TensorSpec(
                "numbers",
                ElementType.FLOAT,
                List.of(feature("a", ElementType.FLOAT, 1), feature("b", ElementType.FLOAT, 2)),
                List.of(3L)),
            tensor("double", ElementType.DOUBLE),
            tensor("int", ElementType.INT32),
            tensor("long", ElementType.INT64),
            tensor("bool", ElementType.BOOL),
            tensor("text", ElementType.STRING));
    return new FeatureRows(
        tensors,
        List.of(
            new FeatureVector.Floats(FLOATS, 1),
            new FeatureVector.Floats(
                new float[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16}, 2),
            new FeatureVector.Doubles(DOUBLES, 1),
            new FeatureVector.Ints(
                new int[] {0, 1, -1, Integer.MIN_VALUE, Integer.MAX_VALUE, 5, 6, 7}, 1),
            new FeatureVector.Longs(
                new long[] {0, 1, -1, Long.MIN_VALUE, Long.MAX_VALUE, 5, 6, 7}, 1),
            new FeatureVector.Bools(new byte[] {0, 1, 0, 1, 1, 1, 0, 0}, 1),
            new FeatureVector.Strings(
                new String[] {"", "a", "\"quoted\"", "línea\n", "\u0000", "日本", "NaN", "null"}, 1)),
        8);
  }

  private static TensorSpec tensor(String name, ElementType type) {
    return new TensorSpec(name, type, List.of(feature(name, type, 1)), List.of(1L));
  }

  @Test
  void keepsEveryBitInTheFile() {
    FeatureRows rows = everyType();
    Path file = temp.resolve("golden.json");
    GoldenVectors.of(rows)
        .scoredBy(new FakeScorer(1), 1e-5)
        .withReference(
            "Python", 1e-6, java.util.Collections.nCopies(8, new double[] {Double.NaN, 1}))
        .write(file);

    GoldenVectors read = GoldenVectors.read(file, rows.tensors());

    assertThat(read.inputs().rows()).isEqualTo(8);
    for (int row = 0; row < 8; row++) {
      assertThat(read.inputs().values(row)).isEqualTo(rows.values(row)); // boxed: NaN, -0.0 by bits
    }
    double[] expected = GoldenVectors.score(new FakeScorer(1), rows);
    for (int i = 0; i < expected.length; i++) {
      assertThat(Double.doubleToLongBits(read.outputs()[i]))
          .isEqualTo(Double.doubleToLongBits(expected[i]));
    }
  }

  @Property
  void keepsEveryFloat(@ForAll int bits) throws IOException {
    float value = Float.intBitsToFloat(bits);
    List<TensorSpec> tensors = List.of(tensor("x", ElementType.FLOAT));
    FeatureRows rows =
        new FeatureRows(tensors, List.of(new FeatureVector.Floats(new float[] {value}, 1)), 1);
    Path file = Files.createTempFile("golden", ".json");
    try {
      GoldenVectors.of(rows).write(file);
      FeatureVector read = GoldenVectors.read(file, tensors).filler().get(0);
      assertThat(Float.floatToIntBits(((FeatureVector.Floats) read).values()[0]))
          .isEqualTo(Float.floatToIntBits(value));
    } finally {
      Files.delete(file);
    }
  }

  @Test
  void findsEqualOutputsEqual() {
    GoldenVectors golden = GoldenVectors.of(everyType()).scoredBy(new FakeScorer(1), 1e-5);

    GoldenResult result = golden.verify("m@1", new FakeScorer(1));

    assertThat(result.bitEqual()).isTrue();
    assertThat(result.maxDifference()).isZero();
    assertThat(result.rows()).isEqualTo(8);
  }

  @Test
  void namesTheOutputThatIsFurthestOff() {
    FeatureRows rows = everyType().select(0, 7);
    GoldenVectors golden = GoldenVectors.of(rows).scoredBy(new FakeScorer(1), 0.01);

    GoldenResult close = golden.verify("m@1", new FakeScorer(1.001));
    assertThat(close.bitEqual()).isFalse();
    assertThat(close.maxDifference()).isBetween(3e-4, 4e-4);
    assertThat(close.row()).isEqualTo(1);

    assertThatThrownBy(() -> golden.verify("m@1", new FakeScorer(2)))
        .isInstanceOfSatisfying(
            AssayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.MODEL_GOLDEN))
        .hasMessage(
            "Cannot use model 'm@1': its outputs differ from the golden vectors of Assay: output 0"
                + " of row 1 is 0.6666666865348816, expected 0.3333333432674408, off by 0.333, more"
                + " than the tolerance 0.01. Check the model files and the runtime, or register the"
                + " model as a new version.");
  }

  @Test
  void findsNumbersAndNotANumberInfinitelyFarApart() {
    assertThat(GoldenResult.difference(1, Double.NaN)).isInfinite();
    assertThat(GoldenResult.difference(Double.POSITIVE_INFINITY, 1)).isInfinite();
    assertThat(GoldenResult.difference(Double.NaN, Double.NaN)).isZero();
    assertThat(GoldenResult.difference(0.0, -0.0)).isZero();
  }

  @Test
  void refusesAFileThatDoesNotFitTheManifest() throws IOException {
    Path file = temp.resolve("golden.json");
    GoldenVectors.of(everyType()).write(file);

    assertThatThrownBy(() -> GoldenVectors.read(file, List.of(tensor("x", ElementType.FLOAT))))
        .hasMessageContaining("it does not hold the tensors of the manifest");

    Files.writeString(file, Files.readString(file).replace("[-2147483648]", "[2147483648]"));
    assertThatThrownBy(() -> GoldenVectors.read(file, everyType().tensors()))
        .hasMessage(
            "Cannot read golden vectors '%s': not a 32-bit integer: 2147483648. Restore the package as it was registered."
                .formatted(file));
  }
}
