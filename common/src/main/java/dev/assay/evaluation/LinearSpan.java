package dev.assay.evaluation;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What follows from linear equations over unknown numbers: which sums of unknowns are known, too.
 * It is decided by elimination in the field of 2^31 - 1 elements, with sparse rows: a sum that is
 * known over the rationals is known there, unless that prime divides a minor of the coefficients,
 * which are -1, 0 and 1.
 */
final class LinearSpan {
  private static final long PRIME = Integer.MAX_VALUE;

  /**
   * A row of the eliminated equations.
   *
   * @param pivot an unknown that no later row holds
   * @param factors of its unknowns
   */
  private record Row(int pivot, Map<Integer, Long> factors) {}

  private final List<Row> rows = new ArrayList<>();
  private final Map<Integer, Integer> rowOfPivot = new HashMap<>();

  /**
   * The span of equations.
   *
   * @param equations the coefficients of each, by unknown
   */
  LinearSpan(Collection<? extends Map<Integer, Integer>> equations) {
    List<Map<Integer, Long>> open = new ArrayList<>();
    Map<Integer, Set<Integer>> holders = new HashMap<>();
    for (Map<Integer, Integer> equation : equations) {
      Map<Integer, Long> row = new TreeMap<>();
      equation.forEach((unknown, factor) -> row.put(unknown, Math.floorMod(factor, PRIME)));
      row.keySet().forEach(u -> holders.computeIfAbsent(u, k -> new TreeSet<>()).add(open.size()));
      open.add(row);
    }
    eliminate(open, holders);
  }

  /** Takes rows whose unknowns stand in few others first, so that rows stay short. */
  private void eliminate(List<Map<Integer, Long>> open, Map<Integer, Set<Integer>> holders) {
    Deque<Integer> waiting = new ArrayDeque<>();
    for (int row = 0; row < open.size(); row++) {
      waiting.add(row);
    }
    while (!waiting.isEmpty()) {
      int next = waiting.remove();
      Map<Integer, Long> row = open.get(next);
      if (row.isEmpty()) {
        continue;
      }
      int pivot =
          row.keySet().stream().min(Comparator.comparing(u -> holders.get(u).size())).orElseThrow();
      row.keySet().forEach(unknown -> holders.get(unknown).remove(next));
      for (int other : List.copyOf(holders.get(pivot))) {
        subtract(open.get(other), row, pivot, other, holders);
      }
      rowOfPivot.put(pivot, rows.size());
      rows.add(new Row(pivot, row));
    }
  }

  private static void subtract(
      Map<Integer, Long> from,
      Map<Integer, Long> row,
      int pivot,
      int place,
      Map<Integer, Set<Integer>> holders) {
    subtract(from, row, pivot);
    for (int unknown : row.keySet()) {
      if (from.containsKey(unknown)) {
        holders.get(unknown).add(place);
      } else {
        holders.get(unknown).remove(place);
      }
    }
  }

  private static void subtract(Map<Integer, Long> from, Map<Integer, Long> row, int pivot) {
    long factor = from.get(pivot) * inverse(row.get(pivot)) % PRIME;
    row.forEach(
        (unknown, value) -> {
          long known = from.getOrDefault(unknown, 0L);
          long left = Math.floorMod(known - factor * value % PRIME, PRIME);
          if (left == 0) {
            from.remove(unknown);
          } else {
            from.put(unknown, left);
          }
        });
  }

  /** By Fermat: the power of PRIME - 2. */
  private static long inverse(long value) {
    long result = 1;
    long power = value;
    for (long exponent = PRIME - 2; exponent > 0; exponent >>= 1) {
      if ((exponent & 1) == 1) {
        result = result * power % PRIME;
      }
      power = power * power % PRIME;
    }
    return result;
  }

  /** Whether the sum of some unknowns follows from the equations. */
  boolean knowsSumOf(Collection<Integer> unknowns) {
    Map<Integer, Long> sum = new TreeMap<>();
    unknowns.forEach(unknown -> sum.put(unknown, 1L));
    TreeSet<Integer> next = new TreeSet<>();
    unknowns.forEach(unknown -> addRow(next, unknown));
    while (!next.isEmpty()) {
      Row row = rows.get(next.pollFirst());
      if (sum.containsKey(row.pivot())) {
        row.factors().keySet().stream()
            .filter(unknown -> unknown != row.pivot())
            .forEach(unknown -> addRow(next, unknown));
        subtract(sum, row.factors(), row.pivot());
      }
    }
    return sum.isEmpty();
  }

  private void addRow(Set<Integer> next, int unknown) {
    Integer row = rowOfPivot.get(unknown);
    if (row != null) {
      next.add(row);
    }
  }
}
