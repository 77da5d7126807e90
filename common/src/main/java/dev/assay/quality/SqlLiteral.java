package dev.assay.quality;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Names and values as Spark SQL writes them. */
final class SqlLiteral {
  private static final Pattern DATE = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");
  private static final Pattern NUMBER =
      Pattern.compile("[-+]?(?:[0-9]+(?:\\.[0-9]*)?|\\.[0-9]+)(?:[eE][-+]?[0-9]{1,3})?");

  private SqlLiteral() {}

  /** A column's name; within the backticks nothing but a backtick is special. */
  static String name(String column) {
    return "`" + column.replace("`", "``") + "`";
  }

  /**
   * A string. The escapes hold with Spark's default parser; {@code $} before a brace would be taken
   * for a variable of the session.
   */
  static String text(String value) {
    StringBuilder out = new StringBuilder("'");
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      boolean variable = c == '$' && i + 1 < value.length() && value.charAt(i + 1) == '{';
      out.append(variable ? "\\u0024" : escaped(c));
    }
    return out.append('\'').toString();
  }

  private static String escaped(char c) {
    return switch (c) {
      case '\'' -> "\\'";
      case '\\' -> "\\\\";
      case '\n' -> "\\n";
      case '\r' -> "\\r";
      case '\t' -> "\\t";
      case '\0' -> "\\u0000";
      default -> String.valueOf(c);
    };
  }

  /** A value of a column of this type; nothing where the text is none. */
  static Optional<String> of(ColumnType type, String value) {
    return switch (type) {
      case STRING -> Optional.of(text(value));
      case BOOLEAN -> bool(value);
      case INTEGER, DECIMAL -> number(value).map(SqlLiteral::exact);
      case FLOAT -> number(value).flatMap(n -> floating((float) n.doubleValue(), "F"));
      case DOUBLE -> number(value).flatMap(n -> floating(n.doubleValue(), "D"));
      case DATE -> date(value).map(d -> "DATE '" + d + "'");
      case TIMESTAMP -> moment(value).map(SqlLiteral::timestamp);
      case OTHER -> Optional.empty();
    };
  }

  /** A number, without regard to its size in a column's type. */
  static Optional<BigDecimal> number(String text) {
    return NUMBER.matcher(text).matches() ? Optional.of(new BigDecimal(text)) : Optional.empty();
  }

  /** A date written YYYY-MM-DD. */
  static Optional<LocalDate> date(String text) {
    try {
      return DATE.matcher(text).matches() ? Optional.of(LocalDate.parse(text)) : Optional.empty();
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** A date, or a date and time written with a T or a blank between. */
  static Optional<LocalDateTime> moment(String text) {
    Optional<LocalDate> date = date(text);
    if (date.isPresent()) {
      return date.map(LocalDate::atStartOfDay);
    }
    try {
      return Optional.of(LocalDateTime.parse(text.strip().replace(' ', 'T')));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static String timestamp(LocalDateTime moment) {
    DateTimeFormatter form = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS", Locale.ROOT);
    return "TIMESTAMP '" + form.format(moment) + "'";
  }

  private static Optional<String> bool(String value) {
    String lower = value.toLowerCase(Locale.ROOT);
    return lower.equals("true") || lower.equals("false") ? Optional.of(lower) : Optional.empty();
  }

  private static String exact(BigDecimal number) {
    BigDecimal plain = number.stripTrailingZeros();
    boolean integer = plain.scale() <= 0 && plain.precision() - plain.scale() <= 18;
    return plain.toPlainString() + (integer ? "" : "BD");
  }

  private static Optional<String> floating(double value, String suffix) {
    if (Double.isInfinite(value)) {
      return Optional.empty();
    }
    String digits = suffix.equals("F") ? Float.toString((float) value) : Double.toString(value);
    return Optional.of(digits + suffix);
  }
}
