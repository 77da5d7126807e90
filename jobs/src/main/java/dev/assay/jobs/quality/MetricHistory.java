package dev.assay.jobs.quality;

import dev.assay.quality.HistoryCheck;
import dev.assay.quality.HistoryCheck.BatchNormal;
import dev.assay.quality.HistoryCheck.HoltWinters;
import dev.assay.quality.HistoryCheck.OnlineNormal;
import dev.assay.quality.HistoryCheck.RelativeChange;
import dev.assay.quality.HistoryCheck.Season;
import dev.assay.quality.HistoryCheck.WeekdayZScore;
import dev.assay.quality.HistoryFinding;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The values that a metric had in earlier runs, as one strategy uses them, and what it says of a
 * new one. Only values of earlier as-of dates count: a retry never sees its own value, a backfill
 * none from its future.
 */
public final class MetricHistory {
  private final HistoryCheck check;
  private final List<Double> values;

  private MetricHistory(HistoryCheck check, List<Double> values) {
    this.check = check;
    this.values = values;
  }

  /**
   * A metric's value in one run.
   *
   * @param asOf the run's as-of date
   * @param value the value; one that is not finite does not count
   */
  public record Point(LocalDate asOf, double value) {}

  /**
   * The history of a metric.
   *
   * @param check the strategy
   * @param points earlier values in any order; of several of one date the last one counts
   * @param asOf the as-of date of the new value
   */
  public static MetricHistory of(HistoryCheck check, Collection<Point> points, LocalDate asOf) {
    Map<LocalDate, Double> earlier = new TreeMap<>();
    for (Point point : points) {
      if (point.asOf().isBefore(asOf) && Double.isFinite(point.value())) {
        earlier.put(point.asOf(), point.value());
      }
    }
    if (check instanceof WeekdayZScore) {
      earlier.keySet().removeIf(date -> date.getDayOfWeek() != asOf.getDayOfWeek());
    } else if (check instanceof HoltWinters seasonal) {
      removeBeforeGap(earlier, seasonal.season(), asOf);
    }
    return new MetricHistory(check, new ArrayList<>(earlier.values()));
  }

  /** A season is counted in points, so a missing one would shift all before it. */
  private static void removeBeforeGap(
      Map<LocalDate, Double> points, Season season, LocalDate asOf) {
    List<LocalDate> newestFirst = new ArrayList<>(points.keySet());
    java.util.Collections.reverse(newestFirst);
    LocalDate next = asOf;
    boolean gap = false;
    for (LocalDate date : newestFirst) {
      gap = gap || !follows(date, next, season);
      if (gap) {
        points.remove(date);
      }
      next = date;
    }
  }

  private static boolean follows(LocalDate date, LocalDate next, Season season) {
    return switch (season) {
      case WEEKLY -> date.plusDays(1).equals(next);
      case YEARLY -> YearMonth.from(date).plusMonths(1).equals(YearMonth.from(next));
    };
  }

  /**
   * How many earlier values the strategy can use: all; for weekday-z-score those of the new value's
   * weekday; for holt-winters those since the last missing day or month.
   */
  public int points() {
    return values.size();
  }

  /**
   * What the strategy says of a new value. Not to be asked with fewer points than the strategy can
   * work with.
   *
   * @throws IllegalStateException if Deequ fails; the message is its own
   */
  public HistoryFinding judge(double value) {
    if (points() < check.leastHistory()) {
      throw new IllegalStateException(
          "it has " + points() + " earlier values and needs " + check.leastHistory());
    }
    try {
      if (check instanceof RelativeChange change) {
        return DeequStrategies.relativeChange(values, value, change);
      }
      if (check instanceof OnlineNormal normal) {
        return DeequStrategies.onlineNormal(values, value, normal.deviations());
      }
      if (check instanceof BatchNormal normal) {
        return DeequStrategies.batchNormal(values, value, normal.deviations());
      }
      if (check instanceof HoltWinters seasonal) {
        return DeequStrategies.holtWinters(values, value, seasonal.season().runs());
      }
      return zScore(value, ((WeekdayZScore) check).deviations());
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new IllegalStateException(Causes.firstLine(e), e);
    }
  }

  private HistoryFinding zScore(double value, double deviations) {
    return Normal.of(values).finding(value, deviations);
  }
}
