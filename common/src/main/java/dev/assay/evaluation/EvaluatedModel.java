package dev.assay.evaluation;

import java.io.Serializable;

/**
 * A model of an evaluation.
 *
 * @param name its name
 * @param version its version
 * @param cutoff a score at or above it selects the row; of binary models
 */
public record EvaluatedModel(String name, String version, double cutoff) implements Serializable {
  /** {@code name@version}. */
  public String reference() {
    return name + "@" + version;
  }
}
