package dev.assay.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.statistics.NumberBins.Bin;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class NumberBinsTest {
  @Provide
  Arbitrary<List<Double>> numbers() {
    Arbitrary<Double> any =
        Arbitraries.longs().map(Double::longBitsToDouble).filter(number -> !Double.isNaN(number));
    Arbitrary<Double> few = Arbitraries.integers().between(-20, 20).map(Integer::doubleValue);
    Arbitrary<Double> near = Arbitraries.doubles().between(1, 2);
    return Arbitraries.oneOf(any, few, near, Arbitraries.of(0.0, -0.0)).list().ofMaxSize(60);
  }

  private static NumberBins bins(int capacity, List<Double> numbers) {
    NumberBins bins = new NumberBins(capacity);
    numbers.forEach(bins::add);
    return bins;
  }

  @Property(tries = 300)
  void equalNumbersGiveEqualBytesInAnyOrderAndPartitions(@ForAll("numbers") List<Double> numbers) {
    for (int capacity : new int[] {2, 7, 1000}) {
      byte[] bytes = bins(capacity, numbers).toBytes();
      int cut = numbers.size() / 3;
      List<Double> first = numbers.subList(0, cut);
      List<Double> rest = numbers.subList(cut, numbers.size());
      NumberBins merged = bins(capacity, rest);
      merged.merge(NumberBins.fromBytes(bins(capacity, first).toBytes()));
      NumberBins other = bins(capacity, first);
      other.merge(bins(capacity, rest));
      List<Double> reversed = numbers.stream().sorted(Collections.reverseOrder()).toList();

      assertThat(merged.toBytes()).isEqualTo(bytes);
      assertThat(other.toBytes()).isEqualTo(bytes);
      assertThat(bins(capacity, reversed).toBytes()).isEqualTo(bytes);
      assertThat(NumberBins.fromBytes(bytes).toBytes()).isEqualTo(bytes);
    }
  }

  @Property(tries = 300)
  void everyNumberIsInOneBinAndFewDistinctOnesAreAlone(@ForAll("numbers") List<Double> numbers) {
    TreeMap<Double, Long> counts = new TreeMap<>();
    numbers.forEach(number -> counts.merge(number + 0.0, 1L, Long::sum));

    assertThat(bins(1000, numbers).bins())
        .isEqualTo(
            counts.entrySet().stream()
                .map(entry -> new Bin(entry.getKey(), entry.getKey(), entry.getValue()))
                .toList());
    NumberBins coarse = bins(5, numbers);
    assertThat(coarse.rows()).isEqualTo(numbers.size());
    assertThat(coarse.bins()).hasSizeLessThanOrEqualTo(5);
    double before = Double.NEGATIVE_INFINITY;
    for (Bin bin : coarse.bins()) {
      assertThat(counts).containsKeys(bin.low(), bin.high());
      assertThat(bin.low()).isGreaterThanOrEqualTo(before);
      before = bin.high();
      assertThat(bin.rows())
          .isEqualTo(
              counts.subMap(bin.low(), true, bin.high(), true).values().stream()
                  .mapToLong(Long::longValue)
                  .sum());
    }
  }

  @Test
  void nanAndOtherCapacitiesAreRefused() {
    assertThatThrownBy(() -> new NumberBins(9).add(Double.NaN)).hasMessage("NaN is in no bin");
    assertThatThrownBy(() -> new NumberBins(9).merge(new NumberBins(8)))
        .hasMessage("Capacities 9 and 8");
    assertThatThrownBy(() -> new NumberBins(1)).hasMessage("Capacity 1 is below 2");
  }
}
