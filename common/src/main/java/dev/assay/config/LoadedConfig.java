package dev.assay.config;

import java.time.LocalDate;
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

  /**
   * The same for another date.
   *
   * @param origin where the date comes from
   */
  public LoadedConfig on(LocalDate asOf, String origin) {
    JobConfig dated =
        new JobConfig(
            config.useCase(),
            config.store(),
            config.registry(),
            asOf.toString(),
            config.input(),
            config.models(),
            config.score(),
            config.quality(),
            config.labels(),
            config.attributes(),
            config.evaluate());
    Setting date = new Setting("as-of", asOf.toString(), origin);
    return new LoadedConfig(
        dated, settings.stream().map(s -> s.path().equals(date.path()) ? date : s).toList());
  }
}
