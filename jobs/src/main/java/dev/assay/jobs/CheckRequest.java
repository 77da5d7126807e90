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
 * @param features derived features: name to Spark SQL expression
 * @param key columns whose values name rows in samples; may be empty
 * @param allowEmpty whether a table without rows is fine
 * @param asOf the date of the check
 * @param rules what must hold
 * @param store where earlier runs left metrics; null for no history
 */
public record CheckRequest(
    String table,
    Long version,
    String timestamp,
    String filter,
    Map<String, String> features,
    List<String> key,
    boolean allowEmpty,
    LocalDate asOf,
    LoadedRules rules,
    String store) {

  public CheckRequest {
    features = Collections.unmodifiableMap(new LinkedHashMap<>(features));
    key = List.copyOf(key);
  }
}
