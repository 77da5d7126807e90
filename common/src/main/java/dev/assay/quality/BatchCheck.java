package dev.assay.quality;

import dev.assay.yaml.Key;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a batch rule asks of the whole input. */
public sealed interface BatchCheck {
  /** The columns it names. */
  default List<String> columns() {
    return List.of();
  }

  /** A metric that must lie within bounds. */
  sealed interface Bounded extends BatchCheck {
    /** Which metric. */
    MetricName metric();

    /** Lowest value that passes; null for none. */
    Double min();

    /** Highest value that passes; null for none. */
    Double max();

    /** For a quantile: which one; else null. */
    default Double at() {
      return null;
    }

    /** Both bounds. */
    default Bounds bounds() {
      return new Bounds(min(), max());
    }
  }

  /** Number of rows. */
  @Key(doc = "Number of rows.")
  record RowCount(
      @Key(doc = "Lowest value that passes.", def = "null") Double min,
      @Key(doc = "Highest value that passes.", def = "null") Double max)
      implements Bounded {
    @Override
    public MetricName metric() {
      return MetricName.ROW_COUNT;
    }
  }

  /** Share of rows with a value that is not null. */
  @Key(doc = "Share of rows with a value that is not null.")
  record Completeness(
      @Key(doc = "The column.") String column,
      @Key(doc = "Lowest value that passes.", def = "null") Double min,
      @Key(doc = "Highest value that passes.", def = "null") Double max)
      implements Bounded {
    @Override
    public List<String> columns() {
      return List.of(column);
    }

    @Override
    public MetricName metric() {
      return MetricName.COMPLETENESS;
    }
  }

  /** Distinct values by rows, of one or more columns together. */
  @Key(doc = "Distinct values by rows, of one or more columns together.")
  record Distinctness(
      @Key(doc = "One or more columns.") List<String> columns,
      @Key(doc = "Lowest value that passes.", def = "null") Double min,
      @Key(doc = "Highest value that passes.", def = "null") Double max)
      implements Bounded {
    public Distinctness {
      columns = List.copyOf(columns);
    }

    @Override
    public MetricName metric() {
      return MetricName.DISTINCTNESS;
    }
  }

  /** Share of values that stand only once, of one or more columns together; 1 for a key. */
  @Key(doc = "Share of values that stand only once, of one or more columns together; 1 for a key.")
  record Uniqueness(
      @Key(doc = "One or more columns.") List<String> columns,
      @Key(doc = "Lowest value that passes.", def = "null") Double min,
      @Key(doc = "Highest value that passes.", def = "null") Double max)
      implements Bounded {
    public Uniqueness {
      columns = List.copyOf(columns);
    }

    @Override
    public MetricName metric() {
      return MetricName.UNIQUENESS;
    }
  }

  /** Mean of a column of numbers. */
  @Key(doc = "Mean of a column of numbers.")
  record Mean(
      @Key(doc = "The column.") String column,
      @Key(doc = "Lowest value that passes.", def = "null") Double min,
      @Key(doc = "Highest value that passes.", def = "null") Double max)
      implements Bounded {
    @Override
    public List<String> columns() {
      return List.of(column);
    }

    @Override
    public MetricName metric() {
      return MetricName.MEAN;
    }
  }

  /** Smallest value of a column of numbers. */
  @Key(doc = "Smallest value of a column of numbers.")
  record Minimum(
      @Key(doc = "The column.") String column,
      @Key(doc = "Lowest value that passes.", def = "null") Double min,
      @Key(doc = "Highest value that passes.", def = "null") Double max)
      implements Bounded {
    @Override
    public List<String> columns() {
      return List.of(column);
    }

    @Override
    public MetricName metric() {
      return MetricName.MINIMUM;
    }
  }

  /** Largest value of a column of numbers. */
  @Key(doc = "Largest value of a column of numbers.")
  record Maximum(
      @Key(doc = "The column.") String column,
      @Key(doc = "Lowest value that passes.", def = "null") Double min,
      @Key(doc = "Highest value that passes.", def = "null") Double max)
      implements Bounded {
    @Override
    public List<String> columns() {
      return List.of(column);
    }

    @Override
    public MetricName metric() {
      return MetricName.MAXIMUM;
    }
  }

  /** Approximate quantile of a column of numbers. */
  @Key(doc = "Approximate quantile of a column of numbers.")
  record Quantile(
      @Key(doc = "The column.") String column,
      @Key(doc = "Which one: 0.5 is the median.") Double at,
      @Key(doc = "Lowest value that passes.", def = "null") Double min,
      @Key(doc = "Highest value that passes.", def = "null") Double max)
      implements Bounded {
    @Override
    public List<String> columns() {
      return List.of(column);
    }

    @Override
    public MetricName metric() {
      return MetricName.QUANTILE;
    }
  }

