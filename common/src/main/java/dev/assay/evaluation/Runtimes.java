package dev.assay.evaluation;

import dev.assay.statistics.Figure;
import java.util.ArrayList;
import java.util.List;

/** How long models took. It was measured, once, and depends on the machine that scored. */
public final class Runtimes {
  /** Seconds inside the model's runtime, over all tasks, for a million scored rows. */
  public static final String SECONDS = "runtime_seconds_per_million_rows";

  private Runtimes() {}

  /** The rows of {@code evaluation_metrics}, where it is known who scored. */
  static List<MetricRow> of(EvaluationSpec spec, FirstPass first, List<Figure> seconds) {
    List<MetricRow> rows = new ArrayList<>();
    NamedSlice whole = NamedSlice.whole(first);
    for (int model = 0; model < seconds.size(); model++) {
      new MetricRows(spec, model, whole, rows).add(SECONDS, seconds.get(model), null);
    }
    return rows;
  }
}
