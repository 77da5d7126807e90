package dev.assay.quality;

import dev.assay.yaml.Origin;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A rule file without problems.
 *
 * @param rules what it says
 * @param file its name, for messages
 * @param origins where each rule and each of its keys stands, by paths such as {@code
 *     rows[0].range.column}
 */
public record LoadedRules(RuleSet rules, String file, Map<String, Origin> origins) {
  public LoadedRules {
    origins = Collections.unmodifiableMap(new LinkedHashMap<>(origins));
  }

  /** File, line and key for a message: {@code quality.yaml:12: rows[0].range.column}. */
  public String place(String path) {
    String known = path;
    while (!origins.containsKey(known) && known.contains(".")) {
      known = known.substring(0, known.lastIndexOf('.'));
    }
    Origin origin = origins.get(known);
    return (origin == null ? file : origin.location()) + ": " + path;
  }
}
