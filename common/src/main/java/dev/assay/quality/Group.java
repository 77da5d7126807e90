package dev.assay.quality;

import java.util.Locale;

/** The sections of a rule file, in the order in which they are evaluated. */
public enum Group {
  /** Rules that each row of the input keeps or breaks. */
  ROWS,
  /** Bounds on metrics of the input. */
  BATCH,
  /** Metrics of the input against those of earlier runs. */
  HISTORY,
  /** The input against other tables and against the model's reference profile. */
  CROSS,
  /** The scores, before they are published. */
  OUTPUT;

  /** The section's key in a rule file. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
