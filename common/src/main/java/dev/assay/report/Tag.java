package dev.assay.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * An element of HTML or SVG. Texts and values of attributes are escaped when it is written and
 * there is no other way to write them, so no name can become markup.
 */
final class Tag {
  private static final Set<String> VOID = Set.of("br", "col", "hr", "link", "meta", "wbr");
  private static final String NAME = "[a-z][a-zA-Z0-9:-]*";
  private static final char UNKNOWN = '\uFFFD';

  private final String name;
  private final Map<String, String> attributes = new LinkedHashMap<>();
  private final List<Object> content = new ArrayList<>();

  private Tag(String name) {
    if (!name.matches(NAME) || name.equals("script")) {
      throw new IllegalArgumentException("not an element: " + name);
    }
    this.name = name;
  }

  /** An element with elements within. */
  static Tag of(String name, Tag... content) {
    return new Tag(name).add(content);
  }

  /** An element with a text. */
  static Tag of(String name, String text) {
    return new Tag(name).text(text);
  }

  /** A style sheet that is part of the program. */
  static Tag style(String sheet) {
    if (sheet.contains("<")) {
      throw new IllegalArgumentException("a style sheet has no '<'");
    }
    Tag style = new Tag("style");
    style.content.add(new Sheet(sheet));
    return style;
  }

  private record Sheet(String text) {}

  /** The value of an attribute, or null. */
  String attribute(String attribute) {
    return attributes.get(attribute);
  }

  /** Gives it an attribute; one that is null is left out. */
  Tag with(String attribute, String value) {
    if (!attribute.matches(NAME) || attribute.startsWith("on")) {
      throw new IllegalArgumentException("not an attribute: " + attribute);
    }
    if (value != null) {
      attributes.put(attribute, value);
    }
    return this;
  }

  /** The same with a number. */
  Tag with(String attribute, double value) {
    return with(attribute, coordinate(value));
  }

  /** The same with a class. */
  Tag as(String classes) {
    return with("class", classes);
  }

  /** Adds elements; those that are null are left out. */
  Tag add(Tag... more) {
    for (Tag tag : more) {
      if (tag != null) {
        content.add(tag);
      }
    }
    return this;
  }

  /** Adds elements. */
  Tag add(List<Tag> more) {
    content.addAll(more);
    return this;
  }

  /** Adds a text. */
  Tag text(String text) {
    content.add(text);
    return this;
  }

  /** A coordinate with as many digits as an eye can see. */
  static String coordinate(double value) {
    String text = String.format(Locale.ROOT, "%.2f", value);
    return text.replaceFirst("\\.?0+$", "").replaceFirst("^-0$", "0");
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    write(text);
    return text.toString();
  }

  /** Writes it to a text. */
  void write(StringBuilder out) {
    out.append('<').append(name);
    attributes.forEach(
        (attribute, value) -> {
          out.append(' ').append(attribute).append("=\"");
          escape(out, value);
          out.append('"');
        });
    out.append('>');
    if (VOID.contains(name)) {
      return;
    }
    content.forEach(part -> write(out, part));
    out.append("</").append(name).append('>');
  }

  private static void write(StringBuilder out, Object part) {
    if (part instanceof Tag tag) {
      tag.write(out);
    } else if (part instanceof Sheet sheet) {
      out.append(sheet.text());
    } else {
      escape(out, part.toString());
    }
  }

  private static void escape(StringBuilder out, String text) {
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                default -> out.appendCodePoint(printable(c) ? c : UNKNOWN);
              }
            });
  }

  /** Not: control characters, lone surrogates, and those that turn the direction of a line. */
  private static boolean printable(int c) {
    int type = Character.getType(c);
    boolean turns = (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
    boolean control = type == Character.CONTROL && c != '\n' && c != '\t';
    return !control && type != Character.SURROGATE && !turns;
  }
}
