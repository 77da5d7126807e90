package dev.assay.quality;

import dev.assay.quality.RowCheck.ExistsIn;
import dev.assay.quality.RowCheck.InSet;
import dev.assay.quality.RowCheck.Length;
import dev.assay.quality.RowCheck.Parsable;
import dev.assay.quality.RowCheck.ParsableType;
import dev.assay.quality.RowCheck.Pattern;
import dev.assay.quality.RowCheck.Predicate;
import dev.assay.quality.RowCheck.Range;
import dev.assay.quality.RuleFileChecks.Notes;
import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.PatternSyntaxException;

/** What row rules must satisfy before any table is known. */
final class RowRuleChecks {
  /** Letters that Java has and Spark refuses when it parses. */
  private static final String NOT_IN_SPARK = "ABcenNpYWwuEFqQ";

  void check(RowRule rule, Notes notes) {
    notes.share("max-share", rule.maxShare());
    if (rule.action() == Action.FAIL && rule.severity() == Severity.WARN) {
      String reason = "is fail, but with severity warn nothing stops the run. ";
      notes.add("action", reason + "Use severity error, or tag or quarantine the rows");
    }
    RowCheck check = rule.check();
    check.columns().stream()
        .filter(String::isBlank)
        .forEach(column -> notes.add(rule.kind(), "names a column that is an empty string"));
    if (check instanceof InSet set) {
      inSet(set, notes);
    } else if (check instanceof Range range) {
      range(range, notes);
    } else if (check instanceof Pattern pattern) {
      pattern(pattern, notes);
    } else if (check instanceof Length length) {
      length(length, notes);
    } else if (check instanceof Predicate predicate) {
      notes.notBlank("predicate.sql", predicate.sql());
    } else if (check instanceof Parsable parsable) {
      parsable(parsable, notes);
    } else if (check instanceof ExistsIn exists) {
      existsIn(exists, notes);
    }
  }

  private static void inSet(InSet set, Notes notes) {
    if (set.values().isEmpty()) {
      notes.add("in-set.values", "found an empty list, expected at least one value");
    }
    notes.distinct("in-set.values", set.values(), "the value");
  }

  private static void range(Range range, Notes notes) {
    if (range.min() == null && range.max() == null) {
      notes.add("range", "has neither min nor max, expected one of them or both");
      return;
    }
    boolean known = isBound("range.min", range.min(), notes);
    known &= isBound("range.max", range.max(), notes);
    if (known && range.min() != null && range.max() != null) {
      order(range, notes);
    }
  }

  private static boolean isBound(String key, String text, Notes notes) {
    boolean known =
        text == null || SqlLiteral.number(text).isPresent() || SqlLiteral.moment(text).isPresent();
    if (!known) {
      notes.add(key, "found '" + text + "', expected a number, a date (YYYY-MM-DD) or a timestamp");
    }
    return known;
  }

  private static void order(Range range, Notes notes) {
    Optional<BigDecimal> low = SqlLiteral.number(range.min());
    Optional<BigDecimal> high = SqlLiteral.number(range.max());
    if (low.isPresent() != high.isPresent()) {
      notes.add("range", "has a number and a date as bounds, expected two of one sort");
      return;
    }
    boolean wrong =
        low.isPresent()
            ? low.get().compareTo(high.orElseThrow()) > 0
            : moment(range.min()).isAfter(moment(range.max()));
    if (wrong) {
      notes.order("range", range.min(), range.max());
    }
  }

  private static LocalDateTime moment(String text) {
    return SqlLiteral.moment(text).orElseThrow();
  }

  private static void pattern(Pattern pattern, Notes notes) {
    try {
      java.util.regex.Pattern.compile(pattern.regex());
    } catch (PatternSyntaxException e) {
      String at = e.getIndex() < 0 ? "" : " at character " + (e.getIndex() + 1);
      String reason = e.getDescription().toLowerCase(Locale.ROOT) + at;
      notes.add("pattern.regex", "'" + pattern.regex() + "' is no regular expression: " + reason);
    }
  }

  private static void length(Length length, Notes notes) {
    Double min = length.min() == null ? null : Double.valueOf(length.min());
    Double max = length.max() == null ? null : Double.valueOf(length.max());
    notes.bounds("length", new Bounds(min, max), 0, Integer.MAX_VALUE);
  }

  private static void parsable(Parsable parsable, Notes notes) {
    String format = parsable.format();
    if (format == null) {
      return;
    }
    boolean time = parsable.as() == ParsableType.DATE || parsable.as() == ParsableType.TIMESTAMP;
    if (!time) {
      String as = "as: " + Kinds.of(parsable.as());
      notes.add("parsable.format", "is only for date and timestamp, found " + as);
    } else if (!isFormat(format)) {
      notes.add(
          "parsable.format",
          "found '" + format + "', expected a pattern that Spark knows, such as yyyy-MM-dd");
    }
  }

  private static boolean isFormat(String format) {
    String letters = format.replaceAll("'[^']*'", "");
    if (format.isBlank() || letters.chars().anyMatch(c -> NOT_IN_SPARK.indexOf(c) >= 0)) {
      return false;
    }
    try {
      return DateTimeFormatter.ofPattern(format, Locale.ROOT) != null;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static void existsIn(ExistsIn exists, Notes notes) {
    notes.table("exists-in.table", exists.table());
    notes.columns("exists-in.columns", exists.columns(), 1, Integer.MAX_VALUE);
    if (exists.referenced().size() != exists.columns().size()) {
      int wanted = exists.columns().size();
      notes.columns("exists-in.references", exists.references(), wanted, wanted);
    } else {
      notes.distinct("exists-in.references", exists.references(), "the column");
    }
  }
}
