package dev.assay.jobs;

import dev.assay.statistics.Recalibration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is to be recalibrated, on which rows.
 *
 * @param registry directory of the model packages
 * @param model the model: {@code name@version} or {@code name@alias}
 * @param newVersion the version to save
 * @param method how the map is fitted
 * @param table path or catalog table with the model's columns
 * @param tableVersion Delta: the version to read; null for the newest
 * @param filter Spark SQL predicate; null for none
 * @param features derived features: name to Spark SQL expression
 * @param key columns whose values are drawn into one half or the other
 * @param labels path or catalog table with the key and the label; null where the table has it
 * @param label the column of the labels, 0 and 1
 * @param seed draws the halves
 * @param force whether a map that makes the log loss larger is saved all the same
 * @param dryRun whether nothing is saved
 */
public record RecalibrateRequest(
    String registry,
    String model,
    String newVersion,
    Recalibration.Method method,
    String table,
    Long tableVersion,
    String filter,
    Map<String, String> features,
    List<String> key,
    String labels,
    String label,
    long seed,
    boolean force,
    boolean dryRun) {

  public RecalibrateRequest {
    features = Collections.unmodifiableMap(new LinkedHashMap<>(features));
    key = List.copyOf(key);
  }
}
