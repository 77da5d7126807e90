package dev.assay.statistics;

/**
 * Scores by class in ascending bins: what figures of binary classification are computed from. A bin
 * holds one distinct score, or scores that are close to each other; within a bin each class has its
 * weight, the mean of its scores and their variance. Without weights, a weight is a number of rows.
 */
public final class ScoreTable {
  /** By how much at most a score was rounded, relative to its distance from the nearer end. */
  static final double ROUNDING = 0x1p-24;

  private final boolean distinct;
  private final boolean unrounded;
  private final double squaredWeights;
  private final double min;
  private final double max;
  private final double[] low;
  private final double[] high;
  private final double[] lowComplement;
  private final double[] highComplement;
  private final ClassScores negatives;
  private final ClassScores positives;

  private ScoreTable(Builder builder, boolean distinct, boolean unrounded, double squaredWeights) {
    this.distinct = distinct;
    this.unrounded = unrounded;
    this.squaredWeights = squaredWeights;
    min = builder.min;
    max = builder.max;
    low = builder.low;
    high = builder.high;
    lowComplement = builder.lowComplement;
    highComplement = builder.highComplement;
    negatives = builder.negatives;
    positives = builder.positives;
  }

  /** What is known of one class, by bin. */
  static final class ClassScores {
    private final long[] rowsOfBin;
    private final double[] weight;
    private final double[] mean;
    private final double[] complement;
    private final double[] variance;
    private double[] amount;
    private double total;
    private double totalAmount;
    private long rows;

    private ClassScores(int bins) {
      rowsOfBin = new long[bins];
      weight = new double[bins];
      mean = new double[bins];
      complement = new double[bins];
      variance = new double[bins];
    }

    /** Weight in a bin. */
    double weight(int bin) {
      return weight[bin];
    }

    /** Mean of the scores in a bin; the bin's beginning where it is empty. */
    double mean(int bin) {
      return mean[bin];
    }

    /** One minus the mean, without cancellation near 1. */
    double complement(int bin) {
      return complement[bin];
    }

    /** Variance of the scores in a bin. */
    double variance(int bin) {
      return variance[bin];
    }

    /** Weight in all bins. */
    double total() {
      return total;
    }

    /** Sum over all rows of the score times the weight. */
    double sum() {
      double sum = 0;
      for (int i = 0; i < weight.length; i++) {
        sum += weight[i] * mean[i];
      }
      return sum;
    }

    /** Sum over all rows of the squared score times the weight. */
    double sumOfSquares() {
      double sum = 0;
      for (int i = 0; i < weight.length; i++) {
        sum += weight[i] * (mean[i] * mean[i] + variance[i]);
      }
      return sum;
    }

    /** Sum over all rows of the squared complement of the score times the weight. */
    double sumOfSquaredComplements() {
      double sum = 0;
      for (int i = 0; i < weight.length; i++) {
        sum += weight[i] * (complement[i] * complement[i] + variance[i]);
      }
      return sum;
    }
  }

  /** Builds a table bin by bin, in ascending order. */
  static final class Builder {
    private final double min;
    private final double max;
    private final double[] low;
    private final double[] high;
    private final double[] lowComplement;
    private final double[] highComplement;
    private final ClassScores negatives;
    private final ClassScores positives;
    private int bin = -1;
    private double base;
    private double baseComplement;
    private double step;

    Builder(int bins, double min, double max) {
      this.min = min;
      this.max = max;
      low = new double[bins];
      high = new double[bins];
      lowComplement = new double[bins];
      highComplement = new double[bins];
      negatives = new ClassScores(bins);
      positives = new ClassScores(bins);
    }

    /** Begins the bin of 2^shift keys from the one given, cut off at two scores that may occur. */
    void bin(long key, int shift, double from, double to) {
      bin++;
      long last = key + (1L << shift) - 1;
      base = ScoreKey.score(key);
      baseComplement = ScoreKey.complement(key);
      step = ScoreKey.step(key);
      high[bin] = Math.max(from, Math.min(ScoreKey.score(last), to));
      low[bin] = Math.min(Math.max(base, from), high[bin]);
      lowComplement[bin] = Math.min(baseComplement, 1 - from);
      highComplement[bin] =
          Math.min(Math.max(ScoreKey.complement(last), 1 - to), lowComplement[bin]);
    }

    /** Adds a class to the bin, by its sums over steps from the bin's beginning. */
    void add(boolean positive, long rows, double weight, double steps, double squaredSteps) {
      ClassScores scores = positive ? positives : negatives;
      double mean = weight == 0 ? 0 : steps / weight;
      double variance = weight == 0 ? 0 : squaredSteps / weight - mean * mean;
      scores.rowsOfBin[bin] = rows;
      scores.weight[bin] = weight;
      scores.mean[bin] = base + step * mean;
      scores.complement[bin] = baseComplement - step * mean;
      scores.variance[bin] = step * step * Math.max(0, variance);
      scores.total += weight;
      scores.rows += rows;
    }

