package dev.assay.jobs.store;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.types.DataType;

/**
 * A result table as it is created.
 *
 * @param name its name, which is also its directory
 * @param comment what it holds
 * @param columns its columns in order, partition columns last
 * @param partitionBy names of the partition columns
 * @param properties table properties
 * @param volume how many rows a run gives it
 */
record TableSpec(
    String name,
    String comment,
    List<ColumnSpec> columns,
    List<String> partitionBy,
    Map<String, String> properties,
    Volume volume) {

  private static final Set<String> OF_THE_RUN = Set.of("as_of", "run_id");

  TableSpec {
    columns = List.copyOf(columns);
    partitionBy = List.copyOf(partitionBy);
    properties = Map.copyOf(properties);
  }

  /** How many rows a run gives a table, which decides the sessions that write and read it. */
  enum Volume {
    /** As many as the input has, more or less. */
    ROWS,
    /** Figures of the run, which the driver holds. */
    FIGURES
  }

  /** What a column is there for. */
  enum Role {
    KEY,
    FIXED,
    /** Like FIXED, but stores that earlier versions made lack it, and rows may come without it. */
    LATER,
    PASS_THROUGH;

    /** Whether the column is named by us. */
    boolean ours() {
      return this == FIXED || this == LATER;
    }

    /** Whether a table that lacks the column is given it. */
    boolean addable() {
      return this == LATER || this == PASS_THROUGH;
    }
  }

  /**
   * A column.
   *
   * @param name its name
   * @param type its type in Spark SQL's notation
   * @param comment what it holds
   * @param role what it is there for
   */
  record ColumnSpec(String name, String type, String comment, Role role) {

    /** Whether it has this name; names differ by more than case. */
    boolean named(String other) {
      return name.equalsIgnoreCase(other);
    }

    /** The type in one spelling, without nullability. */
    String canonicalType() {
      return DataType.fromDDL(type).catalogString();
    }

    /** A key of lookups by name. */
    String folded() {
      return name.toLowerCase(Locale.ROOT);
    }
  }

  /** The column of this name. */
  Optional<ColumnSpec> column(String column) {
    return columns.stream().filter(c -> c.named(column)).findFirst();
  }

  /** The partition columns by which the rows of one run are told apart, such as the model. */
  List<String> parts() {
    return partitionBy.stream().filter(c -> !OF_THE_RUN.contains(c)).toList();
  }
}
