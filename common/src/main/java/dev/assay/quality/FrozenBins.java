package dev.assay.quality;

import dev.assay.statistics.NumberBins;
import dev.assay.statistics.NumberBins.Bin;
import dev.assay.yaml.Key;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;

/**
 * Bins of a column of numbers that are frozen with a reference, so that other rows can be counted
 * in them: each holds the numbers from where it begins to where the next begins, the last those up
 * to the largest of the reference. Null and NaN are in none.
 */
public record FrozenBins(
    @Key(doc = "Where the bins begin, ascending; the first with the smallest number.")
        List<Double> from,
    @Key(doc = "Rows of the reference in each.") List<Long> rows,
    @Key(
            doc =
                "Largest share of the rows by which a border can miss the quantile it stands for;"
                    + " 0: exact.")
        double error) {

  /** The most bins: many numbers of coarser bins of equal shares divide it. */
  public static final int MOST = 120;

  /** Borders of so many digits are written as they are. */
  private static final int SHORT = 6;

  public FrozenBins {
    from = List.copyOf(from);
    rows = List.copyOf(rows);
    if (from.size() != rows.size()) {
      throw new IllegalArgumentException(from.size() + " borders of " + rows.size() + " bins");
    }
    for (int i = 1; i < from.size(); i++) {
      if (!(from.get(i) > from.get(i - 1))) {
        throw new IllegalArgumentException("Borders do not ascend: " + from);
      }
    }
  }

  /**
   * The bins of some numbers: of each distinct one, if there are at most {@link #MOST}, else with
   * about equal shares of the rows. Bin k then begins with the first number that has at least k/120
   * of the rows below it.
   *
   * @param state one number or more
   */
  public static FrozenBins of(NumberBins state) {
    List<Bin> bins = state.bins();
    boolean alone = bins.stream().allMatch(bin -> bin.low() == bin.high());
    return alone && bins.size() <= MOST ? alone(bins) : shared(bins, state.rows());
  }

  private static FrozenBins alone(List<Bin> bins) {
    List<Double> from = new ArrayList<>();
    for (int i = 0; i < bins.size(); i++) {
      from.add(border(bins, i));
    }
    return new FrozenBins(from, bins.stream().map(Bin::rows).toList(), 0);
  }

  private static FrozenBins shared(List<Bin> bins, long total) {
    List<Double> from = new ArrayList<>();
    List<Long> rows = new ArrayList<>();
    long below = 0;
    long held = 0;
    double error = 0;
    int next = 1;
    for (int i = 0; i < bins.size(); i++) {
      boolean begins = i == 0;
      while (i > 0 && next < MOST && reached(below, total, next, MOST)) {
        if (bins.get(i - 1).low() < bins.get(i - 1).high()) { // it may have begun within that
          error = Math.max(error, (double) below / total - (double) next / MOST);
        }
        next++;
        begins = true;
      }
      if (begins) {
        if (i > 0) {
          rows.add(held);
        }
        from.add(border(bins, i));
        held = 0;
      }
      held += bins.get(i).rows();
      below += bins.get(i).rows();
    }
    rows.add(held);
    return new FrozenBins(from, rows, error);
  }

  /** Whether at least a share of the rows is below. */
  private static boolean reached(long below, long total, int part, int parts) {
    return below * parts >= total * part;
  }

  /** Where a bin begins: a number with few digits that parts it from the one before. */
  private static double border(List<Bin> bins, int i) {
    double from = bins.get(i).low();
    if (i == 0 || Double.isInfinite(from)) {
      return from;
    }
    BigDecimal exact = BigDecimal.valueOf(from);
    if (exact.stripTrailingZeros().precision() <= SHORT) {
      return from;
    }
    double before = bins.get(i - 1).high();
    for (int digits = 1; digits < exact.precision(); digits++) {
      double shorter = exact.round(new MathContext(digits, RoundingMode.FLOOR)).doubleValue();
      if (shorter > before && shorter <= from) {
        return shorter;
      }
    }
    return from;
  }

  /**
   * Where coarser bins with about equal shares begin, but the first: those of these bins that begin
   * first with at least k/n of the rows below them, for k from 1 to n - 1, each once. Empty where
   * one bin holds nearly everything.
   */
  public List<Double> edges(int n) {
    long total = rows.stream().mapToLong(Long::longValue).sum();
    List<Double> edges = new ArrayList<>();
    long below = 0;
    int next = 1;
    for (int i = 0; i < from.size(); i++) {
      boolean begins = false;
      while (i > 0 && next < n && reached(below, total, next, n)) {
        next++;
        begins = true;
      }
      if (begins && !from.get(i).isInfinite()) {
        edges.add(from.get(i));
      }
      below += rows.get(i);
    }
    return edges;
  }
}
