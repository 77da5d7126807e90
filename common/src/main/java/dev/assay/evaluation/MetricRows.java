package dev.assay.evaluation;

import dev.assay.model.Task;
import dev.assay.statistics.Figure;
import dev.assay.statistics.Interval;
import java.util.List;

/** Takes the figures of a model in a slice as rows of the table. */
final class MetricRows {
  /** The row of a suppressed slice, which says how many rows it has and why no more. */
  static final String ALL = "all";

  private final EvaluationSpec spec;
  private final int model;
  private final NamedSlice slice;
  private final List<MetricRow> rows;

  MetricRows(EvaluationSpec spec, int model, NamedSlice slice, List<MetricRow> rows) {
    this.spec = spec;
    this.model = model;
    this.slice = slice;
    this.rows = rows;
  }

  /** Takes a figure of the scores, and that of the best constant; null where it has none. */
  void add(String metric, Figure figure, Figure constant) {
    add(metric, null, null, figure, constant);
  }

  /** Takes a figure at an operating point. */
  void add(String metric, String point, Double cutoff, Figure figure, Figure constant) {
    Interval interval = figure.interval().orElse(null);
    ModelStates states = slice.models();
    rows.add(
        new MetricRow(
            spec.models().get(model).name(),
            spec.models().get(model).version(),
            model == 0 ? "champion" : "challenger",
            slice.slicerName(),
            slice.name(),
            metric,
            point,
            figure.defined() ? figure.value() : null,
            figure.defined() ? figure.bound() : null,
            interval == null ? null : interval.low(),
            interval == null ? null : interval.high(),
            interval == null ? null : interval.level(),
            interval == null ? null : interval.method().name(),
            constant == null || !constant.defined() ? null : constant.value(),
            cutoff == null || cutoff.isInfinite() ? null : cutoff,
            states.rows(),
            slice.shown() ? states.weight() : null,
            slice.shown() && spec.task() == Task.BINARY ? states.positives() : null,
            figure.reason().orElse(null)));
  }

  /** Takes the row of a slice that is suppressed. */
  void addSuppressed() {
    add(ALL, Figure.undefined("suppressed: " + slice.suppressed()), null);
  }
}
