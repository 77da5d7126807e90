package dev.assay.evaluation;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * How the sums of slices hang together: a slice by some parts is the sum of the slices by those and
 * more parts within it and of the rows that none of them holds. Where slicers share parts that no
 * slicer has alone, the slices by these parts are there, too, and nobody shows them.
 */
final class SliceSums {
  /** What a cell is. */
  enum Kind {
    /** All rows, which are always shown. */
    WHOLE,
    /** Slices, of one slicer or of several that divide alike. */
    SLICE,
    /** Slices by parts that only crosses have. */
    BETWEEN,
    /** Rows of a cell that no slice of a finer slicer holds. */
    REST
  }

  /**
   * Rows that are added up together.
   *
   * @param id its place among all
   * @param rows their number
   */
  record Cell(int id, Kind kind, long rows) {}

  /**
   * A sum.
   *
   * @param id its place among all
   * @param parent the sum of the others
   * @param children what it is the sum of, slices in their order and then the rest
   */
  record Equation(int id, Cell parent, List<Cell> children) {
    Equation {
      children = List.copyOf(children);
    }

    /** All that it holds. */
    Stream<Cell> cells() {
      return Stream.concat(children.stream(), Stream.of(parent));
    }
  }

  private static final Comparator<Set<String>> FINEST_FIRST =
      Comparator.comparing((Set<String> parts) -> -parts.size())
          .thenComparing(parts -> String.join("\u0000", parts));

  private final List<Cell> cells = new ArrayList<>();
  private final List<Equation> equations = new ArrayList<>();
  private final List<List<Cell>> ofSlicers = new ArrayList<>();
  private final Map<Set<String>, Map<List<String>, Cell>> tables = new TreeMap<>(FINEST_FIRST);
  private final Map<List<?>, Cell> rests = new HashMap<>();

  /**
   * The sums of slices.
   *
   * @param slicers what divides the rows
   * @param values of the slices of each slicer
   * @param rows of these slices
   * @param whole all rows
   */
  SliceSums(List<Slicer> slicers, List<List<String>> values, List<long[]> rows, long whole) {
    for (int s = 0; s < slicers.size(); s++) {
      addSlicer(slicers.get(s), values.get(s), rows.get(s));
    }
    addBetween();
    tables.put(Set.of(), Map.of(List.of(), cell(Kind.WHOLE, whole)));
    List<Set<String>> sets = List.copyOf(tables.keySet());
    for (int coarse = 0; coarse < sets.size(); coarse++) {
      for (int fine = 0; fine < coarse; fine++) {
        if (sets.get(fine).containsAll(sets.get(coarse))) {
          addEquations(sets.get(fine), sets.get(coarse));
        }
      }
    }
  }

  private Cell cell(Kind kind, long rows) {
    Cell cell = new Cell(cells.size(), kind, rows);
    cells.add(cell);
    return cell;
  }

  private void addSlicer(Slicer slicer, List<String> values, long[] rows) {
    Set<String> parts = new TreeSet<>(slicer.parts());
    Map<List<String>, Cell> table = tables.computeIfAbsent(parts, p -> new LinkedHashMap<>());
    List<Cell> found = new ArrayList<>();
    for (int i = 0; i < rows.length; i++) {
      List<String> ofParts = slicer.valuesOfParts(values.get(i));
      TreeMap<String, String> byPart = new TreeMap<>();
      for (int p = 0; p < ofParts.size(); p++) {
        byPart.put(slicer.parts().get(p), ofParts.get(p));
      }
      long number = rows[i];
      found.add(table.computeIfAbsent(List.copyOf(byPart.values()), k -> cell(Kind.SLICE, number)));
    }
    ofSlicers.add(found);
  }

  /** Adds the slices by parts that slicers share and that are not all of any slicer's. */
  private void addBetween() {
    Set<Set<String>> shared = new TreeSet<>(FINEST_FIRST);
    List<Set<String>> open = new ArrayList<>(tables.keySet());
    for (int i = 0; i < open.size(); i++) {
      for (int j = 0; j < i; j++) {
        Set<String> both = new TreeSet<>(open.get(i));
        both.retainAll(open.get(j));
        if (!both.isEmpty() && !tables.containsKey(both) && shared.add(both)) {
          open.add(both);
        }
      }
    }
    for (Set<String> parts : shared) {
      Map<List<String>, Long> rows = new LinkedHashMap<>();
      for (Set<String> finer : List.copyOf(tables.keySet())) {
        if (finer.containsAll(parts)) {
          within(finer, parts)
              .forEach((value, children) -> rows.merge(value, rows(children), Math::max));
        }
      }
      Map<List<String>, Cell> table = new LinkedHashMap<>();
      rows.forEach((value, number) -> table.put(value, cell(Kind.BETWEEN, number)));
      tables.put(parts, table);
    }
  }

  /** The cells by some parts, for each cell by fewer of them that they are in. */
  private Map<List<String>, List<Cell>> within(Set<String> finer, Set<String> parts) {
    List<Integer> kept = new ArrayList<>();
    int place = 0;
    for (String part : finer) {
      if (parts.contains(part)) {
        kept.add(place);
      }
      place++;
    }
    Map<List<String>, List<Cell>> within = new LinkedHashMap<>();
    tables
        .get(finer)
        .forEach(
            (value, cell) ->
                within
                    .computeIfAbsent(kept.stream().map(value::get).toList(), k -> new ArrayList<>())
                    .add(cell));
    return within;
  }

  private void addEquations(Set<String> finer, Set<String> parts) {
    Map<List<String>, List<Cell>> within = within(finer, parts);
    Set<String> more = new TreeSet<>(finer);
    more.removeAll(parts);
    tables
        .get(parts)
        .forEach(
            (value, parent) -> {
              List<Cell> children = new ArrayList<>(within.getOrDefault(value, List.of()));
              long rest = parent.rows() - rows(children);
              if (rest > 0) {
                children.add(rest(parent, more, rest));
              }
              equations.add(new Equation(equations.size(), parent, children));
            });
  }

  /**
   * The rows of a cell that lack a value of some parts. So many rows are taken for those that lack
   * the same elsewhere, or something else in the same cell: who sees the numbers may think so, too.
   */
  private Cell rest(Cell of, Set<String> parts, long rows) {
    List<?> here = List.of(of, rows);
    List<?> elsewhere = List.of(parts, rows);
    Cell known = rests.getOrDefault(here, rests.get(elsewhere));
    Cell rest = known == null ? cell(Kind.REST, rows) : known;
    rests.putIfAbsent(here, rest);
    rests.putIfAbsent(elsewhere, rest);
    return rest;
  }

  /** The rows of cells together. */
  static long rows(Collection<Cell> cells) {
    return cells.stream().mapToLong(Cell::rows).sum();
  }

  /** All cells, by their ids. */
  List<Cell> cells() {
    return cells;
  }

  /** All sums. */
  List<Equation> equations() {
    return equations;
  }

  /** The cell of a slice. */
  Cell of(int slicer, int slice) {
    return ofSlicers.get(slicer).get(slice);
  }
}
