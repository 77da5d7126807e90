package dev.assay.jobs.read;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * A whole input: every column of the table and every derived feature.
 *
 * @param rows the filtered rows; where the filter is wrong, all rows, and a null in the place of a
 *     feature that is wrong: good for analysing SQL, and for no more
 * @param columns the columns with their types in Spark SQL's notation, in order; {@link
 *     dev.assay.plan.SchemaMatch#UNKNOWN} where a feature is wrong
 */
public record SeenInput(Dataset<Row> rows, Map<String, String> columns) {
  public SeenInput {
    columns = Collections.unmodifiableMap(new LinkedHashMap<>(columns));
  }
}
