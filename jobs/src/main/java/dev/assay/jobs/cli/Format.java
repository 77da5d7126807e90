package dev.assay.jobs.cli;

import java.util.Locale;

/** How rows are printed. */
enum Format {
  /** Aligned columns for a person. */
  TABLE,
  /** RFC 4180, with a header. */
  CSV,
  /** One JSON object for each row and line. */
  JSON;

  /** As users write it, and shells complete it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
