package dev.assay.evaluation;

import java.util.ArrayList;
import java.util.List;

/** The figures of each model, of the whole and of each slice. */
final class MetricFigures {
  private MetricFigures() {}

  /** The rows of {@code evaluation_metrics}: of a suppressed slice one, without a value. */
  static List<MetricRow> of(EvaluationSpec spec, FirstPass first) {
    OperatingPoints points = OperatingPoints.of(spec, first);
    List<MetricRow> rows = new ArrayList<>();
    for (NamedSlice slice : NamedSlice.of(spec, first)) {
      for (int model = 0; model < spec.models().size(); model++) {
        MetricRows figures = new MetricRows(spec, model, slice, rows);
        if (slice.shown()) {
          add(spec, slice.models(), model, points, figures);
        } else {
          figures.addSuppressed();
        }
      }
    }
    return rows;
  }

  /** The rows of one model in one slice, which is shown. */
  static List<MetricRow> of(
      EvaluationSpec spec, OperatingPoints points, NamedSlice slice, int model) {
    List<MetricRow> rows = new ArrayList<>();
    add(spec, slice.models(), model, points, new MetricRows(spec, model, slice, rows));
    return rows;
  }

  private static void add(
      EvaluationSpec spec,
      ModelStates states,
      int model,
      OperatingPoints points,
      MetricRows figures) {
    switch (spec.task()) {
      case BINARY -> new BinaryFigures(spec, states, model, figures).addAll(points);
      case MULTICLASS -> new MulticlassFigures(spec, states.multiclass(model), figures).addAll();
      default -> RegressionFigures.addAll(spec, states.regression(model), figures);
    }
  }
}
