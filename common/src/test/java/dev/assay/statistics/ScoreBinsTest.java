package dev.assay.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.assay.error.AssayException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ScoreBinsTest {
  private static final int CAPACITY = ScoreBins.LEAST_CAPACITY;
  private static final double[] EDGES = {0.5, 0.1};

  private record Row(double score, boolean positive, double weight) {}

  private static List<Row> rows(long seed, int n) {
    Random random = new Random(seed);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      double margin = random.nextGaussian() * 6;
      double score = seed % 3 == 0 ? margin : 1 / (1 + Math.exp(-margin));
      double exact = seed % 2 == 0 ? (float) score : score;
      double weight = i % 7 == 0 ? 1e7 * random.nextDouble() : random.nextDouble() + 1e-3;
      rows.add(new Row(exact, random.nextInt(3) == 0, weight));
    }
    return rows;
  }

  private static ScoreBins bins(List<Row> rows, boolean weighted) {
    ScoreBins bins = new ScoreBins(CAPACITY, weighted, EDGES);
    for (Row row : rows) {
      if (weighted) {
        bins.add(row.score(), row.positive(), row.weight());
      } else {
        bins.add(row.score(), row.positive());
      }
    }
    return bins;
  }

  @Property(tries = 12)
  void hasTheSameBytesInAnyOrderAndPartitions(@ForAll long seed, @ForAll boolean weighted) {
    List<Row> rows = rows(seed, 6000);
    byte[] expected = bins(rows, weighted).toBytes();
    Collections.shuffle(rows, new Random(seed));
    ScoreBins merged = bins(List.of(), weighted);
    int from = 0;
    Random random = new Random(seed + 1);
    while (from < rows.size()) {
      int to = Math.min(rows.size(), from + 1 + random.nextInt(3000));
      ScoreBins part = bins(rows.subList(from, to), weighted);
      if (random.nextBoolean()) {
        merged.merge(ScoreBins.fromBytes(part.toBytes()));
      } else {
        part.merge(merged);
        merged = part;
      }
      from = to;
    }
    assertThat(merged.toBytes()).isEqualTo(expected);
  }

  private static double amount(Row row) {
    return (row.positive() ? -1e5 : 1e-3) * row.score() * row.weight();
  }

  private static ScoreBins withAmounts(List<Row> rows, boolean weighted) {
    ScoreEdges edges = new ScoreEdges(EDGES);
    ScoreEdges.Place place = new ScoreEdges.Place(edges);
    ScoreEdges.Batch batch = new ScoreEdges.Batch(edges);
    for (Row row : rows) {
      place.set(row.score());
      batch.add(place, row.positive());
    }
    double[] weights = rows.stream().mapToDouble(Row::weight).toArray();
    double[] amounts = rows.stream().mapToDouble(ScoreBinsTest::amount).toArray();
    ScoreBins bins = new ScoreBins(CAPACITY, weighted, true, edges);
    bins.add(batch, weighted ? weights : null, amounts);
    return bins;
  }

  @Property(tries = 12)
  void addsUpAmountsByClassInAnyOrderAndPartitions(@ForAll long seed, @ForAll boolean weighted) {
    List<Row> rows = rows(seed, 4000);
    ScoreBins all = withAmounts(rows, weighted);
    Collections.shuffle(rows, new Random(seed));
    ScoreBins merged = withAmounts(rows.subList(0, 1100), weighted);
    merged.merge(ScoreBins.fromBytes(withAmounts(rows.subList(1100, 4000), weighted).toBytes()));

    assertThat(merged.toBytes()).isEqualTo(all.toBytes());
    ScoreTable table = merged.table();
    for (boolean positive : new boolean[] {false, true}) {
      ExactSum sum = new ExactSum();
      rows.stream().filter(r -> r.positive() == positive).forEach(r -> sum.add(amount(r)));
      double expected = sum.toDouble();
      assertThat(table.amounts(positive))
          .isCloseTo(expected, within(1e-9 + 1e-12 * Math.abs(expected)));
    }
  }

  @Property(tries = 12)
  void keepsTheSumsOfScoresThatItPutsTogether(@ForAll long seed, @ForAll boolean weighted) {
    List<Row> rows = rows(seed, 6000);
    ScoreTable table = bins(rows, weighted).table();
    assertThat(table.bins()).isLessThanOrEqualTo(CAPACITY + EDGES.length);
    assertThat(table.exact()).isFalse();
    double weight = 0;
    double scores = 0;
    double squares = 0;
    double magnitude = 0;
    long positives = 0;
    for (Row row : rows) {
      if (row.positive()) {
        double w = weighted ? row.weight() : 1;
        weight += w;
        scores += w * row.score();
        squares += w * row.score() * row.score();
        magnitude += w * Math.abs(row.score());
        positives++;
      }
    }
    assertThat(table.rows(true)).isEqualTo(positives);
    assertThat(table.positives()).isCloseTo(weight, within(1e-12 * weight));
    assertThat(table.scores(true).sum()).isCloseTo(scores, within(1e-7 * magnitude));
    assertThat(table.scores(true).sumOfSquares()).isCloseTo(squares, within(1e-6 * squares));
    for (int i = 0; i < table.bins(); i++) {
      assertThat(table.low(i)).isLessThanOrEqualTo(table.high(i));
      double slack = 1e-7 * Math.abs(table.high(i)) + 1e-12;
      assertThat(table.mean(i)).isBetween(table.low(i) - slack, table.high(i) + slack);
      assertThat(1 - table.complement(i)).isCloseTo(table.mean(i), within(slack));
      if (i > 0) {
        assertThat(table.low(i)).isGreaterThanOrEqualTo(table.high(i - 1) - slack);
      }
    }
  }

  @Property(tries = 6)
  void countsExactlyAtDeclaredEdges(@ForAll long seed) {
    List<Row> rows = rows(seed, 6000);
    ScoreTable table = bins(rows, false).table();
    for (double edge : EDGES) {
      OperatingPoint point = OperatingPoint.atCutoff(table, edge);
      long expected = rows.stream().filter(r -> r.positive() && r.score() >= edge).count();
      assertThat(point.matrix().truePositives()).isEqualTo((double) expected);
      assertThat(point.uncertain()).isZero();
    }
  }

  @Property(tries = 1000)
  void ordersKeysAsScoresAndGivesThemBack(@ForAll float a, @ForAll float b) {
    assertThat(ScoreKey.score(ScoreKey.of(a))).isEqualTo(ScoreKey.exact(a) ? a + 0.0 : a);
    assertThat(Long.compare(ScoreKey.of(a), ScoreKey.of(b)))
        .isEqualTo(Float.compare(a + 0f, b + 0f));
    double nearOne = 1 - Math.abs(a % 0.5) / 1000;
    long key = ScoreKey.of(nearOne);
    assertThat(ScoreKey.score(key)).isCloseTo(nearOne, within((1 - nearOne) * 0x1p-24));
    assertThat(ScoreKey.of(ScoreKey.score(key))).isEqualTo(key);
  }

  @Test
  void keepsDistinctScoresApartWhileTheyAreFew() {
    ScoreBins bins = new ScoreBins(CAPACITY, false);
    for (int i = 0; i < 10_000; i++) {
      bins.add((i % CAPACITY) / 1024f, i % 3 == 0);
    }
    assertThat(bins.table().exact()).isTrue();
    assertThat(bins.table().bins()).isEqualTo(CAPACITY);
  }

  @Test
  void rejectsWhatCannotBeCounted() {
    ScoreBins bins = new ScoreBins(CAPACITY, true);
    assertThatThrownBy(() -> bins.add(Double.NaN, true))
        .isInstanceOf(AssayException.class)
        .hasMessage(
            "Cannot evaluate score 'NaN': it is not a number within the range of float. Leave such"
                + " rows out.");
    assertThatThrownBy(() -> bins.add(0.5, true, -1))
        .hasMessage(
            "Cannot weigh a row by '-1.0': weights are above 0 and at most 2^37. Correct the column"
                + " of weights.");
    bins.add(0.5, true, 0x1p37);
    bins.add(0.5, true, 1);
    assertThatThrownBy(bins::table).hasMessageStartingWith("Cannot add up the weights:");
    assertThatThrownBy(() -> bins.merge(new ScoreBins(CAPACITY, false)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void rejectsBytesOfAnotherFormat() {
    byte[] bytes = new ScoreBins(CAPACITY, false).toBytes();
    byte[] newer = bytes.clone();
    newer[2 + "ScoreBins".length()] = 9;
    assertThatThrownBy(() -> ScoreBins.fromBytes(newer))
        .hasMessage(
            "Cannot read state 'ScoreBins': it has format 9, and this version of Assay reads 2."
                + " Compute it again from the rows.");
    assertThatThrownBy(() -> ScoreBins.fromBytes(java.util.Arrays.copyOf(bytes, 20)))
        .hasMessageStartingWith("Cannot read a state of 20 bytes:");
  }

  @Test
  void givesQuantilesWithTheWidthOfTheirBinAsBound() {
    List<Row> rows = rows(2, 6000);
    ScoreTable table = bins(rows, false).table();
    double[] sorted = rows.stream().mapToDouble(Row::score).sorted().toArray();
    for (double share : new double[] {0.01, 0.5, 0.999}) {
      Figure quantile = table.quantile(share);
      double exact = sorted[(int) Math.ceil(share * sorted.length) - 1];
      assertThat(quantile.bound()).isPositive();
      assertThat(quantile.value()).isCloseTo(exact, within(quantile.bound()));
    }
  }
}
