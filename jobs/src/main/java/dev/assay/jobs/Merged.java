package dev.assay.jobs;

import dev.assay.quality.MetricKey;
import dev.assay.quality.MetricValue;
import dev.assay.record.RunRecord;
import java.time.LocalDate;
import java.util.List;

/**
 * Metrics of several runs together.
 *
 * @param figures the metrics, by name
 * @param runs the runs whose states were merged, by date
 * @param stateless runs of the range that kept no states, by date: they are not in the figures
 * @param missing dates of the range without a current run
 * @param tables what the runs read, as their jobs named it
 */
public record Merged(
    List<Figure> figures,
    List<RunRecord> runs,
    List<RunRecord> stateless,
    List<LocalDate> missing,
    List<String> tables) {

  public Merged {
    figures = List.copyOf(figures);
    runs = List.copyOf(runs);
    stateless = List.copyOf(stateless);
    missing = List.copyOf(missing);
    tables = List.copyOf(tables);
  }

  /**
   * One metric.
   *
   * @param metric its text, as in {@code quality_metrics}
   * @param key the metric; null where the text is of a later version
   * @param value its value over all merged runs, or why there is none
   * @param measured how many of the merged runs measured it
   * @param exact whether it is what a computation over all rows gives, but for rounding
   */
  public record Figure(
      String metric, MetricKey key, MetricValue value, int measured, boolean exact) {}
}
