package dev.assay.jobs.read;

import dev.assay.plan.PlannedModel;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a run wants of its input.
 *
 * @param table what the input is called, for messages
 * @param key names of the key columns
 * @param passThrough names of the pass-through columns
 * @param filter Spark SQL predicate with its substitutions made; null for none
 * @param filterName what the user calls the filter: a configuration's key or an option
 * @param features derived features: name to Spark SQL expression, substitutions made
 * @param models the models whose features are wanted
 */
public record ShapeRequest(
    String table,
    List<String> key,
    List<String> passThrough,
    String filter,
    String filterName,
    Map<String, String> features,
    List<PlannedModel> models) {

  public ShapeRequest {
    key = List.copyOf(key);
    passThrough = List.copyOf(passThrough);
    features = Collections.unmodifiableMap(new LinkedHashMap<>(features));
    models = List.copyOf(models);
  }

  /** A request whose filter stands in a configuration. */
  public ShapeRequest(
      String table,
      List<String> key,
      List<String> passThrough,
      String filter,
      Map<String, String> features,
      List<PlannedModel> models) {
    this(table, key, passThrough, filter, "input.filter", features, models);
  }
}
