package dev.assay.evaluation;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/** The order of a slicer's values, and whether values that are periods follow on each other. */
final class SliceOrder {
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?\\d{1,30}(\\.\\d{1,30})?([eE][+-]?\\d{1,3})?");
  private static final Pattern MONTH = Pattern.compile("(\\d{4})-?(\\d{2})");
  private static final Pattern DATE = Pattern.compile("(\\d{4})-?(\\d{2})-?(\\d{2})");
  private static final LocalDate MONDAY = LocalDate.of(1970, 1, 5);

  private SliceOrder() {}

  /** By number where all values are numbers, else by text, as ISO dates are written. */
  static Comparator<String> of(List<String> values) {
    Comparator<String> byText = Comparator.naturalOrder();
    Comparator<String> byNumber = Comparator.comparing((String value) -> new BigDecimal(value));
    return numbers(values) ? byNumber.thenComparing(byText) : byText;
  }

  private static boolean numbers(List<String> values) {
    return values.stream().allMatch(value -> NUMBER.matcher(value).matches());
  }

  /**
   * Where a period is missing: the two values around the gap. Steps are those of months, dates (of
   * a month each, or of weekdays alone) and numbers; of other values nothing is known.
   *
   * @param values in their order
   */
  static Optional<String> gap(List<String> values) {
    List<BigDecimal> places =
        places(values, SliceOrder::month)
            .or(() -> places(values, SliceOrder::date).map(SliceOrder::days))
            .or(() -> numbers(values) ? places(values, BigDecimal::new) : Optional.empty())
            .orElse(List.of());
    Optional<BigDecimal> step = Optional.empty();
    for (int i = 1; i < places.size(); i++) {
      BigDecimal next = places.get(i).subtract(places.get(i - 1));
      step = Optional.of(step.map(next::min).orElse(next));
    }
    for (int i = 1; i < places.size(); i++) {
      if (places.get(i).subtract(places.get(i - 1)).compareTo(step.orElseThrow()) > 0) {
        return Optional.of(values.get(i - 1) + " and " + values.get(i));
      }
    }
    return Optional.empty();
  }

  private static <T> Optional<List<T>> places(List<String> values, Function<String, T> place) {
    List<T> places = values.stream().map(place).takeWhile(java.util.Objects::nonNull).toList();
    return places.size() == values.size() ? Optional.of(places) : Optional.empty();
  }

  /** Months since year 0 of 2026-01 or 202601; null of other values. */
  private static BigDecimal month(String value) {
    var parts = MONTH.matcher(value);
    return parts.matches() && in(parts.group(2), 1, 12) && in(parts.group(1), 1900, 2200)
        ? new BigDecimal(number(parts.group(1)) * 12 + number(parts.group(2)))
        : null;
  }

  private static LocalDate date(String value) {
    var parts = DATE.matcher(value);
    if (!parts.matches() || !in(parts.group(1), 1900, 2200)) {
      return null;
    }
    try {
      return LocalDate.of(number(parts.group(1)), number(parts.group(2)), number(parts.group(3)));
    } catch (DateTimeException e) {
      return null; // a number that looks like a date
    }
  }

  private static boolean in(String digits, int least, int most) {
    return number(digits) >= least && number(digits) <= most;
  }

  private static int number(String digits) {
    return Integer.parseInt(digits);
  }

  /**
   * Dates by month where each stands for one, by weekday where there are no others, else by day.
   */
  private static List<BigDecimal> days(List<LocalDate> dates) {
    boolean sameDay = dates.stream().map(LocalDate::getDayOfMonth).distinct().count() == 1;
    boolean lastDay = dates.stream().allMatch(d -> YearMonth.from(d).atEndOfMonth().equals(d));
    boolean weekdays =
        dates.stream().allMatch(d -> d.getDayOfWeek().compareTo(DayOfWeek.SATURDAY) < 0);
    return dates.stream()
        .map(
            date -> {
              long days = ChronoUnit.DAYS.between(MONDAY, date);
              if (sameDay || lastDay) {
                return date.getYear() * 12L + date.getMonthValue();
              }
              return weekdays ? Math.floorDiv(days, 7L) * 5 + Math.floorMod(days, 7L) : days;
            })
        .map(BigDecimal::new)
        .toList();
  }
}
