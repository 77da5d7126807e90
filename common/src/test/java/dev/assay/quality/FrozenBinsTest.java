package dev.assay.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.assay.record.Json;
import dev.assay.statistics.NumberBins;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FrozenBinsTest {
  private static FrozenBins bins(int capacity, double... numbers) {
    NumberBins state = new NumberBins(capacity);
    Arrays.stream(numbers).forEach(state::add);
    return FrozenBins.of(state);
  }

  /** Numbers as heavy-tailed as amounts are; the seed is fixed. */
  private static double[] amounts(int count) {
    Random random = new Random(7);
    return DoubleStream.generate(() -> Math.exp(6 + 1.5 * random.nextGaussian()))
        .limit(count)
        .toArray();
  }

  /** The first number with at least k/n of the rows below it. */
  private static double quantile(double[] sorted, int k, int n) {
    int at = (int) Math.ceil((double) k * sorted.length / n);
    double value = sorted[at];
    return at > 0 && sorted[at - 1] == value
        ? Arrays.stream(sorted).filter(number -> number > value).min().orElse(Double.NaN)
        : value;
  }

  @Test
  void fewNumbersHaveABinEach() {
    FrozenBins bins = bins(100, 3, 1, 2, 3, 3, 2.5, -0.0, 0.0);

    assertThat(bins)
        .isEqualTo(
            new FrozenBins(List.of(0.0, 1.0, 2.0, 2.5, 3.0), List.of(2L, 1L, 1L, 1L, 3L), 0));
    assertThat(bins.edges(2)).containsExactly(2.5);
    assertThat(bins.edges(4)).containsExactly(1.0, 2.5);
    assertThat(bins.edges(100)).containsExactly(1.0, 2.0, 2.5, 3.0);
    assertThat(bins(100, 5, 5, 5).edges(4)).isEmpty();
    assertThat(bins(100, 5, 5, 5, 9).edges(4)).containsExactly(9.0);
  }

  @Test
  void binsBeginAtTheQuantilesWhereDistinctNumbersAreFewerThanTheState() {
    double[] numbers = amounts(6000);
    double[] sorted = Arrays.stream(numbers).sorted().toArray();

    FrozenBins bins = bins(8192, numbers);

    assertThat(bins.error()).isZero();
    assertThat(bins.rows()).hasSize(120).allMatch(rows -> rows == 50);
    for (int n : new int[] {2, 3, 4, 5, 8, 10, 60, 120}) {
      List<Double> edges = bins.edges(n);
      assertThat(edges).hasSize(n - 1);
      for (int k = 1; k < n; k++) {
        double edge = edges.get(k - 1);
        double quantile = quantile(sorted, k, n);
        // A border has few digits, and parts the rows as the quantile does.
        assertThat(Arrays.stream(sorted).filter(number -> number < edge).count())
            .isEqualTo(Arrays.stream(sorted).filter(number -> number < quantile).count());
        assertThat(Double.toString(edge)).hasSizeLessThanOrEqualTo(9);
      }
    }
    assertThat(bins.edges(7)).hasSize(6);
  }

  @Test
  void ofMoreDistinctNumbersTheErrorSaysHowFarABorderIsOff() {
    double[] numbers = amounts(50_000);
    double[] sorted = Arrays.stream(numbers).sorted().toArray();
    for (int capacity : new int[] {40, 300, 8192}) {
      FrozenBins bins = bins(capacity, numbers);

      double largest = 0;
      long below = 0;
      int k = 1;
      for (int i = 1; i < bins.from().size(); i++) {
        below += bins.rows().get(i - 1);
        double edge = bins.from().get(i);
        assertThat(Arrays.stream(sorted).filter(number -> number < edge).count()).isEqualTo(below);
        for (; below * 120 >= (long) k * numbers.length; k++) {
          largest = Math.max(largest, (double) below / numbers.length - k / 120.0);
        }
      }
      assertThat(bins.rows().stream().mapToLong(Long::longValue).sum()).isEqualTo(50_000);
      assertThat(largest).isCloseTo(bins.error(), within(1e-12));
      assertThat(bins.error()).isLessThan(capacity == 40 ? 0.3 : capacity == 300 ? 0.02 : 1e-3);
    }
  }

  @Test
  void oneNumberMayHoldMostRowsAndInfinitiesAreNoBorders() {
    double[] zeros = new double[9_000];
    double[] all =
        DoubleStream.concat(Arrays.stream(zeros), IntStream.range(1, 1001).asDoubleStream())
            .toArray();
    FrozenBins bins = bins(8192, all);
    assertThat(bins.edges(5)).containsExactly(1.0);
    assertThat(bins.edges(20)).containsExactly(1.0, 501.0);
    assertThat(bins.rows().get(0)).isEqualTo(9_000);

    double infinite = Double.POSITIVE_INFINITY;
    FrozenBins open = bins(100, -infinite, -infinite, 1, infinite, infinite);
    assertThat(open.from()).containsExactly(-infinite, 1.0, infinite);
    assertThat(open.edges(5)).containsExactly(1.0);
    assertThat(Json.read(Json.write(open), FrozenBins.class)).isEqualTo(open);
  }

  @Test
  void bordersHaveFewDigits() {
    assertThat(bins(100, 24.99999, 25.123456789, 25.2, 31).from())
        .containsExactly(24.99999, 25.0, 25.2, 31.0);
    assertThat(bins(100, -1.23456789, -1.23456780, (double) 0.3f).from())
        .containsExactly(-1.23456789, -1.2345678, 0.3);
    double tiny = Double.MIN_VALUE;
    assertThat(bins(100, 0, tiny, Math.nextUp(1.0), 1e300).from())
        .containsExactly(0.0, tiny, 1.0, 1e300);
    List<Double> close = new ArrayList<>();
    double number = 0.1;
    for (int i = 0; i < 5; i++) {
      close.add(number);
      number = Math.nextUp(number);
    }
    double[] numbers = close.stream().mapToDouble(Double::doubleValue).toArray();
    assertThat(bins(100, numbers).from()).isEqualTo(close);
  }

  @Test
  void brokenFilesAreRefused() {
    assertThatThrownBy(() -> new FrozenBins(List.of(1.0, 1.0), List.of(1L, 1L), 0))
        .hasMessage("Borders do not ascend: [1.0, 1.0]");
    assertThatThrownBy(() -> new FrozenBins(List.of(1.0), List.of(), 0))
        .hasMessage("1 borders of 0 bins");
  }
}
