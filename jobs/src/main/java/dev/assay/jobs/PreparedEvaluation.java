package dev.assay.jobs;

import dev.assay.config.LoadedConfig;
import dev.assay.evaluation.Decision;
import dev.assay.jobs.evaluate.JoinPlan;
import dev.assay.jobs.read.ShapedInput;
import dev.assay.jobs.read.TableReader;
import dev.assay.plan.PinnedInput;
import dev.assay.plan.PlannedModel;
import dev.assay.record.RunRecord;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * An evaluation of which everything is decided before a row is read.
 *
 * @param loaded the configuration
 * @param asOf the date it is for
 * @param slot what at most one current run can fill: {@code evaluate/<name>/<as-of>}
 * @param runKey the run's id
 * @param configDigest SHA-256 of the settings that shape the result
 * @param models champion first
 * @param reader the reader that pinned the tables
 * @param input the scored table as it was pinned
 * @param shaped its rows
 * @param labels the table of the labels and its rows; null where the input has them
 * @param attributes the table of protected attributes and its rows; null for none
 * @param join how rows come together
 * @param decision the rule of the verdict; null for none
 * @param published published predictions that are used
 * @param scored the places of the models that are scored
 * @param inputColumns the columns of the input that the evaluation needs beside the key
 * @param earlier the last look before this one; null for none
 * @param runs what the store holds already
 */
public record PreparedEvaluation(
    LoadedConfig loaded,
    LocalDate asOf,
    String slot,
    String runKey,
    String configDigest,
    List<PlannedModel> models,
    TableReader reader,
    PinnedInput input,
    ShapedInput shaped,
    Side labels,
    Side attributes,
    JoinPlan join,
    Decision decision,
    List<PublishedScores> published,
    List<Integer> scored,
    List<String> inputColumns,
    RunRecord earlier,
    List<RunRecord> runs) {

  public PreparedEvaluation {
    models = List.copyOf(models);
    published = List.copyOf(published);
    scored = List.copyOf(scored);
    inputColumns = List.copyOf(inputColumns);
    runs = List.copyOf(runs);
  }

  /**
   * A table beside the input.
   *
   * @param pin the table as it was pinned
   * @param key its key columns, in the order of the input's
   * @param rows its rows
   */
  public record Side(PinnedInput pin, List<String> key, Dataset<Row> rows) {
    public Side {
      key = List.copyOf(key);
    }
  }

  /** The published predictions that have the columns of the input, where some must have them. */
  Optional<PublishedScores> carriers() {
    if (!scored.isEmpty()) {
      return Optional.empty(); // what is scored has them
    }
    return published.stream()
        .filter(scores -> scores.passThrough().containsAll(inputColumns))
        .findFirst();
  }

  /** Whether the input is scanned for nothing but its columns. */
  boolean scansInputAlone() {
    return scored.isEmpty() && carriers().isEmpty();
  }

  /** Passes over tables, one line each. */
  public List<String> scans() {
    List<String> scans = new ArrayList<>();
    if (!scored.isEmpty()) {
      scans.add(
          "the input: scored by "
              + String.join(", ", scored.stream().map(m -> reference(m)).toList())
              + ", whose predictions no published run holds as they would be scored");
    } else if (scansInputAlone()) {
      scans.add(
          "the input: "
              + String.join(", ", inputColumns)
              + ", which the predictions do not carry (score.pass-through)");
    }
    for (PublishedScores scores : published) {
      scans.add(
          "predictions of run "
              + scores.run().runId()
              + ": "
              + String.join(", ", scores.models().stream().map(m -> reference(m)).toList()));
    }
    if (labels != null) {
      scans.add("the labels: " + labels.pin().describe());
    }
    if (attributes != null) {
      scans.add("the attributes: " + attributes.pin().describe());
    }
    return scans;
  }

  private String reference(int model) {
    return models.get(model).manifest().reference();
  }
}
