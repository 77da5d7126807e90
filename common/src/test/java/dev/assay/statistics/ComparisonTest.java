package dev.assay.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ComparisonTest {
  private static final JsonNode FILE = Golden.file("comparisons");

  private static LossSums sums(double[] values, double shift) {
    LossSums sums = new LossSums();
    for (double value : values) {
      sums.add(value + shift);
    }
    return sums;
  }

  @Test
  void agreesWithStatsmodelsAndFagerlandOnMcNemar() {
    for (JsonNode pair : FILE.get("mcnemar")) {
      McNemar rows = new McNemar(pair.get(0).longValue(), pair.get(1).longValue());
      Golden.agrees(rows.toString(), rows.exact(), pair.get(2));
    }
    assertThat(new McNemar(1, 7).midP()).isCloseTo(0.0390625, within(1e-15));
    assertThat(new McNemar(10, 25).midP()).isCloseTo(0.01133098418, within(1e-11));
    assertThat(new McNemar(4, 4).midP()).isCloseTo(1 - 70 / 512.0, within(1e-14));
    assertThat(new McNemar(0, 0).midP()).isEqualTo(1);
  }

  @Test
  void agreesWithScipyAndStatsmodelsOnPairedLosses() {
    double[] d = Golden.doubles(FILE.get("differences"));
    JsonNode golden = FILE.get("paired");
    Estimate estimate = sums(d, 0).estimate();
    Golden.agrees("mean", estimate.value(), golden.get("mean"));
    Golden.agrees("t", estimate.statistic(0), golden.get("t"));
    Golden.agrees("p", estimate.pValue(0), golden.get("p"));
    Golden.agrees("greater", estimate.pValueAbove(-0.1), golden.get("greater"));
    Golden.agrees(
        "interval", estimate.interval(0.95, IntervalMethod.STUDENT_T), golden.get("interval"));
    Equivalence equivalence = new Equivalence(estimate, -0.1, 0.12);
    Golden.agrees("tost", equivalence.pValue(), golden.get("tost"));
    Golden.agrees("variance", sums(d, 0).variance(), golden.get("variance"));
    double shifted = golden.get("variance of shifted").doubleValue();
    assertThat(sums(d, 1e6).variance()).isCloseTo(shifted, within(1e-9 * shifted));
  }

  @Property(tries = 20)
  void hasTheSameBytesInAnyOrder(@ForAll long seed) {
    double[] values = new Random(seed).doubles(500, -1e6, 1e-6).toArray();
    LossSums merged = new LossSums();
    for (int i = values.length - 1; i >= 0; i -= 100) {
      LossSums part = new LossSums();
      for (int j = i; j > i - 100; j--) {
        part.add(values[j]);
      }
      merged.merge(LossSums.fromBytes(part.toBytes()));
    }
    assertThat(merged.toBytes()).isEqualTo(sums(values, 0).toBytes());
  }

  @Test
  void hasNoMeanWithNumbersThatAreNotFinite() {
    for (double odd : new double[] {Double.NaN, Double.POSITIVE_INFINITY, 1e200}) {
      LossSums sums = new LossSums();
      for (int i = 0; i < 3000; i++) {
        sums.add(i == 1500 ? odd : 1);
      }
      assertThat(sums.rows()).isEqualTo(3000);
      assertThat(sums.mean()).isNaN();
      assertThat(sums.variance()).isNaN();
    }
  }

  @Test
  void agreesWithThePackageDieboldmariano() {
    JsonNode golden = FILE.get("dieboldMariano");
    double[] d = Golden.doubles(golden.get("differences"));
    for (JsonNode test : golden.get("tests")) {
      DieboldMariano.Kernel kernel =
          test.get(1).asText().equals("acf")
              ? DieboldMariano.Kernel.RECTANGULAR
              : DieboldMariano.Kernel.BARTLETT;
      TestResult result = DieboldMariano.test(d, test.get(0).intValue(), kernel);
      Golden.agrees(test.toString(), result.statistic(), test.get(2));
      // that package computes the tail to 1e-10 only
      assertThat(result.pValue()).isCloseTo(test.get(3).doubleValue(), within(1e-9));
    }
    assertThat(DieboldMariano.test(d, 60, DieboldMariano.Kernel.BARTLETT).reason())
        .contains("60 periods are too few for a horizon of 60");
  }

  @Test
  void agreesWithStatsmodelsOnManyTests() {
    double[] p = Golden.doubles(FILE.get("pValues"));
    double[] holm = Multiplicity.holm(p);
    double[] adjusted = Multiplicity.benjaminiHochberg(p);
    for (int i = 0; i < p.length; i++) {
      Golden.agrees("Holm", holm[i], FILE.get("holm").get(i));
      Golden.agrees("Benjamini-Hochberg", adjusted[i], FILE.get("benjaminiHochberg").get(i));
    }
    assertThat(Multiplicity.holm(0.01, Double.NaN, 0.04)).containsExactly(0.02, Double.NaN, 0.04);
  }

  @Test
  void givesRatiosAndTheirDifferencesByTheDeltaMethod() {
    JsonNode golden = FILE.get("ratio");
    double[] numerator = Golden.doubles(golden.get("numerator"));
    double[] denominator = Golden.doubles(golden.get("denominator"));
    double[] other = Golden.doubles(golden.get("other"));
    JointSums one = new JointSums(3);
    JointSums two = new JointSums(3);
    for (int i = 0; i < numerator.length; i++) {
      (i % 2 == 0 ? one : two).add(new double[] {numerator[i], denominator[i], other[i]});
    }
    one.merge(JointSums.fromBytes(two.toBytes()));
    Golden.agrees("ratio", one.ratio(0, 1).value(), golden.get("value"));
    Golden.agrees("error", one.ratio(0, 1).standardError(), golden.get("error"));
    Estimate difference = one.difference(0, 1, 2, 1);
    Golden.agrees("difference", difference.value(), golden.get("difference"));
    Golden.agrees("its error", difference.standardError(), golden.get("differenceError"));
  }

  @Test
  void agreesWithScipyOnQuantiles() {
    for (JsonNode q : FILE.get("quantiles").get("normal")) {
      double quantile = Distributions.normalQuantile(q.get(0).doubleValue());
      Golden.agrees("normal " + q, quantile, q.get(1));
    }
    for (JsonNode q : FILE.get("quantiles").get("student")) {
      double quantile =
          Distributions.studentQuantile(q.get(0).doubleValue(), q.get(1).doubleValue());
      Golden.agrees("student " + q, quantile, q.get(2));
    }
    for (JsonNode q : FILE.get("quantiles").get("studentTail")) {
      double tail = Distributions.studentUpperTail(q.get(0).doubleValue(), q.get(1).doubleValue());
      Golden.agrees("tail " + q, tail, q.get(2));
    }
  }

  @Test
  void saysWhatEffectCouldHaveBeenFound() {
    // (1.959964 + 0.841621) SE, as in Bloom (1995)
    assertThat(DetectableEffect.of(0.5, 0.025, 0.8)).isCloseTo(1.4007926, within(1e-7));
    double rows = DetectableEffect.rows(0.7, 0.5, 1000, 0.025, 0.8);
    assertThat(rows).isEqualTo(Math.ceil(1000 * Math.pow(1.4007926054 / 0.7, 2)));
  }

  @Test
  void holdsItsLevelOverManyLooks() {
    int falseAlarms = 0;
    int naive = 0;
    int runs = 400;
    for (int run = 0; run < runs; run++) {
      Random random = new Random(run);
      ConfidenceSequence sequence = new ConfidenceSequence();
      boolean alarm = false;
      boolean naiveAlarm = false;
      for (int week = 0; week < 52; week++) {
        LossSums rows = new LossSums();
        for (int i = 0; i < 50; i++) {
          rows.add(random.nextGaussian());
        }
        assertThat(sequence.add("week " + week, rows)).isTrue();
        Interval interval = sequence.interval(0.95, 52 * 50 / 2.0);
        alarm |= !interval.contains(0);
        double z = sequence.mean() * Math.sqrt((double) sequence.rows());
        naiveAlarm |= Math.abs(z) > 1.96;
      }
      falseAlarms += alarm ? 1 : 0;
      naive += naiveAlarm ? 1 : 0;
    }
    assertThat(falseAlarms / (double) runs).isLessThan(0.05);
    assertThat(naive / (double) runs).isGreaterThan(0.25);
  }

  @Test
  void countsALookOnce() {
    ConfidenceSequence sequence = new ConfidenceSequence();
    LossSums rows = sums(new double[] {1, 2, 4}, 0);
    assertThat(sequence.add("2026-11-01", rows)).isTrue();
    ConfidenceSequence read = ConfidenceSequence.fromBytes(sequence.toBytes());
    assertThat(read.add("2026-11-01", rows)).isFalse();
    assertThat(read.rows()).isEqualTo(3);
    assertThat(read.looks()).containsExactly("2026-11-01");
    // by hand: rho^2 = (5.991465 + ln 6.991465) / 10, sd = 1.527525, t = 3
    Interval interval = read.interval(0.95, 10);
    double growth = 3 * 0.7936154602 + 1;
    double half =
        1.5275252317
            * Math.sqrt(2 * growth / (9 * 0.7936154602) * Math.log(Math.sqrt(growth) / 0.05));
    assertThat(interval.halfWidth()).isCloseTo(half, within(1e-7));
  }
}
