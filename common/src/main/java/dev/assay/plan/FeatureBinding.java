package dev.assay.plan;

import dev.assay.model.Feature;

/**
 * A feature of a model and the column that it is read from.
 *
 * @param feature what the model wants
 * @param column index of the column in the shaped input
 * @param type the column's type in Spark SQL's notation, such as {@code bigint} or {@code
 *     array<float>}
 * @param check what must be checked of each value
 */
public record FeatureBinding(Feature feature, int column, String type, ValueCheck check) {}
