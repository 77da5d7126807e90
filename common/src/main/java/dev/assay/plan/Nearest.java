package dev.assay.plan;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Names close to a name that does not exist, for error messages. */
public final class Nearest {
  private static final int OFFERED = 3;
  private static final int LISTED = 12;

  private Nearest() {}

  /**
   * At most three of the candidates, the most similar first: those within an edit distance of a
   * third of the name's length, case aside, and those that contain the name or are contained in it.
   */
  public static List<String> of(String name, Collection<String> candidates) {
    String wanted = name.toLowerCase(Locale.ROOT);
    return candidates.stream()
        .distinct()
        .filter(c -> isNear(wanted, c.toLowerCase(Locale.ROOT)))
        .sorted(
            Comparator.<String>comparingInt(c -> distance(wanted, c.toLowerCase(Locale.ROOT)))
                .thenComparing(Comparator.naturalOrder()))
        .limit(OFFERED)
        .toList();
  }

  /**
   * One sentence: {@code Did you mean 'a' or 'b'?}, or what there is where nothing is near.
   *
   * @param what the plural of what is searched, such as {@code columns}
   */
  public static String hint(String what, String name, Collection<String> candidates) {
    List<String> near = of(name, candidates);
    if (!near.isEmpty()) {
      return "Did you mean " + join(near, "or") + "?";
    }
    if (candidates.isEmpty()) {
      return "There are no " + what + ".";
    }
    String shown =
        candidates.stream().sorted().limit(LISTED).collect(Collectors.joining("', '", "'", "'"));
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

  private static boolean isNear(String wanted, String candidate) {
    int shorter = Math.min(wanted.length(), candidate.length());
    if (shorter >= 3 && (candidate.contains(wanted) || wanted.contains(candidate))) {
      return true;
    }
    return distance(wanted, candidate) <= Math.max(1, wanted.length() / 3);
  }

  /** Edit distance with swaps of neighbours (optimal string alignment). */
  private static int distance(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        d[i][j] = i == 0 || j == 0 ? i + j : step(d, a, b, i, j);
      }
    }
    return d[a.length()][b.length()];
  }

  private static int step(int[][] d, String a, String b, int i, int j) {
    boolean same = a.charAt(i - 1) == b.charAt(j - 1);
    int best = Math.min(Math.min(d[i - 1][j], d[i][j - 1]) + 1, d[i - 1][j - 1] + (same ? 0 : 1));
    boolean swapped =
        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return swapped ? Math.min(best, d[i - 2][j - 2] + 1) : best;
  }
}
