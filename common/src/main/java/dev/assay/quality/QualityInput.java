package dev.assay.quality;

import java.time.LocalDate;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What rules are matched with.
 *
 * @param asOf the run's date, for <code>${as-of}</code> in SQL
 * @param table what the input is called, for messages
 * @param columns the input's columns and derived features with their types in Spark SQL's notation,
 *     in order
 * @param references the same of each reference table that could be read; an absent one was reported
 *     by who tried
 * @param profiles the reference profile of each training-serving-skew rule, by the rule's id
 */
public record QualityInput(
    LocalDate asOf,
    String table,
    Map<String, String> columns,
    Map<String, Map<String, String>> references,
    Map<String, ReferenceProfile> profiles) {

  public QualityInput {
    columns = Collections.unmodifiableMap(new LinkedHashMap<>(columns));
    references = Collections.unmodifiableMap(new LinkedHashMap<>(references));
    profiles = Collections.unmodifiableMap(new LinkedHashMap<>(profiles));
  }

  /** An input without other tables or profiles. */
  public static QualityInput of(LocalDate asOf, String table, Map<String, String> columns) {
    return new QualityInput(asOf, table, columns, Map.of(), Map.of());
  }
}
