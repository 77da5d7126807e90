package dev.assay.error;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Finds the names that a person may have meant by a name that does not exist. */
public final class Suggest {
  private static final int MOST = 3;

  private Suggest() {}

  /**
   * The candidates that differ from the name by few edits (about one for every three letters), the
   * closest first, at most three. Case and the difference between {@code _} and {@code -} do not
   * count.
   */
  public static List<String> nearest(String name, Collection<String> candidates) {
    return near(name, candidates).stream().map(Scored::name).toList();
  }

  /**
   * A sentence with the closest candidates, to append to a message: {@code " Did you mean 'key'?"},
   * with the leading blank; empty when no candidate is near.
   */
  public static String didYouMean(String name, Collection<String> candidates) {
    List<String> closest = closest(name, candidates);
    return closest.isEmpty()
        ? ""
        : closest.stream().collect(Collectors.joining("' or '", " Did you mean '", "'?"));
  }

  /** Of {@link #nearest} only those with the fewest edits. */
  public static List<String> closest(String name, Collection<String> candidates) {
    List<Scored> near = near(name, candidates);
    return near.stream()
        .filter(scored -> scored.edits() == near.get(0).edits())
        .map(Scored::name)
        .toList();
  }

  private static List<Scored> near(String name, Collection<String> candidates) {
    String wanted = normal(name);
    return candidates.stream()
        .distinct()
        .map(candidate -> new Scored(candidate, distance(wanted, normal(candidate))))
        .filter(scored -> isNear(wanted.length(), scored))
        .sorted(Comparator.comparingInt(Scored::edits).thenComparing(Scored::name))
        .limit(MOST)
        .toList();
  }

  private static boolean isNear(int length, Scored scored) {
    int longer = Math.max(length, scored.name().length());
    return scored.edits() <= (longer + 2) / 3 && scored.edits() < longer;
  }

  private static String normal(String name) {
    return name.toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Optimal string alignment: insertions, deletions, substitutions and swaps of neighbours. */
  private static int distance(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        d[i][j] = i == 0 || j == 0 ? i + j : cheapest(d, a, b, i, j);
      }
    }
    return d[a.length()][b.length()];
  }

  private static int cheapest(int[][] d, String a, String b, int i, int j) {
    boolean same = a.charAt(i - 1) == b.charAt(j - 1);
    int least = d[i - 1][j - 1] + (same ? 0 : 1);
    least = Math.min(least, Math.min(d[i - 1][j], d[i][j - 1]) + 1);
    boolean swapped =
        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return swapped ? Math.min(least, d[i - 2][j - 2] + 1) : least;
  }

  private record Scored(String name, int edits) {}
}
