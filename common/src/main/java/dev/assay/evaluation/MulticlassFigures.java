package dev.assay.evaluation;

import dev.assay.statistics.BestConstant;
import dev.assay.statistics.BinaryMetric;
import dev.assay.statistics.ConfusionMatrix;
import dev.assay.statistics.ConfusionMetric;
import dev.assay.statistics.Figure;
import dev.assay.statistics.MulticlassMetric;
import dev.assay.statistics.MulticlassState;
import dev.assay.statistics.ScoreTable;
import java.util.Locale;

/** The figures of a multiclass model in a slice; a class in brackets has figures of its own. */
final class MulticlassFigures {
  private static final int[] TOP = {2, 3, 5};

  private final EvaluationSpec spec;
  private final MulticlassState state;
  private final MetricRows figures;
  private final double effectiveShare;

  MulticlassFigures(EvaluationSpec spec, MulticlassState state, MetricRows figures) {
    this.spec = spec;
    this.state = state;
    this.figures = figures;
    this.effectiveShare = state.effectiveRows() / state.total();
  }

  void addAll() {
    for (MulticlassMetric metric : MulticlassMetric.values()) {
      switch (metric) {
        case CONSTANT_ACCURACY, CONSTANT_LOG_LOSS -> {} // beside the others
        default ->
            figures.add(
                metric.name().toLowerCase(Locale.ROOT),
                metric.of(state, spec.level()),
                BestConstant.of(metric, state));
      }
    }
    for (int k : TOP) {
      if (k < state.classes()) {
        figures.add("top_" + k + "_accuracy", state.topK(k, spec.level()), null);
      }
    }
    for (int k = 0; k < state.classes(); k++) {
      addClass(k);
    }
    for (int label = 0; label < state.classes(); label++) {
      for (int predicted = 0; predicted < state.classes(); predicted++) {
        String cell = "confusion[" + name(label) + "," + name(predicted) + "]";
        figures.add(cell, Figure.of(state.count(label, predicted)), null);
      }
    }
  }

  private void addClass(int k) {
    ConfusionMatrix matrix = state.oneAgainstRest(k);
    String of = "[" + name(k) + "]";
    for (ConfusionMetric metric :
        new ConfusionMetric[] {
          ConfusionMetric.PRECISION, ConfusionMetric.RECALL, ConfusionMetric.F1
        }) {
      figures.add(
          metric.name().toLowerCase(Locale.ROOT) + of,
          metric.of(matrix, spec.level(), effectiveShare),
          BestConstant.of(metric, matrix));
    }
    ScoreTable table = state.table(k);
    figures.add(
        "auc" + of,
        BinaryMetric.AUC.of(table, spec.level()),
        BestConstant.of(BinaryMetric.AUC, table));
    figures.add("prevalence" + of, ConfusionMetric.PREVALENCE.of(matrix), null);
  }

  private String name(int k) {
    return spec.classes().get(k);
  }
}
