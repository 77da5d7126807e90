package dev.assay.plan;

import java.util.Optional;

/**
 * An input that cannot change any more: a Delta table at a version, or a Parquet directory by the
 * digest of its listing.
 *
 * @param kind Parquet or Delta
 * @param table what the configuration calls it
 * @param location the resolved path
 * @param catalogTable whether {@code table} is a name in the catalog and not a path
 * @param deltaVersion the Delta version; null for Parquet
 * @param digest SHA-256 of what pins it: the sorted listing (path, size, modification time) of a
 *     Parquet directory, or the table id and version of a Delta table
 * @param files number of data files
 * @param bytes their size
 * @param rows number of rows before the filter, where the metadata tells without reading; else null
 */
public record PinnedInput(
    Kind kind,
    String table,
    String location,
    boolean catalogTable,
    Long deltaVersion,
    String digest,
    long files,
    long bytes,
    Long rows) {

  /** The formats that can be read. */
  public enum Kind {
    PARQUET,
    DELTA
  }

  /** The Delta version, where there is one. */
  public Optional<Long> version() {
    return Optional.ofNullable(deltaVersion);
  }

  /** Rows before the filter, where known without reading. */
  public Optional<Long> knownRows() {
    return Optional.ofNullable(rows);
  }

  /**
   * The one name under which the table's history is kept, however a configuration spells its path:
   * the name in the catalog, or the qualified path.
   */
  public String name() {
    return catalogTable ? table : location;
  }

  /** The pin as a person reads it: {@code people (parquet, sha256:1f0c...)}. */
  public String describe() {
    return kind == Kind.DELTA
        ? table + " (delta, version " + deltaVersion + ")"
        : table + " (parquet, " + digest.substring(0, Math.min(19, digest.length())) + "…)";
  }
}
