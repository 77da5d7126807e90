package dev.assay.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.DoubleStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class ExactSumTest {

  @Provide
  Arbitrary<List<Double>> numbers() {
    return Arbitraries.longs()
        .map(Double::longBitsToDouble)
        .filter(Double::isFinite)
        .list()
        .ofMaxSize(40);
  }

  private static ExactSum sum(List<Double> numbers) {
    ExactSum sum = new ExactSum();
    numbers.forEach(sum::add);
    return sum;
  }

  @Property(tries = 100)
  void isTheSumOfTheDecimalNumbers(@ForAll("numbers") List<Double> numbers) {
    BigDecimal expected =
        numbers.stream().map(BigDecimal::new).reduce(BigDecimal.ZERO, BigDecimal::add);
    assertThat(sum(numbers).toBigDecimal()).isEqualByComparingTo(expected);
    assertThat(sum(numbers).toDouble()).isEqualTo(expected.doubleValue());
  }

  @Property(tries = 100)
  void addsManyAtOnceToTheSameBits(@ForAll("numbers") List<Double> numbers, @ForAll long seed) {
    double[] some = numbers.stream().mapToDouble(Double::doubleValue).toArray();
    double[] many =
        DoubleStream.concat(
                Arrays.stream(some),
                new Random(seed).doubles(2500).map(u -> Math.scalb(u - 0.5, (int) (40 * u))))
            .toArray();
    ExactSum sum = new ExactSum();
    sum.addAll(many, many.length);
    ExactSum oneByOne = new ExactSum();
    Arrays.stream(many).forEach(oneByOne::add);
    assertThat(sum).isEqualTo(oneByOne);

    double[] small = Arrays.stream(many).filter(x -> Math.abs(x) < 1e150).toArray();
    sum.addAllSquares(small, small.length);
    Arrays.stream(small).forEach(oneByOne::addSquare);
    assertThat(sum).isEqualTo(oneByOne);
  }

  @Property(tries = 50)
  void mergesToTheSameBitsInAnyOrder(@ForAll("numbers") List<Double> numbers) throws IOException {
    int cut = numbers.size() / 3;
    ExactSum merged = sum(numbers.subList(cut, numbers.size()));
    merged.merge(sum(numbers.subList(0, cut)));
    byte[] bytes = StateFormat.toBytes(sum(numbers)::write);
    assertThat(StateFormat.toBytes(merged::write)).isEqualTo(bytes);
    assertThat(ExactSum.read(new DataInputStream(new ByteArrayInputStream(bytes))))
        .isEqualTo(merged);
  }

  @Test
  void takesMoreNumbersThanAChunkHolds() {
    double large = Math.nextDown(4.0);
    double small = Math.scalb(1.0, -1000);
    ExactSum sum = new ExactSum();
    for (int i = 0; i < 100_000; i++) {
      sum.add(large);
      sum.add(-small);
    }
    BigDecimal expected =
        new BigDecimal(large).subtract(new BigDecimal(small)).multiply(BigDecimal.valueOf(100_000));
    assertThat(sum.toBigDecimal()).isEqualByComparingTo(expected);
  }

  @Test
  void addsProductsWithoutRounding() {
    double tenth = 0.1;
    double third = 1 / 3.0;
    double large = 1e8 + 0.1;
    ExactSum sum = new ExactSum();
    sum.addProduct(tenth, third);
    sum.addSquare(large);
    sum.addSquare(-tenth);
    assertThat(sum.toBigDecimal())
        .isEqualByComparingTo(
            product(tenth, third).add(product(large, large)).add(product(tenth, tenth)));
  }

  private static BigDecimal product(double a, double b) {
    return new BigDecimal(a).multiply(new BigDecimal(b));
  }

  @Test
  void carriesInfinitiesAndNaN() {
    ExactSum sum = new ExactSum();
    sum.add(1);
    sum.add(Double.POSITIVE_INFINITY);
    assertThat(sum.toDouble()).isInfinite();
    sum.add(Double.NEGATIVE_INFINITY);
    assertThat(sum.toDouble()).isNaN();
    assertThat(sum.finite()).isFalse();
  }

  @Property(tries = 50)
  void addsIntegersAndProductsIn128Bits(@ForAll List<Long> numbers) {
    IntegerSum sum = new IntegerSum();
    IntegerSum merged = new IntegerSum();
    BigInteger expected = BigInteger.ZERO;
    long[] some = numbers.stream().mapToLong(Long::longValue).toArray();
    long[] others = numbers.stream().mapToLong(number -> number >> 4).toArray();
    sum.addAll(some, some.length);
    sum.addProducts(others, some, some.length);
    for (int i = 0; i < some.length; i++) {
      BigInteger product = BigInteger.valueOf(others[i]).multiply(BigInteger.valueOf(some[i]));
      expected = expected.add(BigInteger.valueOf(some[i])).add(product);
    }
    merged.merge(sum);
    if (expected.bitLength() < 128) {
      assertThat(merged.toBigInteger()).isEqualTo(expected);
      assertThat(merged.toDouble()).isEqualTo(expected.doubleValue());
    }
  }
}
