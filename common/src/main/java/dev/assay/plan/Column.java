package dev.assay.plan;

/**
 * A column of a table.
 *
 * @param name its name, as the table spells it
 * @param type its type in Spark SQL's notation, such as {@code bigint}
 */
public record Column(String name, String type) {}
