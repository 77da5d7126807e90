package dev.assay.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.assay.model.Task;
import dev.assay.statistics.BinaryMetric;
import dev.assay.statistics.OperatingPoint;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class CurvesTest {
  private static final EvaluationSpec SPEC = EvaluationRows.spec(Task.BINARY, false);
  private static final FirstPass PASS = new EvaluationRows(Task.BINARY).pass(SPEC, 20_000);
  private static final List<CurveRow> ROWS = Curves.of(SPEC, PASS);

  private static Map<String, List<CurveRow>> curves(String model, String slice) {
    return ROWS.stream()
        .filter(r -> r.model().equals(model) && r.slice().equals(slice))
        .collect(Collectors.groupingBy(CurveRow::curve));
  }

  private static double area(List<CurveRow> curve) {
    double area = 0;
    for (int i = 1; i < curve.size(); i++) {
      CurveRow a = curve.get(i - 1);
      CurveRow b = curve.get(i);
      area += (b.x() - a.x()) * (a.y() + b.y()) / 2;
    }
    return area;
  }

  @Test
  void keepsTheAreasAndTheEndsOfThinnedCurves() {
    for (int model = 0; model < 2; model++) {
      Map<String, List<CurveRow>> curves = curves(model == 0 ? "old" : "new", "all");
      List<CurveRow> roc = curves.get("ROC");
      double auc = BinaryMetric.AUC.of(PASS.whole().models().table(model)).value();
      assertThat(area(roc)).isCloseTo(auc, within(1e-4));
      assertThat(roc).hasSize(Curves.POINTS);
      assertThat(roc.get(0).x() + roc.get(0).y()).isZero();
      assertThat(roc.get(0).cutoff()).isNull();
      assertThat(roc.get(roc.size() - 1).x() + roc.get(roc.size() - 1).y()).isEqualTo(2);
      double precisionRecall =
          BinaryMetric.PRECISION_RECALL_AREA.of(PASS.whole().models().table(model)).value();
      assertThat(area(curves.get("PRECISION_RECALL"))).isCloseTo(precisionRecall, within(5e-4));
      // the area under the gain curve is that under the ROC curve and half of the prevalence
      double prevalence = PASS.whole().models().positives() / 20_000.0;
      assertThat(area(curves.get("GAIN")))
          .isCloseTo(auc * (1 - prevalence) + prevalence / 2, within(1e-4));
      for (List<CurveRow> curve : curves.values()) {
        assertThat(curve.size()).isLessThanOrEqualTo(Curves.POINTS);
        assertThat(curve.get(curve.size() - 1).place()).isEqualTo(curve.size());
      }
    }
  }

  @Test
  void putsEachPointOfACurveAtItsCutoff() {
    for (CurveRow point : curves("old", "all").get("ROC")) {
      if (point.cutoff() != null) {
        OperatingPoint at = PASS.whole().models().at(0, point.cutoff());
        assertThat(point.x())
            .isCloseTo(at.matrix().falsePositives() / at.matrix().negatives(), within(1e-12));
        assertThat(point.y())
            .isCloseTo(at.matrix().truePositives() / at.matrix().positives(), within(1e-12));
      }
    }
  }

  @Test
  void givesTheDistributionsOfBothClasses() {
    Map<String, List<CurveRow>> curves = curves("old", "all");
    for (String curve : List.of("SCORES_POSITIVE", "SCORES_NEGATIVE")) {
      assertThat(curves.get(curve)).hasSize(40);
      assertThat(curves.get(curve).stream().mapToDouble(CurveRow::y).sum())
          .isCloseTo(1, within(1e-12));
      List<CurveRow> cumulative = curves.get(curve + "_CUMULATIVE");
      assertThat(cumulative.get(39).x()).isEqualTo(1);
      assertThat(cumulative.get(39).y()).isCloseTo(1, within(1e-12));
    }
  }

  @Test
  void givesWhatCutoffsDoInGroupsOfAttributesOnly() {
    Map<String, List<CurveRow>> group = curves("new", "SEX = 2");
    assertThat(group)
        .containsOnlyKeys(
            "THRESHOLD_SELECTION_RATE", "THRESHOLD_RECALL", "THRESHOLD_FALSE_POSITIVE_RATE");
    assertThat(curves("new", "AGEP >= 65")).isEmpty();
    List<CurveRow> recall = group.get("THRESHOLD_RECALL");
    assertThat(recall).hasSizeBetween(45, 53);
    assertThat(recall.get(0).y()).isEqualTo(1);
    ModelStates states = PASS.slice(0, PASS.slice(0, "2")).models();
    for (CurveRow point : recall) {
      OperatingPoint at = states.at(1, point.cutoff());
      double share = at.matrix().truePositives() / at.matrix().positives();
      assertThat(point.y()).isCloseTo(share, within(0.01));
    }
    assertThat(recall).anyMatch(point -> point.cutoff() == 0.3);
  }

  @Test
  void leavesOutPointsThatChangeNothing() {
    double[] x = {0, 1, 2, 3, 4, 5};
    double[] y = {0, 1, 2, 3, 1, 0};
    assertThat(Thinning.keep(x, y, 10)).containsExactly(0, 3, 4, 5);
    assertThat(Thinning.keep(x, y, 3)).containsExactly(0, 3, 5);
    assertThat(Thinning.keep(new double[] {1}, new double[] {1}, 3)).containsExactly(0);
  }
}
