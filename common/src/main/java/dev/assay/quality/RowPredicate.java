package dev.assay.quality;

import java.io.Serializable;
import java.util.List;

/**
 * A row rule ready to be evaluated on the input.
 *
 * @param ruleId the rule
 * @param action what becomes of a row that breaks it
 * @param good Spark SQL over the input's columns, and over {@link Lookup#marker} where there is a
 *     lookup: true for a row that keeps the rule or that the rule is not about, else false; never
 *     null
 * @param about Spark SQL that is true for the rows that the rule is about, else false; null where
 *     it is about all
 * @param lookup what must be joined to the input first; null for nothing
 */
public record RowPredicate(String ruleId, Action action, String good, String about, Lookup lookup)
    implements Serializable {

  /**
   * A left join that adds one boolean column.
   *
   * @param marker name of the column: true where the key was found, else false or null
   * @param table the other table, by its name in the rule file
   * @param columns the key's columns in the input
   * @param references the key's columns in the other table, which may hold a key several times
   */
  public record Lookup(String marker, String table, List<String> columns, List<String> references)
      implements Serializable {
    public Lookup {
      columns = List.copyOf(columns);
      references = List.copyOf(references);
    }
  }
}
