package dev.assay.jobs.cli;

import dev.assay.jobs.MergeRequest;
import dev.assay.jobs.Merged;
import dev.assay.jobs.Merged.Figure;
import dev.assay.quality.MetricValue;
import dev.assay.quality.MetricValue.Counts;
import dev.assay.quality.MetricValue.Failed;
import dev.assay.quality.MetricValue.Moment;
import dev.assay.quality.MetricValue.Scalar;
import dev.assay.record.RunRecord;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Merged metrics, for a person and as JSON values. */
final class MergeReport {
  private static final int DIGITS = 10;
  private static final int SHOWN = 8;

  private final MergeRequest request;
  private final Merged merged;

  MergeReport(MergeRequest request, Merged merged) {
    this.request = request;
    this.merged = merged;
  }

  /** One sentence. */
  String headline() {
    int all = merged.runs().size() + merged.stateless().size();
    return "Merged "
        + (merged.stateless().isEmpty() ? "" : merged.runs().size() + " of ")
        + all
        + (all == 1 ? " run" : " runs")
        + " from "
        + request.from()
        + " to "
        + request.to()
        + " of "
        + String.join(", ", merged.tables())
        + ".";
  }

  /** The report as lines of text. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(headline());
    lines.add("");
    TextTable table =
        new TextTable(
            List.of("metric", "columns", "where", "value", "runs", "merged"),
            List.of(false, false, false, true, true, false));
    merged.figures().forEach(figure -> table.add(cells(figure)));
    lines.addAll(table.lines());
    lines.add("");
    if (!merged.stateless().isEmpty()) {
      lines.add(
          "Not in these figures, because they kept no states: "
              + merged.stateless().stream()
                  .limit(SHOWN)
                  .map(run -> run.start().asOf() + " (run " + run.runId() + ")")
                  .collect(Collectors.joining(", "))
              + more(merged.stateless().size()));
    }
    if (!merged.missing().isEmpty()) {
      List<String> ranges = ranges(merged.missing());
      lines.add(
          "Dates without a published run: "
              + ranges.stream().limit(SHOWN).collect(Collectors.joining(", "))
              + more(ranges.size()));
    }
    return lines;
  }

  private static String more(int all) {
    return all > SHOWN ? " and " + (all - SHOWN) + " more" : "";
  }

  private List<String> cells(Figure figure) {
    return List.of(
        figure.key() == null ? figure.metric() : figure.key().name().key(),
        columns(figure),
        figure.key() == null || figure.key().where() == null ? "" : figure.key().where(),
        text(figure.value()),
        String.valueOf(figure.measured()),
        figure.value() instanceof Failed failed
            ? "no: " + failed.reason()
            : figure.exact() ? "exact" : "approximate");
  }

  private static String columns(Figure figure) {
    if (figure.key() == null) {
      return "";
    }
    if (figure.key().predicate() != null) {
      return figure.key().predicate();
    }
    String columns = String.join(", ", figure.key().columns());
    return figure.key().at() == null ? columns : columns + " at " + figure.key().at();
  }

  private static String text(MetricValue value) {
    if (value instanceof Scalar scalar) {
      return number(scalar.value());
    }
    if (value instanceof Counts counts) {
      return counts.counts().entrySet().stream()
              .limit(SHOWN)
              .map(e -> e.getKey() + ": " + Quantities.count(e.getValue()))
              .collect(Collectors.joining(", "))
          + more(counts.counts().size());
    }
    if (value instanceof Moment moment) {
      return moment.at().toString();
    }
    return value instanceof Failed ? "" : "undefined";
  }

  private static String number(double value) {
    return Double.isFinite(value)
        ? BigDecimal.valueOf(value)
            .round(new MathContext(DIGITS))
            .stripTrailingZeros()
            .toPlainString()
        : Double.toString(value);
  }

  /** Dates that follow each other as one text. */
  private static List<String> ranges(List<LocalDate> dates) {
    List<String> ranges = new ArrayList<>();
    int first = 0;
    for (int i = 1; i <= dates.size(); i++) {
      if (i == dates.size() || !dates.get(i).equals(dates.get(i - 1).plusDays(1))) {
        String last = i - 1 == first ? "" : " to " + dates.get(i - 1);
        ranges.add(dates.get(first) + last);
        first = i;
      }
    }
    return ranges;
  }

  /** The report as JSON values. */
  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("from", request.from().toString());
    json.put("to", request.to().toString());
    json.put("tables", merged.tables());
    json.put("runs", merged.runs().stream().map(MergeReport::json).toList());
    json.put("runs_without_states", merged.stateless().stream().map(MergeReport::json).toList());
    json.put("missing", merged.missing().stream().map(LocalDate::toString).toList());
    json.put("figures", merged.figures().stream().map(MergeReport::json).toList());
    return json;
  }

  private static Map<String, Object> json(RunRecord run) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("as_of", run.start().asOf().toString());
    json.put("run_id", run.runId());
    return json;
  }

  private static Map<String, Object> json(Figure figure) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("metric", figure.metric());
    if (figure.key() != null) {
      json.put("name", figure.key().name().key());
      json.put("columns", figure.key().columns());
      json.put("where", figure.key().where());
    }
    json.put("value", value(figure.value()));
    json.put("runs", figure.measured());
    json.put("exact", figure.exact());
    json.put("problem", figure.value() instanceof Failed failed ? failed.reason() : null);
    return json;
  }

  private static Object value(MetricValue value) {
    if (value instanceof Scalar scalar) {
      // JSON has no number for the others
      return Double.isFinite(scalar.value())
          ? (Object) scalar.value()
          : Double.toString(scalar.value());
    }
    if (value instanceof Counts counts) {
      return counts.counts();
    }
    return value instanceof Moment moment ? moment.at().toString() : null;
  }
}
