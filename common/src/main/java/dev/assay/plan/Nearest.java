package dev.assay.plan;

import dev.assay.error.Suggest;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Names close to a name that does not exist, for error messages. */
public final class Nearest {
  private static final int OFFERED = 3;
  private static final int LISTED = 12;
  private static final int SHORTEST_PART = 3;

  private Nearest() {}

  /**
   * At most three of the candidates: the closest by {@link Suggest}, then those that contain the
   * name or are contained in it.
   */
  public static List<String> of(String name, Collection<String> candidates) {
    String wanted = name.toLowerCase(Locale.ROOT);
    Stream<String> related =
        candidates.stream().filter(c -> overlaps(wanted, c.toLowerCase(Locale.ROOT))).sorted();
    return Stream.concat(Suggest.closest(name, candidates).stream(), related)
        .distinct()
        .limit(OFFERED)
        .toList();
  }

  /**
   * One sentence: {@code Did you mean 'a' or 'b'?}, or what there is where nothing is near.
   *
   * @param what the plural of what is searched, such as {@code columns}
   */
  public static String hint(String what, String name, Collection<String> candidates) {
    return hint(what, name, candidates, UnaryOperator.identity());
  }

  /** The same with names spelled otherwise than they are compared, for example quoted. */
  public static String hint(
      String what, String name, Collection<String> candidates, UnaryOperator<String> spelling) {
    List<String> near = of(name, candidates).stream().map(spelling).toList();
    if (!near.isEmpty()) {
      return "Did you mean " + join(near, "or") + "?";
    }
    if (candidates.isEmpty()) {
      return "There are no " + what + ".";
    }
    String shown =
        candidates.stream()
            .sorted()
            .limit(LISTED)
            .map(spelling)
            .collect(Collectors.joining("', '", "'", "'"));
    String more =
        candidates.size() > LISTED ? " and " + (candidates.size() - LISTED) + " more" : "";
    return "The " + what + " are " + shown + more + ".";
  }

  /** {@code 'a'}, {@code 'a' or 'b'}, {@code 'a', 'b' or 'c'}. */
  static String join(List<String> names, String word) {
    List<String> quoted = names.stream().map(n -> "'" + n + "'").toList();
    if (quoted.size() == 1) {
      return quoted.get(0);
    }
    int last = quoted.size() - 1;
    return String.join(", ", quoted.subList(0, last)) + " " + word + " " + quoted.get(last);
  }

  private static boolean overlaps(String a, String b) {
    return Math.min(a.length(), b.length()) >= SHORTEST_PART && (a.contains(b) || b.contains(a));
  }
}
