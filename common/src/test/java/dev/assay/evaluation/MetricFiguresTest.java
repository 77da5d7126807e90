package dev.assay.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.model.Task;
import dev.assay.statistics.Golden;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MetricFiguresTest {
  /** Bounds of binned slices of some thousand rows that are not small, by nature of the figure. */
  private static final Map<String, Double> WIDE =
      Map.of(
          "ece_equal_mass", 0.02,
          "ace", 0.02,
          "rms_calibration_error", 0.02,
          "calibration_slope", 0.02,
          "calibration_intercept", 0.02,
          "calibration_in_the_large", 0.02,
          "calibration_error_max", 0.02,
          "calibration_error_p90", 0.02,
          "calibration_error_mean", 0.02);

  private static FirstPass pass(JsonNode golden, EvaluationSpec spec) {
    return new EvaluationRows(spec.task()).pass(spec, golden.get("n").intValue());
  }

  private static String text(JsonNode node) {
    return node.isNull() ? null : node.asText();
  }

  private static List<MetricRow> rowsOf(JsonNode one, int model, List<MetricRow> rows) {
    String name = model == 0 ? "old" : "new";
    return rows.stream()
        .filter(r -> r.model().equals(name))
        .filter(r -> Objects.equals(r.slicer(), text(one.get("slicer"))))
        .filter(r -> r.slice().equals(one.get("slice").asText()))
        .toList();
  }

  private static MetricRow find(List<MetricRow> rows, String metric, String point) {
    return rows.stream()
        .filter(r -> r.metric().equals(metric) && Objects.equals(r.point(), point))
        .reduce(
            (a, b) -> {
              throw new AssertionError("twice: " + a);
            })
        .orElseThrow(() -> new AssertionError(metric + " at " + point + " is missing"));
  }

  private static void check(List<MetricRow> rows, JsonNode figures, String point) {
    figures
        .fields()
        .forEachRemaining(
            entry -> {
              MetricRow row = find(rows, entry.getKey(), point);
              String what = row.toString();
              assertThat(row.reason()).as(what).isNull();
              Golden.agrees(what, row.value(), entry.getValue().doubleValue(), row.bound());
              if (row.low() != null) {
                assertThat(row.value()).as(what).isBetween(row.low(), row.high());
                assertThat(row.level()).isEqualTo(0.95);
                assertThat(row.method()).isNotNull();
              }
            });
  }

  private static void checkConstants(List<MetricRow> rows, JsonNode constants) {
    constants
        .fields()
        .forEachRemaining(
            entry -> {
              MetricRow row = find(rows, entry.getKey(), null);
              double value = entry.getValue().doubleValue();
              Golden.agrees("constant of " + row, row.constantValue(), value, 1e-7);
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"binary", "binary_weighted"})
  void agreesWithTheReferencesInEverySlice(String file) {
    JsonNode golden = Golden.evaluation(file);
    EvaluationSpec spec = EvaluationRows.spec(Task.BINARY, golden.get("weighted").booleanValue());
    List<MetricRow> rows = MetricFigures.of(spec, pass(golden, spec));
    assertThat(golden.get("cases")).hasSize(12);
    for (JsonNode one : golden.get("cases")) {
      int model = one.get("model").intValue();
      List<MetricRow> found = rowsOf(one, model, rows);
      check(found, one.get("figures"), null);
      checkConstants(found, one.get("constants"));
      one.get("points").fields().forEachRemaining(p -> check(found, p.getValue(), p.getKey()));
      MetricRow auc = find(found, "auc", null);
      assertThat(auc.role()).isEqualTo(model == 0 ? "champion" : "challenger");
      assertThat(auc.rows()).isEqualTo(one.get("rows").longValue());
      assertThat(auc.positives()).isEqualTo(one.get("positives").longValue());
      Golden.agrees("weight", auc.weight(), one.get("weight").doubleValue(), 0);
      assertThat(find(found, "recall", "cutoff").cutoff()).isEqualTo(0.3);
    }
  }

  @Test
  void hasSmallBoundsWhereBinsHoldSeveralScores() {
    EvaluationSpec spec = EvaluationRows.spec(Task.BINARY, false);
    List<MetricRow> rows = MetricFigures.of(spec, new EvaluationRows(Task.BINARY).pass(spec, 4000));
    int bounded = 0;
    for (MetricRow row : rows) {
      if (row.value() == null || row.point() != null || row.metric().startsWith("lift")) {
        continue;
      }
      assertThat(row.bound())
          .as(row.toString())
          .isLessThanOrEqualTo(WIDE.getOrDefault(row.metric(), 5e-3));
      assertThat(row.slicer() != null || row.bound() == 0).as(row.toString()).isTrue();
      bounded += row.bound() > 0 ? 1 : 0;
    }
    assertThat(bounded).isGreaterThan(100);
  }

  @Test
  void agreesWithTheReferencesInReliabilityAndGrades() {
    for (String file : List.of("binary", "binary_weighted")) {
      JsonNode golden = Golden.evaluation(file);
      boolean weighted = golden.get("weighted").booleanValue();
      EvaluationSpec spec = EvaluationRows.spec(Task.BINARY, weighted);
      List<CalibrationRow> rows = CalibrationFigures.of(spec, pass(golden, spec));
      for (JsonNode one : golden.get("cases")) {
        String model = one.get("model").intValue() == 0 ? "old" : "new";
        Map<String, List<CalibrationRow>> found =
            rows.stream()
                .filter(r -> r.model().equals(model) && r.slice().equals(one.get("slice").asText()))
                .collect(Collectors.groupingBy(CalibrationRow::grouping));
        checkGroups(found.get("EQUAL_WIDTH"), one);
        checkGrades(found.get("GRADE"), one.get("grades"), weighted);
        long inGroups = found.get("EQUAL_MASS").stream().mapToLong(CalibrationRow::rows).sum();
        assertThat(inGroups).isEqualTo(one.get("rows").longValue());
      }
    }
  }

  private static void checkGroups(List<CalibrationRow> groups, JsonNode one) {
    assertThat(groups).hasSameSizeAs(one.get("observed"));
    for (int i = 0; i < groups.size(); i++) {
      CalibrationRow group = groups.get(i);
      Golden.agrees("mean", group.meanScore(), one.get("meanScores").get(i).doubleValue(), 0);
      Golden.agrees("observed", group.observed(), one.get("observed").get(i).doubleValue(), 0);
      assertThat(group.observed()).isBetween(group.low(), group.high());
      assertThat(group.method()).isEqualTo("WILSON");
      assertThat(group.place()).isEqualTo(1 + (int) (group.meanScore() * 10));
    }
  }

  private static void checkGrades(
      List<CalibrationRow> grades, JsonNode expected, boolean weighted) {
    assertThat(grades).hasSameSizeAs(expected);
    for (int i = 0; i < grades.size(); i++) {
      CalibrationRow grade = grades.get(i);
      JsonNode golden = expected.get(i);
      assertThat(grade.place()).isEqualTo(i + 1);
      assertThat(grade.rows()).isEqualTo(golden.get("rows").longValue());
      Golden.agrees("grade", grade.meanScore(), golden.get("meanScore").doubleValue(), 0);
      Golden.agrees("grade", grade.observed(), golden.get("observed").doubleValue(), 0);
      if (weighted) {
        assertThat(grade.jeffreys()).isNull();
        assertThat(grade.reason()).isEqualTo("no tests: rows are weighted");
      } else {
        Golden.agrees("jeffreys", grade.jeffreys(), golden.get("jeffreys").doubleValue(), 1e-12);
        Golden.agrees("binomial", grade.binomial(), golden.get("binomial").doubleValue(), 1e-12);
        Golden.agrees("normal", grade.normal(), golden.get("normal").doubleValue(), 1e-12);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"regression", "multiclass"})
  void agreesWithTheReferencesOfOtherTasks(String file) {
    JsonNode golden = Golden.evaluation(file);
    Task task = file.equals("regression") ? Task.REGRESSION : Task.MULTICLASS;
    for (boolean weighted : new boolean[] {false, true}) {
      EvaluationSpec spec = EvaluationRows.spec(task, weighted);
      List<MetricRow> rows = MetricFigures.of(spec, pass(golden, spec));
      int checked = 0;
      for (JsonNode one : golden.get("cases")) {
        if (one.get("weighted").booleanValue() == weighted) {
          List<MetricRow> found = rowsOf(one, 1, rows);
          check(found, one.get("figures"), null);
          checkConstants(found, one.get("constants"));
          assertThat(found.get(0).positives()).isNull();
          checked++;
        }
      }
      assertThat(checked).isEqualTo(4);
    }
  }

  @Test
  void showsNothingButTheRowsOfSuppressedSlices() {
    EvaluationSpec spec = EvaluationRows.spec(Task.BINARY, false);
    FirstPass pass = new EvaluationRows(Task.BINARY).pass(spec, 900);
    List<MetricRow> rows =
        MetricFigures.of(spec, pass).stream()
            .filter(r -> r.slice().equals("RAC1P = 4") || r.slice().equals("RAC1P = 6"))
            .toList();
    assertThat(rows).hasSize(4);
    assertThat(rows).extracting(MetricRow::metric).containsOnly("all");
    assertThat(rows).extracting(MetricRow::value).containsOnlyNulls();
    assertThat(rows).extracting(MetricRow::positives).containsOnlyNulls();
    assertThat(rows)
        .extracting(MetricRow::reason)
        .containsOnly(
            "suppressed: fewer than 50 rows",
            "suppressed: it would give away fewer than 50 other rows");
    assertThat(CalibrationFigures.of(spec, pass)).noneMatch(r -> r.slice().equals("RAC1P = 4"));
    assertThat(Curves.of(spec, pass)).noneMatch(r -> r.slice().equals("RAC1P = 6"));
  }

  private static FirstPass constantScores(EvaluationSpec spec, boolean oneClass) {
    FirstPass pass = new FirstPass(spec);
    EvaluatedRow row = new EvaluatedRow(spec);
    java.util.Arrays.fill(row.slices(), EvaluatedRow.NONE);
    for (int i = 0; i < 100; i++) {
      row.scores()[0] = oneClass ? i / 128.0 : 0.25;
      row.scores()[1] = 0;
      row.set(!oneClass && i < 40 ? 1 : 0, 1, i);
      pass.add(row);
    }
    return pass;
  }

  @Test
  void saysWhyFiguresOfOneClassAreNotDefined() {
    EvaluationSpec spec = EvaluationRows.spec(Task.BINARY, false);
    FirstPass pass = constantScores(spec, true);
    List<MetricRow> rows =
        MetricFigures.of(spec, pass).stream().filter(r -> r.model().equals("old")).toList();
    for (String metric : List.of("auc", "gini", "average_precision", "calibration_slope")) {
      MetricRow row = find(rows, metric, null);
      assertThat(row.value()).isNull();
      assertThat(row.bound()).isNull();
      assertThat(row.reason()).isEqualTo("no positives");
      assertThat(row.constantValue()).isNull();
    }
    assertThat(find(rows, "recall", "cutoff").reason()).isEqualTo("no positives");
    assertThat(find(rows, "specificity", "cutoff").value()).isEqualTo(0.39);
    assertThat(find(rows, "brier", null).value()).isPositive();
    assertEachHasValueOrReason(rows);
    assertThat(Curves.of(spec, pass)).noneMatch(r -> r.curve().equals("ROC"));
  }

  @Test
  void givesFiguresOfScoresThatAreAllEqual() {
    EvaluationSpec spec = EvaluationRows.spec(Task.BINARY, false);
    FirstPass pass = constantScores(spec, false);
    List<MetricRow> rows = MetricFigures.of(spec, pass);
    assertEachHasValueOrReason(rows);
    List<MetricRow> old = rows.stream().filter(r -> r.model().equals("old")).toList();
    assertThat(find(old, "auc", null).value()).isEqualTo(0.5);
    assertThat(find(old, "auc", null).constantValue()).isEqualTo(0.5);
    assertThat(find(old, "ece", null).value()).isEqualTo(0.4 - 0.25);
    assertThat(find(old, "precision", "cutoff").reason()).isEqualTo("no row is selected");
    assertThat(find(old, "calibration_slope", null).reason())
        .isEqualTo("the scores separate the classes, or are all equal");
    List<MetricRow> zeros = rows.stream().filter(r -> r.model().equals("new")).toList();
    assertThat(find(zeros, "observed_to_expected", null).reason()).isEqualTo("all scores are 0");
    assertThat(find(zeros, "hosmer_lemeshow", null).reason())
        .isEqualTo("the mean score of a group is 0 or 1");
    assertThat(CalibrationFigures.of(spec, pass))
        .allMatch(r -> r.jeffreys() == null || r.rows() > 0);
    assertThat(Curves.of(spec, pass)).allMatch(r -> Double.isFinite(r.x() + r.y()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"BINARY", "MULTICLASS", "REGRESSION"})
  void hasAReasonForEveryFigureWithoutRows(Task task) {
    for (boolean weighted : new boolean[] {false, true}) {
      EvaluationSpec spec = EvaluationRows.spec(task, weighted);
      FirstPass none = new FirstPass(spec);
      List<MetricRow> rows = MetricFigures.of(spec, none);
      assertEachHasValueOrReason(rows);
      assertThat(rows).isNotEmpty();
      CalibrationFigures.of(spec, none);
      assertThat(Curves.of(spec, none)).isEmpty();
    }
  }

  private static void assertEachHasValueOrReason(List<MetricRow> rows) {
    Set<String> keys = new HashSet<>();
    for (MetricRow row : rows) {
      assertThat(row.value() == null).as(row.toString()).isEqualTo(row.reason() != null);
      assertThat(row.value() == null || Double.isFinite(row.value())).as(row.toString()).isTrue();
      assertThat(row.bound() == null || Double.isFinite(row.bound())).as(row.toString()).isTrue();
      assertThat(row.low() == null || Double.isFinite(row.low() + row.high()))
          .as(row.toString())
          .isTrue();
      assertThat(keys.add(row.model() + row.slicer() + row.slice() + row.metric() + row.point()))
          .as(row.toString())
          .isTrue();
    }
  }
}
