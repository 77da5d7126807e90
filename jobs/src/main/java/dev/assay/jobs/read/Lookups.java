package dev.assay.jobs.read;

import dev.assay.quality.RowPredicate.Lookup;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/** Looks keys of the input up in other tables, for rules that ask whether they are there. */
public final class Lookups {
  private Lookups() {}

  /**
   * The input with one boolean column for each lookup, at the end: true where the key is in the
   * other table, else null. A key that holds a null is in none. No row is added or lost.
   *
   * @param table gives the other tables by their names in the lookups
   */
  public static Dataset<Row> join(
      Dataset<Row> input, List<Lookup> lookups, Function<String, Dataset<Row>> table) {
    Dataset<Row> joined = input;
    for (Lookup lookup : lookups) {
      joined = join(joined, lookup, table.apply(lookup.table()));
    }
    return joined;
  }

  private static Dataset<Row> join(Dataset<Row> input, Lookup lookup, Dataset<Row> table) {
    List<Column> keys = new ArrayList<>();
    List<String> names = new ArrayList<>();
    Column same = functions.lit(true);
    for (int k = 0; k < lookup.columns().size(); k++) {
      String name = lookup.marker() + "_" + k;
      names.add(name);
      keys.add(column(lookup.references().get(k)).as(name));
      same = same.and(column(lookup.columns().get(k)).equalTo(column(name)));
    }
    Dataset<Row> found =
        table
            .select(keys.toArray(new Column[0]))
            .distinct()
            .withColumn(lookup.marker(), functions.lit(true));
    return input.join(found, same, "left_outer").drop(names.toArray(new String[0]));
  }

  private static Column column(String name) {
    return functions.col("`" + name.replace("`", "``") + "`");
  }
}
