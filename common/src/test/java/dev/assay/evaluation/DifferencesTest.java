package dev.assay.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.assay.model.Task;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DifferencesTest {
  private static final int ROWS = 6_000;

  /** Rows of a champion and two challengers, each with a key of its own. */
  private static ComparedRows drawn(Task task, int wanted) {
    ComparedRows rows = ComparedRows.drawn(17, ROWS, 0.3, 0.4, 0.8, 0.5);
    rows.cutoffs = new double[] {0.3, 0.4, 0.3};
    if (task == Task.MULTICLASS) {
      double[][][] probabilities = new double[3][ROWS][3];
      for (int m = 0; m < 3; m++) {
        for (int i = 0; i < ROWS; i++) {
          double p = rows.scores[m][i];
          probabilities[m][i] = new double[] {1 - p, 0.7 * p, 0.3 * p};
        }
      }
      rows = new ComparedRows(task, rows.labels, null, probabilities);
    } else if (task == Task.REGRESSION) {
      rows = new ComparedRows(task, rows.labels, rows.scores, null);
    }
    rows.keys = IntStream.range(0, ROWS).mapToObj(i -> "row " + i).toArray(String[]::new);
    rows.differences = wanted;
    return rows;
  }

  private static List<DifferenceRow> table(ComparedRows rows) {
    EvaluationSpec spec = rows.spec();
    FirstPass first = rows.first(spec, rows.all());
    SecondPass second = rows.second(SecondPlan.of(spec, first), rows.all());
    return Differences.of(spec, first, second);
  }

  private static Map<String, List<DifferenceRow>> byKind(List<DifferenceRow> table, String model) {
    return table.stream()
        .filter(row -> row.challenger().equals(model))
        .collect(Collectors.groupingBy(DifferenceRow::kind, TreeMap::new, Collectors.toList()));
  }

  private static List<String> keys(List<DifferenceRow> rows) {
    return rows.stream().map(DifferenceRow::key).toList();
  }

  private static int predicted(ComparedRows rows, int model, int i) {
    if (rows.task == Task.BINARY) {
      return rows.scores[model][i] >= rows.cutoffs[model] ? 1 : 0;
    }
    return rows.task == Task.REGRESSION ? 0 : Losses.predicted(rows.probabilities[model][i]);
  }

  private static double difference(ComparedRows rows, int model, int i) {
    if (rows.task != Task.MULTICLASS) {
      return rows.scores[model][i] - rows.scores[0][i];
    }
    double[] champion = rows.probabilities[0][i];
    double[] challenger = rows.probabilities[model][i];
    return IntStream.range(0, 3).mapToDouble(k -> Math.abs(challenger[k] - champion[k])).sum() / 2;
  }

  @ParameterizedTest
  @EnumSource(names = {"BINARY", "MULTICLASS", "REGRESSION"})
  void rowsOfAKindAreThoseThatDifferInThatWay(Task task) {
    ComparedRows rows = drawn(task, ROWS);
    List<DifferenceRow> table = table(rows);
    for (int m = 1; m <= 2; m++) {
      Map<String, List<String>> expected = new TreeMap<>();
      double[] distances = new double[ROWS];
      for (int i = 0; i < ROWS; i++) {
        int change = predicted(rows, m, i) - predicted(rows, 0, i);
        distances[i] = Math.abs(difference(rows, m, i));
        if (change != 0) {
          String kind = task == Task.MULTICLASS ? "changed" : change > 0 ? "gained" : "lost";
          expected.computeIfAbsent(kind, k -> new ArrayList<>()).add(rows.keys[i]);
        }
      }
      double[] sorted = distances.clone();
      Arrays.sort(sorted);
      Map<String, List<DifferenceRow>> found = byKind(table, "new" + m);
      List<DifferenceRow> furthest = found.remove("furthest");

      assertThat(found.keySet()).isEqualTo(expected.keySet());
      expected.forEach(
          (kind, keys) -> {
            assertThat(keys(found.get(kind))).as(kind).containsExactlyInAnyOrderElementsOf(keys);
            assertThat(found.get(kind))
                .allMatch(row -> row.rowsOfKind() == keys.size() && row.rows() == ROWS);
          });
      // one row in a thousand, give or take what a bin of differences holds
      assertThat(furthest).hasSizeBetween(4, 9);
      double least = sorted[ROWS - furthest.size()] - 1e-12;
      assertThat(furthest).allMatch(row -> Math.abs(row.difference()) >= least);
    }
  }

  @Test
  void aRowTellsWhatBothModelsSaidAndWhatCame() {
    ComparedRows rows = drawn(Task.MULTICLASS, 5);
    rows.weights = IntStream.range(0, ROWS).mapToDouble(i -> 0.5 + i % 4).toArray();
    DifferenceRow row = byKind(table(rows), "new2").get("changed").get(2);
    int i = List.of(rows.keys).indexOf(row.key());
    int champion = predicted(rows, 0, i);
    int challenger = predicted(rows, 2, i);

    assertThat(row.place()).isEqualTo(3);
    assertThat(row.champion() + "@" + row.championVersion()).isEqualTo("old@1");
    assertThat(row.championClass()).isEqualTo("" + champion);
    assertThat(row.challengerClass()).isEqualTo("" + challenger);
    assertThat(row.championScore()).isEqualTo(rows.probabilities[0][i][champion]);
    assertThat(row.challengerScore()).isEqualTo(rows.probabilities[2][i][challenger]);
    assertThat(row.difference()).isEqualTo(difference(rows, 2, i));
    assertThat(row.label()).isEqualTo("" + (int) rows.labels[i]);
    assertThat(row.weight()).isEqualTo(rows.weights[i]);

    ComparedRows numbers = drawn(Task.REGRESSION, 5);
    Arrays.setAll(numbers.labels, k -> k % 2 == 0 ? 3 : -0.25);
    assertThat(table(numbers))
        .allSatisfy(
            of -> {
              int at = List.of(numbers.keys).indexOf(of.key());
              assertThat(of.label()).isEqualTo(at % 2 == 0 ? "3" : "-0.25");
              assertThat(of.championClass()).isNull();
              assertThat(of.weight()).isNull();
              assertThat(of.difference()).isEqualTo(of.challengerScore() - of.championScore());
            });
  }

  @ParameterizedTest
  @EnumSource(names = {"BINARY", "MULTICLASS", "REGRESSION"})
  void givesTheSameBytesInAnyOrderAndPartitions(Task task) {
    ComparedRows rows = drawn(task, 4);
    // rows that share a text, as keys of several columns may, and one too long for writeUTF
    Arrays.setAll(
        rows.keys, i -> i % 3 == 0 ? "same" : i % 500 == 1 ? i + "é".repeat(70_000) : rows.keys[i]);
    EvaluationSpec spec = rows.spec();
    FirstPass first = rows.first(spec, rows.all());
    SecondPlan plan = SecondPlan.of(spec, first);
    SecondPass whole = rows.second(plan, rows.all());
    List<DifferenceRow> table = Differences.of(spec, first, whole);
    assertThat(table).hasSize(2 * DifferenceKind.of(task).size() * rows.differences);
    List<Integer> order = new ArrayList<>(IntStream.range(0, ROWS).boxed().toList());
    for (int seed = 0; seed < 5; seed++) {
      Collections.shuffle(order, new Random(seed));
      int[] shuffled = order.stream().mapToInt(Integer::intValue).toArray();
      int[] borders = new Random(seed).ints(4L * seed, 0, ROWS).sorted().toArray();
      SecondPass merged = new SecondPass(plan);
      int from = 0;
      for (int p = 0; p <= borders.length; p++) {
        int to = p == borders.length ? ROWS : borders[p];
        SecondPass part = rows.second(plan, Arrays.copyOfRange(shuffled, from, to));
        SecondPass read = SecondPass.fromBytes(plan, part.toBytes());
        if (p % 2 == 0) {
          merged.merge(read);
        } else {
          read.merge(merged);
          merged = read;
        }
        from = to;
      }
      assertThat(merged.toBytes()).isEqualTo(whole.toBytes());
      assertThat(Differences.of(spec, first, merged)).isEqualTo(table);
    }
  }

  @Test
  void everyRowHasTheSameChance() {
    ComparedRows rows = drawn(Task.BINARY, ROWS);
    List<String> gained = keys(byKind(table(rows), "new1").get("gained"));
    rows.differences = 10;
    int seeds = 300;
    Map<String, Integer> times = new TreeMap<>();
    EvaluationSpec spec = rows.spec();
    SecondPlan plan = SecondPlan.of(spec, rows.first(spec, rows.all()));
    int[] those = gained.stream().mapToInt(key -> Integer.parseInt(key.substring(4))).toArray();
    for (int seed = 0; seed < seeds; seed++) {
      rows.seed = seed;
      DifferenceSamples samples = new DifferenceSamples(rows.spec(), plan.far());
      EvaluatedRow row = new EvaluatedRow(spec);
      for (int i : those) {
        rows.fill(row, i, (slicer, value) -> 0);
        samples.add(row);
      }
      samples.of(1, 0).rows().forEach(one -> times.merge(one.key(), 1, Integer::sum));
    }
    double expected = 10.0 * seeds / gained.size();
    double scatter =
        gained.stream()
            .mapToDouble(key -> Math.pow(times.getOrDefault(key, 0) - expected, 2) / expected)
            .sum();
    // chi-square over its degrees of freedom, four standard deviations around 1
    double freedom = gained.size() - 1.0;
    assertThat(scatter / freedom).isCloseTo(1, within(4 * Math.sqrt(2 / freedom)));
    rows.seed = 11;
    assertThat(keys(byKind(table(rows), "new1").get("gained"))).isEqualTo(gained.subList(0, 10));
  }

  @Test
  void keysAreReadOfRowsThatDifferOnly() {
    ComparedRows same = drawn(Task.BINARY, 5);
    same.scores[1] = same.scores[0].clone();
    same.scores[2] = same.scores[0].clone();
    same.cutoffs = new double[] {0.3, 0.3, 0.3};
    same.keys = null; // who asks for one fails
    assertThat(table(same)).isEmpty();

    ComparedRows shifted = drawn(Task.REGRESSION, 5);
    Arrays.setAll(shifted.scores[1], i -> shifted.scores[0][i] + 0.1);
    assertThat(byKind(table(shifted), "new1").get("furthest")).hasSize(5);
  }

  @Test
  void drawsNothingWhereNothingIsWanted() {
    ComparedRows rows = drawn(Task.BINARY, 0);
    rows.keys = null;
    assertThat(table(rows)).isEmpty();
  }
}
