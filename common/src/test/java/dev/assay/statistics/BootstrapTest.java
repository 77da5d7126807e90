package dev.assay.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BootstrapTest {
  @Test
  void drawsPoissonWeightsThatDependOnUnitReplicateAndSeedOnly() {
    PoissonWeights poisson = new PoissonWeights(1, 999);
    int[] weights = new int[999];
    int[] again = new int[999];
    long[] counts = new long[20];
    double products = 0;
    for (int unit = 0; unit < 1000; unit++) {
      poisson.fill(UnitHash.of(unit), weights);
      for (int weight : weights) {
        counts[weight]++;
      }
      products += (weights[0] - 1.0) * (weights[1] - 1.0);
    }
    double n = 999_000;
    double probability = Math.exp(-1);
    for (int k = 0; k <= 6; k++) {
      double error = Math.sqrt(probability / n);
      assertThat(counts[k] / n).as("weight " + k).isCloseTo(probability, within(4 * error + 2e-5));
      probability /= k + 1;
    }
    assertThat(products / 1000).isCloseTo(0, within(0.15));
    poisson.fill(UnitHash.of("customer 7"), weights);
    new PoissonWeights(1, 400).fill(UnitHash.of("customer 7"), again);
    assertThat(java.util.Arrays.copyOf(again, 400))
        .isEqualTo(java.util.Arrays.copyOf(weights, 400));
    new PoissonWeights(2, 999).fill(UnitHash.of("customer 7"), again);
    assertThat(again).isNotEqualTo(weights);
  }

  private static final int ROWS = 20_000;
  private static final int BLOCK = 512;

  /** Rows of a cell of two, which is 0 for one row in twenty. */
  private static int cell(int row) {
    return row % 20 == 0 ? 0 : 1;
  }

  private static ReplicateCounts counts(
      int replicates, int ofBlocks, int[] multiples, int from, int to) {
    ReplicateCounts counts = new ReplicateCounts(2, replicates, multiples != null);
    ReplicateBlock block = new ReplicateBlock(new PoissonWeights(99, ofBlocks), BLOCK);
    for (int first = from; first < to; first += BLOCK) {
      int size = Math.min(BLOCK, to - first);
      int[] ofBlock = new int[BLOCK];
      for (int i = 0; i < size; i++) {
        block.set(i, UnitHash.of(first + i));
        ofBlock[i] = multiples == null ? 1 : multiples[first + i];
      }
      for (int cell = 0; cell < 2; cell++) {
        int start = first;
        int wanted = cell;
        int[] places = IntStream.range(0, size).filter(i -> cell(start + i) == wanted).toArray();
        if (multiples == null) {
          counts.add(cell, block, places, 0, places.length);
        } else {
          counts.add(cell, block, places, 0, places.length, ofBlock);
        }
      }
    }
    return counts;
  }

  private static void assertSums(ReplicateCounts counts, int replicates, int[] multiples) {
    long[][] expected = new long[2][replicates];
    long[] totals = new long[2];
    PoissonWeights poisson = new PoissonWeights(99, replicates);
    int[] weights = new int[replicates];
    for (int row = 0; row < ROWS; row++) {
      poisson.fill(UnitHash.of(row), weights);
      int multiple = multiples == null ? 1 : multiples[row];
      totals[cell(row)] += multiple;
      for (int b = 0; b < replicates; b++) {
        expected[cell(row)][b] += (long) multiple * weights[b];
      }
    }
    for (int cell = 0; cell < 2; cell++) {
      assertThat(counts.total(cell)).isEqualTo(totals[cell]);
      for (int b = 0; b < replicates; b++) {
        assertThat(counts.count(cell, b)).as(cell + " " + b).isEqualTo(expected[cell][b]);
      }
    }
  }

  @Test
  void addsUpTheWeightsOfEachCellWhateverTheirNumber() {
    for (int replicates : new int[] {1, 8, 203, 1000}) {
      assertSums(counts(replicates, replicates, null, 0, ROWS), replicates, null);
    }
    int[] multiples = new Random(3).ints(ROWS, 1, ReplicateCounts.LARGEST_MULTIPLE + 1).toArray();
    multiples[7] = ReplicateCounts.LARGEST_MULTIPLE;
    assertSums(counts(203, 203, multiples, 0, ROWS), 203, multiples);
  }

  @Test
  void hasTheSameReplicatesInAnyPartitions() {
    int[] multiples = new Random(4).ints(ROWS, 1, 50).toArray();
    for (int[] m : new int[][] {null, multiples}) {
      byte[] all = counts(203, 203, m, 0, ROWS).toBytes();
      for (int border : new int[] {100, 9000, 19_990}) {
        ReplicateCounts merged = counts(203, 203, m, border, ROWS);
        merged.merge(ReplicateCounts.fromBytes(counts(203, 203, m, 0, border).toBytes()));
        assertThat(merged.toBytes()).isEqualTo(all);
        assertThat(ReplicateCounts.fromBytes(all).toBytes()).isEqualTo(all);
      }
    }
    assertThatThrownBy(
            () -> new ReplicateCounts(2, 8, false).merge(new ReplicateCounts(3, 8, false)))
        .hasMessage("Replicates of other cells");
  }

  @Test
  void takesSomeOfTheReplicatesOfABlock() {
    ReplicateCounts few = counts(64, 1000, null, 0, ROWS);
    ReplicateCounts all = counts(1000, 1000, null, 0, ROWS);
    for (int b = 0; b < 64; b++) {
      long count = few.count(1, b);
      assertThat(IntStream.range(0, 1000).anyMatch(i -> all.count(1, i) == count)).isTrue();
    }
    double mean = IntStream.range(0, 64).mapToLong(b -> few.count(1, b)).average().orElseThrow();
    assertThat(mean).isCloseTo(19_000, within(4 * Math.sqrt(19_000 / 64.0)));
  }

  @Test
  void widensIntervalsForSeveralDifferencesAtOnce() {
    Random random = new Random(8);
    double[][] draws = new double[3][2000];
    for (int b = 0; b < 2000; b++) {
      for (int i = 0; i < 3; i++) {
        draws[i][b] = 0.1 * i + random.nextGaussian() / 20;
      }
    }
    List<Replicates> independent =
        List.of(
            new Replicates(0, draws[0]),
            new Replicates(0.1, draws[1]),
            new Replicates(0.2, draws[2]));
    // for three independent normals the critical value is the (0.95^(1/3) + 1) / 2 quantile
    MaxT three = new MaxT(independent);
    assertThat(three.criticalValue(0.95)).isCloseTo(2.3877, within(0.1));
    assertThat(three.adjustedP(0)).isEqualTo(1);
    assertThat(three.adjustedP(1)).isBetween(0.09, 0.2);
    assertThat(three.adjustedP(2)).isLessThan(0.005);
    assertThat(three.interval(2, 0.95).contains(0)).isFalse();
    MaxT alike = new MaxT(List.of(independent.get(1), independent.get(1)));
    assertThat(alike.criticalValue(0.95)).isCloseTo(1.96, within(0.1));
    MaxT same =
        new MaxT(List.of(independent.get(2), new Replicates(0, new double[draws[0].length])));
    assertThat(same.adjustedP(1)).as("no difference, no error").isEqualTo(1);
    assertThat(same.adjustedP(0)).isLessThan(0.005);
    assertThat(same.adjustedP(0, 0.3)).isEqualTo(0.3);
    assertThat(same.adjustedP(0, Double.NaN)).isEqualTo(same.adjustedP(0));
  }
}
