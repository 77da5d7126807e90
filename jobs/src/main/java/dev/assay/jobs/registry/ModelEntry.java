package dev.assay.jobs.registry;

import dev.assay.model.Manifest;
import java.util.List;
import java.util.Optional;

/**
 * A version in a registry, as its manifest describes it; its files were not verified.
 *
 * @param name the model's name
 * @param version the model's version
 * @param aliases the aliases that point to it
 * @param uri where its package lies
 * @param manifest its manifest; empty where it cannot be read
 * @param problem why it cannot be read
 */
public record ModelEntry(
    String name,
    String version,
    List<String> aliases,
    String uri,
    Optional<Manifest> manifest,
    Optional<String> problem) {
  public ModelEntry {
    aliases = List.copyOf(aliases);
  }
}
