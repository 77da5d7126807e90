package dev.assay.quality;

import dev.assay.yaml.Key;
import java.util.List;

/** What the input is compared with. */
public sealed interface CrossCheck {
  /** The input has as many rows as another table. */
  @Key(doc = "As many rows as another table.")
  record RowCountMatches(
      @Key(doc = "The other table, by its name under tables.") String table,
      @Key(doc = "Largest difference, as a share of the other table's rows.", def = "0")
          double tolerance,
      @Key(doc = "Spark SQL predicate: only these rows of the other table.", def = "null")
          String otherWhere)
      implements CrossCheck {}

  /** A column's sum is that of a column of another table. */
  @Key(doc = "The same sum as in another table.")
  record SumMatches(
      @Key(doc = "The column, of numbers.") String column,
      @Key(doc = "The other table, by its name under tables.") String table,
      @Key(doc = "The column there, when it has another name.", def = "null") String otherColumn,
      @Key(doc = "Largest difference, as a share of the other table's sum.", def = "0")
          double tolerance,
      @Key(doc = "Spark SQL predicate: only these rows of the other table.", def = "null")
          String otherWhere)
      implements CrossCheck {
    /** The column in the other table. */
    public String referenced() {
      return otherColumn == null ? column : otherColumn;
    }
  }

  /** The input looks like the table that the model was trained on, column by column. */
  @Key(doc = "Columns look as in the reference profile: types, values, ranges, nulls.")
  record TrainingServingSkew(
      @Key(doc = "Profile file, any Hadoop URI; the champion's own when left out.", def = "null")
          String profile,
      @Key(doc = "Columns of the profile to compare; all when left out.", def = "[]")
          List<String> columns,
      @Key(doc = "Largest share of rows with a value the profile does not know.", def = "0.001")
          double maxUnseenShare,
      @Key(doc = "Largest share of rows outside the profile's range of a number.", def = "0.001")
          double maxOutOfRangeShare,
      @Key(doc = "How much the share of nulls may rise.", def = "0.01") double maxNullRise)
      implements CrossCheck {
    public TrainingServingSkew {
      columns = List.copyOf(columns);
    }
  }
}
