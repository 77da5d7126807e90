package dev.assay.quality;

/** The metrics that can be computed of a table. */
public enum MetricName {
  /** Rows. */
  ROW_COUNT(0, 0, Wants.ANYTHING, Cost.SHARED),
  /** Share of rows with a value that is not null. */
  COMPLETENESS(1, 1, Wants.ANYTHING, Cost.SHARED),
  /** Distinct values by rows with a value. */
  DISTINCTNESS(1, Integer.MAX_VALUE, Wants.GROUPABLE, Cost.GROUPED),
  /** Values that stand only once, by rows with a value. */
  UNIQUENESS(1, Integer.MAX_VALUE, Wants.GROUPABLE, Cost.GROUPED),
  /** Arithmetic mean. */
  MEAN(1, 1, Wants.NUMBERS, Cost.SHARED),
  /** Smallest value. */
  MINIMUM(1, 1, Wants.NUMBERS, Cost.SHARED),
  /** Largest value. */
  MAXIMUM(1, 1, Wants.NUMBERS, Cost.SHARED),
  /** The value that a share {@code at} of the rows does not exceed, approximately. */
  QUANTILE(1, 1, Wants.NUMBERS, Cost.SHARED),
  /** Sum. */
  SUM(1, 1, Wants.NUMBERS, Cost.SHARED),
  /** Standard deviation of the population. */
  STANDARD_DEVIATION(1, 1, Wants.NUMBERS, Cost.SHARED),
  /** Pearson's correlation of two columns. */
  CORRELATION(2, 2, Wants.NUMBERS, Cost.SHARED),
  /** Entropy of a column's values in nats. */
  ENTROPY(1, 1, Wants.GROUPABLE, Cost.GROUPED),
  /** Mutual information of two columns in nats. */
  MUTUAL_INFORMATION(2, 2, Wants.GROUPABLE, Cost.GROUPED),
  /** Number of distinct values, approximately (HyperLogLog++). */
  APPROX_COUNT_DISTINCT(1, 1, Wants.GROUPABLE, Cost.SHARED),
  /** Share of rows for which {@link MetricKey#predicate} is true. */
  COMPLIANCE(0, 0, Wants.ANYTHING, Cost.SHARED),
  /** Rows by value, as {@link MetricValue.Counts}. */
  VALUE_COUNTS(1, 1, Wants.GROUPABLE, Cost.GROUPED),
  /** Newest date or timestamp, as {@link MetricValue.Moment}. */
  NEWEST(1, 1, Wants.TIMES, Cost.SHARED),
  /** Rows in bins of the values but NaN, as {@link MetricValue.Bins}. */
  BINS(1, 1, Wants.NUMBERS, Cost.SHARED);

  /** What columns a metric can be computed of. */
  enum Wants {
    ANYTHING,
    GROUPABLE,
    NUMBERS,
    TIMES
  }

  private enum Cost {
    SHARED,
    GROUPED
  }

  private final int fewest;
  private final int most;
  private final Wants wants;
  private final Cost cost;

  MetricName(int fewest, int most, Wants wants, Cost cost) {
    this.fewest = fewest;
    this.most = most;
    this.wants = wants;
    this.cost = cost;
  }

  /** Fewest columns it is of. */
  int fewestColumns() {
    return fewest;
  }

  /** Most columns it is of. */
  int mostColumns() {
    return most;
  }

  Wants wants() {
    return wants;
  }

  /** Whether it needs the frequencies of its columns' values, and not only the shared scan. */
  public boolean grouped() {
    return cost == Cost.GROUPED;
  }

  /** Whether a history rule can name it: its value is one number and it needs no SQL. */
  public boolean inHistoryRules() {
    return switch (this) {
      case VALUE_COUNTS, NEWEST, BINS, COMPLIANCE -> false;
      default -> true;
    };
  }

  /** Least value it can have. */
  double least() {
    return switch (this) {
      case CORRELATION -> -1;
      case MEAN, MINIMUM, MAXIMUM, QUANTILE, SUM, NEWEST -> Double.NEGATIVE_INFINITY;
      default -> 0;
    };
  }

  /** Largest value it can have. */
  double most() {
    return switch (this) {
      case COMPLETENESS, DISTINCTNESS, UNIQUENESS, COMPLIANCE, CORRELATION -> 1;
      default -> Double.POSITIVE_INFINITY;
    };
  }

  /** The name as rule files and the metrics table spell it: {@code row-count}. */
  public String key() {
    return Kinds.of(this);
  }
}
