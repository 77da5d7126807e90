package dev.assay.config;

import java.util.List;

/**
 * A configuration without problems.
 *
 * @param config what the job is told
 * @param settings every effective setting with its origin, in the order of the keys
 */
public record LoadedConfig(JobConfig config, List<Setting> settings) {
  public LoadedConfig {
    settings = List.copyOf(settings);
  }
}
