package dev.assay.jobs.read;

import dev.assay.plan.InputShape;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * An input that has exactly the columns a run needs.
 *
 * @param rows the filtered rows; its columns are those of the shape, in that order
 * @param all the filtered rows with every column of the table and every derived feature
 * @param shape what the columns are for
 */
public record ShapedInput(Dataset<Row> rows, Dataset<Row> all, InputShape shape) {}
