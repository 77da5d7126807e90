package dev.assay.jobs.cli;

import dev.assay.jobs.LabelledHalves;
import dev.assay.jobs.RecalibrateRequest;
import dev.assay.jobs.RecalibrateResult;
import dev.assay.statistics.BinaryMetric;
import dev.assay.statistics.Estimate;
import dev.assay.statistics.Figure;
import dev.assay.statistics.Interval;
import dev.assay.statistics.IntervalMethod;
import dev.assay.statistics.Recalibration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** How a recalibration came out, for a person and for a machine. */
final class RecalibrateReport {
  private static final double LEVEL = 0.95;
  private static final Map<String, BinaryMetric> FIGURES = figures();

  private final RecalibrateRequest request;
  private final RecalibrateResult result;
  private final Recalibration found;

  RecalibrateReport(RecalibrateRequest request, RecalibrateResult result) {
    this.request = request;
    this.result = result;
    this.found = result.recalibration();
  }

  private static Map<String, BinaryMetric> figures() {
    Map<String, BinaryMetric> figures = new LinkedHashMap<>();
    figures.put("log loss", BinaryMetric.LOG_LOSS);
    figures.put("Brier score", BinaryMetric.BRIER);
    figures.put("calibration error (ECE)", BinaryMetric.ECE);
    figures.put("calibration slope", BinaryMetric.CALIBRATION_SLOPE);
    figures.put("calibration intercept", BinaryMetric.CALIBRATION_INTERCEPT);
    figures.put("AUC", BinaryMetric.AUC);
    return figures;
  }

  /** Whether nothing was saved because the log loss grew. */
  boolean refused() {
    return found.worse() && !request.force();
  }

  String status() {
    return refused() ? "REFUSED" : request.dryRun() ? "DRY_RUN" : "REGISTERED";
  }

  String headline() {
    String name = result.original().replaceFirst("@.*$", "@" + request.newVersion());
    if (refused()) {
      return "Not saved: the log loss of the judging half grows by %s. Try the other method or more rows, or save it all the same with --force."
          .formatted(Quantities.number(found.logLossChange().value()));
    }
    return result
        .saved()
        .map(saved -> "Registered %s in %s".formatted(name, saved.model().uri()))
        .orElse("Nothing was saved: %s would be this model.".formatted(name));
  }

  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(
        "%s recalibrated by %s, fitted on %s rows and judged on %s others."
            .formatted(
                result.original(),
                request.method().name().toLowerCase(Locale.ROOT),
                Quantities.count(result.fitted()),
                Quantities.count(found.before().rows())));
    lines.add("  map  " + found.map().describe());
    lines.addAll(leftOut());
    lines.add("");
    TextTable table =
        new TextTable(
            List.of("judging half", "before", "95 %", "after", "95 %"),
            List.of(false, true, false, true, false));
    FIGURES.forEach((name, metric) -> table.add(cells(name, metric)));
    lines.addAll(table.lines());
    lines.add("");
    lines.add("log loss changes by " + change());
    lines.add(
        "cutoff %s becomes %s; %s rows become positive by it and %s negative"
            .formatted(
                Quantities.number(result.cutoffBefore()),
                Quantities.number(found.cutoff()),
                Quantities.count(found.gained()),
                Quantities.count(found.lost())));
    lines.add("");
    lines.add(headline());
    result.saved().ifPresent(saved -> lines.add("  digest  " + saved.model().packageDigest()));
    result.saved().ifPresent(saved -> saved.notes().forEach(n -> lines.add("  note    " + n)));
    return lines;
  }

  private List<String> leftOut() {
    LabelledHalves.Counts rows = result.rows();
    Map<String, Long> reasons = new LinkedHashMap<>();
    reasons.put("without a label", rows.unlabelled());
    reasons.put("that the model rejects", rows.rejected());
    reasons.put("without a score", rows.unscored());
    return reasons.entrySet().stream()
        .filter(reason -> reason.getValue() > 0)
        .map(
            reason ->
                "  left out  %s of %s rows %s"
                    .formatted(
                        Quantities.count(reason.getValue()),
                        Quantities.count(rows.rows()),
                        reason.getKey()))
        .toList();
  }

  private List<String> cells(String name, BinaryMetric metric) {
    Figure before = metric.of(found.before(), LEVEL);
    Figure after = metric.of(found.after(), LEVEL);
    return List.of(name, value(before), interval(before), value(after), interval(after));
  }

  private static String value(Figure figure) {
    return figure.defined()
        ? String.format(Locale.ROOT, "%.5f", figure.value())
        : figure.reason().orElse("");
  }

  private static String interval(Figure figure) {
    return figure.interval().map(RecalibrateReport::range).orElse("");
  }

  private static String range(Interval interval) {
    return String.format(Locale.ROOT, "%.5f to %.5f", interval.low(), interval.high());
  }

  private String change() {
    Estimate change = found.logLossChange();
    return String.format(Locale.ROOT, "%.6f", change.value())
        + " (95 %: "
        + range(change.interval(LEVEL, IntervalMethod.STUDENT_T))
        + ")";
  }

  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("of", result.original());
    json.put("method", request.method().name().toLowerCase(Locale.ROOT));
    json.put("map", found.map().describe());
    json.put("rows", result.rows().rows());
    json.put("rows_rejected", result.rows().rejected());
    json.put("rows_unlabelled", result.rows().unlabelled());
    json.put("rows_unscored", result.rows().unscored());
    json.put("rows_fitted", result.fitted());
    json.put("rows_judged", found.before().rows());
    Map<String, Object> figures = new LinkedHashMap<>();
    FIGURES.forEach(
        (name, metric) ->
            figures.put(
                metric.name().toLowerCase(Locale.ROOT),
                Map.of(
                    "before", figure(metric.of(found.before(), LEVEL)),
                    "after", figure(metric.of(found.after(), LEVEL)))));
    json.put("figures", figures);
    Interval change = found.logLossChange().interval(LEVEL, IntervalMethod.STUDENT_T);
    json.put("log_loss_change", found.logLossChange().value());
    json.put("log_loss_change_low", change.low());
    json.put("log_loss_change_high", change.high());
    json.put("cutoff", found.cutoff());
    json.put("rows_gained", found.gained());
    json.put("rows_lost", found.lost());
    result.saved().ifPresent(saved -> json.put("package", saved.model().uri()));
    result.saved().ifPresent(saved -> json.put("digest", saved.model().packageDigest()));
    return json;
  }

  private static Map<String, Object> figure(Figure figure) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("value", figure.defined() ? figure.value() : null);
    json.put("reason", figure.reason().orElse(null));
    json.put("low", figure.interval().map(Interval::low).orElse(null));
    json.put("high", figure.interval().map(Interval::high).orElse(null));
    return json;
  }
}