  /** Sum of a column of numbers. */
  @Key(doc = "Sum of a column of numbers.")
  record Sum(
      @Key(doc = "The column.") String column,
      @Key(doc = "Lowest value that passes.", def = "null") Double min,
      @Key(doc = "Highest value that passes.", def = "null") Double max)
      implements Bounded {
    @Override
    public List<String> columns() {
      return List.of(column);
    }

    @Override
    public MetricName metric() {
      return MetricName.SUM;
    }
  }

  /** Standard deviation of a column of numbers. */
  @Key(doc = "Standard deviation of a column of numbers.")
  record StandardDeviation(
      @Key(doc = "The column.") String column,
      @Key(doc = "Lowest value that passes.", def = "null") Double min,
      @Key(doc = "Highest value that passes.", def = "null") Double max)
      implements Bounded {
    @Override
    public List<String> columns() {
      return List.of(column);
    }

    @Override
    public MetricName metric() {
      return MetricName.STANDARD_DEVIATION;
    }
  }

  /** Pearson's correlation of two columns of numbers. */
  @Key(doc = "Pearson's correlation of two columns of numbers.")
  record Correlation(
      @Key(doc = "Two columns.") List<String> columns,
      @Key(doc = "Lowest value that passes.", def = "null") Double min,
      @Key(doc = "Highest value that passes.", def = "null") Double max)
      implements Bounded {
    public Correlation {
      columns = List.copyOf(columns);
    }

    @Override
    public MetricName metric() {
      return MetricName.CORRELATION;
    }
  }

  /** Entropy of a column's values, in nats. */
  @Key(doc = "Entropy of a column's values, in nats.")
  record Entropy(
      @Key(doc = "The column.") String column,
      @Key(doc = "Lowest value that passes.", def = "null") Double min,
      @Key(doc = "Highest value that passes.", def = "null") Double max)
      implements Bounded {
    @Override
    public List<String> columns() {
      return List.of(column);
    }

    @Override
    public MetricName metric() {
      return MetricName.ENTROPY;
    }
  }

  /** Mutual information of two columns, in nats. */
  @Key(doc = "Mutual information of two columns, in nats.")
  record MutualInformation(
      @Key(doc = "Two columns.") List<String> columns,
      @Key(doc = "Lowest value that passes.", def = "null") Double min,
      @Key(doc = "Highest value that passes.", def = "null") Double max)
      implements Bounded {
    public MutualInformation {
      columns = List.copyOf(columns);
    }

    @Override
    public MetricName metric() {
      return MetricName.MUTUAL_INFORMATION;
    }
  }

  /** Number of distinct values, approximately. */
  @Key(doc = "Number of distinct values, approximately.")
  record ApproxCountDistinct(
      @Key(doc = "The column.") String column,
      @Key(doc = "Lowest value that passes.", def = "null") Double min,
      @Key(doc = "Highest value that passes.", def = "null") Double max)
      implements Bounded {
    @Override
    public List<String> columns() {
      return List.of(column);
    }

    @Override
    public MetricName metric() {
      return MetricName.APPROX_COUNT_DISTINCT;
    }
  }

  /** The newest date or timestamp is not too far before the as-of date, and not after it. */
  @Key(doc = "Days from the newest date or timestamp of a column to the as-of date.")
  record Freshness(
      @Key(doc = "The column, of dates or timestamps.") String column,
      @Key(doc = "Most days that it may lie before the as-of date.") int maxDays,
      @Key(doc = "Most days that it may lie after the as-of date; any when left out.", def = "null")
          Integer maxDaysAhead)
      implements BatchCheck {
    @Override
    public List<String> columns() {
      return List.of(column);
    }
  }

  /** The input has exactly these columns, or at least these. */
  @Key(doc = "The input's columns and their types.")
  record SchemaEquals(
      @Key(doc = "Type of each column in Spark SQL's notation, such as {id: bigint}.")
          Map<String, String> types,
      @Key(doc = "Whether there may be more columns.", def = "false") boolean allowMore)
      implements BatchCheck {
    public SchemaEquals {
      types = Collections.unmodifiableMap(new LinkedHashMap<>(types));
    }
  }

  /** Each named value has its share of the rows that have a value. */
  @Key(doc = "The shares of a column's values among the rows that have one.")
  record ClassBalance(
      @Key(doc = "The column.") String column,
      @Key(doc = "Bounds for the share of each value, such as {1: {min: 0.4, max: 0.6}}.")
          Map<String, ShareBounds> shares,
      @Key(doc = "Largest share of all other values together; any when left out.", def = "null")
          Double maxOther)
      implements BatchCheck {
    public ClassBalance {
      shares = Collections.unmodifiableMap(new LinkedHashMap<>(shares));
    }

    @Override
    public List<String> columns() {
      return List.of(column);
    }
  }

  /** Bounds of a share. */
  record ShareBounds(
      @Key(doc = "Smallest share, 0 to 1.", def = "null") Double min,
      @Key(doc = "Largest share, 0 to 1.", def = "null") Double max) {
    /** Both bounds. */
    public Bounds bounds() {
      return new Bounds(min, max);
    }
  }
}
