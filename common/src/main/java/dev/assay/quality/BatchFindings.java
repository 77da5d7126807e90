package dev.assay.quality;

import dev.assay.quality.BatchCheck.Bounded;
import dev.assay.quality.BatchCheck.ClassBalance;
import dev.assay.quality.BatchCheck.Freshness;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** How metrics of the whole input are judged. */
final class BatchFindings {
  private BatchFindings() {}

  static String bound(BatchCheck check, LocalDate asOf) {
    if (check instanceof Bounded bounded) {
      return bounded.bounds().describe();
    }
    if (check instanceof Freshness freshness) {
      return days(freshness.maxDays()) + " before " + asOf + ahead(freshness, asOf);
    }
    return check instanceof ClassBalance balance ? shares(balance) : "";
  }

  private static String ahead(Freshness freshness, LocalDate asOf) {
    Integer most = freshness.maxDaysAhead();
    return most == null ? "" : ", " + days(most) + " after " + asOf;
  }

  private static String days(long days) {
    return "at most " + (days == 1 ? "1 day" : days + " days");
  }

  private static String shares(ClassBalance balance) {
    List<String> parts = new ArrayList<>();
    balance
        .shares()
        .forEach((value, share) -> parts.add("'" + value + "' " + share.bounds().describe()));
    if (balance.maxOther() != null) {
      parts.add("others at most " + Numbers.text(balance.maxOther()));
    }
    return String.join(", ", parts);
  }

  static RuleResult bounded(Verdict verdict, MetricKey key, Bounded check, double value) {
    boolean good = check.bounds().contains(value);
    String found = key.text() + " is " + shown(value, check.bounds());
    String wanted = good ? "." : ", expected " + check.bounds().describe() + ".";
    return verdict.decided(good, value, found + wanted);
  }

  /** Rounded, unless the rounded value would lie on the other side of a bound. */
  private static String shown(double value, Bounds bounds) {
    String rounded = Numbers.rounded(value);
    boolean tells = bounds.contains(Double.parseDouble(rounded)) == bounds.contains(value);
    return tells ? rounded : Numbers.text(value);
  }

  static RuleResult fresh(Verdict verdict, Freshness check, LocalDateTime newest, LocalDate asOf) {
    long age = ChronoUnit.DAYS.between(newest.toLocalDate(), asOf);
    boolean stale = age > check.maxDays();
    boolean early = check.maxDaysAhead() != null && -age > check.maxDaysAhead();
    String found = "The newest value of '" + check.column() + "' is of " + newest.toLocalDate();
    String distance = ", " + distance(age) + " the as-of date " + asOf + ".";
    return verdict.decided(!stale && !early, (double) age, found + distance);
  }

  private static String distance(long age) {
    if (age == 0) {
      return "on";
    }
    long days = Math.abs(age);
    return (days == 1 ? "1 day" : days + " days") + (age > 0 ? " before" : " after");
  }

  static RuleResult balanced(Verdict verdict, ClassBalance check, Map<String, Long> counts) {
    long total = counts.values().stream().mapToLong(Long::longValue).sum();
    if (total == 0) {
      return verdict.error("no row has a value in '" + check.column() + "'");
    }
    List<String> wrong = new ArrayList<>();
    check
        .shares()
        .forEach(
            (value, wanted) -> {
              double share = (double) counts.getOrDefault(value, 0L) / total;
              if (!wanted.bounds().contains(share)) {
                wrong.add(
                    "'" + value + "' has " + of(share) + ", expected " + text(wanted.bounds()));
              }
            });
    double others = (double) total(counts, check.shares().keySet()) / total;
    if (check.maxOther() != null && others > check.maxOther()) {
      wrong.add(
          others(counts, check.shares().keySet())
              + " have "
              + of(others)
              + ", expected at most "
              + of(check.maxOther()));
    }
    String where = "Of the values in '" + check.column() + "': ";
    String message =
        wrong.isEmpty() ? "Every share is within its bounds." : where + String.join("; ", wrong);
    return verdict.decided(wrong.isEmpty(), null, wrong.isEmpty() ? message : message + ".");
  }

  private static String of(double share) {
    return Verdict.percent(share);
  }

  private static String text(Bounds share) {
    Double min = share.min() == null ? null : Double.valueOf(share.min() * 100);
    Double max = share.max() == null ? null : Double.valueOf(share.max() * 100);
    return new Bounds(rounded(min), rounded(max)).describe() + " %";
  }

  /** A hundred times 0.07 is 7.000000000000001. */
  private static Double rounded(Double percentage) {
    return percentage == null ? null : Double.valueOf(Numbers.rounded(percentage));
  }

  private static long total(Map<String, Long> counts, Set<String> named) {
    return counts.entrySet().stream()
        .filter(entry -> !named.contains(entry.getKey()))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  private static String others(Map<String, Long> counts, Set<String> named) {
    List<String> other = counts.keySet().stream().filter(v -> !named.contains(v)).sorted().toList();
    String shown =
        other.stream().limit(5).map(v -> "'" + v + "'").collect(Collectors.joining(", "));
    String more = other.size() > 5 ? " and " + (other.size() - 5) + " more" : "";
    return "other values (" + shown + more + ")";
  }
}
