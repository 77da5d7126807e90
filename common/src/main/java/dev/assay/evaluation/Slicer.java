package dev.assay.evaluation;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A way to divide the rows: each row has one value of it and belongs to that slice, or to none.
 *
 * @param name columns or predicate, as a person reads it: {@code SEX}, {@code SEX, RAC1P}, {@code
 *     AGEP >= 65}
 * @param role what the slices are for
 * @param predicate whether it holds rows for which a predicate is true, as one slice
 * @param parts what its values are made of, in their order, each by a text that two slicers share
 *     where they divide by the same
 */
public record Slicer(String name, Role role, boolean predicate, List<String> parts)
    implements Serializable {
  private static final String BETWEEN = ", ";
  private static final String QUOTE = "\"";

  /** What slices are for. */
  public enum Role {
    /** Figures of parts that somebody asked for. */
    DECLARED,
    /** Groups of a protected attribute, which fairness compares, too. */
    ATTRIBUTE,
    /** Periods of time, in the order of their values. */
    PERIOD
  }

  public Slicer {
    parts = List.copyOf(parts);
  }

  /** A slicer of one part, which is known by its name. */
  public Slicer(String name, Role role, boolean predicate) {
    this(name, role, predicate, List.of(name));
  }

  /** A slice as a person reads it: {@code SEX = 1}, {@code SEX, RAC1P = 1, 2}, the predicate. */
  public String text(String value) {
    return predicate ? name : name + " = " + value;
  }

  /** The value of a slice by those of its parts; of several, those with a comma are quoted. */
  public static String value(List<String> ofParts) {
    return ofParts.size() == 1
        ? ofParts.get(0)
        : ofParts.stream().map(Slicer::quoted).collect(Collectors.joining(BETWEEN));
  }

  private static String quoted(String part) {
    return part.contains(BETWEEN) || part.startsWith(QUOTE)
        ? QUOTE + part.replace(QUOTE, QUOTE + QUOTE) + QUOTE
        : part;
  }

  /** The values of the parts of a slice's value. */
  List<String> valuesOfParts(String value) {
    if (parts.size() == 1) {
      return List.of(value);
    }
    List<String> values = new ArrayList<>();
    int from = 0;
    while (from <= value.length()) {
      int to = end(value, from);
      String part = value.substring(from, to);
      boolean quoted = part.startsWith(QUOTE);
      values.add(
          quoted ? part.substring(1, part.length() - 1).replace(QUOTE + QUOTE, QUOTE) : part);
      from = to + BETWEEN.length();
    }
    return values;
  }

  /** Where the part that begins at a place ends. */
  private static int end(String value, int from) {
    int at = from;
    if (value.startsWith(QUOTE, from)) {
      at = from + 1;
      while (value.charAt(at) != '"' || value.startsWith(QUOTE, at + 1)) {
        at += value.charAt(at) == '"' ? 2 : 1;
      }
    }
    int comma = value.indexOf(BETWEEN, at);
    return comma < 0 ? value.length() : comma;
  }
}
