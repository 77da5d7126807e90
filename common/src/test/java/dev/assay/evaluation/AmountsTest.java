package dev.assay.evaluation;

import static dev.assay.evaluation.ComparedRows.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.assay.error.AssayException;
import dev.assay.statistics.CostMatrix;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What decisions about rows with amounts cost. */
class AmountsTest {
  private static final JsonNode FILE = golden();
  private static final List<String> AMOUNTS =
      List.of(
          "true_positives_amount",
          "false_positives_amount",
          "false_negatives_amount",
          "true_negatives_amount");

  private static JsonNode golden() {
    try (InputStream in =
        AmountsTest.class.getResourceAsStream("/golden/evaluation/amounts.json")) {
      return new ObjectMapper().readTree(in);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static double[] doubles(JsonNode array) {
    return IntStream.range(0, array.size()).mapToDouble(i -> array.get(i).doubleValue()).toArray();
  }

  private static CostMatrix costs(int part, CostMatrix ofAmount) {
    JsonNode costs = FILE.get("costs");
    return new CostMatrix(
        costs.get("true_positive").get(part).doubleValue(),
        costs.get("false_positive").get(part).doubleValue(),
        costs.get("false_negative").get(part).doubleValue(),
        costs.get("true_negative").get(part).doubleValue(),
        ofAmount);
  }

  private static ComparedRows goldenRows(boolean weighted) {
    double[][] scores = new double[3][];
    Arrays.setAll(scores, m -> doubles(FILE.get("scores").get(m)));
    ComparedRows rows = ComparedRows.binary(doubles(FILE.get("labels")), scores);
    rows.cutoffs = doubles(FILE.get("cutoffs"));
    rows.amounts = doubles(FILE.get("amounts"));
    rows.weights = weighted ? doubles(FILE.get("weights")) : null;
    rows.costs = costs(0, costs(1, null));
    rows.selectionRates = List.of(0.3);
    rows.slicers = List.of(new Slicer("group", Slicer.Role.DECLARED, false));
    rows.slices =
        new String[][] {
          IntStream.range(0, rows.labels.length)
              .mapToObj(i -> FILE.get("groups").get(i).asText())
              .toArray(String[]::new)
        };
    return rows;
  }

  private static EvaluationResult evaluate(ComparedRows rows, Decision decision) {
    EvaluationSpec spec = rows.spec();
    FirstPass first = rows.first(spec, rows.all());
    SecondPass second = rows.second(SecondPlan.of(spec, first), rows.all());
    List<Long> rejected = Collections.nCopies(rows.models(), 0L);
    return Evaluation.of(
        spec,
        first,
        second,
        new EvaluationContext(
            rows.look, rows.question, Map.of(), Map.of(), rejected, List.of(), decision));
  }

  private static void agrees(String what, double actual, JsonNode expected) {
    double value = expected.doubleValue();
    assertThat(actual).as(what).isCloseTo(value, Offset.offset(1e-9 * Math.abs(value) + 1e-12));
  }

  private static MetricRow metric(
      EvaluationResult result, int model, String slice, String metric, String point) {
    List<MetricRow> found =
        result.metrics().stream()
            .filter(row -> row.model().equals(model == 0 ? "old" : "new" + model))
            .filter(row -> row.slice().equals(slice) && row.metric().equals(metric))
            .filter(row -> point.equals(row.point()))
            .toList();
    assertThat(found).as(metric + " " + model + " in " + slice + " at " + point).hasSize(1);
    return found.get(0);
  }

  private static ComparisonRow at(
      EvaluationResult result, int challenger, String slice, String metric, String point) {
    List<ComparisonRow> found =
        result.comparisons().stream()
            .filter(row -> row.challenger().equals("new" + challenger))
            .filter(row -> row.slice().equals(slice) && row.metric().equals(metric))
            .filter(row -> point.equals(row.point()))
            .toList();
    assertThat(found).as(metric + " " + challenger + " in " + slice + " at " + point).hasSize(1);
    return found.get(0);
  }

  @ParameterizedTest
  @CsvSource({"plain, false", "weighted, true"})
  void agreesWithCostsRowByRow(String kind, boolean weighted) {
    JsonNode file = FILE.get(kind);
    EvaluationResult result = evaluate(goldenRows(weighted), null);

    for (String point : List.of("cutoff", "selection_rate=0.3", "least_cost")) {
      for (String slice : List.of("all", "group = 0", "group = 1")) {
        JsonNode expected = file.get(point + " " + slice);
        for (int m = 0; m < 3; m++) {
          JsonNode model = expected.get("models").get(m);
          String what = kind + " model " + m + " at " + point + " in " + slice;
          MetricRow mean = metric(result, m, slice, "mean_cost", point);
          agrees(what, mean.value(), model.get("mean_cost"));
          agrees(what + " low", mean.low(), model.get("low"));
          agrees(what + " high", mean.high(), model.get("high"));
          agrees(what + " constant", mean.constantValue(), model.get("constant"));
          agrees(what + " cutoff", mean.cutoff(), file.get(point).get(m));
          assertThat(mean.bound()).isZero();
          MetricRow total = metric(result, m, slice, "total_cost", point);
          agrees(what + " total", total.value(), model.get("total_cost"));
          for (String amount : AMOUNTS) {
            agrees(
                what + amount, metric(result, m, slice, amount, point).value(), model.get(amount));
          }
        }
        for (int k = 1; k <= 2; k++) {
          agrees(result, k, slice, point, expected.get("pairs").get(k - 1), weighted);
        }
      }
    }
  }

  private static void agrees(
      EvaluationResult result,
      int challenger,
      String slice,
      String point,
      JsonNode expected,
      boolean weighted) {
    String what = "challenger " + challenger + " at " + point + " in " + slice;
    ComparisonRow cost = at(result, challenger, slice, "mean_cost", point);
    agrees(what, cost.difference(), expected.get("difference"));
    agrees(what + " error", cost.standardError(), expected.get("error"));
    agrees(what + " statistic", cost.statistic(), expected.get("statistic"));
    if (weighted) {
      agrees(what + " p", cost.pValue(), expected.get("p"));
    }
    assertThat(cost.test()).isEqualTo(weighted ? "delta" : "paired-t");
    assertThat(cost.method()).isEqualTo(weighted ? "DELTA" : "STUDENT_T");
    for (String swap :
        List.of(
            "swap_cost",
            "only_one_selects_positives_amount",
            "only_one_selects_negatives_amount")) {
      ComparisonRow row = at(result, challenger, slice, swap, point);
      agrees(what + " " + swap, row.championValue(), expected.get(swap).get(0));
      agrees(what + " " + swap, row.challengerValue(), expected.get(swap).get(1));
    }
  }

  @Test
  void givesTheFiguresOfFixedCostsWhereAmountsCostNothing() {
    ComparedRows rows = goldenRows(true);
    rows.costs = costs(0, null);
    EvaluationResult amounts = evaluate(rows, null);
    rows.amounts = null;
    EvaluationResult fixed = evaluate(rows, null);

    for (String point : List.of("cutoff", "selection_rate=0.3", "least_cost")) {
      MetricRow one = metric(amounts, 1, "all", "mean_cost", point);
      MetricRow other = metric(fixed, 1, "all", "mean_cost", point);
      assertThat(one.value()).isCloseTo(other.value(), within(1e-12));
      assertThat(one.low()).isCloseTo(other.low(), within(1e-12));
      assertThat(one.constantValue()).isCloseTo(other.constantValue(), within(1e-12));
      ComparisonRow difference = at(amounts, 1, "all", "mean_cost", point);
      ComparisonRow delta = at(fixed, 1, "all", "mean_cost", point);
      assertThat(difference.difference()).isCloseTo(delta.difference(), within(1e-12));
      assertThat(difference.standardError()).isCloseTo(delta.standardError(), within(1e-8));
      assertThat(at(amounts, 1, "all", "swap_cost", point).difference())
          .isCloseTo(at(fixed, 1, "all", "swap_cost", point).difference(), within(1e-9));
    }
    assertThat(fixed.metrics()).noneMatch(row -> row.metric().endsWith("_amount"));
  }

  @Test
  void hasFiguresOfAChampionAlone() {
    ComparedRows all = goldenRows(false);
    ComparedRows alone = ComparedRows.binary(all.labels, all.scores[0]);
    alone.amounts = all.amounts;
    alone.costs = all.costs;
    EvaluationResult result = evaluate(alone, null);

    for (String point : List.of("cutoff", "least_cost")) {
      agrees(
          point,
          metric(result, 0, "all", "mean_cost", point).value(),
          FILE.get("plain").get(point + " all").get("models").get(0).get("mean_cost"));
    }
    assertThat(result.comparisons()).isEmpty();
  }

  private static ComparedRows drawn(long seed, int rows) {
    ComparedRows drawn = ComparedRows.drawn(seed, rows, 0.3, 0.4, 0.8, 0.3);
    Random random = new Random(seed);
    drawn.amounts = new double[rows];
    Arrays.setAll(drawn.amounts, i -> Math.exp(2 + random.nextGaussian()) - 1);
    drawn.costs = new CostMatrix(1, 0, 0, 0, new CostMatrix(0, 0.05, 0.6, -0.05));
    return drawn;
  }

  @Test
  void givesTheSameBytesInAnyOrderAndPartitions() {
    int rows = 3000; // of slices more scores than bins
    ComparedRows drawn = drawn(3, rows);
    drawn.selectionRates = List.of(0.1);
    drawn.slicers = List.of(new Slicer("a", Slicer.Role.DECLARED, false));
    drawn.slices =
        new String[][] {IntStream.range(0, rows).mapToObj(i -> "" + i % 3).toArray(String[]::new)};
    List<Runnable> kinds =
        List.of(
            () -> {},
            () -> {
              drawn.rowsPerUnit = 3;
              drawn.weights = new double[rows];
              Arrays.setAll(drawn.weights, i -> 0.3 + i % 4);
            });
    for (Runnable kind : kinds) {
      kind.run();
      EvaluationSpec spec = drawn.spec();
      FirstPass first = drawn.first(spec, drawn.all());
      SecondPlan plan = SecondPlan.of(spec, first);
      SecondPass second = drawn.second(plan, drawn.all());
      int[] shuffled = shuffled(rows);
      FirstPass firstMerged = new FirstPass(spec);
      SecondPass merged = new SecondPass(plan);
      int[] borders = {0, 10, 2000, 2001, rows};
      for (int i = 1; i < borders.length; i++) {
        int[] part = Arrays.copyOfRange(shuffled, borders[i - 1], borders[i]);
        FirstPass ofPart = FirstPass.fromBytes(spec, drawn.first(spec, part).toBytes());
        ofPart.merge(firstMerged);
        firstMerged = ofPart;
        merged.merge(SecondPass.fromBytes(plan, drawn.second(plan, part).toBytes()));
      }
      assertThat(firstMerged.toBytes()).isEqualTo(first.toBytes());
      assertThat(merged.toBytes()).isEqualTo(second.toBytes());
      assertThat(AmountFigures.of(spec, firstMerged, merged))
          .isEqualTo(AmountFigures.of(spec, first, second));
      assertThat(Comparisons.of(spec, firstMerged, merged, drawn.context()))
          .isEqualTo(Comparisons.of(spec, first, second, drawn.context()));
    }
  }

  private static int[] shuffled(int rows) {
    List<Integer> order = new java.util.ArrayList<>(IntStream.range(0, rows).boxed().toList());
    Collections.shuffle(order, new Random(2));
    return order.stream().mapToInt(Integer::intValue).toArray();
  }

  /** The least of all cutoffs at scores, by trying each. */
  @Test
  void choosesTheCutoffOfLeastCostAmongBins() {
    ComparedRows drawn = drawn(17, 20_000);
    EvaluationResult result = evaluate(drawn, null);
    Integer[] order = IntStream.range(0, 20_000).boxed().toArray(Integer[]::new);
    for (int m = 0; m < 3; m++) {
      double[] scores = drawn.scores[m];
      Arrays.sort(order, (a, b) -> Double.compare(scores[b], scores[a]));
      double cost = 0;
      for (int i : order) {
        cost += drawn.costs.of(drawn.labels[i] == 1, false, drawn.amounts[i]);
      }
      double least = cost;
      for (int i : order) {
        cost += drawn.costs.of(drawn.labels[i] == 1, true, drawn.amounts[i]);
        cost -= drawn.costs.of(drawn.labels[i] == 1, false, drawn.amounts[i]);
        least = Math.min(least, cost);
      }
      double found = metric(result, m, "all", "total_cost", "least_cost").value();
      assertThat(found).isCloseTo(least, within(2e-3 * Math.abs(least)));
      assertThat(found).isGreaterThan(least - 1e-6);
    }
  }

  @Test
  void estimatesErrorsByUnitWhereUnitsHaveSeveralRows() {
    ComparedRows single = drawn(31, 3000);
    int copies = 4;
    double[][] scores = new double[3][copies * 3000];
    double[] labels = new double[copies * 3000];
    double[] amounts = new double[copies * 3000];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = single.labels[i / copies];
      amounts[i] = single.amounts[i / copies];
      for (int m = 0; m < scores.length; m++) {
        scores[m][i] = single.scores[m][i / copies];
      }
    }
    ComparedRows copied = ComparedRows.binary(labels, scores);
    copied.amounts = amounts;
    copied.costs = single.costs;
    copied.rowsPerUnit = copies;

    ComparisonRow plain = row(single.compare(), 1, "all", "mean_cost", "paired-t");
    ComparisonRow byUnit = row(copied.compare(), 1, "all", "mean_cost", "unit-groups");

    assertThat(byUnit.difference()).isCloseTo(plain.difference(), within(1e-12));
    assertThat(byUnit.standardError())
        .isCloseTo(plain.standardError(), within(0.15 * plain.standardError()));
    assertThat(byUnit.method()).isEqualTo("UNIT_GROUPS");
  }

  /** The challenger is right less often, and where much is at stake more often. */
  @Test
  void decidesByWhatDecisionsCost() {
    int rows = 4000;
    Random random = new Random(4);
    double[] labels = new double[rows];
    double[] amounts = new double[rows];
    double[][] scores = new double[2][rows];
    for (int i = 0; i < rows; i++) {
      labels[i] = i % 2;
      amounts[i] = i % 10 < 2 ? 1000 : 10;
      double large = random.nextDouble();
      scores[0][i] = right(labels[i], random.nextDouble() < (amounts[i] > 100 ? 0.6 : 0.9));
      scores[1][i] = right(labels[i], large < (amounts[i] > 100 ? 0.9 : 0.8));
    }
    ComparedRows valued = ComparedRows.binary(labels, scores);
    valued.amounts = amounts;
    valued.costs = new CostMatrix(0, 1, 0, 0, new CostMatrix(0, 0, 0.5, 0));
    Decision decision =
        new Decision(
            new Decision.Criterion("mean_cost", 0.5, null, "cutoff"),
            0.05,
            false,
            List.of(),
            30,
            false,
            false);

    EvaluationResult result = evaluate(valued, decision);

    VerdictRow verdict = result.verdicts().get(0);
    assertThat(verdict.verdict()).isEqualTo("SUPERIOR");
    assertThat(verdict.metric()).isEqualTo("mean_cost");
    assertThat(verdict.warnings()).isEqualTo("[]");
    assertThat(verdict.difference()).isBetween(10.0, 30.0);
    assertThat(row(result.comparisons(), 1, "all", "accuracy", "mcnemar-mid-p").difference())
        .isNegative();
  }

  private static double right(double label, boolean right) {
    return (label == 1) == right ? 0.9 : 0.1;
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, 1e16, -1e16})
  void refusesAmountsThatCannotBeAddedUp(double amount) {
    ComparedRows rows = drawn(1, 10);
    rows.amounts[3] = amount;

    assertThatThrownBy(rows::compare)
        .isInstanceOf(AssayException.class)
        .hasMessage(
            "Cannot add up the amount '"
                + amount
                + "': amounts, and amounts times weights, are numbers of at most 2^50, or -2^50."
                + " Correct the column of amounts.");
  }

  @Test
  void refusesCostsOfAmountsWhereRowsHaveNone() {
    CostMatrix shares = new CostMatrix(0, 0, 0, 0, new CostMatrix(0, 0, 1, 0));

    assertThatThrownBy(() -> new EvaluationSpec.Points(List.of(), List.of(), shares))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Costs of amounts, and rows without amounts");
  }
}
