package dev.assay.quality;

import dev.assay.yaml.Key;
import java.util.List;

/**
 * What a row rule asks of a row. A null breaks {@code not-null} and {@code predicate} only; the
 * others are about values that are there.
 */
public sealed interface RowCheck {
  /** The columns it names, in the order in which it names them; none for SQL. */
  List<String> columns();

  /** A value is there: not null, and in columns of floating point not NaN either. */
  @Key(doc = "The column has a value: neither null nor NaN.")
  record NotNull(@Key(doc = "The column.") String column) implements RowCheck {
    @Override
    public List<String> columns() {
      return List.of(column);
    }
  }

  /** The value is one of a list. */
  @Key(doc = "The value is one of a list; a null is fine.")
  record InSet(
      @Key(doc = "The column.") String column,
      @Key(doc = "The values, written as the column's type: [1, 2], [Yes, No], [2018-12-31].")
          List<String> values)
      implements RowCheck {
    public InSet {
      values = List.copyOf(values);
    }

    @Override
    public List<String> columns() {
      return List.of(column);
    }
  }

  /** The value lies between two bounds, which are themselves allowed. NaN does not. */
  @Key(doc = "The value lies from min to max, both included; a null is fine, NaN is not.")
  record Range(
      @Key(doc = "The column: numbers, dates or timestamps.") String column,
      @Key(doc = "Lowest value: a number, or YYYY-MM-DD.", def = "null") String min,
      @Key(doc = "Highest value: a number, or YYYY-MM-DD.", def = "null") String max)
      implements RowCheck {
    @Override
    public List<String> columns() {
      return List.of(column);
    }
  }

  /** The whole value matches a regular expression of Java. */
  @Key(doc = "The whole text matches a regular expression; a null is fine.")
  record Pattern(
      @Key(doc = "The column, of strings.") String column,
      @Key(doc = "Java regular expression for the whole text, such as '[A-Z]{2}[0-9]+'.")
          String regex)
      implements RowCheck {
    @Override
    public List<String> columns() {
      return List.of(column);
    }
  }

  /** The text has so many characters. */
  @Key(doc = "The text has from min to max characters; a null is fine.")
  record Length(
      @Key(doc = "The column, of strings.") String column,
      @Key(doc = "Fewest characters.", def = "null") Integer min,
      @Key(doc = "Most characters.", def = "null") Integer max)
      implements RowCheck {
    @Override
    public List<String> columns() {
      return List.of(column);
    }
  }

  /** A predicate of Spark SQL is true; null is not. The only check that sees nested columns. */
  @Key(doc = "A Spark SQL predicate is true; a row for which it is null breaks the rule.")
  record Predicate(@Key(doc = "Such as 'AGEP >= 16 OR MIL = 0'.") String sql) implements RowCheck {
    @Override
    public List<String> columns() {
      return List.of();
    }
  }

  /** The text can be read as another type. */
  @Key(doc = "The text can be read as a number, date and so on; a null is fine.")
  record Parsable(
      @Key(doc = "The column, of strings.") String column,
      @Key(doc = "What it must be readable as.") ParsableType as,
      @Key(doc = "For date and timestamp: Spark's pattern, such as dd.MM.yyyy.", def = "null")
          String format)
      implements RowCheck {
    @Override
    public List<String> columns() {
      return List.of(column);
    }
  }

  /** The key is there in another table. */
  @Key(doc = "The key is there in another table; a key with a null in it is fine.")
  record ExistsIn(
      @Key(doc = "The columns of the key.") List<String> columns,
      @Key(doc = "The other table, by its name under tables.") String table,
      @Key(doc = "The key's columns there, when they have other names.", def = "[]")
          List<String> references)
      implements RowCheck {
    public ExistsIn {
      columns = List.copyOf(columns);
      references = List.copyOf(references);
    }

    /** The key's columns in the other table, in the same order. */
    public List<String> referenced() {
      return references.isEmpty() ? columns : references;
    }
  }

  /** What a text can be read as. */
  enum ParsableType {
    INT,
    BIGINT,
    DOUBLE,
    DATE,
    TIMESTAMP,
    BOOLEAN
  }
}
