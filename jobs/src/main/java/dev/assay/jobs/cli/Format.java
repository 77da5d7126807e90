package dev.assay.jobs.cli;

/** How rows are printed. */
enum Format {
  /** Aligned columns for a person. */
  TABLE,
  /** RFC 4180, with a header. */
  CSV,
  /** One JSON object for each row and line. */
  JSON
}
