package dev.assay.statistics;

import dev.assay.error.AssayException;
import dev.assay.error.ErrorCode;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;

/**
 * A calibration map that was fitted on one half of the rows, and the other half's scores before and
 * after it.
 *
 * @param map the map
 * @param before the judging half's scores as the model gives them
 * @param after the same rows' scores under the map
 * @param logLossChange log loss after minus before, on the judging half, row by row
 * @param cutoff the mapped score that decides as the model's cutoff did
 * @param gained rows of both halves that are positive now and were not before
 * @param lost rows of both halves that were positive and are not now
 */
public record Recalibration(
    CalibrationMap map,
    ScoreTable before,
    ScoreTable after,
    Estimate logLossChange,
    double cutoff,
    long gained,
    long lost) {
  /** Positives, and negatives, that each half must have. */
  public static final int FEWEST_OF_A_CLASS = 30;

  /** How the map is fitted. */
  public enum Method {
    /** Platt's, of the log odds. */
    PLATT,
    /** Isotonic regression. */
    ISOTONIC
  }

  /** Bins for scores before and after, whose figures by groups of equal width are exact. */
  public static ScoreBins bins(double cutoff, int capacity) {
    double[] edges =
        DoubleStream.concat(
                DoubleStream.of(CalibrationGroups.equalWidthEdges(CalibrationGroups.USUAL)),
                DoubleStream.of(cutoff))
            .toArray();
    return new ScoreBins(capacity, false, edges);
  }

  /**
   * Fits a map and judges it.
   *
   * @param fitted scores of the half to fit on, by {@link #bins}
   * @param judged scores of the other half
   * @param cutoff the model's cutoff
   * @param rounding how the model's graph rounds its outputs: to float, or not at all
   * @throws AssayException INPUT if a half has too few rows of a class, or the scores order the
   *     rows the wrong way round
   */
  public static Recalibration of(
      Method method,
      ScoreBins fitted,
      ScoreBins judged,
      double cutoff,
      DoubleUnaryOperator rounding) {
    ScoreTable fit = fitted.table();
    ScoreTable judge = judged.table();
    requireEnough("fit on", fit);
    requireEnough("judge on", judge);
    CalibrationMap map = fit(method, fit);
    DoubleUnaryOperator mapped = score -> rounding.applyAsDouble(map.apply(score));
    Cutoff chosen = Cutoff.choose(mapped, cutoff, fit, judge);
    ScoreTable after = mapped(judge, mapped, chosen.value);
    return new Recalibration(
        map, judge, after, change(judge, map), chosen.value, chosen.gained, chosen.lost);
  }

  private static void requireEnough(String purpose, ScoreTable table) {
    for (boolean positive : new boolean[] {true, false}) {
      long rows = table.rows(positive);
      if (rows < FEWEST_OF_A_CLASS) {
        throw cannot(
            "the half to %s has %d %s, at least %d are needed"
                .formatted(purpose, rows, positive ? "positives" : "negatives", FEWEST_OF_A_CLASS),
            "Give more labelled rows");
      }
    }
  }

  private static CalibrationMap fit(Method method, ScoreTable table) {
    if (method == Method.ISOTONIC) {
      return IsotonicMap.fit(table);
    }
    PlattMap map = PlattMap.fit(table, true);
    if (!(map.slope() > 0)) {
      throw cannot(
          "higher scores do not go with more positives (the slope is %s)".formatted(map.slope()),
          "Check the labels and which class the score is of");
    }
    return map;
  }

  private static AssayException cannot(String reason, String advice) {
    return new AssayException(
        ErrorCode.INPUT, "Cannot recalibrate: %s. %s.".formatted(reason, advice));
  }

  /** The rows' scores under a map: each bin's rows have the mapped mean of the bin. */
  private static ScoreTable mapped(ScoreTable table, DoubleUnaryOperator map, double cutoff) {
    ScoreBins bins = bins(cutoff, Math.max(ScoreBins.LEAST_CAPACITY, table.bins()));
    for (int bin = 0; bin < table.bins(); bin++) {
      double score = map.applyAsDouble(table.mean(bin));
      for (boolean positive : new boolean[] {true, false}) {
        long rows = rows(table, bin, positive);
        for (long i = 0; i < rows; i++) {
          bins.add(score, positive);
        }
      }
    }
    return bins.table();
  }

  private static long rows(ScoreTable table, int bin, boolean positive) {
    return Math.round(positive ? table.positives(bin) : table.negatives(bin));
  }

  /** The change of the log loss of each row, with its error. */
  private static Estimate change(ScoreTable table, CalibrationMap map) {
    double sum = 0;
    double squares = 0;
    for (int bin = 0; bin < table.bins(); bin++) {
      double p = table.mean(bin);
      double mapped = map.apply(p);
      double ofPositive = loss(mapped, 1 - mapped) - loss(p, table.complement(bin));
      double ofNegative = loss(1 - mapped, mapped) - loss(table.complement(bin), p);
      sum += table.positives(bin) * ofPositive + table.negatives(bin) * ofNegative;
      squares +=
          table.positives(bin) * ofPositive * ofPositive
              + table.negatives(bin) * ofNegative * ofNegative;
    }
    double rows = table.rows();
    double mean = sum / rows;
    double variance = Math.max(0, squares / rows - mean * mean) / (rows - 1);
    return new Estimate(mean, Math.sqrt(variance), rows - 1);
  }

  private static double loss(double p, double q) {
    return RowFunction.MINUS_LOG.value(p, q);
  }

  /** Whether the map makes the log loss of the judging half larger. */
  public boolean worse() {
    return logLossChange.value() > 0;
  }

  /**
   * A cutoff of mapped scores. Rows whose scores the map makes equal fall on one side of it: the
   * side that changes fewer of them.
   */
  private record Cutoff(double value, long gained, long lost) {
    static Cutoff choose(DoubleUnaryOperator mapped, double cutoff, ScoreTable... tables) {
      double at = mapped.applyAsDouble(cutoff);
      Cutoff low = count(mapped, cutoff, at, tables);
      Cutoff high = count(mapped, cutoff, Math.nextUp(at), tables);
      return high.gained + high.lost < low.gained + low.lost ? high : low;
    }

    private static Cutoff count(
        DoubleUnaryOperator mapped, double before, double after, ScoreTable... tables) {
      long gained = 0;
      long lost = 0;
      for (ScoreTable table : tables) {
        for (int bin = 0; bin < table.bins(); bin++) {
          boolean was = table.low(bin) >= before;
          double score = // what bins round stays on its side of the cutoff
              was
                  ? Math.max(table.mean(bin), before)
                  : Math.min(table.mean(bin), Math.nextDown(before));
          boolean is = mapped.applyAsDouble(score) >= after;
          long rows = rows(table, bin, true) + rows(table, bin, false);
          gained += is && !was ? rows : 0;
          lost += was && !is ? rows : 0;
        }
      }
      return new Cutoff(after, gained, lost);
    }
  }
}
