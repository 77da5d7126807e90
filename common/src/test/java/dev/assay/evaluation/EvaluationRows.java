package dev.assay.evaluation;

import dev.assay.model.Task;
import dev.assay.statistics.CostMatrix;
import dev.assay.statistics.SplitMix;
import java.util.List;
import java.util.stream.IntStream;

/** The rows of test-data/python/golden_evaluation.py, number by number. */
final class EvaluationRows {
  static final List<Slicer> SLICERS =
      List.of(
          new Slicer("SEX", Slicer.Role.ATTRIBUTE, false),
          new Slicer("RAC1P", Slicer.Role.ATTRIBUTE, false),
          new Slicer("AGEP >= 65", Slicer.Role.DECLARED, true));

  private final SplitMix[] uniforms = new SplitMix[13];
  private final Task task;

  EvaluationRows(Task task) {
    this.task = task;
    for (int i = 0; i < uniforms.length; i++) {
      uniforms[i] = new SplitMix(20 + i);
    }
  }

  static EvaluationSpec spec(Task task, boolean weighted) {
    List<String> classes =
        switch (task) {
          case BINARY -> List.of("0", "1");
          case MULTICLASS -> List.of("a", "b", "c");
          default -> List.of();
        };
    return new EvaluationSpec(
        task,
        classes,
        List.of(new EvaluatedModel("old", "1", 0.3), new EvaluatedModel("new", "2", 0.3)),
        SLICERS,
        weighted,
        0.95,
        50,
        100,
        new EvaluationSpec.Points(List.of(0.1), List.of(0.8), new CostMatrix(-1, 1, 3, 0)),
        new EvaluationSpec.Calibration(10, List.of(0.05, 0.2, 0.5)),
        new EvaluationSpec.Bootstrap(0, 1),
        0,
        new EvaluationSpec.Search(List.of(), 1, 50, 0.05, 5, 0.1),
        new EvaluationSpec.Fairness(0.8, java.util.Arrays.asList(null, null, null)));
  }

  FirstPass pass(EvaluationSpec spec, int rows) {
    return pass(spec, IntStream.range(0, rows).toArray());
  }

  FirstPass pass(EvaluationSpec spec, int... rows) {
    FirstPass pass = new FirstPass(spec);
    EvaluatedRow row = new EvaluatedRow(spec);
    for (int i : rows) {
      fill(row, i, pass, spec.weighted());
      pass.add(row);
    }
    return pass;
  }

  private double u(int which, int i) {
    return uniforms[which].uniform(i);
  }

  private void fill(EvaluatedRow row, int i, FirstPass pass, boolean weighted) {
    double base = u(0, i) * u(0, i);
    double first = (float) (0.9 * base + 0.1 * u(1, i));
    double second = (float) (0.6 * base + 0.4 * u(2, i));
    row.slices()[0] = pass.slice(0, u(5, i) < 0.45 ? "1" : "2");
    row.slices()[1] = pass.slice(1, race(u(6, i)));
    row.slices()[2] = u(7, i) < 0.3 ? pass.slice(2, "true") : EvaluatedRow.NONE;
    double label =
        switch (task) {
          case BINARY -> fillBinary(row, first, second, u(3, i) < 0.05 + 0.8 * base);
          case MULTICLASS -> fillMulticlass(row, first, second, i);
          default -> fillRegression(row, first, second, i);
        };
    row.set(label, weighted ? (float) (0.25 + 4 * u(4, i)) : 1, i);
  }

  private static String race(double u) {
    if (u < 0.7) {
      return "1";
    }
    if (u < 0.9) {
      return "2";
    }
    return u < 0.997 ? "6" : "4";
  }

  private static double fillBinary(EvaluatedRow row, double first, double second, boolean label) {
    row.scores()[0] = first;
    row.scores()[1] = second;
    return label ? 1 : 0;
  }

  private double fillRegression(EvaluatedRow row, double first, double second, int i) {
    row.scores()[0] = 1 + 5 * first;
    row.scores()[1] = 1 + 5 * second;
    return 1 + 5 * u(10, i) + first;
  }

  private double fillMulticlass(EvaluatedRow row, double first, double second, int i) {
    double[] p = {first + 0.05, second + 0.05, u(11, i) * 0.5 + 0.05};
    double sum = p[0] + p[1] + p[2];
    for (int k = 0; k < p.length; k++) {
      p[k] /= sum;
      row.probabilities()[0][k] = p[k];
      row.probabilities()[1][k] = p[k];
    }
    double u = u(12, i);
    return p[0] >= u ? 0 : p[0] + p[1] >= u ? 1 : 2;
  }
}