    /** Adds the amounts of a class to the bin. */
    void addAmount(boolean positive, double amount) {
      ClassScores scores = positive ? positives : negatives;
      if (scores.amount == null) {
        scores.amount = new double[low.length];
      }
      scores.amount[bin] = amount;
      scores.totalAmount += amount;
    }

    ScoreTable build(boolean distinct, boolean unrounded, double squaredWeights) {
      return new ScoreTable(this, distinct, unrounded, squaredWeights);
    }
  }

  /** Number of bins; every bin has rows. */
  public int bins() {
    return low.length;
  }

  /** Lowest score that a bin may hold: as a cutoff it takes in this bin and all above. */
  public double low(int bin) {
    return low[bin];
  }

  /** Highest score that a bin may hold. */
  public double high(int bin) {
    return high[bin];
  }

  double lowComplement(int bin) {
    return lowComplement[bin];
  }

  double highComplement(int bin) {
    return highComplement[bin];
  }

  /** Weight of the positives in a bin. */
  public double positives(int bin) {
    return positives.weight[bin];
  }

  /** Weight of the negatives in a bin. */
  public double negatives(int bin) {
    return negatives.weight[bin];
  }

  /** Weight of a bin. */
  public double weight(int bin) {
    return positives.weight[bin] + negatives.weight[bin];
  }

  /** Sum of the amounts of a class in a bin, each times its weight; 0 where there are none. */
  double amount(boolean positive, int bin) {
    double[] amount = scores(positive).amount;
    return amount == null ? 0 : amount[bin];
  }

  /** Sum of the amounts of a class. */
  double amounts(boolean positive) {
    return scores(positive).totalAmount;
  }

  /** Number of rows of a bin. */
  public long rows(int bin) {
    return positives.rowsOfBin[bin] + negatives.rowsOfBin[bin];
  }

  /** Mean of the scores in a bin. */
  public double mean(int bin) {
    double sum =
        positives.weight[bin] * positives.mean[bin] + negatives.weight[bin] * negatives.mean[bin];
    return sum / weight(bin);
  }

  /** One minus the mean of the scores in a bin, without cancellation near 1. */
  double complement(int bin) {
    double sum =
        positives.weight[bin] * positives.complement[bin]
            + negatives.weight[bin] * negatives.complement[bin];
    return sum / weight(bin);
  }

  /** Weight of all positives. */
  public double positives() {
    return positives.total;
  }

  /** Weight of all negatives. */
  public double negatives() {
    return negatives.total;
  }

  /** Weight of all rows. */
  public double total() {
    return positives.total + negatives.total;
  }

  /** Share of the positives. */
  public double prevalence() {
    return positives.total / total();
  }

  /** Number of rows of a class. */
  public long rows(boolean positive) {
    return positive ? positives.rows : negatives.rows;
  }

  /** Number of rows. */
  public long rows() {
    return positives.rows + negatives.rows;
  }

  /**
   * The number of rows without weights that would know as much: (sum w)^2 / sum w^2 (Kish 1965);
   * the number of rows where there are no weights.
   */
  public double effectiveRows() {
    return Double.isNaN(squaredWeights) ? rows() : total() * total() / squaredWeights;
  }

  /** Lowest score. */
  public double min() {
    return min;
  }

  /** Highest score. */
  public double max() {
    return max;
  }

  /** Whether all scores lie in 0..1. */
  public boolean probabilities() {
    return min >= 0 && max <= 1;
  }

  /** Whether each bin holds one score, unrounded, so that figures have no error of binning. */
  public boolean exact() {
    return distinct && unrounded;
  }

  /** Whether a bin may hold different scores. */
  boolean mixed(int bin) {
    boolean singleRow = Double.isNaN(squaredWeights) && weight(bin) == 1;
    return !exact() && !singleRow;
  }

  boolean unrounded() {
    return unrounded;
  }

  ClassScores scores(boolean positive) {
    return positive ? positives : negatives;
  }

  /**
   * The score at or below which a share of the weight lies: the smallest score x with F(x) at or
   * above the share; off by at most the width of its bin.
   */
  public Figure quantile(double share) {
    if (bins() == 0) {
      return Figure.undefined("no rows");
    }
    double wanted = share * total();
    double below = 0;
    int bin = 0;
    while (bin < bins() - 1 && below + weight(bin) < wanted) {
      below += weight(bin);
      bin++;
    }
    double value = mean(bin);
    if (exact()) {
      return Figure.of(value);
    }
    double rounding = ROUNDING * Math.abs(value);
    return Figure.bounded(value, Math.max(high[bin] - value, value - low[bin]) + rounding);
  }
}
