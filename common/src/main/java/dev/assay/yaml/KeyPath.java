package dev.assay.yaml;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Dotted paths of keys: {@code models.challengers[1]}, {@code input.features."a.b"}. */
public final class KeyPath {
  private static final Pattern BARE = Pattern.compile("[^.\"\\s\\[\\]]+");
  private static final Pattern SEGMENT = Pattern.compile("\"([^\"]+)\"|([^.\"]+)");
  private static final Pattern PATH =
      Pattern.compile("(?:" + SEGMENT + ")(?:\\.(?:" + SEGMENT + "))*");

  private KeyPath() {}

  /** The path of a key in the mapping at {@code parent}; the root's path is empty. */
  public static String child(String parent, String key) {
    String segment = BARE.matcher(key).matches() ? key : '"' + key + '"';
    return parent.isEmpty() ? segment : parent + "." + segment;
  }

  /** The path of an element of the list at {@code parent}, counted from 0. */
  public static String item(String parent, int index) {
    return parent + "[" + index + "]";
  }

  /** The keys of a path as typed, in order; empty when it is not a path. Dots can be quoted. */
  public static List<String> parse(String path) {
    if (!PATH.matcher(path).matches()) {
      return List.of();
    }
    return SEGMENT.matcher(path).results().map(KeyPath::key).toList();
  }

  private static String key(MatchResult segment) {
    return segment.group(1) == null ? segment.group(2) : segment.group(1);
  }
}
