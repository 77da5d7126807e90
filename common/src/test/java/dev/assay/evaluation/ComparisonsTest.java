package dev.assay.evaluation;

import static dev.assay.evaluation.ComparedRows.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.assay.error.AssayException;
import dev.assay.model.Task;
import dev.assay.statistics.CostMatrix;
import dev.assay.statistics.Estimate;
import dev.assay.statistics.UnitHash;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class ComparisonsTest {
  private static final JsonNode FILE = golden();

  private static JsonNode golden() {
    try (InputStream in =
        ComparisonsTest.class.getResourceAsStream("/golden/evaluation/comparisons.json")) {
      return new ObjectMapper().readTree(in);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static double[] doubles(JsonNode array) {
    return IntStream.range(0, array.size()).mapToDouble(i -> array.get(i).doubleValue()).toArray();
  }

  private static double[][] matrix(JsonNode array) {
    double[][] rows = new double[array.size()][];
    Arrays.setAll(rows, i -> doubles(array.get(i)));
    return rows;
  }

  private static void agrees(String what, Double actual, JsonNode expected) {
    double value = expected.doubleValue();
    assertThat(actual).as(what).isCloseTo(value, Offset.offset(1e-9 * Math.abs(value) + 1e-15));
  }

  /** A figure by finite slopes: to 1e-8 of the error, and of the p-value what follows. */
  private static void nearlyAgrees(String what, ComparisonRow row, JsonNode expected) {
    agrees(what, row.difference(), expected.get("difference"));
    double error = expected.get("error").doubleValue();
    assertThat(row.standardError()).as(what + " error").isCloseTo(error, within(1e-8 * error));
    double p = expected.get("p").doubleValue();
    assertThat(row.pValue()).as(what + " p").isCloseTo(p, within(1e-6 * p));
  }

  private static void agreesWithT(String what, ComparisonRow row, JsonNode expected) {
    agrees(what, row.difference(), expected.get("difference"));
    agrees(what + " error", row.standardError(), expected.get("error"));
    agrees(what + " t", row.statistic(), expected.get("statistic"));
    agrees(what + " p", row.pValue(), expected.get("p"));
    agrees(what + " low", row.low(), expected.get("low"));
    agrees(what + " high", row.high(), expected.get("high"));
    assertThat(row.method()).isEqualTo("STUDENT_T");
  }

  private static ComparedRows binary() {
    JsonNode file = FILE.get("binary");
    ComparedRows rows =
        ComparedRows.binary(doubles(file.get("labels")), matrix(file.get("scores")));
    rows.cutoffs = doubles(file.get("cutoffs"));
    return rows;
  }

  @Test
  void agreesWithMlstatkitScipyAndStatsmodelsOnBinaryModels() {
    List<ComparisonRow> rows = binary().compare();
    for (int k = 1; k <= 2; k++) {
      JsonNode expected = FILE.get("binary").get("pairs").get(k - 1);
      ComparisonRow auc = row(rows, k, "all", "auc", "delong");
      agrees("AUC of the champion", auc.championValue(), expected.get("auc").get("champion"));
      agrees("AUC of the challenger", auc.challengerValue(), expected.get("auc").get("challenger"));
      agrees("z", auc.statistic(), expected.get("auc").get("statistic"));
      agrees("p of DeLong", auc.pValue(), expected.get("auc").get("p"));
      assertThat(auc.bound()).isZero();
      assertThat(auc.difference()).isEqualTo(auc.challengerValue() - auc.championValue());
      agreesWithT("Brier", row(rows, k, "all", "brier", "paired-t"), expected.get("brier"));
      agreesWithT(
          "log loss", row(rows, k, "all", "log_loss", "paired-t"), expected.get("log_loss"));
      ComparisonRow accuracy = row(rows, k, "all", "accuracy", "mcnemar-mid-p");
      agrees("accuracy", accuracy.challengerValue(), expected.get("accuracy").get("challenger"));
      agrees("mid-p", accuracy.pValue(), expected.get("accuracy").get("p"));
      assertThat(accuracy.method()).isEqualTo("TANGO");
      for (String metric : List.of("precision", "recall", "f1", "selection_rate")) {
        nearlyAgrees(metric, row(rows, k, "all", metric, "delta"), expected.get(metric));
      }
      agrees(
          "flips",
          row(rows, k, "all", "flip_rate", "count").difference(),
          expected.get("flip_rate"));
    }
  }

  @Test
  void weighsRowsByLinearization() {
    ComparedRows weighted = binary();
    weighted.weights = doubles(FILE.get("binary").get("weights"));
    List<ComparisonRow> rows = weighted.compare();
    for (int k = 1; k <= 2; k++) {
      JsonNode expected = FILE.get("binary").get("pairs").get(k - 1).get("weighted");
      for (String metric : List.of("brier", "accuracy", "f1")) {
        nearlyAgrees(metric, row(rows, k, "all", metric, "delta"), expected.get(metric));
      }
      ComparisonRow auc = row(rows, k, "all", "auc", "delong");
      assertThat(auc.pValue()).isNull();
      assertThat(auc.reason())
          .isEqualTo("DeLong's variance is of rows without weights; see poisson-bootstrap");
    }
  }

  @Test
  void agreesWithScipyAndStatsmodelsOnMulticlassModels() {
    JsonNode file = FILE.get("multiclass");
    double[][][] probabilities = {
      matrix(file.get("probabilities").get(0)), matrix(file.get("probabilities").get(1))
    };
    List<ComparisonRow> rows =
        new ComparedRows(Task.MULTICLASS, doubles(file.get("labels")), null, probabilities)
            .compare();
    ComparisonRow accuracy = row(rows, 1, "all", "accuracy", "mcnemar-mid-p");
    agrees("accuracy", accuracy.championValue(), file.get("accuracy").get("champion"));
    agrees("mid-p", accuracy.pValue(), file.get("accuracy").get("p"));
    agreesWithT("log loss", row(rows, 1, "all", "log_loss", "paired-t"), file.get("log_loss"));
    agreesWithT("Brier", row(rows, 1, "all", "brier", "paired-t"), file.get("brier"));
    agrees("flips", row(rows, 1, "all", "flip_rate", "count").difference(), file.get("flip_rate"));
  }

  @Test
  void agreesWithScipyAndLinearizationOnRegressions() {
    JsonNode file = FILE.get("regression");
    List<ComparisonRow> rows =
        new ComparedRows(
                Task.REGRESSION, doubles(file.get("labels")), matrix(file.get("predictions")), null)
            .compare();
    ComparisonRow rmse = row(rows, 1, "all", "rmse", "delta");
    agrees("RMSE", rmse.difference(), file.get("rmse").get("difference"));
    agrees("error of RMSE", rmse.standardError(), file.get("rmse").get("error"));
    nearlyAgrees("R2", row(rows, 1, "all", "r2", "delta"), file.get("r2"));
    agreesWithT("MSE", row(rows, 1, "all", "mse", "paired-t"), file.get("mse"));
    agreesWithT("MAE", row(rows, 1, "all", "mae", "paired-t"), file.get("mae"));
    agreesWithT("bias", row(rows, 1, "all", "bias", "paired-t"), file.get("bias"));
    assertThat(row(rows, 1, "all", "largest_score_difference", "count").difference())
        .isGreaterThan(row(rows, 1, "all", "score_difference_p999", "count").difference() - 1e-6);
  }

  @Test
  void comesToTheErrorsOfDeLongAndOfTheDeltaMethodByTheBootstrap() {
    ComparedRows drawn = ComparedRows.drawn(3, 6000, 0.2, 0.4, 0.8);
    drawn.replicates = 1000;
    drawn.slicers = List.of(new Slicer("half", Slicer.Role.DECLARED, false));
    drawn.slices = slices(6000, i -> "" + i % 2);
    List<ComparisonRow> rows = drawn.compare();
    for (String slice : List.of("all", "half = 0", "half = 1")) {
      Map.of("auc", "delong", "precision", "delta", "recall", "delta", "f1", "delta")
          .forEach(
              (metric, test) -> {
                ComparisonRow exact = row(rows, 1, slice, metric, test);
                ComparisonRow drawnRow = row(rows, 1, slice, metric, "poisson-bootstrap");
                assertThat(drawnRow.difference()).isEqualTo(exact.difference());
                assertThat(drawnRow.standardError())
                    .as(slice + " " + metric)
                    .isCloseTo(exact.standardError(), within(0.1 * exact.standardError()));
                assertThat(drawnRow.method()).isEqualTo("BOOTSTRAP_PERCENTILE");
                assertThat(drawnRow.high() - drawnRow.low())
                    .isCloseTo(3.92 * exact.standardError(), within(0.5 * exact.standardError()));
              });
      ComparisonRow ks = row(rows, 1, slice, "kolmogorov_smirnov", "poisson-bootstrap");
      assertThat(ks.low()).isLessThan(ks.difference());
      assertThat(ks.high()).isGreaterThan(ks.difference());
    }
    assertThat(row(rows, 1, "all", "auc", "poisson-bootstrap").adjustment()).isEqualTo("max-t");
  }

  @Test
  void placesRowsOfASliceAsIfTheyWereAll() {
    ComparedRows drawn = ComparedRows.drawn(13, 5000, 0.2, 0.4, 0.8);
    drawn.slicers = List.of(new Slicer("tenth", Slicer.Role.DECLARED, false));
    drawn.slices = slices(5000, i -> "" + i % 10);
    int[] tenth = IntStream.range(0, 5000).filter(i -> i % 10 == 3).toArray();
    ComparedRows alone =
        ComparedRows.binary(
            of(drawn.labels, tenth), of(drawn.scores[0], tenth), of(drawn.scores[1], tenth));
    ComparisonRow slice = row(drawn.compare(), 1, "tenth = 3", "auc", "delong");
    ComparisonRow whole = row(alone.compare(), 1, "all", "auc", "delong");
    assertThat(slice.difference()).isEqualTo(whole.difference());
    assertThat(slice.standardError()).isEqualTo(whole.standardError());
    assertThat(slice.bound()).isZero();
  }

  private static double[] of(double[] values, int[] rows) {
    return IntStream.of(rows).mapToDouble(i -> values[i]).toArray();
  }

  private static String[][] slices(int rows, java.util.function.IntFunction<String> value) {
    return new String[][] {IntStream.range(0, rows).mapToObj(value).toArray(String[]::new)};
  }

  @Test
  void weighsReplicatesAsRowsAreWeighted() {
    ComparedRows drawn = ComparedRows.drawn(5, 4000, 0.3, 0.4, 0.8);
    drawn.replicates = 400;
    drawn.weights = new double[4000];
    Random random = new Random(1);
    Arrays.setAll(drawn.weights, i -> 0.2 + 3 * random.nextDouble());
    List<ComparisonRow> rows = drawn.compare();
    for (String metric : List.of("precision", "recall", "f1", "accuracy")) {
      ComparisonRow delta = row(rows, 1, "all", metric, "delta");
      ComparisonRow replicated = row(rows, 1, "all", metric, "poisson-bootstrap");
      assertThat(replicated.standardError())
          .as(metric)
          .isCloseTo(delta.standardError(), within(0.15 * delta.standardError()));
      assertThat(replicated.method()).isEqualTo("BOOTSTRAP_NORMAL");
    }
    assertThat(row(rows, 1, "all", "auc", "poisson-bootstrap").pValue()).isNotNull();
  }

  @Test
  void givesTheSameBytesInAnyOrderAndPartitions() {
    ComparedRows drawn = ComparedRows.drawn(9, 5000, 0.2, 0.4, 0.8, 0.3);
    drawn.replicates = 203;
    drawn.selectionRates = List.of(0.1);
    drawn.slicers =
        List.of(
            new Slicer("a", Slicer.Role.DECLARED, false),
            new Slicer("b", Slicer.Role.PERIOD, false));
    drawn.slices =
        new String[][] {
          slices(5000, i -> i % 7 == 0 ? null : "" + i % 3)[0],
          slices(5000, i -> "2026-0" + (1 + i % 5))[0]
        };
    List<Runnable> kinds =
        List.of(
            () -> {},
            () -> drawn.rowsPerUnit = 3,
            () -> drawn.weights = IntStream.range(0, 5000).mapToDouble(i -> 0.5 + i % 4).toArray());
    for (Runnable kind : kinds) {
      kind.run();
      EvaluationSpec spec = drawn.spec();
      FirstPass first = drawn.first(spec, drawn.all());
      SecondPlan plan = SecondPlan.of(spec, first);
      byte[] bytes = drawn.second(plan, drawn.all()).toBytes();
      int[] shuffled = shuffled(5000);
      FirstPass firstMerged = null;
      SecondPass merged = null;
      for (int[] part : parts(shuffled, 0, 10, 3000, 3001, 5000)) {
        FirstPass ofPart = FirstPass.fromBytes(spec, drawn.first(spec, part).toBytes());
        SecondPass secondOfPart = SecondPass.fromBytes(plan, drawn.second(plan, part).toBytes());
        if (merged == null) {
          firstMerged = ofPart;
          merged = secondOfPart;
        } else {
          ofPart.merge(firstMerged);
          firstMerged = ofPart;
          merged.merge(secondOfPart);
        }
      }
      assertThat(firstMerged.toBytes()).isEqualTo(first.toBytes());
      assertThat(merged.toBytes()).isEqualTo(bytes);
      List<ComparisonRow> rows = Comparisons.of(spec, first, merged, drawn.context());
      SecondPass read = SecondPass.fromBytes(plan, bytes);
      assertThat(Comparisons.of(spec, firstMerged, read, drawn.context())).isEqualTo(rows);
    }
  }

  private static int[] shuffled(int rows) {
    List<Integer> order = new java.util.ArrayList<>(IntStream.range(0, rows).boxed().toList());
    java.util.Collections.shuffle(order, new Random(2));
    return order.stream().mapToInt(Integer::intValue).toArray();
  }

  private static List<int[]> parts(int[] rows, int... borders) {
    return IntStream.range(1, borders.length)
        .mapToObj(i -> Arrays.copyOfRange(rows, borders[i - 1], borders[i]))
        .toList();
  }

  @Test
  void findsAPlantedDifferenceInTheSliceWhereItIs() {
    ComparedRows drawn = ComparedRows.drawn(21, 8000, 0.3, 0.5, 0.5);
    String[] region = new String[8000];
    Random random = new Random(8);
    for (int i = 0; i < 8000; i++) {
      region[i] = "r" + i % 8;
      if (i % 8 == 3) {
        drawn.scores[1][i] = (float) random.nextDouble();
      }
    }
    drawn.slicers = List.of(new Slicer("region", Slicer.Role.DECLARED, false));
    drawn.slices = new String[][] {region};
    List<ComparisonRow> rows = drawn.compare();
    for (String metric : List.of("auc", "brier", "log_loss", "accuracy", "f1")) {
      List<String> found =
          rows.stream()
              .filter(row -> row.metric().equals(metric) && row.slicer() != null)
              .filter(row -> row.pAdjusted() != null && row.pAdjusted() < 0.01)
              .map(ComparisonRow::slice)
              .toList();
      assertThat(found).as(metric).containsExactly("region = r3");
    }
    assertThat(row(rows, 1, "region = r3", "auc", "delong").adjustment())
        .isEqualTo("benjamini-hochberg");
  }

  @Test
  void isRarelySureWhereThereIsNoDifference() {
    int runs = 300;
    int[] rejected = new int[3];
    int[] below = new int[3];
    List<Function<List<ComparisonRow>, ComparisonRow>> tests =
        List.of(
            rows -> row(rows, 1, "all", "auc", "delong"),
            rows -> row(rows, 1, "all", "accuracy", "mcnemar-mid-p"),
            rows -> row(rows, 1, "all", "brier", "paired-t"));
    for (int run = 0; run < runs; run++) {
      List<ComparisonRow> rows = ComparedRows.drawn(100 + run, 400, 0.4, 0.6, 0.6).compare();
      for (int t = 0; t < tests.size(); t++) {
        double p = tests.get(t).apply(rows).pValue();
        rejected[t] += p < 0.05 ? 1 : 0;
        below[t] += p < 0.5 ? 1 : 0;
      }
    }
    for (int t = 0; t < tests.size(); t++) {
      assertThat(rejected[t] / (double) runs).as("test " + t).isBetween(0.015, 0.095);
      assertThat(below[t] / (double) runs).as("test " + t).isBetween(0.42, 0.59);
    }
  }

  @Test
  void estimatesErrorsByUnitWhereUnitsHaveSeveralRows() {
    ComparedRows single = ComparedRows.drawn(31, 3000, 0.3, 0.4, 0.9);
    single.replicates = 1000;
    int copies = 4;
    double[] labels = new double[copies * 3000];
    double[][] scores = new double[2][copies * 3000];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = single.labels[i / copies];
      scores[0][i] = single.scores[0][i / copies];
      scores[1][i] = single.scores[1][i / copies];
    }
    ComparedRows copied = ComparedRows.binary(labels, scores);
    copied.rowsPerUnit = copies;
    copied.replicates = 1000;
    List<ComparisonRow> once = single.compare();
    List<ComparisonRow> rows = copied.compare();
    // four copies of each row know no more than one
    Map.of(
            "auc",
            "delong",
            "brier",
            "paired-t",
            "log_loss",
            "paired-t",
            "accuracy",
            "mcnemar-mid-p",
            "f1",
            "delta",
            "precision",
            "delta")
        .forEach(
            (metric, test) -> {
              ComparisonRow byUnit = row(rows, 1, "all", metric, "unit-groups");
              ComparisonRow plain = row(once, 1, "all", metric, test);
              assertThat(byUnit.difference()).isCloseTo(plain.difference(), within(1e-9));
              assertThat(byUnit.standardError())
                  .as(metric)
                  .isCloseTo(plain.standardError(), within(0.15 * plain.standardError()));
              assertThat(byUnit.method()).isEqualTo("UNIT_GROUPS");
            });
    ComparisonRow bootstrap = row(rows, 1, "all", "auc", "poisson-bootstrap");
    double error = row(once, 1, "all", "auc", "delong").standardError();
    assertThat(bootstrap.standardError()).isCloseTo(error, within(0.1 * error));
    assertThat(row(rows, 1, "all", "brier", "confidence-sequence").reason())
        .isEqualTo("a confidence sequence is of rows that count alike: units have several rows");
  }

  @Test
  void givesNoErrorByUnitWhereRowsAreTooFarOff() {
    int rows = 40_000;
    double[] labels = new double[rows];
    double[][] predictions = new double[2][rows];
    Random random = new Random(6);
    for (int i = 0; i < rows; i++) {
      labels[i] = random.nextGaussian();
      predictions[0][i] = labels[i] + random.nextGaussian();
      predictions[1][i] = labels[i] + random.nextGaussian();
    }
    ComparedRows numbers = new ComparedRows(Task.REGRESSION, labels, predictions, null);
    numbers.rowsPerUnit = 4;
    assertThat(row(numbers.compare(), 1, "all", "mse", "unit-groups").pValue()).isNotNull();
    predictions[1][7] = 1e6; // with a squared error of all but the whole sum
    List<ComparisonRow> far = numbers.compare();
    ComparisonRow mse = row(far, 1, "all", "mse", "unit-groups");
    assertThat(mse.standardError()).isNull();
    assertThat(mse.low()).isNull();
    assertThat(mse.reason())
        .isEqualTo("no error can be estimated: rows are too far off to be summed by unit");
    assertThat(row(far, 1, "all", "mae", "unit-groups").pValue()).isNotNull();
  }

  @Test
  void takesFewerGroupsOfUnitsForManySlices() {
    ComparedRows drawn = ComparedRows.drawn(31, 3000, 0.3, 0.4, 0.9);
    drawn.rowsPerUnit = 3;
    EvaluationSpec spec = drawn.spec();
    UnitScales scales = UnitScales.of(spec, drawn.first(spec, drawn.all()));
    long bytes = UnitGroups.bytes(scales, 8);
    assertThat(bytes).isEqualTo(8L * 256 * scales.size());
    assertThat(SecondPlan.unitBits(scales, 1000, 1000 * bytes)).isEqualTo(8);
    assertThat(SecondPlan.unitBits(scales, 1001, 1000 * bytes)).isEqualTo(7);
    assertThat(SecondPlan.unitBits(scales, 8000, 1000 * bytes)).isEqualTo(5);
    assertThat(SecondPlan.unitBits(scales, 8001, 1000 * bytes)).isZero();
    UnitGroups one = new UnitGroups(scales, 0);
    UnitGroups many = new UnitGroups(scales, 5);
    long[] counts = new long[scales.size()];
    Arrays.fill(counts, 3);
    for (long unit = 0; unit < 100; unit++) {
      one.add(one.group(unit), counts);
      many.add(many.group(unit), counts);
    }
    double[] gradient = new double[scales.size()];
    gradient[0] = 1;
    assertThat(one.sum(0)).isEqualTo(many.sum(0));
    assertThat(one.standardError(gradient)).isNaN();
    assertThat(many.standardError(gradient)).isPositive();
    assertThat(many.degreesOfFreedom()).isBetween(20, 31);
  }

  @Test
  void widensErrorsByTheRootOfTheRowsPerUnit() {
    UnitRows several = new UnitRows();
    UnitRows single = new UnitRows();
    for (int i = 0; i < 40_000; i++) {
      several.add(dev.assay.statistics.UnitHash.of(i / 4));
      single.add(dev.assay.statistics.UnitHash.of(i));
    }
    Estimate estimate = new Estimate(1, 0.1, 400);
    assertThat(single.widened(estimate)).isEqualTo(estimate);
    assertThat(several.widened(estimate).value()).isEqualTo(1);
    assertThat(several.widened(estimate).standardError()).isCloseTo(0.2, within(0.01));
    assertThat(several.widened(estimate).degreesOfFreedom()).isCloseTo(100, within(10.0));
  }

  @Test
  void countsALookOnceAndGoesOnFromTheLast() {
    ComparedRows first = ComparedRows.drawn(1, 500, 0.3, 0.4, 0.8);
    first.look = "week 1";
    ComparisonRow one = row(first.compare(), 1, "all", "brier", "confidence-sequence");
    assertThat(one.rows()).isEqualTo(500);
    ComparedRows second = ComparedRows.drawn(2, 700, 0.3, 0.4, 0.8);
    second.look = "week 2";
    second.firstUnit = 10_000;
    second.earlier = Map.of("new1@1 brier", one.state());
    ComparisonRow two = row(second.compare(), 1, "all", "brier", "confidence-sequence");
    assertThat(two.rows()).isEqualTo(1200);
    assertThat(two.high() - two.low()).isLessThan(one.high() - one.low());
    second.earlier = Map.of("new1@1 brier", two.state());
    ComparisonRow again = row(second.compare(), 1, "all", "brier", "confidence-sequence");
    assertThat(again).isEqualTo(two);

    ComparisonRow accuracy = row(second.compare(), 1, "all", "accuracy", "confidence-sequence");
    second.cutoffs[1] = 0.6;
    second.look = "week 3";
    second.firstUnit = 20_000;
    second.earlier = Map.of("new1@1 accuracy", accuracy.state(), "new1@1 brier", two.state());
    List<ComparisonRow> changed = second.compare();
    assertThat(row(changed, 1, "all", "accuracy", "confidence-sequence").rows())
        .as("a changed cutoff begins anew")
        .isEqualTo(700);
    assertThat(row(changed, 1, "all", "brier", "confidence-sequence").rows()).isEqualTo(1900);
    second.question = "other labels";
    ComparisonRow other = row(second.compare(), 1, "all", "brier", "confidence-sequence");
    assertThat(other.rows()).as("another question begins anew").isEqualTo(700);
    second.rowsPerUnit = 2;
    ComparisonRow undefined = row(second.compare(), 1, "all", "brier", "confidence-sequence");
    assertThat(undefined.difference()).isNull();
    assertThat(undefined.state()).as("handed on").isEqualTo(two.state());
    second.rowsPerUnit = 1;
    second.earlier = Map.of("new1@1 brier", "no state");
    assertThatThrownBy(second::compare)
        .isInstanceOf(AssayException.class)
        .hasMessage(
            "Cannot go on from the looks at 'new1@1 brier': their state is not Base64. Restore the"
                + " column state of evaluation_comparisons.");
  }

  @Test
  void aLookOfUnitsThatWereThereBeforeIsNotAdded() {
    ComparedRows first = ComparedRows.drawn(1, 500, 0.3, 0.4, 0.8);
    first.look = "week 1";
    ComparisonRow one = row(first.compare(), 1, "all", "brier", "confidence-sequence");
    ComparedRows second = ComparedRows.drawn(2, 700, 0.3, 0.4, 0.8);
    second.look = "week 2";
    second.firstUnit = 250; // of 700 units 250 are known
    second.earlier = Map.of("new1@1 brier", one.state());
    ComparisonRow again = row(second.compare(), 1, "all", "brier", "confidence-sequence");
    assertThat(again.difference()).isNull();
    assertThat(again.state()).as("handed on").isEqualTo(one.state());
    assertThat(again.reason())
        .matches(
            "about 3\\d % of these rows are of units that earlier looks had, and rows of a unit are"
                + " not independent");
    second.firstUnit = 500;
    assertThat(row(second.compare(), 1, "all", "brier", "confidence-sequence").rows())
        .isEqualTo(1200);
  }

  @Test
  void newUnitsAreNotTakenForKnownOnes() {
    for (int rows : new int[] {5, 100, 3_000}) {
      SeenUnits seen = new SeenUnits();
      for (int look = 0; look < 60; look++) {
        UnitRows units = new UnitRows();
        for (int i = 0; i < rows; i++) {
          units.add(UnitHash.of((long) look * rows + i));
        }
        assertThat(seen.again(units)).as("look %d of %d rows", look, rows).isZero();
        seen.add(units);
        if (rows > 5) {
          assertThat(seen.again(units)).isCloseTo(rows, within(rows / 2.0));
        }
      }
    }
  }

  @Test
  void countsTheSwapAtEqualApprovalRate() {
    double[] labels = {1, 0, 1, 0, 1, 0, 0, 0, 0, 0};
    double[] champion = {0.9, 0.8, 0.7, 0.6, 0.1, 0.5, 0.4, 0.3, 0.2, 0.05};
    double[] challenger = {0.9, 0.2, 0.7, 0.6, 0.8, 0.5, 0.4, 0.3, 0.1, 0.05};
    ComparedRows rows = ComparedRows.binary(labels, champion, challenger);
    rows.selectionRates = List.of(0.3);
    rows.costs = new CostMatrix(-10, 5, 2, 0);
    rows.minimumRows = 1;
    List<ComparisonRow> at =
        rows.compare().stream().filter(row -> "selection_rate=0.3".equals(row.point())).toList();
    // at 0.3 the champion selects rows 0, 1, 2 and the challenger rows 0, 4, 2
    ComparisonRow positives = metric(at, "only_one_selects_positives");
    assertThat(positives.championValue()).isZero();
    assertThat(positives.challengerValue()).isEqualTo(1);
    ComparisonRow negatives = metric(at, "only_one_selects_negatives");
    assertThat(negatives.championValue()).isEqualTo(1);
    assertThat(negatives.challengerValue()).isZero();
    assertThat(metric(at, "both_select_positives").championValue()).isEqualTo(2);
    assertThat(metric(at, "neither_selects_negatives").championValue()).isEqualTo(6);
    assertThat(metric(at, "flip_rate").difference()).isEqualTo(0.2);
    ComparisonRow swap = metric(at, "swap_cost");
    assertThat(swap.championValue()).isEqualTo(5 + 2);
    assertThat(swap.challengerValue()).isEqualTo(-10);
    assertThat(metric(at, "mean_cost").difference()).isCloseTo(-1.7, within(1e-12));
    assertThat(metric(at, "selection_rate").difference()).isZero();
    assertThat(metric(at, "selection_rate").low()).isNotNull();
  }

  private static ComparisonRow metric(List<ComparisonRow> rows, String metric) {
    return rows.stream()
        .filter(row -> row.metric().equals(metric))
        .reduce(
            (a, b) -> {
              throw new AssertionError("two rows of " + metric);
            })
        .orElseThrow();
  }

  @Test
  void testsPeriodsInTheirOrder() {
    ComparedRows drawn = ComparedRows.drawn(41, 6000, 0.3, 0.4, 0.8);
    drawn.slicers = List.of(new Slicer("month", Slicer.Role.PERIOD, false));
    drawn.slices = slices(6000, i -> "2026-%02d".formatted(1 + i % 12));
    List<ComparisonRow> rows = drawn.compare();
    ComparisonRow test =
        rows.stream().filter(row -> row.test().equals("diebold-mariano")).findFirst().orElseThrow();
    assertThat(test.slicer()).isEqualTo("month");
    assertThat(test.slice()).isEqualTo("all");
    double mean =
        rows.stream()
            .filter(row -> row.metric().equals("brier") && row.test().equals("paired-t"))
            .filter(row -> row.slicer() != null)
            .mapToDouble(ComparisonRow::difference)
            .average()
            .orElseThrow();
    assertThat(test.difference()).isCloseTo(mean, within(1e-15));
    assertThat(test.pValue()).isLessThan(0.01);
  }

  @Test
  void testsOnlyPeriodsThatFollowOnEachOther() {
    assertThat(Stream.of("10", "9", "1e1", "-1").sorted(SliceOrder.of(List.of("10", "9"))))
        .containsExactly("-1", "9", "10", "1e1");
    assertThat(Stream.of("10", "9", "x").sorted(SliceOrder.of(List.of("10", "9", "x"))))
        .containsExactly("10", "9", "x");
    assertThat(SliceOrder.gap(List.of("8", "9", "10", "12"))).contains("10 and 12");
    for (List<String> whole :
        List.of(
            List.of("8", "9", "10"),
            List.of("0.5", "1.0", "1.5"),
            List.of("2025-11", "2025-12", "2026-01"),
            List.of("202511", "202512", "202601"),
            List.of("2025-07", "2025-10", "2026-01"),
            List.of("2025-12-01", "2026-01-01", "2026-02-01", "2026-03-01"),
            List.of("20251231", "20260131", "20260228"),
            List.of("2026-01-01", "2026-01-02", "2026-01-05", "2026-01-06"),
            List.of("2026-01-01", "2026-01-08", "2026-01-15"),
            List.of("spring", "winter"),
            List.of("1"),
            List.<String>of())) {
      assertThat(SliceOrder.gap(whole)).as("%s", whole).isEmpty();
    }
    assertThat(SliceOrder.gap(List.of("2025-11", "2025-12", "2026-02")))
        .contains("2025-12 and 2026-02");
    assertThat(SliceOrder.gap(List.of("2026-01-02", "2026-01-03", "2026-01-05")))
        .contains("2026-01-03 and 2026-01-05");

    ComparedRows drawn = ComparedRows.drawn(41, 1300, 0.3, 0.4, 0.8);
    drawn.slicers = List.of(new Slicer("week", Slicer.Role.PERIOD, false));
    drawn.slices = slices(1300, i -> "" + (1 + i % 13));
    assertThat(row(drawn.compare(), 1, "all", "brier", "diebold-mariano").pValue()).isNotNull();
    drawn.slices = slices(1300, i -> i % 13 == 4 ? "14" : "" + (1 + i % 13));
    assertThat(row(drawn.compare(), 1, "all", "brier", "diebold-mariano").reason())
        .isEqualTo("periods do not follow on each other: none between 4 and 6");
    drawn.slices = slices(1300, i -> i % 13 == 4 && i > 130 ? "6" : "" + (1 + i % 13));
    assertThat(row(drawn.compare(), 1, "all", "brier", "diebold-mariano").reason())
        .isEqualTo("a period between others is suppressed: week = 5");
  }

  @Test
  void saysWhyThereIsNoFigure() {
    double[] labels = new double[60];
    double[] scores = new double[60];
    double[] others = new double[60];
    for (int i = 0; i < 60; i++) {
      scores[i] = i / 64.0;
      others[i] = (60 - i) / 64.0;
    }
    ComparedRows oneClass = ComparedRows.binary(labels, scores, others);
    oneClass.replicates = 200;
    oneClass.slicers = List.of(new Slicer("s", Slicer.Role.DECLARED, false));
    oneClass.slices = slices(60, i -> i < 20 ? "small" : "big");
    List<ComparisonRow> rows = oneClass.compare();
    ComparisonRow auc = row(rows, 1, "all", "auc", "delong");
    assertThat(auc.difference()).isNull();
    assertThat(auc.reason()).isEqualTo("no positives");
    assertThat(row(rows, 1, "all", "auc", "poisson-bootstrap").reason()).isEqualTo("no positives");
    assertThat(row(rows, 1, "all", "recall", "delta").reason()).isEqualTo("no positives");
    assertThat(row(rows, 1, "all", "brier", "paired-t").reason()).isNull();
    List<ComparisonRow> small = rows.stream().filter(r -> r.slice().equals("s = small")).toList();
    assertThat(small).hasSize(1);
    assertThat(small.get(0).reason()).isEqualTo("suppressed: fewer than 30 rows");
    assertThat(small.get(0).difference()).isNull();

    labels[59] = 1;
    ComparedRows onePositive = ComparedRows.binary(labels, scores, others);
    ComparisonRow undecided = row(onePositive.compare(), 1, "all", "auc", "delong");
    assertThat(undecided.difference()).isEqualTo(-1);
    assertThat(undecided.pValue()).isNull();
    assertThat(undecided.reason()).isEqualTo("fewer than 2 rows of a class");

    ComparedRows none = ComparedRows.binary(new double[0], new double[0], new double[0]);
    assertThat(none.compare())
        .isNotEmpty()
        .allSatisfy(
            row -> {
              assertThat(row.pValue()).isNull();
              assertThat(row.reason() != null || row.test().equals("count")).isTrue();
            });
  }

  @Test
  void testsNoOrderOfRowsWhereNeitherModelHasOne() {
    double[] labels = new double[100];
    double[][] scores = new double[2][100];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = i % 2;
      scores[0][i] = 0.25;
      scores[1][i] = 0.75;
    }
    ComparedRows equal = ComparedRows.binary(labels, scores);
    equal.replicates = 200;

    List<ComparisonRow> rows = equal.compare();

    for (String test : List.of("delong", "poisson-bootstrap")) {
      ComparisonRow auc = row(rows, 1, "all", "auc", test);
      assertThat(auc.difference()).isZero();
      assertThat(auc.standardError()).isNull();
      assertThat(auc.low()).isNull();
      assertThat(auc.reason()).isEqualTo("each model gives all these rows one score");
    }
    scores[1][7] = 0.5;
    assertThat(row(equal.compare(), 1, "all", "auc", "delong").standardError()).isPositive();
  }

  @Test
  void findsIdenticalModelsTheSame() {
    ComparedRows drawn = ComparedRows.drawn(51, 500, 0.3, 0.4);
    ComparedRows same = ComparedRows.binary(drawn.labels, drawn.scores[0], drawn.scores[0]);
    same.replicates = 200;
    List<ComparisonRow> rows = same.compare();
    for (ComparisonRow row : rows) {
      if (!row.metric().startsWith("both_") && !row.metric().startsWith("neither_")) {
        assertThat(row.difference()).as(row.metric()).isZero();
      }
      if (row.pValue() != null) {
        assertThat(row.pValue()).isEqualTo(1);
        assertThat(row.low()).isNotNull();
      }
    }
    assertThat(row(rows, 1, "all", "auc", "poisson-bootstrap").standardError()).isZero();
    assertThat(row(rows, 1, "all", "largest_score_difference", "count").difference()).isZero();
  }

  @Test
  void givesNoErrorWhereRowsDoNotDiffer() {
    double[] labels = new double[40];
    double[] champion = new double[40];
    double[] challenger = new double[40];
    Arrays.fill(champion, 0.5);
    Arrays.fill(challenger, 0.25);
    ComparisonRow brier =
        row(
            ComparedRows.binary(labels, champion, challenger).compare(),
            1,
            "all",
            "brier",
            "paired-t");
    assertThat(brier.difference()).isEqualTo(0.0625 - 0.25);
    assertThat(brier.standardError()).isNull();
    assertThat(brier.low()).isNull();
    assertThat(brier.reason()).isEqualTo("no error can be estimated: the rows do not differ");
  }

  @Test
  void leavesLogLossOutForScoresThatAreNoProbabilities() {
    ComparedRows raw = ComparedRows.drawn(61, 400, 0.3, 0.4, 0.6);
    raw.scores[1][0] = 1.5;
    List<ComparisonRow> rows = raw.compare();
    assertThat(row(rows, 1, "all", "log_loss", "paired-t").reason())
        .isEqualTo("scores are outside 0..1");
    assertThat(row(rows, 1, "all", "log_loss", "confidence-sequence").reason())
        .isEqualTo("scores are outside 0..1");
    assertThat(row(rows, 1, "all", "auc", "delong").pValue()).isNotNull();
  }

  @Test
  void takesAThousandSlices() {
    ComparedRows many = ComparedRows.drawn(71, 40_000, 0.3, 0.4, 0.6);
    many.replicates = 1000;
    many.slicers = List.of(new Slicer("s", Slicer.Role.DECLARED, false));
    many.slices = slices(40_000, i -> "" + i % 1000);
    List<ComparisonRow> rows = many.compare();
    ComparisonRow some = row(rows, 1, "s = 17", "auc", "poisson-bootstrap");
    ComparisonRow deLong = row(rows, 1, "s = 17", "auc", "delong");
    assertThat(deLong.pValue()).isNotNull();
    assertThat(some.difference()).isEqualTo(deLong.difference());
  }
}
