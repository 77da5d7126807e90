package dev.assay.quality;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads {@link MetricKey#text} back. */
final class MetricText {
  private static final String WHERE = " where ";

  private final String text;
  private int at;

  private MetricText(String text) {
    this.text = text;
  }

  /** The metric of a text; empty if it is none, of a later version for example. */
  static Optional<MetricKey> parse(String text) {
    try {
      return new MetricText(text).key().filter(key -> key.text().equals(text));
    } catch (IllegalArgumentException e) { // a number that is none
      return Optional.empty();
    }
  }

  private Optional<MetricKey> key() {
    int open = text.indexOf('(');
    Optional<MetricName> name = open < 0 ? Optional.empty() : name(text.substring(0, open));
    int close = open < 0 ? -1 : closing(open);
    if (name.isEmpty() || close < 0) {
      return Optional.empty();
    }
    String inside = text.substring(open + 1, close);
    String rest = text.substring(close + 1);
    if (!rest.isEmpty() && !rest.startsWith(WHERE)) {
      return Optional.empty();
    }
    String where = rest.isEmpty() ? null : rest.substring(WHERE.length());
    if (name.get() == MetricName.COMPLIANCE) {
      return Optional.of(MetricKey.compliance(inside, where));
    }
    List<String> parts = new MetricText(inside).columns();
    Double quantile = null;
    if (name.get() == MetricName.QUANTILE && !parts.isEmpty()) {
      quantile = Double.valueOf(parts.remove(parts.size() - 1));
    }
    return Optional.of(new MetricKey(name.get(), parts, quantile, null, where));
  }

  private static Optional<MetricName> name(String key) {
    for (MetricName name : MetricName.values()) {
      if (name.key().equals(key)) {
        return Optional.of(name);
      }
    }
    return Optional.empty();
  }

  /** Where the bracket that opens at a place is closed; brackets within quotes do not count. */
  private int closing(int open) {
    int depth = 0;
    for (at = open; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c == '\'' || c == '"' || c == '`') {
        at = quoteEnd(at);
      } else if (c == '(') {
        depth++;
      } else if (c == ')' && --depth == 0) {
        return at;
      }
    }
    return -1;
  }

  /** The end of what is quoted from a place on; a doubled quote is read as two quoted texts. */
  private int quoteEnd(int from) {
    char quote = text.charAt(from);
    for (int i = from + 1; i < text.length(); i++) {
      if (text.charAt(i) == '\\' && quote == '\'') {
        i++;
      } else if (text.charAt(i) == quote) {
        return i;
      }
    }
    return text.length();
  }

  private List<String> columns() {
    List<String> columns = new ArrayList<>();
    while (at < text.length()) {
      columns.add(text.charAt(at) == '"' ? quoted() : bare());
      at += text.startsWith(", ", at) ? 2 : 0;
    }
    return columns;
  }

  private String quoted() {
    StringBuilder name = new StringBuilder();
    for (at++; at < text.length(); at++) {
      if (text.charAt(at) == '"' && !text.startsWith("\"\"", at)) {
        at++;
        break;
      }
      at += text.charAt(at) == '"' ? 1 : 0;
      name.append(text.charAt(at));
    }
    return name.toString();
  }

  private String bare() {
    int end = text.indexOf(", ", at);
    String name = text.substring(at, end < 0 ? text.length() : end);
    at += name.length();
    return name;
  }
}
