package dev.assay.jobs.registry;

import dev.assay.yaml.Key;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** {@code aliases.yaml} of a model: names that point to versions and may move. */
record Aliases(
    @Key(doc = "Version of this file's format; 1.") int format,
    @Key(doc = "The version that each alias points to.", def = "{}") Map<String, String> aliases) {
  static final int FORMAT = 1;
  static final Aliases NONE = new Aliases(FORMAT, Map.of());

  Aliases {
    aliases = Collections.unmodifiableMap(new TreeMap<>(aliases));
  }

  Aliases with(String alias, String version) {
    Map<String, String> changed = new TreeMap<>(aliases);
    changed.put(alias, version);
    return new Aliases(FORMAT, changed);
  }
}
