package dev.assay.plan;

import dev.assay.model.Manifest;
import java.io.Serializable;

/**
 * A model of a run, resolved once on the driver.
 *
 * @param role champion or challenger
 * @param reference how the configuration named it
 * @param packageUri where its package lies
 * @param packageDigest the digest every reader of the package must find
 * @param manifest its manifest
 */
public record PlannedModel(
    Role role, String reference, String packageUri, String packageDigest, Manifest manifest)
    implements Serializable {

  /** The part a model plays in a run. */
  public enum Role {
    CHAMPION,
    CHALLENGER
  }

  /** The model's name. */
  public String name() {
    return manifest.name();
  }

  /** The model's version. */
  public String version() {
    return manifest.version();
  }
}
