package dev.assay.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BootstrapTest {
  private static final int REPLICATES = 1000;
  private static final int ROWS = 3000;
  private static final double CUTOFF = 0.5;

  private final double[][] scores = new double[2][ROWS];
  private final boolean[] labels = new boolean[ROWS];

  BootstrapTest() {
    Random random = new Random(4);
    for (int i = 0; i < ROWS; i++) {
      labels[i] = random.nextInt(4) == 0;
      double signal = random.nextGaussian() + (labels[i] ? 0.8 : -0.5);
      scores[0][i] = (float) Logistic.of(signal + random.nextGaussian());
      scores[1][i] = (float) Logistic.of(signal + 0.7 * random.nextGaussian());
    }
  }

  private ScoreTable table(int model) {
    ScoreBins bins = new ScoreBins(8192, false, CUTOFF);
    for (int i = 0; i < ROWS; i++) {
      bins.add(scores[model][i], labels[i]);
    }
    return bins.table();
  }

  private ReplicateBins replicates(int model, double[] borders, int from, int to) {
    ReplicateBins bins = new ReplicateBins(borders, REPLICATES);
    PoissonWeights poisson = new PoissonWeights(99, REPLICATES);
    int[] weights = new int[REPLICATES];
    for (int i = from; i < to; i++) {
      poisson.fill(UnitHash.of(i), weights);
      bins.add(scores[model][i], labels[i], weights);
    }
    return bins;
  }

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

  @Test
  void hasTheSameReplicatesInAnyPartitions() {
    double[] borders = ReplicateBins.borders(table(0), 200, CUTOFF);
    ReplicateBins merged = replicates(0, borders, 1700, ROWS);
    merged.merge(ReplicateBins.fromBytes(replicates(0, borders, 0, 1700).toBytes()));
    assertThat(merged.toBytes()).isEqualTo(replicates(0, borders, 0, ROWS).toBytes());
    assertThatThrownBy(() -> merged.merge(new ReplicateBins(new double[] {0.5}, REPLICATES)))
        .hasMessage("Replicates with other borders");
  }

  @Test
  void comesToTheErrorsOfDeLongAndOfTheBinomial() {
    ScoreTable[] tables = {table(0), table(1)};
    ReplicateBins[] bins = new ReplicateBins[2];
    for (int m = 0; m < 2; m++) {
      bins[m] = replicates(m, ReplicateBins.borders(tables[m], 256, CUTOFF), 0, ROWS);
    }
    Placements[] placements = {new Placements(tables[0]), new Placements(tables[1])};
    DeLong deLong = new DeLong(2);
    for (int i = 0; i < ROWS; i++) {
      deLong.add(placements, new double[] {scores[0][i], scores[1][i]}, labels[i]);
    }
    Estimate exact = deLong.difference(0, 1);
    Replicates difference =
        Replicates.of(exact.value(), REPLICATES, b -> bins[1].auc(b) - bins[0].auc(b));
    assertThat(difference.defined()).isEqualTo(REPLICATES);
    assertThat(difference.standardError())
        .isCloseTo(exact.standardError(), within(0.08 * exact.standardError()));
    assertThat(difference.percentiles(0.95).halfWidth())
        .isCloseTo(1.96 * exact.standardError(), within(0.3 * exact.standardError()));

    ConfusionMatrix matrix = OperatingPoint.atCutoff(tables[0], CUTOFF).matrix();
    double accuracy = ConfusionMetric.ACCURACY.of(matrix).value();
    Replicates accuracies =
        Replicates.of(
            accuracy,
            REPLICATES,
            b -> ConfusionMetric.ACCURACY.of(bins[0].matrix(b, CUTOFF)).value());
    double binomial = Math.sqrt(accuracy * (1 - accuracy) / ROWS);
    assertThat(accuracies.standardError()).isCloseTo(binomial, within(0.08 * binomial));

    Figure ks = BinaryMetric.KOLMOGOROV_SMIRNOV.of(tables[0]);
    Replicates kss = Replicates.of(ks.value(), REPLICATES, bins[0]::kolmogorovSmirnov);
    assertThat(kss.percentiles(0.99).contains(ks.value())).isTrue();
    Figure ap = BinaryMetric.AVERAGE_PRECISION.of(tables[0]);
    Replicates aps = Replicates.of(ap.value(), REPLICATES, bins[0]::averagePrecision);
    assertThat(aps.percentiles(0.99).contains(ap.value())).isTrue();
    assertThatThrownBy(() -> bins[0].matrix(0, 0.123)).hasMessage("Cutoff 0.123 is not a border");
  }

  @Test
  void weighsRowsByMultiples() {
    int[] weights = {0, 1, 3, 2};
    ReplicateBins once = new ReplicateBins(new double[] {0.5}, 4);
    ReplicateBins twice = new ReplicateBins(new double[] {0.5}, 4);
    once.add(0.7, true, weights);
    once.add(0.7, true, weights);
    twice.add(0.7, true, weights, 2);
    assertThat(twice.toBytes()).isEqualTo(once.toBytes());
    assertThat(twice.matrix(2, 0.5).truePositives()).isEqualTo(6);
    assertThat(twice.auc(2)).isNaN();
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
  }
}
