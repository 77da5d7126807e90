package dev.assay.yaml;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** A YAML document as it was written, each part with the place where it stands. */
public sealed interface YamlNode {

  /** Where it stands: for the value of a key, the line of the key. */
  Origin origin();

  /** What a message calls it: {@code 'abc'}, {@code a list}, {@code nothing}. */
  String describe();

  /** Where it stands, with the environment variables of everything in it. */
  default Origin originWithParts() {
    Set<String> variables = new TreeSet<>(origin().variables());
    for (YamlNode part : parts()) {
      variables.addAll(part.originWithParts().variables());
    }
    return origin().withVariables(variables);
  }

  /** The nodes directly in it. */
  default List<YamlNode> parts() {
    return List.of();
  }

  /** How a scalar was written. */
  enum Style {
    /** Without quotes: it may be a number, a boolean or null. */
    PLAIN,
    /** With quotes, or as a block: a string. */
    QUOTED,
    /** With quotes and a variable in them: a number or boolean where one is wanted, never null. */
    FILLED
  }

  /** A text, number, boolean or null, as written. */
  record Scalar(Origin origin, String text, Style style) implements YamlNode {
    private static final Set<String> NULLS = Set.of("", "~", "null", "Null", "NULL");
    private static final int SHOWN = 60;

    /** Whether it is YAML's null. */
    public boolean isNull() {
      return style == Style.PLAIN && NULLS.contains(text);
    }

    @Override
    public String describe() {
      return isNull() ? "nothing" + from() : shown() + from();
    }

    private String shown() {
      String line = text.replace("\n", "\\n");
      String cut = line.length() > SHOWN ? line.substring(0, SHOWN) + "…" : line;
      return style == Style.QUOTED ? "the string \"" + cut + '"' : "'" + cut + "'";
    }

    private String from() {
      List<String> variables = origin.variables();
      return variables.isEmpty() ? "" : " (from " + String.join(", ", variables) + ")";
    }
  }

  /** A list. */
  record Sequence(Origin origin, List<YamlNode> parts) implements YamlNode {
    public Sequence {
      parts = List.copyOf(parts);
    }

    @Override
    public String describe() {
      return "a list";
    }
  }

  /** Keys and values, in the order of the document. */
  record Mapping(Origin origin, Map<String, YamlNode> entries) implements YamlNode {
    public Mapping {
      entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
    }

    @Override
    public List<YamlNode> parts() {
      return List.copyOf(entries.values());
    }

    @Override
    public String describe() {
      return "a mapping";
    }

    /** This mapping with the other laid over it: mappings key by key, all else is replaced. */
    public Mapping overlaidWith(Mapping over) {
      Map<String, YamlNode> merged = new LinkedHashMap<>(entries);
      over.entries.forEach((key, value) -> merged.merge(key, value, Mapping::overlay));
      return new Mapping(origin, merged);
    }

    private static YamlNode overlay(YamlNode below, YamlNode above) {
      return below instanceof Mapping lower && above instanceof Mapping upper
          ? lower.overlaidWith(upper)
          : above;
    }
  }

  /** Something whose problem has already been noted; whatever was expected, it says no more. */
  record Broken(Origin origin) implements YamlNode {
    @Override
    public String describe() {
      return "something unreadable";
    }
  }
}
