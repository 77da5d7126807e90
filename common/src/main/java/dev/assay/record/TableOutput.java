package dev.assay.record;

/**
 * A table that a run wrote to.
 *
 * @param table name of the result table, such as {@code predictions}
 * @param path where it lies, as a URI
 * @param version the Delta version that holds all of the run's rows
 * @param rows the run's rows in it
 */
public record TableOutput(String table, String path, long version, long rows) {}
