package dev.assay.jobs;

import dev.assay.quality.LoadedRules;
import java.time.LocalDate;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A table to check without scoring it.
 *
 * @param table path or catalog name
 * @param version Delta version; null for the newest
 * @param timestamp Delta timestamp; null likewise
 * @param filter Spark SQL predicate, which may hold <code>${as-of}</code>; null for none
 * @param filterName what the user calls the filter: a configuration's key or an option
 * @param features derived features: name to Spark SQL expression
 * @param key columns whose values name rows in samples; may be empty
 * @param allowEmpty whether a table without rows is fine
 * @param asOf the date of the check
 * @param rules what must hold
 * @param champion whose reference profile rules mean that name none; null without a job
 * @param store what is known of the store
 */
public record CheckRequest(
    String table,
    Long version,
    String timestamp,
    String filter,
    String filterName,
    Map<String, String> features,
    List<String> key,
    boolean allowEmpty,
    LocalDate asOf,
    LoadedRules rules,
    Champion champion,
    Store store) {

  public CheckRequest {
    features = Collections.unmodifiableMap(new LinkedHashMap<>(features));
    key = List.copyOf(key);
  }

  /**
   * The champion of a job.
   *
   * @param registry where it is registered
   * @param model its name and version or alias
   */
  public record Champion(String registry, String model) {}

  /**
   * Where earlier runs left metrics, and whether this check is kept there, too.
   *
   * @param root the store's directory; null for none
   * @param named whether a user named it for this check, so that it must be there
   * @param useCase the job's use case; null without a job
   * @param name what the check is called there; null for the use case, or the table without a job
   * @param record whether the check is kept
   */
  public record Store(String root, boolean named, String useCase, String name, boolean record) {}
}
