package dev.assay.quality;

import dev.assay.config.Substitution;
import dev.assay.quality.RowCheck.ExistsIn;
import dev.assay.quality.RowCheck.InSet;
import dev.assay.quality.RowCheck.Length;
import dev.assay.quality.RowCheck.NotNull;
import dev.assay.quality.RowCheck.Parsable;
import dev.assay.quality.RowCheck.Pattern;
import dev.assay.quality.RowCheck.Predicate;
import dev.assay.quality.RowCheck.Range;
import dev.assay.quality.RowPredicate.Lookup;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Row checks as Spark SQL. The rules must fit the columns' types. */
final class RowSql {
  private static final String MARKER = "__assay_found_";

  private final Map<String, String> columns;
  private final Map<List<Object>, Lookup> lookups = new HashMap<>();

  /**
   * For a table.
   *
   * @param columns its columns with their types in Spark SQL's notation
   */
  RowSql(Map<String, String> columns) {
    this.columns = columns;
  }

  /** The predicate of a rule on a date. Rules that look the same keys up share a lookup. */
  RowPredicate predicate(RowRule rule, LocalDate asOf) {
    Lookup lookup = rule.check() instanceof ExistsIn in ? lookup(in) : null;
    String filled =
        rule.check() instanceof Predicate sql
            ? "(" + Substitution.asOf(sql.sql(), asOf) + "\n)"
            : check(rule.check(), lookup);
    String check = "coalesce(" + filled + ", false)";
    String about = rule.where() == null ? null : about(Substitution.asOf(rule.where(), asOf));
    String good = about == null ? check : "(NOT " + about + " OR " + check + ")";
    return new RowPredicate(rule.id(), rule.action(), good, about, lookup);
  }

  private Lookup lookup(ExistsIn in) {
    return lookups.computeIfAbsent(
        List.of(in.table(), in.columns(), in.referenced()),
        keys -> new Lookup(MARKER + lookups.size(), in.table(), in.columns(), in.referenced()));
  }

  /** A line end closes a comment that the text may end with. */
  static String about(String where) {
    return "coalesce((" + where + "\n), false)";
  }

  private String check(RowCheck check, Lookup lookup) {
    if (check instanceof NotNull rule) {
      return notNull(rule.column());
    }
    if (check instanceof InSet rule) {
      return nullOr(rule.column(), name(rule.column()) + " IN (" + literals(rule) + ")");
    }
    if (check instanceof Range rule) {
      return nullOr(rule.column(), within(rule.column(), rule.min(), rule.max()));
    }
    if (check instanceof Pattern rule) {
      String whole = SqlLiteral.text("\\A(?:" + rule.regex() + ")\\z");
      return nullOr(rule.column(), name(rule.column()) + " RLIKE " + whole);
    }
    if (check instanceof Length rule) {
      return nullOr(rule.column(), length(rule));
    }
    if (check instanceof Parsable rule) {
      return nullOr(rule.column(), parsed(rule) + " IS NOT NULL");
    }
    return exists(lookup);
  }

  private String notNull(String column) {
    String there = name(column) + " IS NOT NULL";
    return type(column).isFloating() ? "(" + there + " AND " + notNan(column) + ")" : there;
  }

  private static String notNan(String column) {
    return "NOT isnan(" + name(column) + ")";
  }

  private static String nullOr(String column, String condition) {
    return "(" + name(column) + " IS NULL OR " + condition + ")";
  }

  private String literals(InSet rule) {
    ColumnType type = type(rule.column());
    return rule.values().stream()
        .map(value -> SqlLiteral.of(type, value).orElseThrow())
        .collect(Collectors.joining(", "));
  }

  /** From min to max and not NaN, which Spark takes for greater than every number. */
  String within(String column, String min, String max) {
    ColumnType type = type(column);
    List<String> parts = new ArrayList<>();
    if (type.isFloating()) {
      parts.add(notNan(column));
    }
    if (min != null) {
      parts.add(name(column) + " >= " + SqlLiteral.of(type, min).orElseThrow());
    }
    if (max != null) {
      parts.add(name(column) + " <= " + SqlLiteral.of(type, max).orElseThrow());
    }
    return parts.isEmpty() ? "true" : "(" + String.join(" AND ", parts) + ")";
  }

  /** A score within bounds, neither null nor NaN. */
  static String scoreWithin(String column, Bounds bounds) {
    RowSql sql = new RowSql(Map.of(column, "double"));
    String min = bounds.min() == null ? null : bounds.min().toString();
    String max = bounds.max() == null ? null : bounds.max().toString();
    return "coalesce(" + sql.within(column, min, max) + ", false)";
  }

  private static String length(Length rule) {
    String length = "char_length(" + name(rule.column()) + ")";
    List<String> parts = new ArrayList<>();
    if (rule.min() != null) {
      parts.add(length + " >= " + rule.min());
    }
    if (rule.max() != null) {
      parts.add(length + " <= " + rule.max());
    }
    return "(" + String.join(" AND ", parts) + ")";
  }

  private static String parsed(Parsable rule) {
    String column = name(rule.column());
    if (rule.format() != null) {
      return "try_to_timestamp(" + column + ", " + SqlLiteral.text(rule.format()) + ")";
    }
    return "try_cast(" + column + " AS " + rule.as().name().toUpperCase(Locale.ROOT) + ")";
  }

  private static String exists(Lookup lookup) {
    String nulls =
        lookup.columns().stream()
            .map(column -> name(column) + " IS NULL")
            .collect(Collectors.joining(" OR "));
    return "(" + nulls + " OR " + name(lookup.marker()) + ")";
  }

  private ColumnType type(String column) {
    return ColumnType.of(columns.get(column));
  }

  private static String name(String column) {
    return SqlLiteral.name(column);
  }
}
