package dev.assay.jobs;

import dev.assay.error.AssayException;
import dev.assay.error.ErrorCode;
import dev.assay.jobs.Merged.Figure;
import dev.assay.jobs.quality.StateStore;
import dev.assay.jobs.store.MeasuredMetrics;
import dev.assay.jobs.store.ResultStore;
import dev.assay.jobs.store.RunHandle;
import dev.assay.plan.Nearest;
import dev.assay.plan.PinnedInput;
import dev.assay.quality.MetricKey;
import dev.assay.quality.MetricValue;
import dev.assay.quality.MetricValue.Failed;
import dev.assay.record.CurrentRuns;
import dev.assay.record.Json;
import dev.assay.record.RunRecord;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;

/**
 * Merges the states that the current runs of several dates kept into metrics of all their rows; no
 * input is read. Redrives kept none: their rows were measured by the runs that quarantined them.
 */
public final class MergeJob {
  private static final int NAMED = 5;

  private final SparkSession spark;

  /** A job that runs in this session. */
  public MergeJob(SparkSession spark) {
    this.spark = spark;
  }

  /**
   * Merges.
   *
   * @throws AssayException (STORE, USAGE) where there is nothing to merge
   */
  public Merged run(MergeRequest request) {
    List<RunRecord> inRange = inRange(request);
    StateStore states = new StateStore(spark, ResultStore.states(request.store()));
    Collection<String> kept = Set.copyOf(states.names());
    List<RunRecord> merged = inRange.stream().filter(r -> kept.contains(states(r))).toList();
    List<RunRecord> stateless = inRange.stream().filter(r -> !kept.contains(states(r))).toList();
    if (merged.isEmpty()) {
      throw nothing(request, stateless);
    }
    Map<String, String> tables = new LinkedHashMap<>();
    merged.forEach(run -> tables.put(run.runId(), input(run).name()));
    return new Merged(
        figures(states, merged, MeasuredMetrics.of(spark, request.store(), tables)),
        merged,
        stateless,
        missing(request, inRange),
        merged.stream().map(run -> input(run).table()).distinct().sorted().toList());
  }

  private List<RunRecord> inRange(MergeRequest request) {
    String useCase =
        request.useCase() == null
            ? ResultStore.useCase(spark, request.store()).orElse("")
            : request.useCase();
    List<RunRecord> dated =
        CurrentRuns.whole(ResultStore.runs(spark, request.store(), useCase)).stream()
            .filter(run -> run.slot().equals(request.family() + "/" + run.start().asOf()))
            .filter(run -> !run.start().asOf().isBefore(request.from()))
            .filter(run -> !run.start().asOf().isAfter(request.to()))
            .sorted(Comparator.comparing(run -> run.start().asOf()))
            .toList();
    if (request.table() == null) {
      return dated;
    }
    List<RunRecord> ofTable =
        dated.stream().filter(run -> isOf(request.table(), input(run))).toList();
    if (ofTable.isEmpty() && !dated.isEmpty()) {
      List<String> tables =
          dated.stream().map(run -> input(run).table()).distinct().sorted().toList();
      throw new AssayException(
          ErrorCode.USAGE,
          "Cannot merge the figures of '"
              + request.table()
              + "': no run from "
              + request.from()
              + " to "
              + request.to()
              + " read a table of that name. "
              + Nearest.hint("tables", request.table(), tables));
    }
    return ofTable;
  }

  private static PinnedInput input(RunRecord run) {
    return Json.read(run.start().input(), PinnedInput.class);
  }

  /** Whether an input has that name, or was called so by its job. */
  private static boolean isOf(String table, PinnedInput input) {
    return table.equals(input.name()) || table.equals(input.table());
  }

  private static String states(RunRecord run) {
    return RunHandle.states(run.runId(), run.attempt());
  }

  private static AssayException nothing(MergeRequest request, List<RunRecord> stateless) {
    String reason =
        stateless.isEmpty()
            ? "no published run of '" + request.family() + "' is for a date within"
            : "the runs of "
                + stateless.stream()
                    .limit(NAMED)
                    .map(run -> run.start().asOf().toString())
                    .collect(Collectors.joining(", "))
                + (stateless.size() > NAMED ? " and " + (stateless.size() - NAMED) + " more" : "")
                + " kept no states";
    return new AssayException(
        ErrorCode.STORE,
        "Cannot merge the figures from %s to %s in the store '%s': %s. States are kept by runs whose rules need metrics of the input; assay runs lists the runs."
            .formatted(request.from(), request.to(), request.store(), reason));
  }

  private static List<LocalDate> missing(MergeRequest request, List<RunRecord> inRange) {
    Set<LocalDate> there =
        inRange.stream().map(run -> run.start().asOf()).collect(Collectors.toSet());
    return request
        .from()
        .datesUntil(request.to().plusDays(1))
        .filter(day -> !there.contains(day))
        .toList();
  }

  private static List<Figure> figures(
      StateStore states, List<RunRecord> merged, Map<String, Collection<String>> measured) {
    Map<String, MetricKey> keys = new LinkedHashMap<>();
    measured.keySet().forEach(text -> MetricKey.parse(text).ifPresent(key -> keys.put(text, key)));
    Map<MetricKey, MetricValue> values =
        keys.isEmpty()
            ? Map.of()
            : states.merge(merged.stream().map(MergeJob::states).toList(), keys.values()).values();
    List<Figure> figures = new ArrayList<>();
    measured.forEach(
        (text, runs) -> figures.add(figure(text, keys.get(text), values, merged, runs)));
    return figures;
  }

  private static Figure figure(
      String text,
      MetricKey key,
      Map<MetricKey, MetricValue> values,
      List<RunRecord> merged,
      Collection<String> runs) {
    MetricValue value =
        key == null
            ? new Failed("this version of Assay does not know the metric")
            : values.get(key);
    List<String> lacking =
        merged.stream()
            .filter(run -> !runs.contains(run.runId()))
            .map(run -> run.start().asOf().toString())
            .toList();
    if (value instanceof Failed && !lacking.isEmpty()) {
      String more = lacking.size() > NAMED ? " and " + (lacking.size() - NAMED) + " more" : "";
      value =
          new Failed(
              "no state of it in the runs of "
                  + String.join(", ", lacking.subList(0, Math.min(NAMED, lacking.size())))
                  + more);
    }
    return new Figure(
        text, key, value, runs.size(), key != null && StateStore.mergesExactly(key.name()));
  }
}
